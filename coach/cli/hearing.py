"""The command that lists voices and lets them be heard."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path  # noqa: TC003 - Typer reads the annotations
from typing import TYPE_CHECKING, Annotated

import typer

from coach.cli.options import CacheOption, PlayerOption  # noqa: TC001 - Typer reads the annotations

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coach.voices import Engine, VoiceInfo


def voices(
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="Only this voice, or those with these letters in their names.")
    ] = "",
    hear: Annotated[bool, typer.Option("--hear", help="Hear a sample of each, or of NAME.")] = False,  # noqa: FBT002 - a flag
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="Write the samples to this file instead of playing them.")
    ] = None,
    language: Annotated[
        str, typer.Option("--language", metavar="TAG", help="Only voices of this language, such as en or en-GB.")
    ] = "",
    player: PlayerOption = "miniaudio",
    cache: CacheOption = None,
) -> None:
    """List the voices that can be used now, and how to get others; or hear them."""
    from coach.voices import engines

    found = engines()
    infos = _chosen(found, name, language)
    if hear or output:
        _hear(infos if name or language else _understood(infos), output, player, cache)
    else:
        from coach.cli.tables import show_voices

        remedies = {key: engine.missing() for key, engine in found.items()}
        show_voices(infos, {key: remedy for key, remedy in remedies.items() if remedy})


def _chosen(found: dict[str, Engine], name: str, language: str) -> tuple[VoiceInfo, ...]:
    """Return the voices asked for; a whole name is one voice, though others contain it."""
    from coach.errors import VoiceError
    from coach.voices import open_voice

    spoken = tuple(info for engine in found.values() for info in engine.voices() if _speaks(info, language))
    wanted = name.casefold()
    chosen = tuple(info for info in spoken if _is(info, wanted)) or tuple(
        info for info in spoken if wanted in info.name.casefold()
    )
    if not chosen and language and not name:
        message = f"no voice here speaks '{language}': coach voices lists them all"
        raise VoiceError(message)
    return chosen or (open_voice(name).info,)


def _is(info: VoiceInfo, wanted: str) -> bool:
    """Tell whether a voice has a name, or a language where the name is an engine's and a language: ``system:de``."""
    engine, _, tag = wanted.partition(":")
    named = bool(tag) and info.name.startswith(f"{engine}:") and info.language.casefold() == tag
    return named or info.name.casefold() == wanted


def _speaks(info: VoiceInfo, language: str) -> bool:
    """Tell whether a voice speaks a language: ``en`` is any English, ``en-GB`` that of Britain and its parts."""
    spoken, wanted = (tag.casefold().replace("_", "-") for tag in (info.language, language))
    return not wanted or spoken == wanted or spoken.startswith(f"{wanted}-")


def _understood(infos: Sequence[VoiceInfo]) -> list[VoiceInfo]:
    """Return the voices for which coach has a line to say, and tell how many others there are."""
    from coach.script.phrases import languages

    kept = [info for info in infos if info.language.split("-")[0] in {"", *languages()}]
    if left := len(infos) - len(kept):
        typer.echo(f"coach: {left} voices of other languages are left out: name one, or its --language", err=True)
    return kept


def _hear(infos: Sequence[VoiceInfo], output: Path | None, player: str, cache: Path | None) -> None:
    from coach.cli.listener import listening
    from coach.cli.signals import fading
    from coach.session import audition

    with (
        listening("mixing" if output else "playing") as listener,
        nullcontext() if output else fading(listener) as stop,
    ):
        audition(infos, path=output, player=player, stop=stop, cache=cache, listener=listener)
    if output:
        typer.echo(output)
