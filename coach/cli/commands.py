"""What each command takes and does."""

from __future__ import annotations

import json
import signal
from contextlib import contextmanager, nullcontext
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from coach.cli import FAULT, INTERRUPTED
from coach.cli.writing import register
from coach.units import format_duration, parse_duration

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coach.cli.listener import Shown
    from coach.script.fields import Guidance
    from coach.session import Wishes

app = typer.Typer(
    help="A voice-guided audio coach: a script of steps becomes spoken, timed, hands-free guidance.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

register(app)


def _duration(text: str) -> float:
    try:
        return parse_duration(text)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error


ScriptArgument = Annotated[
    str, typer.Argument(metavar="SCRIPT", help="A script's path, or the name of a shipped session.")
]
VoiceOption = Annotated[str | None, typer.Option("--voice", help="Speak with this voice instead of the script's.")]
FitOption = Annotated[
    float | None,
    typer.Option("--fit", metavar="TIME", parser=_duration, help="Make it last exactly this long, such as 20m."),
]
GuidanceOption = Annotated[
    Literal["full", "brief", "tones"] | None,
    typer.Option("--guidance", help="How much is said; tones is a code without words: coach preview --legend."),
]
CacheOption = Annotated[
    Path | None, typer.Option("--cache", envvar="COACH_CACHE", help="Keep spoken lines in this folder.")
]
PlayerOption = Annotated[str, typer.Option("--player", help="Play with this player.")]
SideOption = Annotated[str | None, typer.Option("--side", help="On this side; the first where it is left out.")]


@app.command()
def export(
    script: ScriptArgument,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", help="The file; its suffix picks the format. NAME.mp3 where left out."),
    ] = None,
    voice: VoiceOption = None,
    fit: FitOption = None,
    guidance: GuidanceOption = None,
    cache: CacheOption = None,
) -> None:
    """Write the whole session to one file."""
    from coach.cli.listener import listening
    from coach.script import find, load
    from coach.session import export as run

    path = output or Path(f"{find(script).stem}.mp3")
    with listening("mixing") as listener:
        run(load(script), path, _wishes(voice, fit, guidance, cache), listener)
    typer.echo(path)


@app.command()
def play(
    script: ScriptArgument,
    start: Annotated[str | None, typer.Option("--from", metavar="STEP", help="Start from this step.")] = None,
    side: SideOption = None,
    voice: VoiceOption = None,
    fit: FitOption = None,
    guidance: GuidanceOption = None,
    player: PlayerOption = "miniaudio",
    cache: CacheOption = None,
) -> None:
    """Play the session. Ctrl-C fades it out and leaves; twice leaves at once."""
    from coach.cli.listener import listening
    from coach.script import load
    from coach.session import play as run

    if side and start is None:
        message = "--side says where --from is: name a step too"
        raise typer.BadParameter(message)
    with listening("playing") as listener, _fading(listener) as stop:
        run(
            load(script),
            start=start,
            side=side,
            player=player,
            stop=stop,
            wishes=_wishes(voice, fit, guidance, cache),
            listener=listener,
        )


@app.command()
def preview(
    script: Annotated[str, typer.Argument(metavar="SCRIPT", help="As in play.")] = "",
    step: Annotated[
        str, typer.Argument(metavar="STEP", help="A step's id, its number, or a clear part of its title.")
    ] = "",
    output: Annotated[Path | None, typer.Option("-o", "--output", help="Write this file instead of playing.")] = None,
    side: SideOption = None,
    legend: Annotated[bool, typer.Option("--legend", help="Hear the code of tones explained.")] = False,  # noqa: FBT002 - a flag
    voice: VoiceOption = None,
    fit: FitOption = None,
    guidance: GuidanceOption = None,
    player: PlayerOption = "miniaudio",
    cache: CacheOption = None,
) -> None:
    """Play one step, its change of position included; or the legend of the tones."""
    from coach import session
    from coach.cli.listener import listening
    from coach.script import legend as the_legend
    from coach.script import load

    if legend == bool(step):
        message = "preview takes a SCRIPT and a STEP, or --legend alone"
        raise typer.BadParameter(message)
    wishes = _wishes(voice, fit, "full" if legend else guidance, cache)
    with (
        listening("mixing" if output else "playing") as listener,
        nullcontext() if output else _fading(listener) as stop,
    ):
        if not legend:
            session.preview(
                load(script),
                step,
                side=side,
                path=output,
                player=player,
                stop=stop,
                wishes=wishes,
                listener=listener,
            )
        elif output:
            session.export(the_legend(), output, wishes, listener)
        else:
            session.play(the_legend(), player=player, stop=stop, wishes=wishes, listener=listener)
    if output:
        typer.echo(output)


@app.command()
def plan(
    script: ScriptArgument,
    as_json: Annotated[bool, typer.Option("--json", help="Everything, as JSON.")] = False,  # noqa: FBT002 - a flag
    chart: Annotated[
        Path | None, typer.Option("--chart", metavar="FILE", help="Draw it: .svg, .png, or .html with a table.")
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

    if chart and as_json:
        message = "--json and --chart are two answers: ask for one"
        raise typer.BadParameter(message)
    found = load(script)
    timeline = run(found, _wishes(voice, fit, guidance, cache))
    if chart:
        from coach.charts import draw

        for note in draw(timeline, chart, bed=found.bed.sound != "none"):
            typer.echo(f"coach: {note}", err=True)
        typer.echo(chart)
    elif as_json:
        typer.echo(json.dumps(dump(timeline), ensure_ascii=False, indent=1))
    else:
        from coach.cli.tables import show_plan

        show_plan(timeline)
    for note in timeline.notes:
        typer.echo(f"coach: {note}", err=True)
    if timeline.estimated:
        typer.echo("coach: some lines are not spoken yet: their lengths are estimated", err=True)


@app.command()
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

    checked = run(script, _wishes(voice, fit, guidance, cache))
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


@app.command()
def schema() -> None:
    """Print the JSON Schema of scripts, by which editors complete and check them."""
    from coach.script import schema as made
    from coach.sounds import CHIMES

    typer.echo(json.dumps(made(CHIMES), ensure_ascii=False, indent=1))


@app.command()
def voices() -> None:
    """List the voices that can be used now, and how to get the others."""
    from coach.cli.tables import show_voices
    from coach.voices import engines

    show_voices(engines())


@app.command()
def doctor(cache: CacheOption = None) -> None:
    """Show what is installed, what is missing, and the line that mends it."""
    from coach.cli.tables import show_checkup
    from coach.doctor import examine

    findings = examine(cache)
    show_checkup(findings)
    if not all(finding.fine or finding.optional for finding in findings):
        raise typer.Exit(FAULT)


def _wishes(voice: str | None, fit: float | None, guidance: Guidance | None, cache: Path | None) -> Wishes:
    from coach.session import Wishes

    return Wishes(voice=voice, fit=fit, guidance=guidance, cache=cache)


@contextmanager
def _fading(listener: Shown) -> Iterator[Event]:
    """Turn the first Ctrl-C while it sounds into a fade-out; the second leaves at once. Exit code 130 either way."""
    stop = Event()

    def on_interrupt(*_: object) -> None:
        if stop.is_set() or not listener.sounding:
            raise KeyboardInterrupt
        stop.set()

    before = signal.signal(signal.SIGINT, on_interrupt)
    try:
        yield stop
    finally:
        signal.signal(signal.SIGINT, before)
    if stop.is_set():
        raise typer.Exit(INTERRUPTED)
