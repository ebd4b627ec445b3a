"""A script and the lengths of its lines in, a timeline out: when each thing sounds, to the frame."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING, Protocol

from coach.errors import TimingError
from coach.script import Instant, estimate, outline
from coach.script.marks import plain_text
from coach.timeline.fit import Glue, fit, natural
from coach.timeline.values import Chapter, Cue, Kind, Span, StepSpan, Timeline
from coach.timeline.words import BREATH, Line, bounds, place_after, place_before_end, shortened
from coach.units import format_duration, to_frame, to_seconds

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from coach.script import Script, Visit
    from coach.units import Frames, Seconds

RATE = 48_000
"""Frames per second of a session: what sound servers run at, so that nothing resamples on the way out."""

OPENING: Seconds = 4.0
"""Seconds of bed alone before the first cue: the room settles."""

CLOSING: Seconds = 14.0
"""Seconds after the last step: the end chime rings out, and the bed fades."""

AFTER_CHIME: Seconds = 1.8
"""Seconds from a chime's onset to the words after it: the strike is over, the ring is under the voice."""

_START = Instant(0.0, 0.0)

CAUTION_GAP: Seconds = 1.5
"""Seconds between a step's opening words and its caution."""


class Lengths(Protocol):
    """Tells how long a thing sounds: measured, or estimated."""

    def __call__(self, kind: Kind, line: str, /) -> tuple[Seconds, bool]:
        """Return its length in seconds, and whether that was measured."""


def estimated(kind: Kind, line: str, /) -> tuple[Seconds, bool]:
    """Estimate a length from the text alone: a voice that nobody needs to load."""
    return (estimate(line) if kind == "say" else AFTER_CHIME), False


@dataclass(frozen=True, slots=True)
class _Plan:
    """One visit with everything placed in its own time."""

    visit: Visit
    """The step on its side."""
    lines: tuple[Line, ...]
    """Everything said while hands are on."""
    chimes: tuple[tuple[Instant, str], ...]
    """Every chime while hands are on; ``none`` is silence."""
    move: Seconds
    """Seconds of the change of position; 0 where there is none."""
    move_lead: Seconds
    """Seconds from the start of the change of position to its words."""
    move_chime: str
    """The chime at the start of the change of position; ``none`` is silence."""


def schedule(
    script: Script, lengths: Lengths = estimated, *, rate: int = RATE, slot: Seconds | None = None
) -> Timeline:
    """Lay a script out in time.

    A pure function: the same script and the same lengths give the same timeline.

    Args:
        script: The session.
        lengths: How long each line and chime sounds.
        rate: Frames per second of the result.
        slot: Seconds the session must last, beating the script's own slot.

    Raises:
        TimingError: Words do not fit their step, or the session does not fit its slot.
        ScriptError: A template or mark in the script cannot be meant.
    """
    measured = _Measured(lengths)
    visits = outline(script)
    plans = [
        _plan(script, visit, following, measured) for visit, following in zip(visits, (*visits[1:], None), strict=True)
    ]
    glues, notes = _glues(script, plans)
    laid = _Layout(script, plans, measured, rate)
    asked, slot = slot, slot if slot is not None else script.slot
    names = [glue.name for glue in glues]
    if slot is None:
        timeline = laid.lay(dict(zip(names, natural(glues, rate), strict=True)))
    else:
        total, rigid = to_frame(slot, rate), laid.lay(dict.fromkeys(names, 0)).length
        notes = ()
        where = f"{script.source.where(('slot',))}: " if asked is None else ""
        timeline = laid.lay(dict(zip(names, fit(glues, rigid, total, rate, where), strict=True)), total)
    return replace(timeline, estimated=measured.guessed, notes=notes)


class _Measured:
    """Lengths, remembering whether any was a guess."""

    def __init__(self, lengths: Lengths) -> None:
        self._lengths = lengths
        self.guessed = False

    def __call__(self, kind: Kind, line: str) -> Seconds:
        length, measured = self._lengths(kind, line)
        self.guessed |= kind == "say" and not measured
        return length


def _plan(script: Script, visit: Visit, following: Visit | None, measured: _Measured) -> _Plan:
    opening = script.chimes.side if visit.opens_part and visit.side else script.chimes.step
    with_move = visit.move is not None
    first = script.chimes.step if with_move else opening
    lines: list[Line] = []

    def add(at: Instant, text: str, *path: str | int) -> None:
        lines.append(Line(at, measured("say", text), text, (*visit.path, *path)))

    add(Instant(AFTER_CHIME if first != "none" else BREATH, 0.0), visit.say, "say")
    for cue in visit.cues:
        if cue.say:
            add(cue.at, cue.say, *cue.path[len(visit.path) :])
    if visit.caution:
        start = lines[0].after.offset - BREATH + CAUTION_GAP
        add(place_after(start, measured("say", visit.caution), lines), visit.caution, "caution")
    if following:
        length = measured("say", following.announce)
        add(place_before_end(script.lead, visit.step.time.ideal, length, lines), following.announce)
    move_words = measured("say", visit.move) if visit.move else 0.0
    move_chime = opening if with_move and opening != script.chimes.step else "none"
    lead_in = AFTER_CHIME if move_chime != "none" else BREATH
    return _Plan(
        visit=visit,
        lines=tuple(lines),
        chimes=((_START, first), *((cue.at, cue.chime) for cue in visit.cues if cue.chime)),
        move=max(visit.step.move.for_, lead_in + move_words + 2 * BREATH) if visit.step.move else 0.0,
        move_lead=lead_in,
        move_chime=move_chime,
    )


def _glues(script: Script, plans: Sequence[_Plan]) -> tuple[list[Glue], tuple[str, ...]]:
    """Bring the visits of each step together: one time for all of them."""
    together: dict[str, list[_Plan]] = {}
    for plan in plans:
        together.setdefault(plan.visit.step.id, []).append(plan)
    glues, notes = [], []
    for name, sides in together.items():
        step = sides[0].visit.step
        where = f"{script.source.where(sides[0].visit.path)}: step '{name}'"
        limits = [bounds(plan.lines, step.time.ideal, where) for plan in sides]
        low, high = max(low for low, _ in limits), min(high for _, high in limits)
        low = max(low, *(_chimes_need(plan, where) for plan in sides))
        least, most = max(step.time.least, low), min(step.time.most, high)
        if least > most:
            raise TimingError(_too_tight(where, sides, low, high, step.time.most))
        ideal = min(max(step.time.ideal, least), most)
        if ideal > step.time.ideal:
            asked, given = format_duration(step.time.ideal), format_duration(ideal)
            notes.append(f"{where} lasts {given}, not the {asked} asked for: its words need it")
        glues.append(Glue(name, len(sides), least, ideal, most, bound=low > step.time.least))
    return glues, tuple(notes)


def _chimes_need(plan: _Plan, where: str) -> Seconds:
    """Return how long a step must be for its chimes to fall inside it."""
    least = 0.0
    for at, name in plan.chimes:
        need = at.offset if at.share == 0 else -at.offset / at.share
        if need >= plan.visit.step.time.most:
            most = format_duration(plan.visit.step.time.most)
            message = f"{where}: the chime '{name}' at {at} is outside the step, which lasts at most {most}: move it"
            raise TimingError(message)
        least = max(least, need)
    return least


def _too_tight(where: str, sides: Sequence[_Plan], low: Seconds, high: Seconds, most: Seconds) -> str:
    if low > most:
        wordy = max(sides, key=lambda plan: sum(line.length for line in plan.lines))
        longest = max(wordy.lines, key=lambda line: line.length)
        words = shortened(longest.text)
        return (
            f"{where}: its words need {low:.1f}s and it has at most {most:.1f}s (the longest line: '{words}'): "
            "give it more time, or shorten the words"
        )
    return f"{where}: its words stay apart only up to {high:.1f}s, less than its least time: move a cue"


class _Layout:
    """Places visits one after another, given the time of each step."""

    def __init__(self, script: Script, plans: Sequence[_Plan], measured: _Measured, rate: int) -> None:
        self.script = script
        self.plans = plans
        self.measured = measured
        self.rate = rate

    def lay(self, times: Mapping[str, Frames], total: Frames | None = None) -> Timeline:
        """Return the timeline in which every visit of a step lasts the frames it is given.

        The close takes up what is left to the total: a few frames that no step could be given alike.
        """
        cursor = to_frame(OPENING, self.rate)
        steps: list[StepSpan] = []
        cues: list[list[Cue]] = []
        chapters: list[Chapter] = []
        for plan in self.plans:
            visit, opens = plan.visit, cursor
            start = self._frame(opens, plan.move)
            span = Span(start, start + times[visit.step.id])
            chapters.append(Chapter(opens if chapters else 0, _chapter_title(visit)))
            steps.append(StepSpan(visit.step.id, visit.number, visit.title, visit.side, span, opens))
            cues.append(self._cues(plan, opens, span))
            cursor = span.end
        cues.append(self._chime(self.plans[-1].visit, self.script.chimes.end, self._frame(cursor, BREATH)))
        return Timeline(
            title=self.script.title,
            rate=self.rate,
            length=self._frame(cursor, CLOSING) if total is None else total,
            steps=tuple(steps),
            cues=tuple(sorted(chain.from_iterable(cues), key=lambda cue: cue.span)),
            chapters=tuple(chapters),
        )

    def _frame(self, origin: Frames, offset: Seconds) -> Frames:
        return to_frame(to_seconds(origin, self.rate) + offset, self.rate)

    def _cues(self, plan: _Plan, opens: Frames, span: Span) -> list[Cue]:
        visit = plan.visit
        length = to_seconds(span.length, self.rate)
        cues = self._chime(visit, plan.move_chime, opens)
        if visit.move:
            cues += self._cue(visit, "say", visit.move, self._frame(opens, plan.move_lead))
        for line in plan.lines:
            cues += self._cue(visit, "say", line.text, self._frame(span.start, line.at.at(length)))
        for at, name in plan.chimes:
            cues += self._chime(visit, name, self._frame(span.start, at.at(length)))
        return cues

    def _cue(self, visit: Visit, kind: Kind, line: str, start: Frames) -> list[Cue]:
        span = Span(start, self._frame(start, self.measured(kind, line)))
        text = plain_text(line) if kind == "say" else line
        return [Cue(span, kind, line, text, visit.step.id, visit.side)]

    def _chime(self, visit: Visit, name: str, start: Frames) -> list[Cue]:
        return [] if name == "none" else self._cue(visit, "chime", name, start)


def _chapter_title(visit: Visit) -> str:
    return f"{visit.part}: {visit.title}" if visit.part else visit.title
