"""What a meter reads. All times are seconds, counted from the file's first frame."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from coach.audio import Samples
    from coach.audio.loudness import Powers
    from coach.units import Decibels, Lufs, Seconds


@dataclass(frozen=True, slots=True)
class Mark:
    """A chapter."""

    at: Seconds
    """When it begins; it lasts until the next one."""
    title: str
    """What players show; empty where the file gives it no title."""


@dataclass(frozen=True, slots=True)
class File:
    """What an audio file says of itself."""

    path: Path
    """Where it is."""
    codec: str
    """How its sound is written, in ffmpeg's names: ``mp3``, ``pcm_s24le``."""
    rate: int
    """Frames per second."""
    channels: tuple[str, ...]
    """Its channels, in ffmpeg's names: ``FL``, ``FR``."""
    chapters: tuple[Mark, ...]
    """Its chapters, in order."""


@dataclass(frozen=True, slots=True, eq=False)
class Curves:
    """Readings along a file, one for each step."""

    step: Seconds
    """A step: 10 ms, or what is nearest to it in whole frames."""
    powers: Powers
    """Power as BS.1770 weights it, channels added up."""
    levels: Powers
    """Mean square over all channels, not weighted; 1 is full scale."""
    peaks: Samples
    """Highest value, true peak where it is high; 1 is full scale."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A value and when it was read."""

    value: float
    """The value, in the unit of what was read."""
    at: Seconds
    """When."""


@dataclass(frozen=True, slots=True)
class Silence:
    """A stretch without sound."""

    start: Seconds
    """When it begins."""
    end: Seconds
    """When it ends."""


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """A file, measured."""

    file: File
    """What it says of itself."""
    length: Seconds
    """How long its sound is."""
    integrated: Lufs
    """Loudness of the whole (BS.1770-5)."""
    momentary: Reading
    """The loudest 400 ms, in LUFS, and when they end."""
    short_term: Reading
    """The loudest 3 s, in LUFS, and when they end."""
    loudness_range: Decibels | None
    """Loudness range, in LU (EBU Tech 3342); None for a sound shorter than 3 s."""
    true_peak: Reading
    """The highest true peak, in dBTP."""
    onset: Reading | None
    """The largest rise of 50 ms above the 400 ms before them, in dB; None for a sound too short to have one."""
    silences: tuple[Silence, ...]
    """Every silence of 2 s or more."""
    broken: int
    """Pieces of the file that could not be decoded, and were left out."""
    curves: Curves
    """What all this was found in."""


@dataclass(frozen=True, slots=True)
class Voicing:
    """How words stand above the bed, known from the plan by which a file was made."""

    words: Lufs
    """Loudness while words sound."""
    bed: Lufs | None
    """Loudness of the bed under them: what is heard in the pauses, as far as it makes way for words; None where
    nothing is heard in the pauses, or there is none."""
    pauses: Lufs | None
    """Loudness in the pauses; None as above."""
    onset: Reading | None
    """The largest rise where no words begin and outside the first and last fades, in dB; None where there is none."""

    @property
    def clear(self) -> Decibels | None:
        """How far words stand above the bed, in LU."""
        return None if self.bed is None else self.words - self.bed
