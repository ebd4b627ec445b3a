"""Answers as tables, on standard output."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table
from rich.text import Text

from coach.units import format_clock, format_duration, to_seconds

if TYPE_CHECKING:
    from coach.doctor import Finding
    from coach.timeline import Cue, StepSpan, Timeline
    from coach.voices import Engine

NARROWEST = 100
"""Columns of a table that goes to a file or a pipe."""


def show_plan(timeline: Timeline) -> None:
    """Print a timeline: each step with its hands-on time, and under it what is heard and when."""
    console = _console()
    console.print(Text(f"{timeline.title}, {format_duration(timeline.seconds)}", style="bold"))
    table = _table("time", "for", "#", "step", "heard")
    rows: list[tuple[int, int, StepSpan | Cue]] = [(step.opens, 0, step) for step in timeline.steps]
    rows += [(cue.span.start, 1, cue) for cue in timeline.cues]
    for start, order, row in sorted(rows, key=lambda entry: entry[:2]):
        clock = format_clock(to_seconds(start, timeline.rate))
        length = format_duration(to_seconds(row.span.length, timeline.rate))
        if order == 0:
            name = f"{row.title} ({row.side})" if row.side else row.title  # type: ignore[union-attr]  # a step
            table.add_row(clock, length, str(row.number), Text(name), "", style="bold")  # type: ignore[union-attr]  # a step
        else:
            heard = row.text if row.kind == "say" else f"({row.text})"  # type: ignore[union-attr]  # a cue
            table.add_row(clock, length, "", "", Text(heard))
    console.print(table)


def show_voices(engines: dict[str, Engine]) -> None:
    """Print the voices that can be used now, and the commands that bring the others."""
    table = _table("voice", "language", "about")
    for engine in engines.values():
        for info in engine.voices():
            table.add_row(info.name, info.language, info.about)
    console = _console()
    console.print(table)
    for name, engine in engines.items():
        if missing := engine.missing():
            console.print(f"{name}: {missing}", markup=False)
    console.print("Any other Piper voice: --voice PATH.onnx, with its PATH.onnx.json beside it.", markup=False)


def show_checkup(findings: tuple[Finding, ...]) -> None:
    """Print what was found, each with the line that mends it."""
    table = _table("", "what", "found")
    for finding in findings:
        sign = "ok" if finding.fine else "-" if finding.optional else "MISSING"
        table.add_row(sign, finding.what, Text(finding.text))
    _console().print(table)


def _table(*columns: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    for column in columns:
        table.add_column(column, no_wrap=column not in {"heard", "about", "found"})
    return table


def _console() -> Console:
    return Console(highlight=False) if sys.stdout.isatty() else Console(highlight=False, width=NARROWEST)
