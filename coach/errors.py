"""Every way coach can fail, as a tree.

    CoachError                  anything a person can mend: holds every Fault found; its text is one line
    ├── ScriptError             the script says something that cannot be meant
    ├── TimingError             words or a slot that do not fit their time
    ├── VoiceError              a voice that is unknown, missing or dead
    ├── SoundError              a bed, chime or audio file that is unknown or cannot be read
    ├── PlayerError             no device, or a device that went away
    ├── ExportError             a file that cannot be written
    ├── ControlError            keys that cannot be read, or no session that could be told something
    └── EngineMissingError      an engine that is not installed; names the command that installs it

A message says what is wrong, where, what was expected and what to do.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong."""

    where: str
    """``file:line:column``, or the file alone where there is no line; empty where no place can be named."""
    what: str
    """What is wrong, what was expected and what to do, in one line."""

    @property
    def position(self) -> tuple[int, int]:
        """Line and column, from 1; zeros where there are none."""
        place = re.search(r":(\d+):(\d+)$", self.where)
        return (int(place[1]), int(place[2])) if place else (0, 0)

    def __str__(self) -> str:
        return f"{self.where}: {self.what}" if self.where else self.what


class CoachError(Exception):
    """A fault a person can mend. ``str()`` of it is one line, fit to print as it stands.

    ``faults`` holds everything that was found wrong, in the order of the file.
    """

    def __init__(self, found: str | Iterable[Fault]) -> None:
        self.faults = (Fault("", found),) if isinstance(found, str) else tuple(found)
        first, more = self.faults[0], len(self.faults) - 1
        also = f" (and {more} more: coach check lists them)" if more else ""
        super().__init__(f"{first}{also}")


class ScriptError(CoachError):
    """A script that cannot be used."""


class TimingError(CoachError):
    """Words, or a whole session, that do not fit the time they have."""


class VoiceError(CoachError):
    """A voice that is unknown, not installed, or stopped working."""


class SoundError(CoachError):
    """A bed, a chime or an audio file that is unknown or cannot be read."""


class PlayerError(CoachError):
    """No device to play on, or a device that went away."""


class ExportError(CoachError):
    """A file that cannot be written."""


class ControlError(CoachError):
    """Keys that cannot be read or learned, or no session that could be told something."""


class EngineMissingError(CoachError):
    """An engine that is not installed or cannot be loaded."""


def suggest(wrong: str, known: Iterable[str]) -> str:
    """Say what was expected: the nearest known name, then the rest.

    Args:
        wrong: The name that is not known.
        known: Every name that would have been right.

    Returns:
        ``did you mean 'bowl'? (known: bowl, drop, gong)``, or the list alone where nothing is near.
    """
    names = sorted(known)
    near = get_close_matches(wrong, names, n=1, cutoff=0.6)
    listed = f"known: {', '.join(names)}" if names else "none is known"
    return f"did you mean '{near[0]}'? ({listed})" if near else listed
