"""Two of the three uses as commands: play and preview."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path  # noqa: TC003 - Typer reads the annotations when it runs
from typing import TYPE_CHECKING, Annotated

import typer

from coach.cli.options import (
    CacheOption,
    FitOption,
    GuidanceOption,
    PlayerOption,
    PrivateOption,
    ScriptArgument,
    SideOption,
    VoiceOption,
    duration,
    wishes,
)

if TYPE_CHECKING:
    from coach.script import Script
    from coach.session import Wishes


def play(
    script: ScriptArgument,
    start: Annotated[str | None, typer.Option("--from", metavar="STEP", help="Start from this step.")] = None,
    side: SideOption = None,
    voice: VoiceOption = None,
    fit: FitOption = None,
    guidance: GuidanceOption = None,
    private: PrivateOption = False,  # noqa: FBT002 - a flag
    until: Annotated[
        str | None, typer.Option("--until", metavar="HH:MM", help="End at this time of the day: the session bends.")
    ] = None,
    rehearse: Annotated[  # noqa: FBT002 - a flag
        bool, typer.Option("--rehearse", help="Skip the long stretches: learn the session in a few minutes.")
    ] = False,
    resume: Annotated[  # noqa: FBT002 - a flag
        bool, typer.Option("--resume", help="Take up the session where it stopped.")
    ] = False,
    delay: Annotated[
        float | None,
        typer.Option("--delay", metavar="TIME", parser=duration, help="What a wireless loudspeaker lags behind."),
    ] = None,
    preroll: Annotated[
        float | None,
        typer.Option("--preroll", metavar="TIME", parser=duration, help="A whisper first, to wake it."),
    ] = None,
    player: PlayerOption = "miniaudio",
    cache: CacheOption = None,
) -> None:
    """Play the session. Ctrl-C fades it out and leaves; twice leaves at once."""
    from coach.cli.screen import watching
    from coach.cli.signals import fading, lasting
    from coach.controls import Reach
    from coach.script import load
    from coach.session import Manner
    from coach.session import play as run

    if side and start is None:
        message = "--side says where --from is: name a step too"
        raise typer.BadParameter(message)
    with watching() as seen, fading(seen) as stop, lasting(seen, stop):
        run(
            load(script),
            manner=Manner(start, side, _until(until), rehearse, resume, delay or 0.0, preroll or 0.0),
            player=player,
            controls=[Reach(seen.note, seen.answer), seen],
            stop=stop,
            wishes=wishes(voice, fit, guidance, cache, private=private),
            listener=seen,
        )


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
    from coach.cli.signals import fading
    from coach.script import load

    if legend == bool(step) or (legend and (side or fit or guidance)):
        message = "preview takes a SCRIPT and a STEP, or --legend; --side, --fit and --guidance do not go with that"
        raise typer.BadParameter(message)
    asked = wishes(voice, fit, guidance, cache)
    with (
        listening("mixing" if output else "playing") as listener,
        nullcontext() if output else fading(listener) as stop,
    ):
        if legend:
            taught, asked = _legend(script, asked)
            if output:
                session.export(taught, output, asked, listener)
            else:
                session.play(taught, player=player, stop=stop, wishes=asked, listener=listener)
        else:
            session.preview(
                load(script),
                step,
                side=side,
                path=output,
                player=player,
                stop=stop,
                wishes=asked,
                listener=listener,
            )
    if output:
        typer.echo(output)


def _until(clock: str | None) -> float | None:
    """Return the seconds from now until a time of the day, today's or tomorrow's."""
    if clock is None:
        return None
    now = datetime.now().astimezone()
    try:
        asked = datetime.strptime(clock, "%H:%M")  # noqa: DTZ007 - a time of the day, here
    except ValueError as error:
        message = f"--until {clock}: expected a time of the day such as 15:30"
        raise typer.BadParameter(message) from error
    ends = now.replace(hour=asked.hour, minute=asked.minute, second=0, microsecond=0)
    return (ends - now + (timedelta(days=1) if ends <= now else timedelta())).total_seconds()


def _legend(script: str, asked: Wishes) -> tuple[Script, Wishes]:
    """Return the legend in a script's language, and the wish to hear it in the script's voice."""
    from coach.script import legend, load
    from coach.session.named import located

    if not script:
        return legend(), asked
    named = load(script)
    return legend(named.language), replace(asked, voice=asked.voice or located(named, named.voice))
