"""Chimes, beds and the pacing tone: synthesised on the spot, or read from a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from coach.errors import SoundError, suggest
from coach.sounds.bed import Bed, NoBed
from coach.sounds.chimes import CHIMES, chime, find
from coach.sounds.pulse import pulse

if TYPE_CHECKING:
    from coach.units import Lufs

__all__ = ["BEDS", "CHIMES", "Bed", "NoBed", "chime", "find", "open_bed", "pulse"]

BEDS = ("none", "shore")
"""The built-in beds."""


def open_bed(sound: str, folder: Path, rate: int, loudness: Lufs) -> Bed:
    """Return the bed that a script names.

    Args:
        sound: A built-in bed's name, or the path of an audio file.
        folder: Where relative paths start: the script's folder.
        rate: Frames per second.
        loudness: The bed's integrated loudness in LUFS.

    Raises:
        SoundError: There is no such bed, or the file cannot be used.
    """
    if sound == "none":
        return NoBed()
    if sound == "shore":
        from coach.sounds.shore import Shore  # noqa: PLC0415 - its filters load only when it sounds

        return Shore(rate, loudness)
    path = folder / Path(sound).expanduser()
    if "." not in path.name and not path.exists():
        message = f"unknown bed '{sound}': {suggest(sound, BEDS)}, or name an audio file"
        raise SoundError(message)
    from coach.sounds.file import FileBed  # noqa: PLC0415 - the codecs load only when a file is named

    return FileBed(path, rate, loudness)
