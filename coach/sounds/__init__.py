"""Chimes, beds and the pacing tone: synthesised on the spot, or read from a file."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from coach.errors import SoundError, suggest
from coach.sounds.bed import Bed, NoBed
from coach.sounds.chimes import chime, find
from coach.sounds.pulse import pulse
from coach.sounds.recipes import CHIMES

if TYPE_CHECKING:
    from coach.units import Lufs

__all__ = ["BEDS", "CHIMES", "Bed", "NoBed", "chime", "find", "open_bed", "pulse"]

BEDS = {
    "none": "silence",
    "shore": "waves on a shore, that come and go as calm breath does",
    "rain": "steady rain on leaves",
    "stream": "a small stream, with bubbles",
    "wind": "wind in leaves, in gusts",
    "drone": "warm pads on D and A, in tune with the chimes, slowly beating",
    "brown": "brown noise: plain cover for a noisy house",
    "bowls": "singing bowls now and then, over a hush of air",
}
"""The built-in beds: name, and one line for people. Each is a class in a module of its name."""


def open_bed(sound: str, folder: Path, rate: int, loudness: Lufs) -> Bed:
    """Return the bed that a script names.

    Args:
        sound: A built-in bed's name, or the path of an audio file or of a folder of them.
        folder: Where relative paths start: the script's folder.
        rate: Frames per second.
        loudness: The bed's integrated loudness in LUFS.

    Raises:
        SoundError: There is no such bed, or the file cannot be used.
    """
    if sound == "none":
        return NoBed()
    if sound in BEDS:
        # Loaded only when it sounds: what makes it takes a while to load.
        made: Bed = getattr(import_module(f"coach.sounds.{sound}"), sound.capitalize())(rate, loudness)
        return made
    path = folder / Path(sound).expanduser()
    if "." not in path.name and not path.exists():
        message = f"unknown bed '{sound}': {suggest(sound, BEDS)}, or name an audio file or a folder"
        raise SoundError(message)
    from coach.sounds.file import FileBed  # noqa: PLC0415 - the codecs load only when a file is named

    return FileBed(path, rate, loudness)
