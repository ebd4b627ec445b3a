from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import numpy as np
import pytest
import soundfile
from conftest import ffmpeg
from test_cli import coach, refused

import coach as library
from coach.audio.loudness import to_lufs
from coach.audio.meter import MOMENTARY, PER_STEP, SHORT_TERM, trailing
from coach.errors import SoundError
from coach.meter import measure, rows, voicing
from coach.session.listener import Log
from coach.session.studio import Studio

if TYPE_CHECKING:
    from pathlib import Path

    from coach.meter import Measured
    from coach.timeline import Timeline

RATE = 48_000
SCRIPT = """
title: T
voice: rehearsal
bed: {sound: shore, level: -20 dB}
steps:
  - {title: Up, say: "Glide slowly up the leg, and go light over the knee.", time: 30s, strokes: {count: 2}}
  - {title: Down, say: And down., time: 30s}
"""


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Timeline]:
    folder = tmp_path_factory.mktemp("measured")
    (folder / "legs.yaml").write_text(SCRIPT)
    script = library.load(folder / "legs.yaml")
    wishes = library.Wishes(cache=folder / "cache")
    library.export(script, folder / "legs.wav", wishes)
    return folder / "legs.mp3", library.export(script, folder / "legs.mp3", wishes)


PRINTED = 0.05
"""ffmpeg prints tenths: what it means may lie this far from what it says."""


def theirs(file: Path) -> dict[str, float]:
    """Return what ffmpeg's meter reads."""
    said = ffmpeg("-i", file, "-af", "ebur128=peak=true", "-f", "null", "-")
    live = [(float(m), float(s)) for m, s in re.findall(r"M:\s*(\S+) S:\s*(\S+)", said)]
    last = {key: float(re.findall(rf"{key}:\s+(\S+) ", said)[-1]) for key in ("I", "LRA", "Peak")}
    return last | {"M": max(m for m, _ in live), "S": max(s for _, s in live)}


def tenth(measured: Measured, window: int) -> float:
    """Return the greatest loudness at the instants at which ffmpeg reads it: ten a second."""
    return to_lufs(float(trailing(measured.curves.powers, window)[PER_STEP - 1 :: PER_STEP].max()))


@pytest.mark.parametrize("suffix", [".mp3", ".wav"])
def test_ffmpeg_reads_the_same_in_what_coach_exports(exported: tuple[Path, Timeline], suffix: str) -> None:
    file = exported[0].with_suffix(suffix)
    ours, their = measure(file), theirs(file)
    assert ours.integrated == pytest.approx(their["I"], abs=0.1 + PRINTED)
    assert ours.loudness_range == pytest.approx(their["LRA"], abs=0.2)
    assert ours.true_peak.value == pytest.approx(their["Peak"], abs=0.2)
    for reading, window, key in ((ours.momentary, MOMENTARY, "M"), (ours.short_term, SHORT_TERM, "S")):
        assert tenth(ours, window) == pytest.approx(their[key], abs=0.1)
        assert their[key] - 0.1 <= reading.value <= their[key] + 0.5


@pytest.mark.parametrize(
    ("rate", "channels", "subtype"), [(44_100, 1, "PCM_16"), (22_050, 2, "PCM_U8"), (96_000, 2, "FLOAT")]
)
def test_ffmpeg_reads_the_same_at_any_rate_and_in_any_form(
    tmp_path: Path, rate: int, channels: int, subtype: str
) -> None:
    random = np.random.default_rng(3)
    swell = np.interp(np.arange(rate * 12), [0, rate * 4, rate * 8, rate * 12], [0.01, 0.2, 0.02, 0.1])
    noise = random.uniform(-1, 1, (rate * 12 + 2, channels))
    noise = (noise[2:] + 2 * noise[1:-1] + noise[:-2]) * swell[:, None] / 3
    file = tmp_path / "noise.wav"
    soundfile.write(file, noise, rate, subtype)
    ours, their = measure(file), theirs(file)
    assert (ours.file.rate, len(ours.file.channels), ours.length) == (rate, channels, 12.0)
    assert ours.integrated == pytest.approx(their["I"], abs=0.1)
    assert ours.loudness_range == pytest.approx(their["LRA"], abs=0.5)
    assert ours.true_peak.value == pytest.approx(their["Peak"], abs=0.2)


def test_five_channels_weigh_as_the_ebu_says(tmp_path: Path) -> None:
    """Hold the meter to signal 6 of EBU Tech 3341: left and right -28 dBFS, centre -24, surround -30."""
    time = np.arange(RATE * 20) / RATE
    levels = 10 ** (np.array([-28, -28, -24, -30, -30]) / 20)
    file = tmp_path / "five.flac"
    soundfile.write(file, np.sin(2 * np.pi * 1000 * time)[:, None] * levels, RATE, "PCM_24")
    assert len(measure(file).file.channels) == 5
    assert measure(file).integrated == pytest.approx(-23.0, abs=0.1)


def test_a_silence_an_onset_and_an_over_are_found_where_they_are(tmp_path: Path) -> None:
    time = np.arange(RATE * 20) / RATE
    tone = 0.02 * np.sin(2 * np.pi * 400 * time)
    tone[RATE * 6 : RATE * 9] = 0.0
    tone[RATE * 12 :] *= 10
    tone[RATE * 15 : RATE * 15 + RATE // 4] *= 4.9
    file = tmp_path / "uneven.wav"
    soundfile.write(file, np.stack([tone, tone], axis=1), RATE, "PCM_24")
    found = measure(file)
    (silence,) = found.silences
    assert [silence.start, silence.end] == pytest.approx([6.0, 9.0], abs=0.02)
    assert found.onset
    assert found.onset.at == pytest.approx(9.0, abs=0.05)
    assert found.onset.value == pytest.approx(60.0 - 37.0, abs=0.2)
    assert found.true_peak.value == pytest.approx(20 * np.log10(0.98), abs=0.1)
    assert 15.0 <= found.true_peak.at < 15.25
    judged = {row.key: row.advice for row in rows(found)}
    assert judged["true_peak"] == "turn it down by 0.8 dB, or limit it"
    assert "3s" in str(judged["silence"])
    assert judged["onset"]


def test_what_words_stand_above_is_what_was_mixed(exported: tuple[Path, Timeline]) -> None:
    file, timeline = exported
    found = voicing(measure(file), timeline)
    again = voicing(measure(file.with_suffix(".wav")), timeline)
    assert found
    assert again
    assert found.clear
    assert again.clear
    studio = Studio(library.load(file.with_suffix(".yaml")), library.Wishes(cache=file.parent / "cache"), Log())
    with studio.beds() as beds:
        lowered = studio.mixer(timeline, beds).lowered
    # As the script asks, what so few words ask beyond it, and the duck.
    assert found.clear == pytest.approx(20.0 + lowered + 5.0, abs=1.0)
    assert found.clear == pytest.approx(again.clear, abs=0.1)


def test_a_plan_of_another_session_is_refused(exported: tuple[Path, Timeline], tmp_path: Path) -> None:
    (tmp_path / "other.yaml").write_text(SCRIPT.replace("time: 30s}", "time: 40s}"))
    found = measure(exported[0])
    with pytest.raises(SoundError, match=r"lasts 1:18, and its plan about 1:28: expected the script"):
        voicing(found, library.schedule(library.load(tmp_path / "other.yaml")))


def test_a_plan_that_is_a_mere_estimate_is_refused(exported: tuple[Path, Timeline]) -> None:
    with pytest.raises(SoundError, match="not in the speech cache"):
        voicing(measure(exported[0]), library.schedule(library.load(exported[0].with_suffix(".yaml"))))


def test_the_table_says_ok_or_what_to_do_and_the_chart_is_drawn_beside_it(exported: tuple[Path, Timeline]) -> None:
    folder = exported[0].parent
    plan = ("--plan", "legs.yaml", "--cache", "cache")
    shown = coach("measure", "legs.mp3", *plan, "--chart", "chart.svg", cwd=folder).stdout
    assert re.search(r"^legs\.mp3: 1m18s, mp3, 48 kHz, 2 channels$", shown, re.MULTILINE)
    assert re.search(r"loudness of the whole +-1\d\.\d LUFS +-16 within 0\.3 +ok", shown)
    assert re.search(r"words above the bed +3\d\.\d LU +at least 12 +ok", shown)
    assert shown.endswith("\nchart.svg\n")
    drawn = (folder / "chart.svg").read_text("utf-8")
    assert all(text in drawn for text in ("Glide slowly up the leg", "0:34 to 1:18 · Down", "The bed&#x27;s level"))


def test_what_is_too_soft_is_told_by_how_much(exported: tuple[Path, Timeline], tmp_path: Path) -> None:
    samples, rate = soundfile.read(exported[0].with_suffix(".wav"))
    soundfile.write(tmp_path / "soft.wav", samples * 0.5, rate)
    whole = rows(measure(tmp_path / "soft.wav"))[0]
    assert whole.advice == f"too soft: turn it up by {-16 - theirs(tmp_path / 'soft.wav')['I']:.1f} dB"


def test_json_has_every_figure_with_its_verdict_and_broken_pieces_are_told(
    exported: tuple[Path, Timeline], tmp_path: Path
) -> None:
    file, timeline = exported
    whole = bytearray(file.read_bytes())
    middle = len(whole) // 2
    whole[middle : middle + 3000] = b"\xff" * 3000
    (tmp_path / "broken.mp3").write_bytes(whole)
    ran = coach("measure", tmp_path / "broken.mp3", "--json")
    assert re.search(r"^coach: .*pieces that could not be decoded, and were left out: [1-9]$", ran.stderr, re.MULTILINE)
    told = json.loads(ran.stdout)
    assert told["broken"] >= 1
    assert told["readings"]["integrated"]["ok"] is True
    assert told["readings"]["momentary"]["ok"] is None
    assert [chapter["title"] for chapter in told["chapters"]] == [c.title for c in timeline.chapters]
    assert told["length"] == pytest.approx(timeline.seconds, abs=0.3)


def test_what_cannot_be_measured_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "words.yaml").write_text(SCRIPT)
    (tmp_path / "empty.wav").write_bytes(b"")
    soundfile.write(tmp_path / "none.wav", np.zeros((0, 2)), RATE)
    soundfile.write(tmp_path / "silent.wav", np.zeros((RATE * 5, 2)), RATE)
    soundfile.write(tmp_path / "nan.wav", np.full((RATE, 2), np.nan), RATE, "FLOAT")
    soundfile.write(tmp_path / "slow.wav", np.full((3000, 1), 0.1), 3000)
    for name, said in [
        ("slow.wav", "has 3000 samples a second: expected 8000 or more"),
        ("words.yaml", "is no audio file"),
        ("empty.wav", "is no audio file"),
        (".", "is no audio file"),
        ("missing.wav", "no such file"),
        ("none.wav", "holds no sound"),
        ("silent.wav", "is silent for all of its 5.0s"),
        ("nan.wav", "holds values that are no numbers, near 0:00"),
    ]:
        with pytest.raises(SoundError) as caught:
            measure(tmp_path / name)
        assert str(caught.value).startswith(f"{tmp_path / name}: {said}")
        assert "\n" not in str(caught.value)
    (line,) = refused("measure", "missing.wav").splitlines()
    assert line.startswith("coach: missing.wav: no such file: expected an audio file")
