"""Words inside a step: where they go, and how short or long the step may be before they collide.

Every position is linear in the step's length, so two lines in a given order stay apart exactly while
the length keeps to one side of a bound. The order is the one that they have at the step's ideal length.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from coach.script import Instant
from coach.units import format_duration

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coach.script import Heard
    from coach.script.source import Path_
    from coach.units import Seconds

BREATH: Seconds = 0.5
"""Least silence between two lines, and before a step's end, in seconds."""


class Clash(Exception):  # noqa: N818 - it is caught in the next file, never shown as an error
    """Words that collide at any length of their step. Holds the line to blame."""

    def __init__(self, what: str, line: Line) -> None:
        super().__init__(what)
        self.line = line


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a step, with its place and its length."""

    at: Instant
    """Where it starts."""
    length: Seconds
    """How long it takes to say."""
    heard: Heard
    """The words, and who says them."""
    path: Path_
    """Where it stands in the script."""

    @property
    def after(self) -> Instant:
        """The first instant at which another line may start."""
        return Instant(self.at.offset + self.length + BREATH, self.at.share)


def place_after(first: Seconds, length: Seconds, ideal: Seconds, taken: Sequence[Line]) -> Instant:
    """Find room, counted from a step's start, for a line whose place the author left open.

    Args:
        first: The earliest start, in seconds.
        length: How long the line takes, in seconds.
        ideal: The step's ideal length, in seconds: what stands in the way there is gone round.
        taken: Lines that already have their place.
    """
    place = Instant(first, 0.0)
    for line in sorted(taken, key=lambda line: line.at.at(ideal)):
        if line.after.at(ideal) > place.at(ideal) and line.at.at(ideal) < place.at(ideal) + length + BREATH:
            place = line.after
    return place


def before_end(lead: Seconds, ideal: Seconds) -> Instant:
    """Return the instant ``lead`` seconds before a step's end, at most a third of its ideal length."""
    return Instant(-min(lead, ideal / 3), 1.0)


def place_before_end(lead: Seconds, ideal: Seconds, length: Seconds, taken: Sequence[Line]) -> Instant:
    """Find room before a step's end for the announcement of the next one.

    It starts ``lead`` seconds before the end, or, where the author's own cues stand there, right after
    them; if that leaves too little, right before them. A cue at a share of the step that would come after it
    goes first: nobody wants to hear of this stroke when the next one was announced.

    Args:
        lead: Seconds before the end; a third of the ideal length at most.
        ideal: The step's ideal length, in seconds.
        length: How long the announcement takes, in seconds.
        taken: Lines that already have their place.
    """
    place = _near_end(-before_end(lead, ideal).offset, length, [line for line in taken if line.at.share == 1])
    later = [line for line in taken if 0 < line.at.share < 1 and line.after.at(ideal) > place.at(ideal)]
    return max((line.after for line in later), key=lambda after: after.at(ideal), default=place)


def _near_end(lead: Seconds, length: Seconds, taken: Sequence[Line]) -> Instant:
    final = sorted(taken, key=lambda line: line.at.offset)
    start = -max(lead, length + BREATH)
    for line in final:
        if line.after.offset > start and line.at.offset < start + length + BREATH:
            start = line.after.offset
    if start + length + BREATH <= 0:
        return Instant(start, 1.0)
    start = -max(lead, length + BREATH)
    for line in reversed(final):
        if line.after.offset > start and line.at.offset < start + length + BREATH:
            start = line.at.offset - BREATH - length
    return Instant(start, 1.0)


def bounds(lines: Sequence[Line], ideal: Seconds) -> tuple[Seconds, Seconds]:
    """Return the shortest and longest a step may be with its words apart, in seconds.

    Args:
        lines: The step's lines, in any order.
        ideal: The step's ideal length: the lines keep the order they have there.

    Raises:
        Clash: Two lines collide at any length.
    """
    ordered = sorted(lines, key=lambda line: line.at.at(ideal))
    low, high, blamed = 0.0, math.inf, ordered[0] if ordered else None
    gaps: list[tuple[Instant, Line | None, Line]] = [(Instant(0.0, 0.0), None, ordered[0])] if ordered else []
    gaps += [(before.after, before, line) for before, line in pairwise(ordered)]
    for earliest, before, line in gaps:
        needs, slope = earliest.offset - line.at.offset, line.at.share - earliest.share
        if slope > 0:
            low = max(low, needs / slope)
        elif slope < 0:
            if needs / slope < high:
                high, blamed = needs / slope, line
        elif needs > 1e-9:  # noqa: PLR2004 - the rounding of a sum of seconds
            raise _collision(before, line, needs)
    for line in ordered:
        end, slope = line.after.offset, 1.0 - line.at.share
        if slope > 0:
            low = max(low, end / slope)
        elif end > 1e-9:  # noqa: PLR2004 - the rounding of a sum of seconds
            raise Clash(_overrun(line), line)
    if blamed and low > high:
        message = (
            f"'{shortened(blamed.heard.line)}' at {blamed.at} collides at any length: its words need {low:.1f}s, and "
            f"at most {high:.1f}s keeps them apart: move it"
        )
        raise Clash(message, blamed)
    return low, high


def _collision(before: Line | None, line: Line, needs: Seconds) -> Clash:
    opening = line.path[-1:] == ("say",) and "cues" not in line.path
    if before and opening:
        return Clash(
            f"'{shortened(before.heard.line)}' at {before.at} stands before the opening words: move it later", before
        )
    text = (
        f"'{shortened(line.heard.line)}' at {line.at} starts {needs:.1f}s before the words ahead of it are over: "
        f"move it, or shorten them"
    )
    return Clash(text, line)


def _overrun(line: Line) -> str:
    return (
        f"'{shortened(line.heard.line)}' at {line.at} needs {line.length + BREATH:.1f}s and has "
        f"{format_duration(-line.at.offset)}: start it earlier, or shorten it"
    )


def shortened(text: str) -> str:
    """Return a line as a fault quotes it: at most forty characters."""
    return text if len(text) <= 40 else f"{text[:39]}…"  # noqa: PLR2004 - what a terminal's line bears
