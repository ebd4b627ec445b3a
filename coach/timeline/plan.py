"""One visit with everything placed in its own time: linear in the time the step will get."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from coach.script import Heard, Instant, outline
from coach.script.guidance import chimes
from coach.timeline.lengths import AFTER_CHIME
from coach.timeline.words import BREATH, Line, before_end, place_after, place_before_end

if TYPE_CHECKING:
    from coach.script import Script, Visit
    from coach.script.fields import Guidance
    from coach.script.model import Chimes
    from coach.timeline.lengths import Measured
    from coach.units import Seconds

CAUTION_GAP: Seconds = 1.5
"""Seconds between a step's opening words and its caution."""

START = Instant(0.0, 0.0)
"""The first moment of a step."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A visit, its words and chimes placed."""

    visit: Visit
    """The step on its side."""
    lines: tuple[Line, ...]
    """Everything said while hands are on."""
    chimes: tuple[tuple[Instant, str], ...]
    """Every chime while hands are on; ``none`` is silence."""
    opened: Seconds
    """Seconds from the step's start until its opening words, and a caution right after them, are over."""
    announced: Instant
    """When the next step is announced; the step's end where none follows."""
    move: Seconds
    """Seconds of the change of position; 0 where there is none."""
    move_lead: Seconds
    """Seconds from the start of the change of position until it is told."""
    move_chime: str
    """The chime at the start of the change of position; ``none`` is silence."""


def plan(visit: Visit, following: Visit | None, lead: Seconds, chimes: Chimes, measured: Measured) -> Plan:
    """Place what is heard in a visit.

    Args:
        visit: The step on its side.
        following: The visit after it, which this one announces; None after the last.
        lead: Seconds before the end at which it is announced.
        chimes: Which chime marks what.
        measured: How long things sound.
    """
    arrival = chimes.side if visit.opens_part and visit.side else chimes.step
    begins = chimes.step if visit.move else arrival
    lines: list[Line] = []

    def add(at: Instant, heard: Heard, *path: str | int) -> Line:
        lines.append(Line(at, measured(heard), heard, (*visit.path, *path)))
        return lines[-1]

    opened = AFTER_CHIME if begins != "none" else BREATH
    if visit.say:
        opened = add(Instant(opened, 0.0), visit.say, "say").after.offset
    for cue in visit.cues:
        if cue.heard.kind == "say":
            add(cue.at, cue.heard, *cue.path[len(visit.path) :], "say")
    if visit.caution:
        first = opened - BREATH + CAUTION_GAP
        place = place_after(first, measured(visit.caution), visit.step.time.ideal, lines)
        caution = add(place, visit.caution, "caution")
        opened = caution.after.offset if place == Instant(first, 0.0) else opened
    placed = [(cue.at, cue.heard.line) for cue in visit.cues if cue.heard.kind == "chime"]
    announced = Instant(0.0, 1.0)
    if following and following.announce.kind == "say":
        length = measured(following.announce)
        announced = place_before_end(lead, visit.step.time.ideal, length, lines)
        add(announced, following.announce)
    elif following:
        announced = before_end(lead, visit.step.time.ideal)
        placed.append((announced, following.announce.line))
    move_chime = arrival if visit.move and arrival != chimes.step else "none"
    move_lead = AFTER_CHIME if move_chime != "none" else BREATH
    return Plan(
        visit=visit,
        lines=tuple(lines),
        chimes=((START, begins), *placed),
        opened=opened,
        announced=announced,
        move=_move_time(visit, move_lead, measured),
        move_lead=move_lead,
        move_chime=move_chime,
    )


def _move_time(visit: Visit, lead: Seconds, measured: Measured) -> Seconds:
    if visit.move is None or visit.step.move is None:
        return 0.0
    return max(visit.step.move.for_, lead + measured(visit.move) + 2 * BREATH)


def plan_all(script: Script, guidance: Guidance, measured: Measured) -> tuple[Plan, ...]:
    """Place what is heard in every visit of a session, in order."""
    visits, marks = outline(script, guidance), chimes(script, guidance)
    following = (*visits[1:], None)
    return tuple(
        plan(visit, ahead, script.lead, marks, measured) for visit, ahead in zip(visits, following, strict=True)
    )
