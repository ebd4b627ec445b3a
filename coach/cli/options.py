"""The options that commands share."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from coach.units import parse_duration

if TYPE_CHECKING:
    from coach.script.fields import Guidance
    from coach.session import Wishes


def duration(text: str) -> float:
    """Read a length of time as scripts have it."""
    try:
        return parse_duration(text)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error


ScriptArgument = Annotated[
    str, typer.Argument(metavar="SCRIPT", help="A script's path, or the name of a shipped session.")
]
VoiceOption = Annotated[
    str | None, typer.Option("--voice", help="Speak all of it with this voice instead of the script's.")
]
FitOption = Annotated[
    float | None,
    typer.Option("--fit", metavar="TIME", parser=duration, help="Make it last exactly this long, such as 20m."),
]
GuidanceOption = Annotated[
    Literal["full", "brief", "tones"] | None,
    typer.Option("--guidance", help="How much is said; tones is a code without words: coach preview --legend."),
]
PrivateOption = Annotated[
    bool, typer.Option("--private", help="Words in the left ear only: one earbud, and the room hears no word.")
]
CacheOption = Annotated[
    Path | None, typer.Option("--cache", envvar="COACH_CACHE", help="Keep spoken lines in this folder.")
]
PlayerOption = Annotated[str, typer.Option("--player", help="Play with this player.")]
SideOption = Annotated[str | None, typer.Option("--side", help="On this side; the first where it is left out.")]


def wishes(
    voice: str | None, fit: float | None, guidance: Guidance | None, cache: Path | None, *, private: bool = False
) -> Wishes:
    """Return what a user asks for beside the script."""
    from coach.session import Wishes

    return Wishes(voice=voice, fit=fit, guidance=guidance, cache=cache, private=private)
