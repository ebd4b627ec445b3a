"""Progress for people, on standard error: a bar on a terminal, plain lines elsewhere."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from coach.session import Listener

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coach.units import Frames

TENTH = 10
"""Plain progress is told in tenths."""


class Shown(Listener, Protocol):
    """A listener that knows whether the sound has begun."""

    sounding: bool
    """Whether any frame was finished."""


@contextmanager
def listening(doing: str) -> Iterator[Shown]:
    """Show what goes on.

    Args:
        doing: What the frames that are finished are called: mixing, or playing.
    """
    if not sys.stderr.isatty():
        yield _Lines(doing)
        return
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[what]}", style="dim", markup=False),
        console=Console(stderr=True),
        transient=True,
    )
    with bar:
        yield _Bar(bar, doing)


class _Lines:
    """Plain lines."""

    def __init__(self, doing: str) -> None:
        self.sounding = False
        self._doing = doing
        self._told = 0

    def note(self, text: str) -> None:
        sys.stderr.write(f"coach: {text}\n")

    def speaking(self, phrase: str, done: int, total: int) -> None:
        sys.stderr.write(f"speaking {done + 1}/{total}: {phrase}\n")

    def mixing(self, done: Frames, total: Frames) -> None:
        self.sounding = True
        tenth = done * TENTH // max(1, total)
        if tenth > self._told:
            self._told = tenth
            sys.stderr.write(f"{self._doing} {tenth * TENTH}%\n")


class _Bar:
    """A bar that moves."""

    def __init__(self, bar: Progress, doing: str) -> None:
        self.sounding = False
        self._bar, self._doing = bar, doing
        self._tasks: dict[str, TaskID] = {}

    def note(self, text: str) -> None:
        self._bar.console.print(f"coach: {text}", markup=False, highlight=False)

    def speaking(self, phrase: str, done: int, total: int) -> None:
        self._show("speaking", done, total, phrase)

    def mixing(self, done: Frames, total: Frames) -> None:
        self.sounding = True
        self._show(self._doing, done, total, "")

    def _show(self, stage: str, done: int, total: int, what: str) -> None:
        if stage not in self._tasks:
            for earlier in self._tasks.values():
                self._bar.remove_task(earlier)
            self._tasks = {stage: self._bar.add_task(stage, total=total, what=what)}
        self._bar.update(self._tasks[stage], completed=done, what=what)
