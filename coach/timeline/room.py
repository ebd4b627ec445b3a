"""How short and how long a step may be, so that the words and chimes of all its sides have room."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from coach.timeline.words import BREATH, Clash, bounds

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coach.script import Instant
    from coach.timeline.plan import Plan
    from coach.units import Seconds


def limits(sides: Sequence[Plan]) -> tuple[Seconds, Seconds]:
    """Return the shortest and longest a step may be with the words of all its sides apart.

    Raises:
        Clash: Two lines collide at any length.
    """
    found = [bounds(one.lines, one.visit.step.time.ideal) for one in sides]
    return max(low for low, _ in found), min(high for _, high in found)


def chimes_need(sides: Sequence[Plan]) -> Seconds:
    """Return how long a step must be for the chimes of all its sides to fall inside it."""
    return max(need(at) for one in sides for at, _ in one.chimes)


def need(at: Instant) -> Seconds:
    """Return how long a step must be for an instant to fall inside it."""
    return at.offset if at.share == 0 else -at.offset / at.share


def allowed(sides: Sequence[Plan]) -> tuple[Seconds, Seconds]:
    """Return the shortest and longest a step may be in mid-session, when it is too late to refuse it.

    Where two lines would collide at any length, words make room for each other (see `authored.apart`).
    """
    try:
        low, high = limits(sides)
    except Clash:
        low, high = max(math.fsum(line.length + BREATH for line in one.lines) for one in sides), math.inf
    return max(low, chimes_need(sides)), high
