"""Visits one after another, given the time of each step: seconds become frames here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.script import Heard
from coach.script.marks import Pause, parse, plain_text
from coach.timeline.company import Silence, Sound, after_last_call, company, strokes
from coach.timeline.grounds import bed_spans
from coach.timeline.lengths import AFTER_CHIME
from coach.timeline.values import Chapter, Cue, Span, StepSpan, Timeline
from coach.timeline.words import BREATH
from coach.units import Seconds, to_frame, to_seconds

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

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


class Layout:
    """Places visits one after another, given the time of each step."""

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
        self._opened: dict[str, Seconds] = {}
        for plan in plans:
            name = plan.visit.step.id
            self._opened[name] = max(plan.opened, self._opened.get(name, 0.0))

    def rigid(self) -> Frames:
        """Return the frames that nothing can change: opening, changes of position, and close."""
        cursor = to_frame(OPENING, self._rate)
        for plan in self._plans:
            cursor = self._frame(cursor, plan.move)
        return self._frame(cursor, CLOSING)

    def lay(self, times: Mapping[str, Frames], total: Frames | None = None) -> Timeline:
        """Return the timeline in which every visit of a step lasts the frames it is given.

        The close takes up what is left to the total: a few frames that no step could be given alike.
        """
        cursor = to_frame(OPENING, self._rate)
        steps: list[StepSpan] = []
        cues: list[Cue] = []
        chapters: list[Chapter] = []
        parts: list[tuple[Frames, Bed]] = []
        for plan in self._plans:
            visit, opens = plan.visit, cursor
            if visit.opens_part:
                parts.append((opens, self._script.bed_under(self._script.parts[int(visit.path[1])])))
            start = self._frame(opens, plan.move)
            span = Span(start, start + times[visit.step.id])
            chapters.append(Chapter(opens if chapters else 0, _chapter_title(visit)))
            steps.append(StepSpan(visit.step.id, visit.number, visit.title, visit.side, span, opens))
            cues += self._arriving(plan, opens)
            cues += self._hands_on(plan, span)
            cursor = span.end
        cues += self._chime(self._plans[-1].visit, self._end, self._frame(cursor, BREATH))
        length = self._frame(cursor, CLOSING) if total is None else total
        return Timeline(
            title=self._script.title,
            rate=self._rate,
            length=length,
            steps=tuple(steps),
            cues=tuple(sorted(cues, key=lambda cue: cue.span)),
            chapters=tuple(chapters),
            beds=bed_spans(parts, length, self._rate),
        )

    def _frame(self, origin: Frames, offset: Seconds) -> Frames:
        return to_frame(to_seconds(origin, self._rate) + offset, self._rate)

    def _arriving(self, plan: Plan, opens: Frames) -> Iterator[Cue]:
        yield from self._chime(plan.visit, plan.move_chime, opens)
        if plan.visit.move:
            yield self._cue(plan.visit, plan.visit.move, self._frame(opens, plan.move_lead))

    def _hands_on(self, plan: Plan, span: Span) -> Iterator[Cue]:
        visit, length = plan.visit, to_seconds(span.length, self._rate)
        paced = strokes(visit.step.strokes, self._opened[visit.step.id], length)
        author = [Sound(at.at(length), Heard("chime", name), AFTER_CHIME) for at, name in plan.chimes if name != "none"]
        author += [Sound(line.at.at(length), line.heard, line.length) for line in plan.lines]
        limits = plan.announced.at(length), length
        placed, announced = after_last_call(author, visit, paced, limits, self._measured)
        added = company(visit, Silence(placed, announced), paced, length, self._measured)
        for sound in (*placed, *added):
            yield self._cue(visit, sound.heard, self._frame(span.start, sound.at))
        yield from self._pulses(visit, paced, span.start)

    def _pulses(self, visit: Visit, paced: Sequence[Stroke], origin: Frames) -> Iterator[Cue]:
        rise = visit.step.strokes.rise if visit.step.strokes else 0.0
        for number, stroke in enumerate(paced, 1):
            span = Span(self._frame(origin, stroke.start), self._frame(origin, stroke.end))
            text = f"stroke {number} of {len(paced)}"
            yield Cue(span, "pulse", f"{rise:.4f}", text, visit.step.id, visit.side)

    def _cue(self, visit: Visit, heard: Heard, start: Frames) -> Cue:
        span = Span(start, self._frame(start, self._measured(heard)))
        if heard.kind != "say":
            return Cue(span, heard.kind, heard.line, heard.line, visit.step.id, visit.side)
        text, phrases = plain_text(heard.line), tuple(self._phrases(heard, span))
        return Cue(span, heard.kind, heard.line, text, visit.step.id, visit.side, heard.voice, phrases)

    def _phrases(self, heard: Heard, span: Span) -> Iterator[Span]:
        """Yield where the words of a line sound; nothing where no pause stands in it."""
        parts, at = parse(heard.line), 0.0
        for part in parts if len(parts) > 1 else ():
            if isinstance(part, Pause):
                at += part.length
                continue
            start = at
            at += self._measured(Heard("say", part.text, heard.voice))
            begin, end = (min(self._frame(span.start, offset), span.end) for offset in (start, at))
            yield Span(begin, end)

    def _chime(self, visit: Visit, name: str, start: Frames) -> tuple[Cue, ...]:
        return () if name == "none" else (self._cue(visit, Heard("chime", name), start),)


def _chapter_title(visit: Visit) -> str:
    return f"{visit.part}: {visit.title}" if visit.part else visit.title
