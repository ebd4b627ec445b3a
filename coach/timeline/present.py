"""The visit that is under way when a session is planned anew: what was begun stays, what is owed is kept.

While hands are on, a visit keeps the time it was planned with, unless the masseur asks for more or for less. Such
a wish is worth more than the step's ``least`` and ``most``: only words bind it, and the stroke under way, which is
finished. Words that lie ahead are all said. Where they were counted from the end, or by share, they move with it,
and the next step is announced once more, if it was announced too early for the new end. A chime whose moment has
gone by, or lies behind the visit's end, marks nothing, and is left out. The strokes ahead keep the pace of those
before; their number changes.

With other guidance what has begun stays, and what lies ahead is the new guidance's. Of its words whose moment has
gone by, only the caution and the announcement are still said.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections import Counter
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from coach.script import Heard
from coach.timeline.authored import Part, authored, takes
from coach.timeline.company import SHORTEST_STROKE, Stroke
from coach.timeline.layout import Past
from coach.timeline.lengths import AFTER_CHIME
from coach.timeline.values import Span
from coach.timeline.words import BREATH
from coach.units import to_frame, to_seconds

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from coach.script import Visit
    from coach.timeline.layout import Layout
    from coach.timeline.plan import Plan
    from coach.timeline.values import Cue, StepSpan, Timeline
    from coach.units import Frames, Seconds


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked of the visit under way."""

    more: Seconds = 0.0
    """Seconds it is to last longer; shorter where it is negative."""
    same: bool = True
    """Whether the guidance stays as it was."""


def settled(layout: Layout, plans: Sequence[Plan], timeline: Timeline, at: Frames, wish: Wish) -> Past:
    """Return what is settled of a session at a frame: all that has begun, and the visit that hands are on for.

    Args:
        layout: Places what is heard from now on.
        plans: Every visit of the session, as it is heard from now on.
        timeline: The timeline in force.
        at: The frame from which the session is planned anew.
        wish: What is asked of the visit under way.
    """
    count = bisect_left(timeline.steps, at, key=lambda step: step.opens)
    begun = timeline.cues[: bisect_left(timeline.cues, at, key=lambda cue: cue.span.start)]
    steps = timeline.steps[:count]
    cursor, opens = timeline.steps[0].opens, None
    if count:
        present, cursor = steps[-1], steps[-1].span.end
        last = bisect_right(timeline.cues, cursor, key=lambda cue: cue.span.start)
        inside = timeline.cues[len(begun) : last]
        ahead = [cue for cue in inside if (cue.step, cue.side) == (present.id, present.side)]
        visit = _Present(layout, plans[count - 1], timeline.rate, present, at)
        if present.opens < at <= present.span.start:
            steps, opens = steps[:-1], present.opens
            cursor, cues = visit.arriving([cue for cue in ahead if cue.span.start < present.span.start])
            begun += cues
        elif at < cursor:
            span, cues = visit.hands_on([cue for cue in begun if cue.span.start >= present.span.start], ahead, wish)
            steps, cursor = (*steps[:-1], replace(present, span=span)), span.end
            begun += cues
    return Past(
        since=at,
        cursor=cursor,
        opens=opens,
        steps=steps,
        cues=begun,
        chapters=timeline.chapters[: len(steps)],
        holds=tuple(hold for hold in timeline.holds if steps and hold <= steps[-1].span.start),
    )


@dataclass(frozen=True, slots=True)
class _Present:
    """The visit under way."""

    layout: Layout
    """Places what is heard from now on."""
    plan: Plan
    """The visit as it is heard from now on."""
    rate: int
    """Frames per second."""
    step: StepSpan
    """The visit in the timeline in force."""
    at: Frames
    """The frame from which it is planned anew."""

    def arriving(self, ahead: Sequence[Cue]) -> tuple[Frames, tuple[Cue, ...]]:
        """Return where hands-on time begins, and what is heard until then, while the position is changed.

        Args:
            ahead: What the timeline in force still has for the change of position.
        """
        move, frame = self.plan.visit.move, self.layout.frame
        if not ahead or move is None:
            return self.step.span.start, tuple(ahead)
        told = self.layout.cue(self.plan.visit, move, max(self.at, frame(self.step.opens, self.plan.move_lead)))
        start = max(frame(self.step.opens, self.plan.move), frame(told.span.end, 2 * BREATH))
        return start, (told,)

    def hands_on(self, begun: Sequence[Cue], ahead: Sequence[Cue], wish: Wish) -> tuple[Span, tuple[Cue, ...]]:
        """Return the visit's hands-on time, and what is heard in the rest of it.

        Args:
            begun: What has been heard since hands are on, or has begun.
            ahead: What the timeline in force still has for the visit.
            wish: What is asked of it.
        """
        stand = tuple(map(self._measured, ahead))
        if wish == Wish() and self._fits(ahead, stand):
            return self.step.span, stand
        since = self._seconds(self.at)
        wanted = max(since, self._seconds(self.step.span.end) + wish.more)
        places = self._owed(begun, ahead, wanted, again=wish.more > 0)
        span = Span(self.step.span.start, self.step.span.start + self._length(begun, places, wanted))
        plan = replace(self.plan, visit=self._visit(begun))
        part = self._part(begun, places, to_seconds(span.length, self.rate))
        return span, tuple(self.layout.sounding(plan, span, part, since))

    def _measured(self, cue: Cue) -> Cue:
        """Return a cue as long as it is now known to be."""
        if cue.kind == "pulse":
            return cue
        return replace(cue, span=self.layout.cue(self.plan.visit, _heard(cue), cue.span.start).span)

    def _fits(self, ahead: Sequence[Cue], stand: Sequence[Cue]) -> bool:
        """Return whether no line has grown beyond its room."""
        edge = self.step.span.end
        for old, new in zip(reversed(ahead), reversed(stand), strict=True):
            if new.kind == "say":
                if new.span.end > old.span.end and self.layout.frame(new.span.end, BREATH) > edge:
                    return False
                edge = new.span.start
        return True

    def _owed(self, begun: Sequence[Cue], ahead: Sequence[Cue], length: Seconds, *, again: bool) -> list[int]:
        """Return what of the author's is still to be heard, as places in what is `authored`.

        Args:
            begun: What has been heard since hands are on, or has begun.
            ahead: What the timeline in force still has for the visit.
            length: Seconds that the visit is to last.
            again: Whether the next step is announced once more, if there is time for it.
        """
        sounds, announcement = authored(self.plan, length)
        done, due = (Counter(map(_heard, cues)) for cues in (begun, ahead))
        owed, since = [], self._seconds(self.at)
        for place in sorted(range(len(sounds)), key=lambda place: sounds[place].at):
            heard, late = sounds[place].heard, sounds[place].at < since
            announces = place == announcement
            if done[heard] and not (announces and again and not late):
                done[heard] -= 1
                continue
            inside = not late and (heard.kind == "say" or sounds[place].at < length)
            said = heard.kind == "say" and (heard == self.plan.visit.caution or due[heard] > 0)
            if announces or said or inside:
                owed.append(place)
        return sorted(owed)

    def _length(self, begun: Sequence[Cue], places: Sequence[int], wanted: Seconds) -> Frames:
        """Return how many frames the visit lasts: what is wanted, or what is needed for what it still has to hold."""
        sounds, announcement = authored(self.plan, wanted)
        words = self._clear(begun) + takes([sounds[place] for place in places])
        strokes = max((self._seconds(cue.span.end) + BREATH for cue in begun if cue.kind == "pulse"), default=0.0)
        chime = any(place == announcement and sounds[place].heard.kind == "chime" for place in places)
        signal = self._seconds(self.at) + AFTER_CHIME + BREATH if chime else 0.0
        return max(to_frame(wanted, self.rate), math.ceil(max(words, strokes, signal) * self.rate - 1e-6))

    def _part(self, begun: Sequence[Cue], places: Sequence[int], length: Seconds) -> Part:
        """Return what is heard of the author's in the rest of the visit, and all its strokes."""
        sounds, announcement = authored(self.plan, length)
        clear, since = self._clear(begun), self._seconds(self.at)
        author = tuple(
            replace(sounds[place], at=max(sounds[place].at, clear if sounds[place].heard.kind == "say" else since))
            for place in places
        )
        kept = places.index(announcement) if announcement in places else None
        until = length if announcement is None else since
        return Part(author, kept, until, tuple(self._strokes(begun, length)))

    def _strokes(self, begun: Sequence[Cue], length: Seconds) -> Iterator[Stroke]:
        """Yield the strokes that have begun, and those that follow at their pace until the visit's end."""
        kept = [Stroke(self._seconds(cue.span.start), self._seconds(cue.span.end)) for cue in begun if _paces(cue)]
        if not kept:
            yield from self.layout.paced(self.plan.visit, length, self._seconds(self.at))
            return
        yield from kept
        start, pace = max(kept[-1].end, self._seconds(self.at)), kept[-1].end - kept[-1].start
        room = length - BREATH - start
        count = min(round(room / pace), int(room / SHORTEST_STROKE))
        edges = [start + room * number / count for number in range(count + 1)] if count > 0 else []
        yield from (Stroke(begins, ends) for begins, ends in pairwise(edges))

    def _visit(self, begun: Sequence[Cue]) -> Visit:
        """Return the visit without the company that it has had."""
        visit, half = self.plan.visit, self.step.span.start + self.step.span.length // 2
        cautioned = sum(visit.caution is not None and cue.line == visit.caution.line for cue in begun)
        company = replace(
            visit.company,
            halfway=None if self.at > half else visit.company.halfway,
            caution=None if cautioned > 1 else visit.company.caution,
        )
        return replace(visit, company=company)

    def _clear(self, begun: Sequence[Cue]) -> Seconds:
        """Return when more can be said: words that have begun are over by then."""
        ends = [self._seconds(cue.span.end) + BREATH for cue in begun if cue.kind == "say"]
        return max([self._seconds(self.at), *ends])

    def _seconds(self, frame: Frames) -> Seconds:
        """Return a frame in seconds from the start of hands-on time."""
        return to_seconds(frame - self.step.span.start, self.rate)


def _heard(cue: Cue) -> Heard:
    return Heard(cue.kind, cue.line, cue.voice)


def _paces(cue: Cue) -> bool:
    return cue.kind == "pulse"
