"""Answers as tables, on standard output."""

from __future__ import annotations

import sys
from bisect import bisect_right
from itertools import groupby
from typing import TYPE_CHECKING, TypeAlias

from rich.console import Console
from rich.table import Table
from rich.text import Text

from coach.timeline import Span
from coach.units import format_clock, format_duration, to_seconds

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from coach.doctor import Finding
    from coach.meter import Measured, Row
    from coach.timeline import Cue, StepSpan, Timeline
    from coach.voices import VoiceInfo

NARROWEST = 100
"""Columns of a table that goes to a file or a pipe."""

OTHERS = "Any other Piper voice: --voice PATH.onnx, with its PATH.onnx.json beside it."
"""What a list of voices ends with."""


def show_plan(timeline: Timeline) -> None:
    """Print a timeline: each step with its hands-on time, and under it what is heard and when."""
    console = _console()
    console.print(Text(f"{timeline.title}, {format_duration(timeline.seconds)}", style="bold"))
    table = _table("time", "for", "#", "step", "heard")
    rows = [*map(_step_row, timeline.steps), *map(_move_row, timeline.steps)]
    rows += [_cue_row(cue) for cue in timeline.cues if cue.kind != "pulse"]
    rows += [*_stroke_rows(timeline), *_bed_rows(timeline)]
    for span, number, step, heard in sorted((row for row in rows if row[0].length), key=lambda row: row[0].start):
        clock = format_clock(to_seconds(span.start, timeline.rate))
        length = format_duration(to_seconds(span.length, timeline.rate))
        table.add_row(clock, length, number, Text(step), Text(heard), style="bold" if number else "")
    console.print(table)


_Row: TypeAlias = tuple[Span, str, str, str]
"""When it is, the step's number, what is done, and what is heard."""


def _step_row(step: StepSpan) -> _Row:
    return step.span, str(step.number), f"{step.title} ({step.side})" if step.side else step.title, ""


def _move_row(step: StepSpan) -> _Row:
    return Span(step.opens, step.span.start), "", "(change of position)", ""


def _cue_row(cue: Cue) -> _Row:
    who = f" (by {cue.voice})" if cue.voice else ""
    return cue.span, "", "", f"{cue.text}{who}" if cue.kind == "say" else f"({cue.text})"


def _stroke_rows(timeline: Timeline) -> Iterator[_Row]:
    """Yield one row for all the strokes of a step on one side."""
    pulses = [cue for cue in timeline.cues if cue.kind == "pulse"]
    starts = [step.span.start for step in timeline.steps]
    for _, run in groupby(pulses, key=lambda cue: bisect_right(starts, cue.span.start)):
        strokes = tuple(run)
        each = format_duration(to_seconds(strokes[0].span.length, timeline.rate))
        count = f"{len(strokes)} strokes" if len(strokes) > 1 else "1 stroke"
        yield Span(strokes[0].span.start, strokes[-1].span.end), "", "", f"({count} of {each})"


def _bed_rows(timeline: Timeline) -> Iterator[_Row]:
    """Yield one row for each bed of a session that has several."""
    if len({bed.sound for bed in timeline.beds}) > 1:
        for bed in timeline.beds:
            yield bed.span, "", "", "(no bed)" if bed.sound == "none" else f"(bed: {bed.sound})"


def show_voices(infos: Sequence[VoiceInfo], missing: Mapping[str, str]) -> None:
    """Print some voices, and what would bring others.

    Args:
        infos: The voices.
        missing: What to do about an engine that cannot be used yet, by the engine's name.
    """
    table = _table("voice", "language", "about")
    for info in infos:
        table.add_row(Text(info.name), info.language, Text(info.about))
    console = _console()
    console.print(table)
    for name, remedy in missing.items():
        console.print(f"{name}: {remedy}", markup=False, soft_wrap=True)
    console.print(OTHERS, markup=False, soft_wrap=True)


def show_checkup(findings: tuple[Finding, ...]) -> None:
    """Print what was found, each with the line that mends it."""
    table = _table("", "what", "found")
    for finding in findings:
        sign = "ok" if finding.fine else "-" if finding.optional else "MISSING"
        table.add_row(sign, finding.what, Text(finding.text))
    _console().print(table)


def show_measured(measured: Measured, rows: tuple[Row, ...]) -> None:
    """Print what was measured, each figure with what it should be, and ok or what to do."""
    file, console = measured.file, _console()
    channels = f"{len(file.channels)} channels" if len(file.channels) > 1 else "1 channel"
    facts = [format_duration(measured.length), file.codec, f"{file.rate / 1000:g} kHz", channels]
    console.print(Text(f"{file.path}: {', '.join(facts)}", style="bold"), soft_wrap=True)
    table = _table("measured", "", "at", "wanted", "about")
    for row in rows:
        value = "none" if row.value is None else f"{row.value:.1f} {row.unit}"
        at = "" if row.at is None else format_clock(row.at)
        table.add_row(row.name, value, at, row.wanted, Text("ok" if row.advice == "" else row.advice or ""))
    console.print(table)


def _table(*columns: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    for column in columns:
        table.add_column(column, no_wrap=column not in {"heard", "about", "found"})
    return table


def _console() -> Console:
    return Console(highlight=False) if sys.stdout.isatty() else Console(highlight=False, width=NARROWEST)
