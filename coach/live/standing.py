"""Where a live session stands, read from its plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.live.values import Status
from coach.timeline import place
from coach.units import to_seconds

if TYPE_CHECKING:
    from coach.live.values import State
    from coach.timeline import StepSpan, Timeline
    from coach.units import Frames, Seconds


def standing(timeline: Timeline, at: Frames, state: State, over: Seconds, message: str) -> Status:
    """Return where a session stands.

    Args:
        timeline: The plan in force.
        at: The plan frame that is heard.
        state: What the session is doing.
        over: Seconds that it will run over its slot.
        message: What the masseur should know now.
    """
    rate, where = timeline.rate, place(timeline, at)
    opened = at >= timeline.steps[0].opens
    begun = [cue.text for cue in timeline.cues if cue.kind == "say" and cue.span.start <= at]
    return Status(
        state=state,
        title=timeline.title,
        step=where.step.title if opened else "",
        side=where.step.side if opened else None,
        number=timeline.steps.index(where.step) + 1 if opened else 0,
        count=len(timeline.steps),
        upcoming=_named(where.following if opened else where.step),
        position=to_seconds(at, rate),
        length=timeline.seconds,
        step_left=to_seconds(where.left, rate),
        left=to_seconds(where.session_left, rate),
        over=over,
        said=begun[-1] if begun else "",
        message=message,
    )


def _named(step: StepSpan | None) -> str:
    if step is None:
        return ""
    return f"{step.title} ({step.side})" if step.side else step.title
