"""What is heard of a file: every format as long as the plan, and each line where the plan has it."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
import soundfile
from conftest import decoded, ffmpeg
from examples import ABOUT, RATE, SPOKEN, TIMELINE, blocks, sound, write

from coach.exporters import Quality, exporters

if TYPE_CHECKING:
    from pathlib import Path

    from coach.audio import Samples

LOSSLESS = ("flac", "wav")
EXACT = sorted(exporters())


@pytest.fixture(scope="module")
def whole() -> Samples:
    return sound()


def lag(reference: Samples, heard: Samples) -> int:
    """Return by how many frames a sound is late, by cross-correlation."""
    size = 2 * len(reference)
    both = np.fft.irfft(np.conj(np.fft.rfft(reference, size)) * np.fft.rfft(heard, size))
    peak = int(both.argmax())
    return peak if peak < len(reference) else peak - size


@pytest.mark.parametrize("suffix", EXACT)
def test_every_line_stands_at_its_frame_and_the_file_is_as_long_as_the_plan(
    suffix: str, whole: Samples, tmp_path: Path
) -> None:
    heard = decoded(write(tmp_path / f"out.{suffix}", whole))
    assert len(heard) == TIMELINE.length
    for cue in SPOKEN:
        around = slice(cue.span.start - RATE // 10, cue.span.start + RATE)
        for ear in (0, 1):
            assert lag(whole[around, ear], heard[around, ear]) == 0
        before = heard[cue.span.start - RATE // 10 : cue.span.start - RATE // 20]
        after = heard[cue.span.start : cue.span.start + RATE // 20]
        assert np.abs(before).max() < 0.02 < np.abs(after).max()


@pytest.mark.parametrize("suffix", EXACT)
@pytest.mark.parametrize("length", [1, 1023, 1024, 1025, 47_999, 48_960])
def test_a_file_of_any_length_has_that_length(suffix: str, length: int, whole: Samples, tmp_path: Path) -> None:
    assert len(decoded(write(tmp_path / f"out.{suffix}", whole[:length]))) == length


@pytest.mark.parametrize("suffix", LOSSLESS)
def test_formats_that_lose_nothing_hold_every_sample_to_24_bits(suffix: str, whole: Samples, tmp_path: Path) -> None:
    file = write(tmp_path / f"out.{suffix}", whole)
    assert soundfile.info(file).subtype == "PCM_24"
    heard, _ = soundfile.read(file, dtype="int32")
    assert np.array_equal(heard >> 8, np.round(whole.astype(np.float64) * 2**23).astype(np.int32))


@pytest.mark.parametrize("suffix", sorted(exporters()))
def test_steady_tones_never_leap_up(suffix: str, tmp_path: Path) -> None:
    time = np.arange(5 * RATE) / RATE
    tones = 0.25 * np.stack([np.sin(2 * np.pi * 440 * time), np.sin(2 * np.pi * 660 * time)], axis=1)
    for preset in ("voice", "standard", "high"):
        heard = decoded(write(tmp_path / f"{preset}.{suffix}", tones.astype(np.float32), Quality(preset)))
        assert np.abs(heard[RATE : 4 * RATE]).max() < 0.25 * 1.03


def test_a_wav_that_is_planned_beyond_4_gb_is_rf64(whole: Samples, tmp_path: Path) -> None:
    day = replace(ABOUT, timeline=replace(TIMELINE, length=24 * 3600 * RATE))
    file = write(tmp_path / "out.wav", whole, about=day)
    head = file.read_bytes()[:28]
    assert head[:4] == b"RF64"
    assert int.from_bytes(head[20:28], "little") == file.stat().st_size - 8  # EBU Tech 3306: its own size, in ds64
    assert soundfile.info(file).format == "RF64"
    assert soundfile.info(file).frames == len(decoded(file)) == len(whole)
    assert ffmpeg("-v", "error", "-err_detect", "explode", "-i", file, "-f", "null", "-") == ""


def test_a_wav_within_4_gb_says_how_long_it_is(whole: Samples) -> None:
    file = io.BytesIO()
    exporters()["wav"].write(file, blocks(whole[:12_345]), ABOUT)
    data = file.getvalue()
    assert data[:4] == b"RIFF"
    assert int.from_bytes(data[4:8], "little") == len(data) - 8
    assert len(data) % 2 == 0
