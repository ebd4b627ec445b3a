"""Where a live session stands, between its two clocks."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from coach.timeline.values import Timeline
    from coach.units import Frames


@dataclass(frozen=True, slots=True)
class Now:
    """Where a live session stands, between its two clocks.

    The *plan clock* is the frame of the timeline that is heard next. The *wall clock* counts every frame that the
    device has consumed since the start. While the plan is heard, both run alike. In a pause, or where the session
    waits to be told to go on, only the wall clock runs. A jump moves only the plan clock. So of a slot that ends at
    the wall frame ``booked``, ``booked - wall`` frames are left whatever has happened, and the plan has to end at
    the plan frame ``plan + (booked - wall)``: while it is heard that frame stays where it is, a pause brings it
    nearer, and a jump moves it with the position.

    A timeline is the plan before the plan clock as well as ahead of it, although a jump may have left some of it
    unheard, or made some of it be heard twice. What a visit really got is told by ``extra``. A jump ahead takes from
    the visits it leaps over. A jump back inside a visit adds what will be heard again. A jump back to before a visit
    makes it begin anew: its first try counts no more.

    A live session has written blocks ahead of what is heard. Before it plans anew it moves both clocks to the first
    frame that is not written yet, or drops what is written and takes the frame that is heard.
    """

    plan: Frames = 0
    """The plan clock: the first frame of the timeline that has not been heard."""
    wall: Frames = 0
    """The wall clock: frames consumed since the session's start."""
    booked: Frames | None = None
    """The wall frame at which the slot ends; None where the session has no slot."""
    extra: tuple[tuple[int, Frames], ...] = ()
    """Visits that did not get what the timeline has for them: its place in it, and how many frames more (or less)."""

    @property
    def end(self) -> Frames | None:
        """The plan frame at which the session has to end; None where it has no slot."""
        return None if self.booked is None else self.plan + self.booked - self.wall

    def heard(self, frames: Frames) -> Now:
        """Return where the session stands when so much more of the plan has been heard."""
        return replace(self, plan=self.plan + frames, wall=self.wall + frames)

    def waited(self, frames: Frames) -> Now:
        """Return where the session stands after a pause of so many frames."""
        return replace(self, wall=self.wall + frames)

    def jumped(self, timeline: Timeline, to: Frames) -> Now:
        """Return where the session stands after a jump to a frame of the timeline in force; see `jumps`."""
        extra, heard_again = dict(self.extra), to < self.plan
        first, last = sorted((self.plan, to))
        for place, step in enumerate(timeline.steps):
            if step.span.start >= to:
                extra.pop(place, None)
            elif leapt := max(0, min(last, step.span.end) - max(first, step.span.start)):
                extra[place] = extra.get(place, 0) + (leapt if heard_again else -leapt)
        return replace(self, plan=to, extra=tuple(sorted(extra.items())))
