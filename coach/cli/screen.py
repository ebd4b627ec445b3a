"""What a person sees while a session plays: a calm screen on a terminal, plain lines elsewhere."""

from __future__ import annotations

import sys
from contextlib import contextmanager, suppress
from datetime import datetime
from threading import Condition, Thread
from time import monotonic
from typing import TYPE_CHECKING, Protocol

import typer
from rich.console import Console, Group
from rich.live import Live
from rich.screen import Screen as Whole

from coach.cli.listener import Shown, listening
from coach.cli.view import CALM, DARK, Hints, told, view
from coach.controls import Keymap
from coach.controls.terminal import terminal
from coach.errors import ControlError
from coach.live.values import Action

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from coach.live.values import Status
    from coach.units import Frames, Seconds

FRESH: Seconds = 12.0
"""Seconds for which a note stays on the screen; all of them are told again when the session is over."""

PATIENCE: Seconds = 1.0
"""Seconds that a terminal may take to be given back."""

KEYS = (
    (("toggle",), "pause"),
    (("next",), "next"),
    (("back",), "back"),
    (("repeat",), "again"),
    (("more", "less"), "time"),
    (("louder", "softer"), "voice"),
    (("bed-louder", "bed-softer"), "bed"),
    (("fuller", "briefer"), "guidance"),
    (("time",), "how long"),
    (("stop",), "twice: stop"),
)
"""What is shown of the keys: actions, and what they are about."""


class Seen(Shown, Protocol):
    """Shows a session to a person: hears of its making, and where it stands."""

    def answer(self, line: str) -> None:
        """Put one line out for whoever writes lines to standard input."""

    def open(self, ask: Callable[[Action], None]) -> None:
        """Begin."""

    def show(self, status: Status) -> None:
        """Show where the session stands."""

    def close(self) -> None:
        """End."""


@contextmanager
def watching() -> Iterator[Seen]:
    """Show a session: large on a terminal that can, in lines elsewhere."""
    console = Console(stderr=True)
    if sys.stderr.isatty() and not console.is_dumb_terminal:
        screen = _Screen(console)
        try:
            yield screen
        finally:
            screen.end()
    else:
        with listening("playing") as lines:
            yield _Lines(lines)


class _Lines:
    """A line for each step, and for each change of what the session is doing."""

    def __init__(self, lines: Shown) -> None:
        self.sounding = False
        self.note, self.speaking = lines.note, lines.speaking
        self._before: object = None

    def answer(self, line: str) -> None:
        typer.echo(line)

    def mixing(self, done: Frames, total: Frames) -> None:  # noqa: ARG002 - a status tells more
        self.sounding = True

    def open(self, ask: Callable[[Action], None]) -> None:
        pass

    def show(self, status: Status) -> None:
        now = (status.number, status.state, status.message)
        if now != self._before:
            self._before = now
            with suppress(OSError):  # whoever read them is gone
                sys.stderr.write(f"{told(status)}\n")

    def close(self) -> None:
        pass


class _Screen:
    """A whole screen of the terminal, written anew when something on it changes: about once a second.

    It is drawn in a thread of its own: a terminal that takes nothing more, as over a line that is down, holds up
    nobody.
    """

    def __init__(self, console: Console) -> None:
        self.sounding = False
        self._console = console
        self._hints = Hints()
        self._notes: list[tuple[Seconds, str]] = []
        self._answered: tuple[Seconds, str] = (0.0, "")
        self._changed = Condition()
        self._status: Status | None = None
        self._thread: Thread | None = None
        self._closed = False

    def note(self, text: str) -> None:
        self._notes.append((monotonic(), text))

    def answer(self, line: str) -> None:
        if sys.stdout.isatty():
            self._answered = monotonic(), line
        else:
            typer.echo(line)

    def speaking(self, phrase: str, done: int, total: int) -> None:
        self._console.print(f"speaking {done + 1}/{total}: {phrase}", style=CALM, markup=False, highlight=False)

    def mixing(self, done: Frames, total: Frames) -> None:  # noqa: ARG002 - a status tells more
        self.sounding = True

    def open(self, ask: Callable[[Action], None]) -> None:  # noqa: ARG002 - keys are the keyboard's
        self._hints = _hints()

    def show(self, status: Status) -> None:
        """Have it drawn, if anything is different from what is there."""
        with self._changed:
            self._status = status
            self._changed.notify_all()
        if self._thread is None or (self._closed and not self._thread.is_alive()):
            self._closed = False
            self._thread = Thread(target=self._work, name="coach-screen", daemon=True)
            self._thread.start()

    def close(self) -> None:
        """Give the terminal back as it was; shown something more, it draws again."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        if self._thread:
            self._thread.join(PATIENCE)

    def end(self) -> None:
        """Give the terminal back, and tell again what the screen took with it."""
        self.close()
        with suppress(OSError):
            for _, note in self._notes:
                self._console.print(f"coach: {note}", markup=False, highlight=False)

    def _work(self) -> None:
        live = Live(
            console=self._console, screen=True, auto_refresh=False, redirect_stdout=False, redirect_stderr=False
        )
        with suppress(OSError), live:  # a terminal that is gone is let go
            shown: object = None
            while status := self._next():
                size = self._console.size
                rows = view(status, size, hints=self._hints, note=self._note(), clock=datetime.now().astimezone())
                if (size, rows) != shown:
                    shown = size, rows
                    live.update(Whole(Group(*rows), style=DARK), refresh=True)

    def _next(self) -> Status | None:
        """Wait for something to draw; return None where there is to be no more."""
        with self._changed:
            self._changed.wait_for(lambda: self._closed or self._status)
            status, self._status = self._status, None
            return None if self._closed else status

    def _note(self) -> str:
        """Return what is still fresh, the newest first."""
        now = monotonic()
        return " · ".join(text for at, text in reversed((*self._notes, self._answered)) if at > 0 and now < at + FRESH)


def _hints() -> Hints:
    """Return the keys to be shown: none where nobody can press them."""
    if terminal() is None:
        return Hints()
    try:
        keymap = Keymap.load()
    except ControlError:  # the keyboard says so
        keymap = Keymap({})

    def key(action: Action) -> str:
        return next(iter(keymap.keys(action)), "")

    shown = [(" ".join(key(Action(name)) for name in names).strip(), does) for names, does in KEYS]
    return Hints(tuple((keys, does) for keys, does in shown if keys), key(Action.TOGGLE))
