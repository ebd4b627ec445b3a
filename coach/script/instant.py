"""Moments in a step, written as people say them: 30 seconds in, half-way, ten seconds before the end."""

from __future__ import annotations

import re
from dataclasses import dataclass

from coach.units import Seconds, format_duration, parse_duration


@dataclass(frozen=True, slots=True)
class Instant:
    """A moment in a step, linear in the time the step really gets: ``offset + share * length``.

    ``30s`` is ``Instant(30, 0)``, ``50%`` is ``Instant(0, 0.5)``, ``-10s`` (from the end) is ``Instant(-10, 1)``.
    """

    offset: Seconds
    """Seconds added to the share; negative counts back."""
    share: float
    """Share of the step's length, 0 to 1."""

    def at(self, length: Seconds) -> Seconds:
        """Return seconds from the step's start, when the step lasts ``length`` seconds."""
        return self.offset + self.share * length

    def __str__(self) -> str:
        if self.share == 1 and self.offset:
            return f"-{format_duration(-self.offset)}"
        return f"{self.share:.0%}" if self.share else format_duration(self.offset)


_SHARE = re.compile(r"(\d+(?:\.\d+)?)\s*%")


def parse_instant(text: str) -> Instant:
    """Read an instant as people write it: ``30s`` in, ``50%`` through, ``-10s`` before the end.

    Raises:
        ValueError: The text is no instant, or a share is above 100%.
    """
    text = text.strip()
    share = _SHARE.fullmatch(text)
    if share:
        value = float(share[1]) / 100
        if value > 1:
            message = f"'{text}' is after the end: a share is from 0% to 100%"
            raise ValueError(message)
        return Instant(0.0, value)
    try:
        if text[:1] in {"-", "\u2212"}:
            return Instant(-parse_duration(text[1:]), 1.0)
        return Instant(parse_duration(text), 0.0)
    except ValueError as error:
        message = f"'{text[:40]}' is no instant: write it like 30s, 50%, or -10s for before the end"
        raise ValueError(message) from error
