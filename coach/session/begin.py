"""Where a session begins, and what is left of its slot there."""

from __future__ import annotations

from dataclasses import dataclass, replace
from time import time
from typing import TYPE_CHECKING

from coach.errors import PlayerError
from coach.session.clock import world
from coach.timeline import Now, replan
from coach.units import Seconds, format_duration, to_frame, to_seconds

if TYPE_CHECKING:
    from coach.session.manner import Manner
    from coach.session.studio import Studio
    from coach.timeline import Timeline

WORTH_SAYING: Seconds = 1.0
"""A session that ends this much earlier or later than its slot, in seconds, is told of."""


@dataclass(frozen=True, slots=True)
class Booking:
    """When a session must end."""

    since: Seconds
    """The world's time at which it was asked for, as `world` counts it."""
    left: Seconds | None
    """Seconds from then until it must end; None where no moment was named."""


def book(manner: Manner) -> Booking:
    """Return when a session must end that is to begin now.

    Raises:
        PlayerError: That moment is past, or the session is a rehearsal.
    """
    if manner.until is None:
        return Booking(world(), None)
    if manner.rehearse:
        message = "a rehearsal takes as long as its words: leave out when it must end (--until)"
        raise PlayerError(message)
    left = manner.until.timestamp() - time()
    if left <= 0:
        message = f"the session cannot end at {manner.until:%H:%M}, which is past: name a moment to come"
        raise PlayerError(message)
    return Booking(world(), left)


def begun(studio: Studio, timeline: Timeline, manner: Manner) -> Now:
    """Return where a session begins that is played from a step on, or from its beginning.

    Args:
        studio: The session's.
        timeline: All of it.
        manner: How it is played.

    Raises:
        ScriptError: It has no such step.
    """
    opens = 0 if manner.start is None else timeline.steps[studio.find(manner.start, manner.side)].opens
    slotted = studio.wishes.fit is not None or studio.script.slot is not None
    return replace(Now().jumped(timeline, opens), booked=timeline.length - opens if slotted else None, extra=())


def fitted(studio: Studio, timeline: Timeline, now: Now, booking: Booking) -> tuple[Timeline, Now]:
    """Return the plan from where a session begins, and both clocks; the listener is told what does not fit.

    Args:
        studio: The session's.
        timeline: All of it, in its slot where it is played from its beginning.
        now: Where it begins.
        booking: When it must end.
    """
    if not now.plan and booking.left is None:
        return timeline, now
    if booking.left is not None:
        now = replace(now, booked=to_frame(booking.left, timeline.rate))
    made = replan(studio.script, timeline, now, studio.sources.length)
    over = to_seconds(made.over, timeline.rate)
    if abs(over) >= WORTH_SAYING:
        when = f"{format_duration(abs(over))} {'after' if over > 0 else 'before'} its slot does"
        studio.listener.note(f"what is left of the session ends {when}: it bends no further")
    return made.timeline, now
