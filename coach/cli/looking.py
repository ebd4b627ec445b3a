"""The commands that look at a script, or at the machine, and make no sound."""

from __future__ import annotations

import json
from pathlib import Path  # noqa: TC003 - Typer reads the annotations
from typing import TYPE_CHECKING, Annotated

import typer

from coach.cli import FAULT
from coach.cli.options import (
    CacheOption,
    FitOption,
    GuidanceOption,
    ScriptArgument,
    VoiceOption,
    wishes,
)
from coach.units import format_duration

if TYPE_CHECKING:
    from collections.abc import Iterable

    from coach.script import Script
    from coach.timeline import Timeline


def plan(
    script: ScriptArgument,
    as_json: Annotated[bool, typer.Option("--json", help="Everything, as JSON.")] = False,  # noqa: FBT002 - a flag
    chart: Annotated[
        Path | None, typer.Option("--chart", metavar="FILE", help="Draw it: .svg, .png, or .html with a table.")
    ] = None,
    sheet: Annotated[
        Path | None, typer.Option("--sheet", metavar="FILE", help="A cue sheet to print: .pdf, .html or .md.")
    ] = None,
    cover: Annotated[
        Path | None, typer.Option("--cover", metavar="FILE", help="The session's cover: .png or .svg.")
    ] = None,
    voice: VoiceOption = None,
    fit: FitOption = None,
    guidance: GuidanceOption = None,
    cache: CacheOption = None,
) -> None:
    """Show when each thing sounds. No voice is needed: lines not spoken yet are estimated."""
    from coach.script import load
    from coach.session import plan as run
    from coach.timeline import dump

    if as_json and (chart or sheet or cover):
        message = "--json and a file are two answers: ask for one"
        raise typer.BadParameter(message)
    if chart or sheet or cover:
        _check_files(chart, sheet, cover)
    found = load(script)
    timeline = run(found, wishes(voice, fit, guidance, cache))
    if chart or sheet or cover:
        _write_files(found, timeline, chart, (sheet, cover))
    elif as_json:
        typer.echo(json.dumps(dump(timeline), ensure_ascii=False, indent=1))
    else:
        from coach.cli.tables import show_plan

        show_plan(timeline)
    for note in timeline.notes:
        typer.echo(f"coach: {note}", err=True)
    if timeline.estimated:
        typer.echo("coach: some lines are not spoken yet: their lengths are estimated", err=True)


def _check_files(chart: Path | None, sheet: Path | None, cover: Path | None) -> None:
    """Refuse a file of no known kind before anything is planned."""
    from coach.charts import FORMATS, check_format
    from coach.companions import COVERS, SHEETS

    for path, formats, what in ((chart, FORMATS, "chart"), (sheet, SHEETS, "cue sheet"), (cover, COVERS, "cover")):
        if path:
            check_format(path, formats, what)


def _write_files(script: Script, timeline: Timeline, chart: Path | None, beside: Iterable[Path | None]) -> None:
    """Write a session's chart and its companions, and answer with their paths."""
    from coach.charts import draw
    from coach.companions import write
    from coach.mixer import ducking

    notes = list(draw(timeline, chart, ducking(script))) if chart else []
    companions = [path for path in beside if path]
    for path in companions:
        notes += write(path, script, timeline)
    for note in notes:
        typer.echo(f"coach: {note}", err=True)
    for path in ([chart] if chart else []) + companions:
        typer.echo(path)


def check(
    script: ScriptArgument,
    voice: VoiceOption = None,
    fit: FitOption = None,
    guidance: GuidanceOption = None,
    cache: CacheOption = None,
) -> None:
    """Find all that is wrong in a script, each fault with its place, and what could be better."""
    from coach.cli.carets import with_caret
    from coach.session import check as run

    checked = run(script, wishes(voice, fit, guidance, cache))
    for fault in checked.faults:
        typer.echo(f"coach: {with_caret(fault)}", err=True)
    for advice in checked.advice:
        typer.echo(f"advice: {with_caret(advice)}", err=True)
    timeline = checked.timeline
    if timeline is None:
        raise typer.Exit(FAULT)
    for note in timeline.notes:
        typer.echo(f"coach: {note}", err=True)
    length = format_duration(timeline.seconds)
    about = "about " if timeline.estimated else ""
    typer.echo(f"{timeline.title}: {len(timeline.steps)} steps, {len(timeline.cues)} cues, {about}{length}")


def schema() -> None:
    """Print the JSON Schema of scripts, by which editors complete and check them."""
    from coach.script import schema as made
    from coach.sounds import CHIMES

    typer.echo(json.dumps(made(CHIMES), ensure_ascii=False, indent=1))


def doctor(cache: CacheOption = None) -> None:
    """Show what is installed, what is missing, and the line that mends it."""
    from coach.cli.tables import show_checkup
    from coach.doctor import examine

    findings = examine(cache)
    show_checkup(findings)
    if not all(finding.fine or finding.optional for finding in findings):
        raise typer.Exit(FAULT)
