"""A bed from the user's own file or folder of files: any format, looped without a seam, as loud as it should be."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import cycle
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


QUIET = 1e-4
"""Power against the file's own under which its edges are gaps and are left out: 40 dB."""


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """One file of a bed."""

    path: Path
    """The file."""
    begin: Frames
    """Frames before its sound begins."""
    frames: Frames
    """Frames of its sound, without the gaps at its edges."""
    gain: np.float32
    """Gain that makes it as loud as the bed should be."""
    powers: Powers
    """K-weighted power of each 100 ms of its sound, with that gain."""


class FileBed(Bed):
    """An audio file, or a folder of them in order, as an endless bed: as loud as one another, without gaps.

    The files are decoded as they go: memory does not grow with their length.
    """

    def __init__(self, path: Path, rate: int, loudness: Lufs) -> None:
        """Measure the files.

        Args:
            path: The file, or a folder: its audio files in the order of their names.
            rate: Frames per second of what is read.
            loudness: The bed's integrated loudness in LUFS.

        Raises:
            SoundError: A file cannot be read, holds no sound, or is shorter than two seconds; or a folder
                holds no audio file.
        """
        self._rate = rate
        self._pieces = [_measured(file, rate, loudness) for file in _files(path)]
        self._seam = min(to_frame(SEAM, rate), *(piece.frames // 2 for piece in self._pieces))
        self._loop = sum(piece.frames - self._seam for piece in self._pieces)
        self._stream = self._looped()
        self._at: Frames = 0
        self._rest = np.zeros((0, 2), np.float32)

    def read(self, start: Frames, count: Frames) -> Samples:
        """Return frames of the endless loop; reading on is quick, jumping decodes anew."""
        if not self._at <= start <= self._at + self._loop:
            self._stream.close()
            self._stream = self._looped(first=start < self._loop)
            self._at, self._rest = start // self._loop * self._loop, self._rest[:0]
        self._skip(start - self._at)
        return self._take(count)

    def powers(self, steps: int) -> Powers:
        """Return the files' own powers, round and round."""
        loops = [
            piece.powers[: max(1, round((piece.frames - self._seam) / self._rate / STEP))] for piece in self._pieces
        ]
        return np.resize(np.concatenate(loops), steps)

    def close(self) -> None:
        """Stop decoding."""
        self._stream.close()

    def _skip(self, count: Frames) -> None:
        while count > 0:
            count -= len(self._take(min(count, self._rate)))

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
        """Yield the files over and over, each end crossed with the next beginning."""
        position = (np.arange(self._seam, dtype=np.float32) + 0.5) / np.float32(self._seam)
        fade = equal_power(position)[:, None]
        tail = None if first else self._last_frames()
        for piece in cycle(self._pieces):
            held = np.zeros((0, 2), np.float32)
            for block in self._sound(piece):
                held = np.concatenate([held, block])
                if tail is not None and len(held) >= self._seam:
                    held[: self._seam] = held[: self._seam] * fade + tail * fade[::-1]
                    tail = None
                if tail is None and len(held) > self._seam:
                    yield held[: -self._seam]
                    held = held[-self._seam :]
            tail = held

    def _last_frames(self) -> Samples:
        held = np.zeros((0, 2), np.float32)
        for block in self._sound(self._pieces[-1]):
            held = np.concatenate([held, block])[-self._seam :]
        return held

    def _sound(self, piece: Piece) -> Iterator[Samples]:
        """Yield a file's sound without the gaps at its edges, as loud as the bed should be."""
        at = -piece.begin
        for block in decode(piece.path, self._rate):
            inside = block[max(0, -at) : max(0, piece.frames - at)]
            at += len(block)
            if len(inside):
                yield inside * piece.gain


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    files = sorted(file for file in path.iterdir() if file.is_file() and file.name[0] != "." and _is_audio(file))
    if not files:
        message = f"{path}: no audio file is in this folder: expected sounds such as .flac, .mp3, .ogg or .wav"
        raise SoundError(message)
    return files


def _is_audio(path: Path) -> bool:
    try:
        with av.open(str(path)) as container:
            return bool(container.streams.audio)
    except (av.FFmpegError, OSError):
        return False


def _measured(path: Path, rate: int, loudness: Lufs) -> Piece:
    meter, total, steps = PowerMeter(rate, 2), 0, []
    for block in decode(path, rate):
        total += len(block)
        steps.append(meter.feed(block))
    powers = np.concatenate([*steps, meter.rest()])
    level = integrated(powers)
    if total >= to_frame(SHORTEST, rate) and not np.isfinite(level):
        message = f"{path}: is silent: expected a sound to lay under the words, or bed: none"
        raise SoundError(message)
    sounding = np.flatnonzero(powers > to_power(level) * QUIET)
    first, end = (sounding[0], sounding[-1] + 1) if len(sounding) else (0, 0)
    begin = to_frame(first * STEP, rate)
    frames = min(to_frame(end * STEP, rate), total) - begin
    if frames < to_frame(SHORTEST, rate):
        message = f"{path}: {frames / rate:.1f}s of sound: a bed needs {SHORTEST:.0f}s or more"
        raise SoundError(message)
    gain = np.float32(np.sqrt(to_power(loudness) / to_power(level)))
    return Piece(path, begin, frames, gain, powers[first:end] * float(gain) ** 2)


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
