"""The command that measures an audio file."""

from __future__ import annotations

import json
from pathlib import Path  # noqa: TC003 - Typer reads the annotations
from typing import Annotated

import typer

from coach.cli.options import CacheOption, FitOption, GuidanceOption, VoiceOption, wishes


def measure(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Any audio file.")],
    as_json: Annotated[bool, typer.Option("--json", help="Everything, as JSON.")] = False,  # noqa: FBT002 - a flag
    chart: Annotated[
        Path | None, typer.Option("--chart", metavar="FILE", help="Draw its level over time as well: .svg or .png.")
    ] = None,
    script: Annotated[
        str | None,
        typer.Option("--plan", metavar="SCRIPT", help="The script it was exported from: tells words from the bed."),
    ] = None,
    voice: VoiceOption = None,
    fit: FitOption = None,
    guidance: GuidanceOption = None,
    cache: CacheOption = None,
) -> None:
    """Measure an audio file as a studio would, and say what to do about it."""
    from coach.cli.tables import show_measured
    from coach.meter import dump, rows, voicing
    from coach.meter import measure as run

    if chart and as_json:
        message = "--json and --chart are two answers: ask for one"
        raise typer.BadParameter(message)
    if chart:
        from coach.charts import PICTURES, check_format

        check_format(chart, PICTURES)
    timeline = duck = None
    if script:
        from coach.mixer import ducking
        from coach.script import load
        from coach.session import plan

        found = load(script)
        timeline = plan(found, wishes(voice, fit, guidance, cache))
        duck = ducking(found)
    measured = run(file)
    voiced = voicing(measured, timeline, duck) if timeline else None
    judged = rows(measured, voiced, bed=timeline is None or duck is not None)
    if as_json:
        typer.echo(json.dumps(dump(measured, judged), ensure_ascii=False, indent=1))
    else:
        show_measured(measured, judged)
    if chart:
        from coach.charts import draw_levels

        for note in draw_levels(measured, chart, timeline, duck):
            typer.echo(f"coach: {note}", err=True)
        typer.echo(chart)
    if measured.broken:
        typer.echo(f"coach: {file}: pieces that could not be decoded, and were left out: {measured.broken}", err=True)
