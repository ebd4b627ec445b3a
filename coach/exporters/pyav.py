"""What the formats that PyAV writes have in common: ffmpeg's encoders and muxers in a wheel."""

from __future__ import annotations

from abc import abstractmethod
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from fractions import Fraction
from importlib.util import find_spec
from typing import IO, TYPE_CHECKING, Any, ClassVar

import numpy as np

from coach.errors import ExportError
from coach.exporters import tags
from coach.exporters.base import STANDARD, About, Exporter, Preset, Quality
from coach.registry import require

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from coach.audio import Samples

INSTALL = "pip install av mutagen"

FULL_SCALE = 2.0**31
"""PyAV takes 24-bit samples as the upper bits of 32."""

STEP = 1 << 8
"""One step of 24 bits, in steps of 32."""


class PyAvExporter(Exporter):
    """One format of ffmpeg's: what it is called there, and what it adds."""

    name: ClassVar[str]
    """What people call the format."""
    muxer: ClassVar[str]
    """What ffmpeg calls the file format."""
    codec: ClassVar[str]
    """What ffmpeg calls the encoder."""
    kind: ClassVar[str]
    """The samples that the encoder takes: ``s32``, ``flt``, or ``fltp`` with the channels one after the other."""
    settings: ClassVar[dict[str, str]] = {}
    """What the encoder is told before it begins."""
    presets: ClassVar[dict[Preset, int]] = {}
    """Kilobits a second for each preset; empty where nothing is lost."""
    bit_rates: ClassVar[range] = range(0)
    """Kilobits a second that the encoder has; empty where nothing is lost."""

    def write(self, file: IO[bytes], blocks: Iterable[Samples], about: About, quality: Quality = STANDARD) -> None:
        """Write header, sound and tags; one block is encoded while the next is mixed."""
        bit_rate = self._bit_rate(quality)
        av = require("av", INSTALL)
        require("mutagen", INSTALL)
        with _faults(self.name), ThreadPoolExecutor(1, thread_name_prefix="coach-av") as thread:
            options = {"fflags": "+bitexact", **self.options(about)}
            with av.open(file, "w", format=self.muxer, options=options) as container:
                stream = container.add_stream(
                    self.codec, rate=about.form.rate, layout=_layout(about), options=self.settings
                )
                stream.codec_context.format = self.kind
                stream.bit_rate = bit_rate * 1000
                self.label(container, stream, about)
                encoding: Future[None] | None = None
                for frame in self._frames(av, blocks, about):
                    if encoding:
                        encoding.result()
                    encoding = thread.submit(_encode, container, stream, frame)
                if encoding:
                    encoding.result()
                _encode(container, stream, None)
            self.finish(file, about)

    def missing(self) -> str | None:
        """Return the command that installs PyAV, where it is missing."""
        return None if find_spec("av") and find_spec("mutagen") else INSTALL

    def options(self, about: About) -> dict[str, str]:  # noqa: ARG002 - for those that need it
        """Return what the muxer is told before it begins."""
        return {}

    @abstractmethod
    def label(self, container: Any, stream: Any, about: About) -> None:  # noqa: ANN401 - PyAV is loaded when used
        """Give the muxer the tags that it writes itself."""

    def finish(self, file: IO[bytes], about: About) -> None:
        """Add to the finished file what the muxer does not write."""

    def _bit_rate(self, quality: Quality) -> int:
        """Return the kilobits a second that are asked for; 0 where nothing is lost."""
        if not self.presets:
            return 0
        wanted = quality.bit_rate if quality.bit_rate is not None else self.presets[quality.preset]
        if wanted not in self.bit_rates:
            least, most = self.bit_rates[0], self.bit_rates[-1]
            message = f"{self.name} has no {wanted} kbit/s: choose from {least} to {most}"
            raise ExportError(message)
        return wanted

    def _frames(self, av: Any, blocks: Iterable[Samples], about: About) -> Iterator[Any]:  # noqa: ANN401 - as above
        at = 0
        for block in blocks:
            laid = self.samples(block)
            laid = laid.T if self.kind.endswith("p") else laid.reshape(1, -1)
            frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(laid), format=self.kind, layout=_layout(about))
            frame.sample_rate, frame.pts, frame.time_base = about.form.rate, at, Fraction(1, about.form.rate)
            at += len(block)
            yield frame

    def samples(self, block: Samples) -> np.ndarray:
        """Return a block as the encoder takes it: in floating point, or rounded to the nearest of 24 bits."""
        if self.kind != "s32":
            return block
        rounded = np.round(block.astype(np.float64) * (FULL_SCALE / STEP)) * STEP
        return np.clip(rounded, -FULL_SCALE, FULL_SCALE - STEP).astype(np.int32)


def _layout(about: About) -> str:
    return {1: "mono", 2: "stereo"}[about.form.channels]


def _encode(container: Any, stream: Any, frame: Any) -> None:  # noqa: ANN401 - PyAV is loaded when used
    container.mux(stream.encode(frame))


def chapters(about: About) -> list[dict[str, Any]]:
    """Return the chapters as PyAV takes them."""
    return [
        {
            "id": number,
            "start": mark.start,
            "end": mark.end,
            "time_base": Fraction(1, 1000),
            "metadata": {"title": mark.title},
        }
        for number, mark in enumerate(tags.marks(about.timeline))
    ]


@contextmanager
def _faults(name: str) -> Iterator[None]:
    """Turn what the tools raise into one line; the file's own fault stays an OSError, which `whole_file` names."""
    tools = (require("av", INSTALL).FFmpegError, require("mutagen", INSTALL).MutagenError)
    try:
        yield
    except tools as error:
        for cause in (error.__cause__, error.__context__):
            if isinstance(cause, OSError) and not isinstance(cause, tools):
                raise cause from error
        message = f"the {name} file cannot be written ({error})"
        raise ExportError(message) from error
