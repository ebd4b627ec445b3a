"""A script and the lengths of its lines in, a timeline out: when each thing sounds, to the frame."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from coach.errors import Fault, TimingError
from coach.script.guidance import chimes
from coach.timeline.fit import Glue, fit, natural
from coach.timeline.layout import Layout
from coach.timeline.lengths import Lengths, Measured, estimated
from coach.timeline.plan import plan_all
from coach.timeline.room import chimes_need, limits, need
from coach.timeline.words import Clash, shortened
from coach.units import format_duration, to_frame

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from coach.script import Script
    from coach.script.fields import Guidance
    from coach.timeline.plan import Plan
    from coach.timeline.values import Timeline
    from coach.units import Seconds

RATE = 48_000
"""Frames per second of a session: what sound servers run at, so that nothing resamples on the way out."""


def schedule(
    script: Script,
    lengths: Lengths = estimated,
    *,
    rate: int = RATE,
    slot: Seconds | None = None,
    guidance: Guidance | None = None,
) -> Timeline:
    """Lay a script out in time.

    A pure function: the same script and the same lengths give the same timeline.

    Args:
        script: The session.
        lengths: How long each line and chime sounds.
        rate: Frames per second of the result.
        slot: Seconds the session must last, beating the script's own slot.
        guidance: How much is said, beating the script's own.

    Raises:
        TimingError: Words do not fit their step, or the session does not fit its slot; holds every fault found.
        ScriptError: A template or mark in the script cannot be meant.
    """
    measured, guidance = Measured(lengths), guidance or script.guidance
    plans = plan_all(script, guidance, measured)
    glues, grown = _glues(script, plans)
    layout = Layout(script, plans, chimes(script, guidance).end, measured, rate)
    asked, slot = slot, slot if slot is not None else script.slot
    if slot is None:
        total, times, notes = None, natural(glues, rate), grown
    else:
        total, notes = to_frame(slot, rate), ()
        where = script.source.where(("slot",)) if asked is None else ""
        times = fit(glues, layout.rigid(), total, rate, where)
    shared = dict(zip((glue.name for glue in glues), times, strict=True))
    timeline = layout.lay([shared[one.visit.step.id] for one in plans], total)
    notes = (*notes, *_untoned(script, plans, timeline))
    return replace(timeline, estimated=measured.guessed, notes=notes, guidance=guidance)


def _glues(script: Script, plans: Sequence[Plan]) -> tuple[list[Glue], tuple[str, ...]]:
    """Bring the visits of each step together: one time for all of them."""
    together: dict[str, list[Plan]] = {}
    for one in plans:
        together.setdefault(one.visit.step.id, []).append(one)
    glues, notes, faults = [], [], []
    for name, sides in together.items():
        step, where = sides[0].visit.step, script.source.where(sides[0].visit.path)
        try:
            low, high = limits(sides)
        except Clash as clash:
            faults.append(Fault(script.source.where(clash.line.path), f"step '{name}': {clash}"))
            continue
        chiming = chimes_need(sides)
        least, most = max(step.time.least, low, chiming), min(step.time.most, high)
        if least > most:
            faults.append(Fault(where, f"step '{name}': {_too_tight(sides, max(low, chiming), high)}"))
            continue
        ideal = min(max(step.time.ideal, least), most)
        if ideal > step.time.ideal:
            asked, given = format_duration(step.time.ideal), format_duration(ideal)
            what = "words" if low >= chiming else "chimes"
            notes.append(f"{where}: step '{name}' lasts {given}, not the {asked} asked for: its {what} need it")
        glues.append(Glue(name, len(sides), least, ideal, most, bound=low > step.time.least))
    if faults:
        raise TimingError(dict.fromkeys(faults))
    return glues, tuple(notes)


def _untoned(script: Script, plans: Sequence[Plan], timeline: Timeline) -> Iterator[str]:
    """Yield a note for each step whose strokes got no tone."""
    toned = {cue.step for cue in timeline.cues if cue.kind == "pulse"}
    paced = {one.visit.step.id: one.visit.path for one in plans if one.visit.step.strokes}
    for name, path in paced.items():
        if name not in toned:
            where = script.source.where(path)
            yield f"{where}: step '{name}': no tone for its strokes: they would last under a second"


def _too_tight(sides: Sequence[Plan], low: Seconds, high: Seconds) -> str:
    most = sides[0].visit.step.time.most
    at, name = max(sides[0].chimes, key=lambda chime: need(chime[0]))
    if need(at) >= low:
        given = format_duration(most)
        return f"the chime '{name}' at {at} is outside the step, which lasts at most {given}: move it"
    if low > most:
        wordy = max(sides, key=lambda one: sum(line.length for line in one.lines))
        words = shortened(max(wordy.lines, key=lambda line: line.length).heard.line)
        return (
            f"its words need {low:.1f}s and it has at most {most:.1f}s (the longest line: '{words}'): "
            "give it more time, or shorten the words"
        )
    return f"its words stay apart only up to {high:.1f}s, less than its least time: move a cue"
