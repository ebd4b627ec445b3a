"""Who hears what goes on while a session is made."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from coach.units import Frames

_log = logging.getLogger("coach")


class Listener(Protocol):
    """Hears what goes on while a session is made. The command line shows it to a person."""

    def note(self, text: str) -> None:
        """Hear something the user should know: a line."""

    def speaking(self, phrase: str, done: int, total: int) -> None:
        """Hear which phrase is about to be spoken, and how many of how many have been."""

    def mixing(self, done: Frames, total: Frames) -> None:
        """Hear how many frames of how many are finished."""


class Log:
    """The listener used where none is named: notes go to the ``coach`` logger."""

    def note(self, text: str) -> None:
        """Log a warning."""
        _log.warning("%s", text)

    def speaking(self, phrase: str, done: int, total: int) -> None:
        """Log at debug level."""
        _log.debug("speaking %d of %d: %s", done + 1, total, phrase)

    def mixing(self, done: Frames, total: Frames) -> None:
        """Say nothing."""
