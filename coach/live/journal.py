"""Where a live session stands, written as it goes: so that it can be taken up again whatever ended it."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING

from coach.timeline import Now, again
from coach.units import Seconds, to_frame, to_seconds
from coach.whole import write_whole

if TYPE_CHECKING:
    from pathlib import Path

    from coach.script.fields import Guidance
    from coach.timeline import Timeline

AWAY: Seconds = 900.0
"""A session that was away for longer than this, in seconds, has lost its slot: what is left of it is as it was."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Where a session stood."""

    step: str
    """Id of the step under way."""
    side: str | None
    """Its side."""
    into: Seconds
    """Seconds since its change of position, or the step itself, began."""
    left: Seconds | None
    """Seconds left of the slot; None where there is none."""
    guidance: Guidance
    """How much was said."""
    got: tuple[tuple[str, str | None, Seconds], ...]
    """Each visit that is over: id, side, and the seconds it really got."""
    written: float
    """When this was written, in seconds of the machine's clock."""

    def slot_left(self, clock: float) -> Seconds | None:
        """Return the seconds left of the slot: the time away counts, unless it was long.

        Args:
            clock: The machine's clock now, in seconds.
        """
        if self.left is None:
            return None
        away = clock - self.written
        return max(0.0, self.left - away) if 0 <= away <= AWAY else self.left


def entry(timeline: Timeline, now: Now, clock: float) -> Entry:
    """Return where a session stands.

    Args:
        timeline: The timeline in force.
        now: Both clocks.
        clock: The machine's clock, in seconds.
    """
    rate, extra = timeline.rate, dict(now.extra)
    begun = [place for place, step in enumerate(timeline.steps) if step.opens <= now.plan]
    at = begun[-1] if begun else 0
    step = timeline.steps[at]
    return Entry(
        step=step.id,
        side=step.side,
        into=max(0.0, to_seconds(now.plan - step.opens, rate)),
        left=None if now.booked is None else to_seconds(now.booked - now.wall, rate),
        guidance=timeline.guidance,
        got=tuple(
            (one.id, one.side, to_seconds(one.span.length + extra.get(place, 0), rate))
            for place, one in enumerate(timeline.steps[:at])
        ),
        written=clock,
    )


def resumed(kept: Entry, timeline: Timeline, clock: float) -> Now | None:
    """Return where a session takes up: at the words that were said last in the step under way.

    Args:
        kept: Where it stood.
        timeline: The session as it is planned from the beginning.
        clock: The machine's clock now, in seconds.

    Returns:
        Both clocks, the wall clock at 0; None where the session has that step no more.
    """
    rate = timeline.rate
    places = {(step.id, step.side): place for place, step in enumerate(timeline.steps)}
    if (kept.step, kept.side) not in places:
        return None
    step = timeline.steps[places[kept.step, kept.side]]
    at = min(step.opens + to_frame(kept.into, rate), step.span.end - 1)
    left = kept.slot_left(clock)
    extra = {
        places[name, side]: to_frame(got, rate) - timeline.steps[places[name, side]].span.length
        for name, side, got in kept.got
        if (name, side) in places
    }
    return Now(
        plan=max(step.opens, again(timeline, at)),
        booked=None if left is None else to_frame(left, rate),
        extra=tuple(sorted((place, more) for place, more in extra.items() if more)),
    )


class Journal:
    """One session's entry, in a file that is always whole."""

    def __init__(self, path: Path) -> None:
        """Keep it in a file; its folder is made when it is first written."""
        self._path = path

    def write(self, kept: Entry) -> None:
        """Keep where the session stands; where that fails, the session goes on all the same."""
        with suppress(OSError):
            write_whole(self._path, json.dumps(asdict(kept)).encode())

    def read(self) -> Entry | None:
        """Return where the session stood; None where nothing was kept, or it cannot be read."""
        try:
            values = json.loads(self._path.read_text("utf-8"))
            kept = Entry(**values)
            return replace(kept, got=tuple((name, side, float(got)) for name, side, got in kept.got))
        except (OSError, ValueError, TypeError):
            return None

    def end(self) -> None:
        """Forget the session: it came to its end."""
        with suppress(OSError):
            self._path.unlink()
