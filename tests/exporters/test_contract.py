from __future__ import annotations

import errno
import io
import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from conftest import decoded, ffmpeg

from coach.audio import Format, Samples
from coach.errors import ExportError
from coach.exporters import About, Preset, Quality, exporters, whole_file
from coach.script import loads
from coach.timeline import schedule

if TYPE_CHECKING:
    from collections.abc import Iterator

RATE = 48_000
SECONDS = 5
TIMELINE = schedule(loads("title: T\nsteps: [{title: A, say: Go., time: {fixed: 20s}}]\n"))
ABOUT = About(replace(TIMELINE, length=SECONDS * RATE), "en-US", Format(RATE, 2))


def blocks(sizes: tuple[int, ...], channels: int = 2) -> Iterator[Samples]:
    """Yield five seconds of a different tone in each ear, at -12 dBFS."""
    time = np.arange(SECONDS * RATE) / RATE
    both = 0.25 * np.stack([np.sin(2 * np.pi * 440 * time), np.sin(2 * np.pi * 660 * time)], axis=1)
    at = 0
    for size in (*sizes, len(both)):
        yield both[at : at + size, :channels].astype(np.float32)
        at += size


@pytest.fixture(params=sorted(exporters()))
def suffix(request: pytest.FixtureRequest) -> str:
    return str(request.param)


class SmallDisk(io.BytesIO):
    """A file on a disk that has room for so many octets."""

    def __init__(self, room: int) -> None:
        super().__init__()
        self.room = room

    def write(self, data: bytes, /) -> int:  # type: ignore[override] # any buffer comes
        if self.tell() + len(data) > self.room:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return super().write(data)


class TestEveryExporter:
    """What an exporter promises; a stranger's exporter is held to the same."""

    @pytest.mark.parametrize("channels", [1, 2])
    def test_what_comes_out_is_what_went_in(self, suffix: str, channels: int, tmp_path: Path) -> None:
        file = tmp_path / f"out.{suffix}"
        with whole_file(file) as handle:
            about = replace(ABOUT, form=Format(RATE, channels))
            exporters()[suffix].write(handle, blocks((4800, 1, 9999), channels), about)
        samples = decoded(file, channels)
        assert len(samples) == SECONDS * RATE
        spectrum = np.abs(np.fft.rfft(samples[RATE : 3 * RATE], axis=0))
        assert list(spectrum.argmax(axis=0) / 2) == [440, 660][:channels]
        assert np.abs(samples[RATE : 3 * RATE]).max() == pytest.approx(0.25, rel=0.02)

    def test_no_decoder_finds_an_error_in_it(self, suffix: str, tmp_path: Path) -> None:
        file = tmp_path / f"out.{suffix}"
        with whole_file(file) as handle:
            exporters()[suffix].write(handle, blocks(()), ABOUT)
        assert ffmpeg("-v", "error", "-err_detect", "explode", "-i", file, "-f", "null", "-") == ""

    def test_the_same_session_gives_the_same_bytes(self, suffix: str) -> None:
        first, second = io.BytesIO(), io.BytesIO()
        exporters()[suffix].write(first, blocks((RATE, RATE)), ABOUT)
        exporters()[suffix].write(second, blocks((RATE, RATE)), ABOUT)
        assert first.getvalue() == second.getvalue()

    def test_a_higher_quality_is_never_smaller(self, suffix: str) -> None:
        presets: tuple[Preset, ...] = ("voice", "standard", "high")
        sizes = [self.size(suffix, Quality(preset)) for preset in presets]
        assert sizes == sorted(sizes)
        if sizes[0] != sizes[-1]:
            rated = [self.size(suffix, Quality("voice", bit_rate=rate)) for rate in (64, 128)]
            assert rated[0] < rated[1]
            for rate in (-1, 5, 9999):
                with pytest.raises(ExportError, match=f"has no {rate} kbit/s: choose ") as caught:
                    self.size(suffix, Quality(bit_rate=rate))
                assert "\n" not in str(caught.value)

    def size(self, suffix: str, quality: Quality) -> int:
        file = io.BytesIO()
        noise = np.random.default_rng(3).normal(0, 0.1, (SECONDS * RATE, 2)).astype(np.float32)
        exporters()[suffix].write(file, [noise], ABOUT, quality)
        return len(file.getvalue())

    def test_a_fault_while_it_writes_leaves_nothing_behind(self, suffix: str, tmp_path: Path) -> None:
        def failing() -> Iterator[Samples]:
            yield np.zeros((RATE, 2), np.float32)
            message = "the voice died"
            raise RuntimeError(message)

        with (
            pytest.raises(RuntimeError, match="the voice died"),
            whole_file(tmp_path / f"out.{suffix}") as handle,
        ):
            exporters()[suffix].write(handle, failing(), ABOUT)
        assert not list(tmp_path.iterdir())

    def test_a_full_disk_is_one_line(self, suffix: str) -> None:
        with pytest.raises(OSError, match="No space left"), Path("/dev/full").open("wb", buffering=0) as full:
            exporters()[suffix].write(full, blocks(()), ABOUT)

    def test_a_disk_that_fills_up_at_any_moment_is_the_files_own_fault(self, suffix: str) -> None:
        file = io.BytesIO()
        exporters()[suffix].write(file, blocks(()), ABOUT)
        size = len(file.getvalue())
        for room in (0, 1, 50, 5000, size // 3, size // 2, size - 5000, size - 700, size - 50, size - 1):
            with pytest.raises(OSError, match="No space left"):
                exporters()[suffix].write(SmallDisk(room), blocks(()), ABOUT)

    def test_it_is_usable_or_says_how_to_make_it_so(self, suffix: str) -> None:
        missing = exporters()[suffix].missing()
        assert missing is None or missing.startswith("pip install ")
