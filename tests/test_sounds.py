from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile
from conftest import ffmpeg
from numpy.testing import assert_allclose

from coach.audio.loudness import integrated, powers
from coach.errors import SoundError
from coach.sounds import CHIMES, chime, open_bed

RATE = 48_000
LEVEL = -36.0


@pytest.mark.parametrize("name", CHIMES)
def test_chimes_begin_softly_are_as_loud_as_asked_and_die_away(name: str) -> None:
    clip = chime(name, RATE, -31.0)
    first, last = clip.samples[:240], clip.samples[-480:]
    peak = np.abs(clip.samples).max()
    assert 0 < np.abs(first).max() < 0.35 * peak
    assert abs(clip.samples[0]) < 1e-4 * peak
    assert np.abs(last).max() < 0.001 * peak
    blocks = np.convolve(powers(clip.samples, RATE), np.full(4, 0.25), "valid")
    assert -0.691 + 10 * np.log10(blocks.max()) == pytest.approx(-31.0, abs=0.05)


def test_an_unknown_chime_or_bed_names_the_nearest() -> None:
    with pytest.raises(SoundError, match="did you mean 'bowl'"):
        chime("bowle", RATE, -30)
    with pytest.raises(SoundError, match="did you mean 'shore'"):
        open_bed("shor", Path(), RATE, LEVEL)


@pytest.fixture
def tune(tmp_path: Path) -> Path:
    """A file of 10.5 s whose end does not meet its beginning: a glide in a room of noise, at 44.1 kHz in FLAC."""
    time = np.arange(round(10.5 * 44_100)) / 44_100
    glide = 0.2 * np.sin(2 * np.pi * (200 * time + 5 * time**2))
    noise = 0.02 * np.random.default_rng(3).standard_normal((len(time), 2))
    file = tmp_path / "tune.flac"
    soundfile.write(file, glide[:, None] + noise, 44_100)
    return file


def test_a_users_file_loops_at_its_level_without_a_seam(tune: Path) -> None:
    bed = open_bed(tune.name, tune.parent, RATE, LEVEL)
    sound = bed.read(0, 60 * RATE)
    assert integrated(powers(sound, RATE)) == pytest.approx(LEVEL, abs=0.7)
    assert np.abs(np.diff(sound, axis=0)).max() < 0.5 * np.abs(sound).max()
    steps = 10 * np.log10(powers(sound, RATE)[2:])
    assert np.abs(np.diff(steps)).max() < 4


def test_a_users_file_can_be_read_from_anywhere(tune: Path) -> None:
    bed = open_bed(str(tune), Path("elsewhere"), RATE, LEVEL)
    whole = bed.read(0, 40 * RATE)
    for start in (25 * RATE, 3 * RATE, 17 * RATE + 11):
        assert_allclose(bed.read(start, 5000), whole[start : start + 5000], atol=1e-5)


def test_a_folder_is_played_in_order_at_one_loudness_without_gaps(tmp_path: Path) -> None:
    for number, (hertz, size, gap) in enumerate([(300, 0.5, 0.0), (500, 0.01, 3.0), (700, 0.1, 1.0)]):
        tone = size * np.sin(2 * np.pi * hertz * np.arange(12 * RATE) / RATE)
        silence = np.zeros(round(gap * RATE))
        soundfile.write(tmp_path / f"{number}.flac", np.concatenate([silence, tone, silence]), RATE)
    (tmp_path / "cover.txt").write_text("no sound, and no harm")
    bed = open_bed(tmp_path.name, tmp_path.parent, RATE, LEVEL)
    sound = bed.read(0, 60 * RATE)
    steps = powers(sound, RATE)[2:]
    assert np.ptp(10 * np.log10(steps)) < 2
    assert integrated(steps) == pytest.approx(LEVEL, abs=0.5)
    assert integrated(bed.powers(600)) == pytest.approx(integrated(steps), abs=0.2)
    for second, hertz in [(6, 300), (14, 500), (22, 700), (30, 300), (38, 500)]:  # each 12 s, less a seam of 4 s
        heard = np.abs(np.fft.rfft(sound[second * RATE : (second + 1) * RATE, 0])).argmax()
        assert heard == hertz
    assert_allclose(bed.read(30 * RATE, 5000), sound[30 * RATE : 30 * RATE + 5000], atol=1e-5)


@pytest.mark.parametrize(
    ("name", "how"),
    [
        ("mono.mp3", ("-ac", "1", "-b:a", "64k")),
        ("surround.flac", ("-ac", "6")),
        ("slow.ogg", ("-ar", "22050")),
        ("coarse.wav", ("-c:a", "pcm_u8")),
        ("soft.m4a", ("-af", "volume=-30dB,adelay=3000|3000,apad=pad_dur=2")),
        ("talk.opus", ()),
        ("film.webm", ()),
        ("fine.wav", ("-c:a", "pcm_f64le", "-ar", "96000")),
    ],
)
def test_a_bed_of_any_format_goes_on_evenly_over_its_seams(tmp_path: Path, name: str, how: tuple[str, ...]) -> None:
    ffmpeg("-f", "lavfi", "-i", "anoisesrc=c=pink:a=0.3:d=12:r=44100:seed=7", *how, tmp_path / name)
    sound = open_bed(name, tmp_path, RATE, LEVEL).read(0, 40 * RATE)
    steps = powers(sound, RATE)[5:395]
    assert integrated(steps) == pytest.approx(LEVEL, abs=0.2)
    seconds = 10 * np.log10(steps.reshape(-1, 10).mean(axis=1))
    assert np.ptp(seconds) < 1.0, "no gap, no bump at a seam"


def test_what_is_no_sound_is_refused_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("not a sound")
    (tmp_path / "empty").mkdir()
    soundfile.write(tmp_path / "blip.wav", np.full(4800, 0.1), RATE)
    soundfile.write(tmp_path / "silent.wav", np.zeros(5 * RATE), RATE)
    for name, said in [
        ("notes.txt", "is no audio file"),
        ("gone.mp3", "no such file"),
        ("blip.wav", "a bed needs 2s or more"),
        ("silent.wav", "is silent"),
        ("empty", "no audio file is in this folder"),
    ]:
        with pytest.raises(SoundError) as caught:
            open_bed(name, tmp_path, RATE, LEVEL)
        assert said in str(caught.value)
        assert "\n" not in str(caught.value)


def test_no_bed_is_silence() -> None:
    assert not open_bed("none", Path(), RATE, LEVEL).read(5, 100).any()
