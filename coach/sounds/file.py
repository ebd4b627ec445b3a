"""A bed from the user's own file: any format, looped without a seam, as loud as the bed should be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import av
import numpy as np
import soxr

from coach.audio.envelope import equal_power
from coach.audio.loudness import STEP, PowerMeter, integrated, to_power
from coach.errors import SoundError
from coach.sounds.bed import Bed
from coach.units import to_frame

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from coach.audio import Samples
    from coach.audio.loudness import Powers
    from coach.units import Frames, Lufs, Seconds

SEAM: Seconds = 4.0
"""Seconds over which the file's end and beginning cross, at equal power; half the file where it is short."""

SHORTEST: Seconds = 2.0
"""The shortest file that makes a bed."""


class FileBed(Bed):
    """An audio file as an endless bed. It is decoded as it goes: memory does not grow with its length."""

    def __init__(self, path: Path, rate: int, loudness: Lufs) -> None:
        """Measure a file.

        Args:
            path: The file.
            rate: Frames per second of what is read.
            loudness: The bed's integrated loudness in LUFS.

        Raises:
            SoundError: The file cannot be read, holds no sound, or is shorter than two seconds.
        """
        self._path, self._rate = path, rate
        meter, frames, steps = PowerMeter(rate, 2), 0, []
        for block in decode(path, rate):
            frames += len(block)
            steps.append(meter.feed(block))
        self._powers = np.concatenate(steps) if steps else np.empty(0)
        if frames < to_frame(SHORTEST, rate):
            message = f"{path}: {frames / rate:.1f}s of sound: a bed needs {SHORTEST:.0f}s or more"
            raise SoundError(message)
        level = integrated(self._powers)
        if not np.isfinite(level):
            message = f"{path}: is silent: expected a sound to lay under the words, or bed: none"
            raise SoundError(message)
        self._frames = frames
        self._seam = min(to_frame(SEAM, rate), frames // 2)
        self._gain = np.float32(np.sqrt(to_power(loudness) / to_power(level)))
        self._stream = self._looped()
        self._at: Frames = 0
        self._rest = np.zeros((0, 2), np.float32)

    def read(self, start: Frames, count: Frames) -> Samples:
        """Return frames of the endless loop; reading on is quick, jumping decodes anew."""
        loop = self._frames - self._seam
        if not self._at <= start <= self._at + loop:
            self._stream.close()
            self._stream = self._looped(first=start < loop)
            self._at, self._rest = start // loop * loop, self._rest[:0]
        self._take(start - self._at)
        return self._take(count)

    def powers(self, steps: int) -> Powers:
        """Return the file's own powers, round and round."""
        loop = max(1, round((self._frames - self._seam) / self._rate / STEP))
        return np.resize(self._powers[:loop], steps) * float(self._gain) ** 2

    def close(self) -> None:
        """Stop decoding."""
        self._stream.close()

    def _take(self, count: Frames) -> Samples:
        pieces, have = [self._rest], len(self._rest)
        while have < count:
            block = next(self._stream)
            pieces.append(block)
            have += len(block)
        joined = np.concatenate(pieces)
        self._rest = joined[count:]
        self._at += count
        return joined[:count]

    def _looped(self, *, first: bool = True) -> Any:  # noqa: ANN401 - a generator: closed when done with
        """Yield the file over and over, each end crossed with the next beginning."""
        position = (np.arange(self._seam, dtype=np.float32) + 0.5) / np.float32(self._seam)
        fade = equal_power(position)[:, None]
        tail = None if first else self._last_frames()
        while True:
            held = np.zeros((0, 2), np.float32)
            for block in decode(self._path, self._rate):
                held = np.concatenate([held, block * self._gain])
                if tail is not None and len(held) >= self._seam:
                    held[: self._seam] = held[: self._seam] * fade + tail * fade[::-1]
                    tail = None
                if tail is None and len(held) > self._seam:
                    yield held[: -self._seam]
                    held = held[-self._seam :]
            tail = held

    def _last_frames(self) -> Samples:
        held = np.zeros((0, 2), np.float32)
        for block in decode(self._path, self._rate):
            held = np.concatenate([held, block])[-self._seam :]
        return held * self._gain


def decode(path: Path, rate: int) -> Iterator[Samples]:
    """Decode an audio file of any format to blocks of two channels.

    Args:
        path: The file.
        rate: Frames per second of the blocks.

    Yields:
        Shape (frames, 2), never empty.

    Raises:
        SoundError: The file cannot be read or holds no sound.
    """
    return (block for block in _decoded(path, rate) if len(block))


def _decoded(path: Path, rate: int) -> Iterator[Samples]:
    try:
        with av.open(str(path)) as container:
            if not container.streams.audio:
                raise _no_sound(path)
            stream = container.streams.audio[0]
            to_stereo = av.AudioResampler(format="flt", layout="stereo", rate=stream.rate)
            to_rate = soxr.ResampleStream(stream.rate, rate, 2, dtype="float32", quality="HQ")
            for frame in container.decode(stream):
                for out in to_stereo.resample(frame):
                    yield to_rate.resample_chunk(out.to_ndarray().reshape(-1, 2))
            yield to_rate.resample_chunk(np.zeros((0, 2), np.float32), last=True)
    except FileNotFoundError as error:
        message = f"{path}: no such file: expected a built-in bed or an audio file beside the script"
        raise SoundError(message) from error
    except (av.FFmpegError, OSError) as error:
        raise _no_sound(path) from error


def _no_sound(path: Path) -> SoundError:
    return SoundError(f"{path}: is no audio file: expected a sound such as a .flac, .mp3, .ogg or .wav")
