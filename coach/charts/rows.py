"""Which part of a session stands on which line: the sides one under the other, long ones broken alike."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from coach.units import Seconds, to_seconds

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coach.timeline import StepSpan, Timeline

LONGEST: Seconds = 16 * 60.0
"""The most time a line shows, where the chart does not grow too tall."""

FULLEST: Seconds = 24 * 3600.0
"""The most time a line shows however tall the chart grows."""

TALLEST = 100
"""The most lines there are before lines show more time instead."""


@dataclass(frozen=True, slots=True)
class Row:
    """A stretch of the session that stands on one line."""

    title: str
    """What is done in it: the side's name, or the part's."""
    start: Seconds
    """When it begins."""
    end: Seconds
    """When it ends."""
    origin: Seconds
    """Where its first step opens: stands under the origin of every other row."""
    continued: bool
    """Whether it goes on with an earlier row."""


@dataclass(frozen=True, slots=True)
class _Pass:
    """Steps done one after another on one side, or once."""

    title: str
    """The side's name, or the part's."""
    steps: tuple[StepSpan, ...]
    """The steps, in order."""
    opens: tuple[Seconds, ...]
    """When each step opens, and when the last one ends."""


def rows(timeline: Timeline) -> tuple[Row, ...]:
    """Return the session's lines in the order of the session.

    Sides of the same steps are broken at the same steps, so that a stroke stands under itself.
    """
    blocks = _blocks(timeline)
    limit = LONGEST
    laid = [_broken(block, limit) for block in blocks]
    while sum(map(len, laid)) > TALLEST and limit < FULLEST:
        limit *= 2
        laid = [_broken(block, limit) for block in blocks]
    lines = [row for block in laid for row in block]
    if not lines:
        return (Row("", 0.0, timeline.seconds, 0.0, continued=False),)
    first, last = lines[0], lines[-1]
    if first is last:
        return (Row(first.title, 0.0, timeline.seconds, first.origin, continued=False),)
    lines[0] = Row(first.title, 0.0, first.end, first.origin, continued=False)
    lines[-1] = Row(last.title, last.start, timeline.seconds, last.origin, continued=last.continued)
    return tuple(lines)


def _blocks(timeline: Timeline) -> list[list[_Pass]]:
    """Bring the sides of the same steps together."""
    sides: dict[str, tuple[str | None, ...]] = {}
    for step in timeline.steps:
        sides[step.id] = (*sides.get(step.id, ()), step.side)
    parts = {chapter.start: chapter.title for chapter in timeline.chapters}
    blocks: list[list[_Pass]] = []
    for (side, _), group in groupby(timeline.steps, key=lambda step: (step.side, sides[step.id])):
        steps = tuple(group)
        opens = (*(to_seconds(step.opens, timeline.rate) for step in steps),)
        done = _Pass(
            title=side or _part(parts, steps[0]),
            steps=steps,
            opens=(*opens, to_seconds(steps[-1].span.end, timeline.rate)),
        )
        if blocks and side is not None and _names(blocks[-1][0]) == _names(done):
            blocks[-1].append(done)
        else:
            blocks.append([done])
    return blocks


def _names(done: _Pass) -> list[str]:
    return [step.id for step in done.steps]


def _part(parts: dict[int, str], step: StepSpan) -> str:
    """Return the title of the part that a step opens: its chapter's, without the step's own."""
    chapter = parts.get(step.opens, parts.get(0, "") if step.number == 1 else "")
    return chapter.removesuffix(step.title).removesuffix(": ") or step.title


def _broken(block: Sequence[_Pass], limit: Seconds) -> list[Row]:
    """Break the sides of a block into rows, all at the same places: each piece of every side, then the next piece."""
    places = _places(block, limit)
    found: list[Row] = []
    for index, place in enumerate(places):
        for side in block:
            start = _at(side, place)
            end = _at(side, places[index + 1]) if index + 1 < len(places) else side.opens[-1]
            found.append(Row(side.title, start, end, start, continued=index > 0))
    return found


def _places(block: Sequence[_Pass], limit: Seconds) -> list[tuple[int, Seconds]]:
    """Return where rows begin: the step, and the seconds from where it opens (0 but in steps longer than a row)."""
    longest = max(block, key=lambda side: side.opens[-1] - side.opens[0])
    length = longest.opens[-1] - longest.opens[0]
    goal = length / max(1, math.ceil(length / limit))
    start = longest.opens[0]
    places = [(0, 0.0)]
    for index in range(len(longest.steps)):
        opens, closes = longest.opens[index], longest.opens[index + 1]
        too_long = closes - start > limit
        due = (opens + closes) / 2 - longest.opens[0] > goal * len(places)
        if opens > start and (too_long or due):
            places.append((index, 0.0))
            start = opens
        pieces = math.ceil((closes - start) / limit)
        places += [(index, (closes - opens) * piece / pieces) for piece in range(1, pieces)]
        start = opens + places[-1][1] if pieces > 1 else start
    return places


def _at(side: _Pass, place: tuple[int, Seconds]) -> Seconds:
    index, offset = place
    return side.opens[index] + offset
