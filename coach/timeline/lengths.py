"""How long things sound: given as data, so that planning needs no voice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from coach.script import estimate

if TYPE_CHECKING:
    from coach.script import Heard
    from coach.units import Seconds

AFTER_CHIME: Seconds = 1.8
"""Seconds from a chime's onset to the words after it: the strike is over, the ring is under the voice."""


class Lengths(Protocol):
    """Tells how long a thing sounds: measured, or estimated."""

    def __call__(self, heard: Heard, /) -> tuple[Seconds, bool]:
        """Return its length in seconds, and whether that was measured."""


def estimated(heard: Heard, /) -> tuple[Seconds, bool]:
    """Estimate a length from the text alone: a voice that nobody needs to load."""
    return (estimate(heard.line) if heard.kind == "say" else AFTER_CHIME), False


class Measured:
    """Lengths, remembering whether any was a guess."""

    def __init__(self, lengths: Lengths) -> None:
        self._lengths = lengths
        self.guessed = False

    def __call__(self, heard: Heard) -> Seconds:
        """Return how long a thing sounds, in seconds."""
        length, measured = self._lengths(heard)
        self.guessed |= heard.kind == "say" and not measured
        return length
