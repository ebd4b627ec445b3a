"""What lies under a session: which bed, from when to when, and where one crosses into the next."""

from __future__ import annotations

from itertools import groupby, pairwise
from typing import TYPE_CHECKING

from coach.timeline.values import BedSpan, Span
from coach.units import Seconds, to_frame

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coach.script.model import Bed
    from coach.units import Frames

CROSS: Seconds = 6.0
"""Seconds in which one bed crosses into the next, half of them before the new part opens; fewer in a short part."""


def bed_spans(opens: Sequence[tuple[Frames, Bed]], length: Frames, rate: int) -> tuple[BedSpan, ...]:
    """Return the beds of a session, each overlapping the next where they cross.

    Args:
        opens: The first frame of each part, and the bed under it.
        length: The session's frames.
        rate: Frames per second.
    """
    runs = [next(run) for _, run in groupby(opens, key=lambda part: (part[1].sound, part[1].level))]
    edges = [0, *(opening for opening, _ in runs[1:]), length]
    room = [end - start for start, end in pairwise(edges)]
    crosses = [0, *(min(to_frame(CROSS, rate), *pair) for pair in pairwise(room)), 0]
    return tuple(
        BedSpan(Span(start - before // 2, end + after - after // 2), bed.sound, bed.level)
        for (start, end), (before, after), (_, bed) in zip(pairwise(edges), pairwise(crosses), runs, strict=True)
    )
