"""One of the three uses as a command: one step aloud."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path  # noqa: TC003 - Typer reads the annotations when it runs
from typing import TYPE_CHECKING, Annotated

import typer

from coach.cli.options import (
    CacheOption,
    FitOption,
    GuidanceOption,
    PlayerOption,
    SideOption,
    VoiceOption,
    wishes,
)

if TYPE_CHECKING:
    from coach.script import Script
    from coach.session import Wishes


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


def _legend(script: str, asked: Wishes) -> tuple[Script, Wishes]:
    """Return the legend in a script's language, and the wish to hear it in the script's voice."""
    from coach.script import legend, load
    from coach.session.named import located

    if not script:
        return legend(), asked
    named = load(script)
    return legend(named.language), replace(asked, voice=asked.voice or located(named, named.voice))
