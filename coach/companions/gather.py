"""A script and its timeline into a cue sheet: the author's words from one, the times from the other."""

from __future__ import annotations

from collections import defaultdict
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Final

from coach.companions.values import Block, CueSheet, Row
from coach.script import legend, outline
from coach.script.marks import plain_text
from coach.units import format_duration, to_seconds

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from coach.script import Part, Script, Visit
    from coach.timeline import Cue, StepSpan, Timeline

MOST_SIDES: Final = 3
"""The most sides whose times stand beside each other; of more, each is a part of its own."""

WHOLE: Final = 5.0
"""Strokes of this many seconds or more are told in whole seconds."""


def cue_sheet(script: Script, timeline: Timeline) -> CueSheet:
    """Lay a session out as a cue sheet: a pure function.

    Args:
        script: The session.
        timeline: Its plan, whole, in any guidance: what its author wrote of cautions and moves is on the sheet in each.
    """
    done = list(zip(outline(script), timeline.steps, strict=True))
    strokes: defaultdict[tuple[str, str | None], list[Cue]] = defaultdict(list)
    for cue in timeline.cues:
        if cue.kind == "pulse":
            strokes[cue.step, cue.side].append(cue)
    blocks: list[Block] = []
    for place, visits in groupby(done, key=lambda one: one[0].path[1]):
        part, every = script.parts[int(place)], list(visits)
        sides = [every[first : first + len(part.steps)] for first in range(0, len(every), len(part.steps))]
        together = [sides] if len(sides) <= MOST_SIDES else [[side] for side in sides]
        blocks += (_block(part, passes, strokes, timeline.rate) for passes in together)
    return CueSheet(
        title=timeline.title,
        language=script.language,
        length=timeline.seconds,
        estimated=timeline.estimated,
        blocks=tuple(blocks),
        tones=tuple(_tones(script.language, timeline)) if timeline.guidance == "tones" else (),
    )


def _block(
    part: Part,
    passes: Sequence[Sequence[tuple[Visit, StepSpan]]],
    strokes: dict[tuple[str, str | None], list[Cue]],
    rate: int,
) -> Block:
    """Return a part, some of its sides beside each other."""
    sides = tuple(visits[0][0].side or "" for visits in passes)
    fields = _fields(part, sides)

    def filled(text: str) -> str:
        for name, value in fields.items():
            text = text.replace(f"{{{name}}}", value)
        return plain_text(text)

    rows: list[Row] = []
    for everywhere in zip(*passes, strict=True):
        (visit, span), spans = everywhere[0], [span for _, span in everywhere]
        step = visit.step
        if step.move:
            opens = tuple(to_seconds(one.opens, rate) for one in spans)
            rows.append(Row(opens, filled(step.move.say), is_move=True))
        rows.append(
            Row(
                starts=tuple(to_seconds(one.span.start, rate) for one in spans),
                text=filled(step.title),
                lasts=to_seconds(span.span.length, rate),
                strokes=_strokes([cue for cue in strokes[span.id, span.side] if _inside(cue, span)], rate),
                caution=filled(step.caution) if step.caution else "",
            )
        )
    return Block(filled(part.title) if part.title else "", sides if part.repeat else (), tuple(rows))


def _fields(part: Part, sides: Sequence[str]) -> dict[str, str]:
    """Return what stands in place of each name in braces: the sides that are told of together."""
    fields = {}
    for name, values in part.repeat.items():
        fields[name] = " / ".join(sides)
        if len(values) == 2:  # noqa: PLR2004 - a pair: each has one other
            fields[f"other_{name}"] = " / ".join(values[1 - values.index(side)] for side in sides)
    return fields


def _inside(cue: Cue, step: StepSpan) -> bool:
    return step.span.start <= cue.span.start < step.span.end


def _strokes(pulses: Sequence[Cue], rate: int) -> str:
    """Say how many strokes there are and how long each is, such as five of twelve seconds."""
    if not pulses:
        return ""
    each = to_seconds(pulses[0].span.length, rate)
    return f"{len(pulses)} × {format_duration(round(each) if each >= WHOLE else each)}"  # noqa: RUF001 - a times sign


def _tones(language: str, timeline: Timeline) -> Iterator[str]:
    """Yield what the signs that sound in a session mean, as the legend says it."""
    heard = {cue.line for cue in timeline.cues if cue.kind == "chime"}
    cues = (cue for part in legend(language).parts for step in part.steps for cue in step.cues)
    for said, sounded in pairwise(cues):
        if said.say and sounded.chime in heard:
            yield plain_text(said.say)
