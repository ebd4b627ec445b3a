"""The commands for a session that plays: telling it something, and the keys that do so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from coach.controls import Keymap


def tell(
    word: Annotated[str, typer.Argument(metavar="ACTION", help="Such as next; status answers with a line of JSON.")],
    session: Annotated[
        str, typer.Option("--session", metavar="NUMBER", help="The session of this process; the newest otherwise.")
    ] = "",
) -> None:
    """Tell the session that plays what to do: toggle, next, back, repeat, more, time, stop, … or status."""
    from coach.controls import tell as told

    typer.echo(told(word, session))


def keys(
    action: Annotated[str, typer.Option("--learn", metavar="ACTION", help="Press a key, and it means this.")] = "",
    reset: Annotated[bool, typer.Option("--reset", help="Forget your own keys.")] = False,  # noqa: FBT002 - a flag
) -> None:
    """Show what the keys do while a session plays; or learn one, of a clicker or a foot pedal too."""
    from coach.controls import WORDS, Keymap

    if action and reset:
        message = "--learn and --reset are two wishes: ask for one"
        raise typer.BadParameter(message)
    keymap = Keymap({}) if reset else Keymap.load()
    if action:
        keymap = _learned(keymap, action)
    if action or reset:
        typer.echo(f"coach: your keys are kept in {keymap.save()}", err=True)
    for wanted, what in WORDS.items():
        typer.echo(f"{wanted:<11} {what:<53} {', '.join(keymap.keys(wanted))}".rstrip())


def _learned(keymap: Keymap, wanted: str) -> Keymap:
    """Return the map with the key that is pressed now."""
    from coach.controls.learn import pressed
    from coach.errors import suggest
    from coach.live.values import Action

    if wanted not in set(Action):
        message = f"no action '{wanted}': {suggest(wanted, Action)}"
        raise typer.BadParameter(message)
    typer.echo(f"press the key that is to mean {wanted} …", err=True)
    key = pressed()
    typer.echo(f"coach: {key} means {wanted}", err=True)
    return keymap.with_key(key, Action(wanted))
