from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
import soundfile
from conftest import ffmpeg

from coach.audio import Format, Samples
from coach.exporters import About, exporters, whole_file
from coach.script import loads
from coach.timeline import schedule

if TYPE_CHECKING:
    from collections.abc import Iterator

RATE = 48_000
SECONDS = 5
ABOUT = About(
    schedule(loads("title: T\nsteps: [{title: A, say: Go., time: {fixed: 20s}}]\n")), "en-US", Format(RATE, 2)
)


def blocks(sizes: tuple[int, ...]) -> Iterator[Samples]:
    """Yield five seconds of a different tone in each ear, at -12 dBFS."""
    time = np.arange(SECONDS * RATE) / RATE
    both = 0.25 * np.stack([np.sin(2 * np.pi * 440 * time), np.sin(2 * np.pi * 660 * time)], axis=1)
    at = 0
    for size in (*sizes, len(both)):
        yield both[at : at + size].astype(np.float32)
        at += size


@pytest.fixture(params=sorted(exporters()))
def suffix(request: pytest.FixtureRequest) -> str:
    return str(request.param)


class TestEveryExporter:
    """What an exporter promises; a stranger's exporter is held to the same."""

    def test_what_comes_out_is_what_went_in(self, suffix: str, tmp_path: Path) -> None:
        file = tmp_path / f"out.{suffix}"
        with whole_file(file) as handle:
            exporters()[suffix].write(handle, blocks((4800, 1, 9999)), ABOUT)
        samples, rate = soundfile.read(file)
        assert rate == RATE
        assert len(samples) / RATE == pytest.approx(SECONDS, abs=0.1)
        spectrum = np.abs(np.fft.rfft(samples[RATE : 3 * RATE], axis=0))
        assert list(spectrum.argmax(axis=0) / 2) == [440, 660]
        assert np.abs(samples[RATE : 3 * RATE]).max() == pytest.approx(0.25, rel=0.02)

    def test_no_decoder_finds_an_error_in_it(self, suffix: str, tmp_path: Path) -> None:
        file = tmp_path / f"out.{suffix}"
        with whole_file(file) as handle:
            exporters()[suffix].write(handle, blocks(()), ABOUT)
        assert ffmpeg("-v", "error", "-err_detect", "explode", "-i", file, "-f", "null", "-") == ""

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

    def test_it_is_usable_or_says_how_to_make_it_so(self, suffix: str) -> None:
        missing = exporters()[suffix].missing()
        assert missing is None or missing.startswith("pip install ")
