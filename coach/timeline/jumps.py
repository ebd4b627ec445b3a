"""Where a live session stands in its plan, and where its controls lead: plan frames, exact.

Each jump is a function of the timeline in force and the position in it. `Now.jumped` then moves the clocks, and
`replan` fits what is ahead to the time that is left.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from coach.units import Seconds, to_frame

if TYPE_CHECKING:
    from coach.timeline.values import StepSpan, Timeline
    from coach.units import Frames

LATELY: Seconds = 3.0
"""Within so many seconds of a visit's opening, back leads to the visit before it."""


@dataclass(frozen=True, slots=True)
class Place:
    """A position in a session, as a masseur asks for it."""

    step: StepSpan
    """The visit that is under way; the first before any has opened, the last when all are over."""
    following: StepSpan | None
    """The visit after it; None after the last."""
    hands_on: bool
    """Whether it is hands-on time: no change of position, no opening or close."""
    left: Frames
    """Frames until the visit is over."""
    session_left: Frames
    """Frames until the session is over."""


def place(timeline: Timeline, at: Frames) -> Place:
    """Return what a position is in a timeline that has steps."""
    index = _index(timeline, at)
    step, following = timeline.steps[index], timeline.steps[index + 1 : index + 2]
    return Place(
        step=step,
        following=following[0] if following else None,
        hands_on=step.span.start <= at < step.span.end,
        left=max(0, step.span.end - at),
        session_left=max(0, timeline.length - at),
    )


def forward(timeline: Timeline, at: Frames) -> Frames:
    """Return where the next visit opens; where the last one ends, if there is none; the position itself after that."""
    count = bisect_right(timeline.steps, at, key=_opens)
    ends = timeline.steps[count].opens if count < len(timeline.steps) else timeline.steps[-1].span.end
    return max(at, ends)


def opening(timeline: Timeline, at: Frames) -> Frames:
    """Return where the visit that is under way opened; the timeline's first frame before any has."""
    return min(at, timeline.steps[_index(timeline, at)].opens) if at >= timeline.steps[0].opens else 0


def back(timeline: Timeline, at: Frames) -> Frames:
    """Return where the visit that is under way opened, or the one before it, if it has only just opened."""
    opened = opening(timeline, at)
    if at - opened >= to_frame(LATELY, timeline.rate):
        return opened
    return timeline.steps[max(0, _index(timeline, at) - 1)].opens if opened else 0


def again(timeline: Timeline, at: Frames) -> Frames:
    """Return where the last words began that were begun at or before a position; the position itself before any."""
    for cue in reversed(timeline.cues[: bisect_right(timeline.cues, at, key=lambda cue: cue.span.start)]):
        if cue.kind == "say":
            return cue.span.start
    return at


def _index(timeline: Timeline, at: Frames) -> int:
    """Return the place of the visit that is under way."""
    return max(0, bisect_right(timeline.steps, at, key=_opens) - 1)


def _opens(step: StepSpan) -> Frames:
    return step.opens
