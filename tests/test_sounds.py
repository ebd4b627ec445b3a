from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile
from numpy.testing import assert_allclose

from coach.audio.loudness import integrated, powers
from coach.errors import SoundError
from coach.sounds import CHIMES, Bed, chime, open_bed

RATE = 48_000
LEVEL = -36.0


@pytest.fixture
def shore() -> Bed:
    return open_bed("shore", Path(), RATE, LEVEL)


def test_the_shore_is_as_loud_as_asked_and_knows_its_own_powers(shore: Bed) -> None:
    sound = shore.read(0, 300 * RATE)
    assert integrated(powers(sound, RATE)) == pytest.approx(LEVEL, abs=1.0)
    assert integrated(shore.powers(3000)) == pytest.approx(integrated(powers(sound, RATE)), abs=0.2)


def test_the_same_frames_are_the_same_samples_in_whatever_blocks(shore: Bed) -> None:
    whole = shore.read(RATE, 30 * RATE)
    blocks = [shore.read(start, 4801) for start in range(RATE, 31 * RATE, 4801)]
    assert_allclose(np.concatenate(blocks)[: len(whole)], whole, atol=1e-6)
    assert np.array_equal(open_bed("shore", Path(), RATE, LEVEL).read(RATE, 30 * RATE), whole)


def test_waves_come_and_go_gently_and_never_stop(shore: Bed) -> None:
    steps = 10 * np.log10(powers(shore.read(0, 300 * RATE), RATE)[5:])
    assert 4 < np.percentile(steps, 95) - np.percentile(steps, 5) < 12
    second = steps[: len(steps) // 10 * 10].reshape(-1, 10).mean(axis=1)
    assert np.abs(np.diff(second)).max() < 6


def test_no_wave_is_like_another(shore: Bed) -> None:
    level = shore.powers(36_000)[::10]
    level = (level - level.mean()) / level.std()
    similar = np.correlate(level, level, "full")[len(level) :] / len(level)
    assert similar[30:3000].max() < 0.35


def test_the_shore_leaves_the_consonants_alone_and_survives_mono(shore: Bed) -> None:
    sound = shore.read(0, 60 * RATE)
    spectrum = np.abs(np.fft.rfft(sound[:, 0])) ** 2
    hertz = np.fft.rfftfreq(len(sound), 1 / RATE)
    assert spectrum[(hertz > 1000) & (hertz < 4000)].sum() < 0.1 * spectrum.sum()
    assert 0.1 < float(np.asarray(np.corrcoef(sound.T))[0, 1]) < 0.7


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


def test_what_is_no_sound_is_refused_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("not a sound")
    soundfile.write(tmp_path / "blip.wav", np.full(4800, 0.1), RATE)
    soundfile.write(tmp_path / "silent.wav", np.zeros(5 * RATE), RATE)
    for name, said in [
        ("notes.txt", "is no audio file"),
        ("gone.mp3", "no such file"),
        ("blip.wav", "a bed needs 2s or more"),
        ("silent.wav", "is silent"),
        (".", "is no audio file"),
    ]:
        with pytest.raises(SoundError) as caught:
            open_bed(name, tmp_path, RATE, LEVEL)
        assert said in str(caught.value)
        assert "\n" not in str(caught.value)


def test_no_bed_is_silence() -> None:
    assert not open_bed("none", Path(), RATE, LEVEL).read(5, 100).any()
