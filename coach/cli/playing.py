"""One of the three uses as a command: hands-free guidance."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated

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


def play(
    context: typer.Context,
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
        bool, typer.Option("--rehearse", help="Skip the long stretches, in brief words: learn it in a few minutes.")
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
    from coach.live.early import Early
    from coach.live.prelude import Asked
    from coach.script import load
    from coach.session import Manner
    from coach.session import play as run

    if side and start is None:
        message = "--side says where --from is: name a step too"
        raise typer.BadParameter(message)
    manner = Manner(start, side, _until(until), rehearse, resume, delay or 0.0, preroll or 0.0)
    early = context.find_object(Early)
    with watching() as seen, fading(seen) as stop, lasting(seen):
        loaded = load(script)
        if early and not (start or until or rehearse or resume):
            early.asked = Asked(str(Path(loaded.source.name).absolute()), player, manner.delay, manner.preroll)
        run(
            loaded,
            manner=manner,
            player=player,
            early=early,
            controls=[Reach(seen.note, seen.answer), seen],
            stop=stop,
            wishes=wishes(voice, fit, guidance, cache, private=private),
            listener=seen,
        )


def _until(clock: str | None) -> datetime | None:
    """Return when it is that time of the day, today or tomorrow."""
    if clock is None:
        return None
    now = datetime.now()  # noqa: DTZ005 - what a clock on the wall shows: summer time may begin or end before then
    try:
        asked = datetime.strptime(clock, "%H:%M")  # noqa: DTZ007 - a time of the day, here
    except ValueError as error:
        message = f"--until {clock}: expected a time of the day such as 15:30"
        raise typer.BadParameter(message) from error
    ends = now.replace(hour=asked.hour, minute=asked.minute, second=0, microsecond=0)
    return (ends + (timedelta(days=1) if ends <= now else timedelta())).astimezone()
