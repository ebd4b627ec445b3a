"""Visits one after another, given the time of each step: seconds become frames here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from coach.script import Heard
from coach.script.marks import Pause, parse, plain_text
from coach.timeline.authored import Part, apart, authored
from coach.timeline.company import Silence, after_last_call, company, strokes
from coach.timeline.grounds import bed_spans
from coach.timeline.values import Chapter, Cue, Span, StepSpan, Timeline
from coach.timeline.words import BREATH
from coach.units import Seconds, to_frame, to_seconds

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from coach.script import Script, Visit
    from coach.script.model import Bed
    from coach.timeline.company import Stroke
    from coach.timeline.lengths import Measured
    from coach.timeline.plan import Plan
    from coach.units import Frames

OPENING: Seconds = 4.0
"""Seconds of bed alone before the first cue: the room settles."""

CLOSING: Seconds = 14.0
"""Seconds after the last step: the end chime rings out, and the bed fades."""


@dataclass(frozen=True, slots=True)
class Past:
    """What is settled of a session: all before a frame, and the end of the visit that is under way there."""

    since: Frames
    """Nothing more is laid before this frame."""
    cursor: Frames
    """Where the next visit opens; where its hands-on time begins, if its change of position is under way."""
    opens: Frames | None = None
    """Where the change of position that is under way began; None where none is."""
    steps: tuple[StepSpan, ...] = ()
    """The visits that are settled, in order."""
    cues: tuple[Cue, ...] = ()
    """What is settled of all that sounds, in order of start."""
    chapters: tuple[Chapter, ...] = ()
    """The chapters of the settled visits."""
    holds: tuple[Frames, ...] = ()
    """Where a live session waited, or will, in the settled visits."""


class Layout:
    """Places visits one after another, given the time of each."""

    def __init__(self, script: Script, plans: Sequence[Plan], end: str, measured: Measured, rate: int) -> None:
        """Take what is to be laid out.

        Args:
            script: The session.
            plans: Its visits, in order.
            end: The chime when the last one is over; ``none`` is silence.
            measured: How long things sound.
            rate: Frames per second.
        """
        self._script = script
        self._plans = plans
        self._end = end
        self._measured = measured
        self._rate = rate
        self._start = Past(0, to_frame(OPENING, rate))
        self._opened: dict[str, Seconds] = {}
        for plan in plans:
            name = plan.visit.step.id
            self._opened[name] = max(plan.opened, self._opened.get(name, 0.0))

    def rigid(self, past: Past | None = None) -> Frames:
        """Return where the session would end if no visit ahead took any time: past, changes of position, and close."""
        past = past or self._start
        cursor = past.cursor
        for plan in self._plans[len(past.steps) + (past.opens is not None) :]:
            cursor = self.frame(cursor, plan.move)
        return self.frame(cursor, CLOSING)

    def lay(self, times: Sequence[Frames], total: Frames | None = None, past: Past | None = None) -> Timeline:
        """Return the timeline in which every visit ahead lasts the frames it is given.

        The close takes up what is left to the total: a few frames that no step could be given alike.

        Args:
            times: Frames of hands-on time for each visit that is not settled.
            total: The session's length in frames; what it comes to where it is left out.
            past: What is settled; nothing but the opening where it is left out.
        """
        past = past or self._start
        cursor, under_way = past.cursor, past.opens
        steps, cues, chapters, holds = list(past.steps), list(past.cues), list(past.chapters), list(past.holds)
        for plan, time in zip(self._plans[len(past.steps) :], times, strict=True):
            visit, opens, start = plan.visit, under_way, cursor
            if opens is None:
                opens, start = cursor, self.frame(cursor, plan.move)
                cues += self._arriving(plan, opens)
            span, under_way = Span(start, start + time), None
            chapters.append(Chapter(opens if chapters else 0, _chapter_title(visit)))
            steps.append(StepSpan(visit.step.id, visit.number, visit.title, visit.side, span, opens))
            holds += [start] if visit.step.move and visit.step.move.wait else []
            cues += self._hands_on(plan, span)
            cursor = span.end
        cues += self._ending(self.frame(cursor, BREATH), past.since)
        length = self.frame(cursor, CLOSING) if total is None else total
        return Timeline(
            title=self._script.title,
            rate=self._rate,
            length=length,
            steps=tuple(steps),
            cues=tuple(sorted(cues, key=lambda cue: cue.span)),
            chapters=tuple(chapters),
            beds=bed_spans(self._beds(steps), length, self._rate),
            holds=tuple(holds),
        )

    def frame(self, origin: Frames, offset: Seconds) -> Frames:
        """Return the frame that is so many seconds from another."""
        return to_frame(to_seconds(origin, self._rate) + offset, self._rate)

    def cue(self, visit: Visit, heard: Heard, start: Frames) -> Cue:
        """Return something heard in a visit, from a frame on."""
        span = Span(start, self.frame(start, self._measured(heard)))
        if heard.kind != "say":
            return Cue(span, heard.kind, heard.line, heard.line, visit.step.id, visit.side)
        text, phrases = plain_text(heard.line), tuple(self._phrases(heard, span))
        return Cue(span, heard.kind, heard.line, text, visit.step.id, visit.side, heard.voice, phrases)

    def paced(self, visit: Visit, length: Seconds, since: Seconds = 0.0) -> tuple[Stroke, ...]:
        """Return the strokes of a visit of that length, on every side alike, none before ``since`` seconds of it."""
        return strokes(visit.step.strokes, max(since, self._opened[visit.step.id]), length)

    def sounding(self, plan: Plan, span: Span, part: Part, since: Seconds = 0.0) -> Iterator[Cue]:
        """Yield what is heard in a visit.

        Args:
            plan: The visit.
            span: Its hands-on time.
            part: What is heard of the author's, and the strokes.
            since: Seconds from its start; nothing is heard before that.
        """
        visit, length = plan.visit, to_seconds(span.length, self._rate)
        author = apart(part.author, since, length)
        announced = part.until if part.announcement is None else author[part.announcement].at
        placed, announced = after_last_call(author, visit, part.strokes, (announced, length), self._measured)
        added = company(visit, Silence(placed, announced, since), part.strokes, length, self._measured)
        for sound in (*placed, *added):
            yield self.cue(visit, sound.heard, self.frame(span.start, sound.at))
        yield from self._pulses(visit, part.strokes, span.start, since)

    def _arriving(self, plan: Plan, opens: Frames) -> Iterator[Cue]:
        if plan.move_chime != "none":
            yield self.cue(plan.visit, Heard("chime", plan.move_chime), opens)
        if plan.visit.move:
            yield self.cue(plan.visit, plan.visit.move, self.frame(opens, plan.move_lead))

    def _hands_on(self, plan: Plan, span: Span) -> Iterator[Cue]:
        length = to_seconds(span.length, self._rate)
        author, announcement = authored(plan, length)
        yield from self.sounding(plan, span, Part(author, announcement, length, self.paced(plan.visit, length)))

    def _beds(self, steps: Sequence[StepSpan]) -> list[tuple[Frames, Bed]]:
        """Return where each part opens, and the bed under it."""
        script = self._script
        return [
            (step.opens, script.bed_under(script.parts[int(plan.visit.path[1])]))
            for plan, step in zip(self._plans, steps, strict=True)
            if plan.visit.opens_part
        ]

    def _phrases(self, heard: Heard, span: Span) -> Iterator[Span]:
        """Yield where the words of a line sound; nothing where no pause stands in it."""
        parts, at = parse(heard.line), 0.0
        for part in parts if len(parts) > 1 else ():
            if isinstance(part, Pause):
                at += part.length
                continue
            start = at
            at += self._measured(Heard("say", part.text, heard.voice))
            begin, end = (min(self.frame(span.start, offset), span.end) for offset in (start, at))
            yield Span(begin, end)

    def _ending(self, start: Frames, since: Frames) -> Iterator[Cue]:
        if self._end != "none" and start >= since:
            yield self.cue(self._plans[-1].visit, Heard("chime", self._end), start)

    def _pulses(self, visit: Visit, paced: Sequence[Stroke], origin: Frames, since: Seconds) -> Iterator[Cue]:
        rise = visit.step.strokes.rise if visit.step.strokes else 0.0
        for number, stroke in enumerate(paced, 1):
            if stroke.start >= since:
                span = Span(self.frame(origin, stroke.start), self.frame(origin, stroke.end))
                text = f"stroke {number} of {len(paced)}"
                yield Cue(span, "pulse", f"{rise:.4f}", text, visit.step.id, visit.side)


def _chapter_title(visit: Visit) -> str:
    return f"{visit.part}: {visit.title}" if visit.part else visit.title
