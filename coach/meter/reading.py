"""An audio file of any format as blocks, at its own rate and with its own channels: nothing is changed in it."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import av
import numpy as np

from coach.errors import SoundError
from coach.meter.values import File, Mark
from coach.units import format_clock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from coach.audio import Samples

SLOWEST = 8000
"""The least frames per second at which loudness can be weighted as the standard says."""


class Recording:
    """An open audio file."""

    def __init__(self, path: Path, container: Any) -> None:  # noqa: ANN401 - PyAV ships no types that mypy follows here
        self._container = container
        self._stream = container.streams.audio[0]
        if self._stream.rate < SLOWEST:
            message = f"{path}: has {self._stream.rate} samples a second: expected {SLOWEST} or more"
            raise SoundError(message)
        self.broken = 0
        """Pieces that could not be decoded so far."""
        self.file = File(
            path=path,
            codec=self._stream.codec_context.codec.canonical_name,
            rate=self._stream.rate,
            channels=tuple(channel.name for channel in self._stream.layout.channels),
            chapters=_chapters(container),
        )
        """What the file says of itself."""

    def blocks(self) -> Iterator[Samples]:
        """Yield the sound from its beginning, about a second at a time: shape (frames, channels), full scale ±1.

        Raises:
            SoundError: It changes its form on the way, or holds values that are no numbers.
        """
        waiting, done = av.AudioFifo(), 0
        for frame in self._frames():
            frame.pts = None  # sound follows on sound, whatever the file says of its times
            try:
                waiting.write(frame)
            except ValueError as error:
                when = format_clock((done + waiting.samples) / self.file.rate)
                message = f"{self.file.path}: changes its rate or channels at {when}: expected the same throughout"
                raise SoundError(message) from error
            if waiting.samples >= self.file.rate:
                block = self._floats(waiting.read(), done)
                done += len(block)
                yield block
        if waiting.samples:
            yield self._floats(waiting.read(), done)

    def _frames(self) -> Iterator[Any]:
        for packet in self._container.demux(self._stream):
            try:
                yield from packet.decode()
            except av.InvalidDataError:
                self.broken += 1

    def _floats(self, frame: Any, at: int) -> Samples:  # noqa: ANN401 - as above
        values = frame.to_ndarray()
        values = values.T if frame.format.is_planar else values.reshape(-1, len(self.file.channels))
        if values.dtype.kind == "f":
            samples: Samples = values.astype(np.float32, order="C")
            if not np.isfinite(samples).all():
                when = format_clock(at / self.file.rate)
                message = f"{self.file.path}: holds values that are no numbers, near {when}: write it anew"
                raise SoundError(message)
            return samples
        scale = np.float32(2.0 ** (8 * values.dtype.itemsize - 1))
        middle = scale if values.dtype.kind == "u" else np.float32(0.0)
        return np.asarray((values.astype(np.float32) - middle) / scale, np.float32)


@contextmanager
def recording(path: Path) -> Iterator[Recording]:
    """Open an audio file, and close it afterwards.

    Raises:
        SoundError: There is no such file, it cannot be read, or holds no sound that could be measured.
    """
    try:
        with av.open(str(path)) as container:
            if not container.streams.audio:
                raise _no_sound(path)
            yield Recording(path, container)
    except FileNotFoundError as error:
        message = f"{path}: no such file: expected an audio file, such as one that coach export wrote"
        raise SoundError(message) from error
    except PermissionError as error:
        message = f"{path}: may not be read: allow it, or measure a copy"
        raise SoundError(message) from error
    except (av.FFmpegError, OSError) as error:
        raise _no_sound(path) from error


def _chapters(container: Any) -> tuple[Mark, ...]:  # noqa: ANN401 - as above
    marks = (
        Mark(float(chapter["start"] * chapter["time_base"]), chapter["metadata"].get("title", ""))
        for chapter in container.chapters()
    )
    return tuple(sorted(marks, key=lambda mark: mark.at))


def _no_sound(path: Path) -> SoundError:
    return SoundError(f"{path}: is no audio file: expected a sound such as a .flac, .mp3, .ogg or .wav")
