"""All the ways to reach one session, opened and closed together; none of them can end it."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, cast

from coach.controls.base import Link
from coach.errors import CoachError
from coach.registry import load, names

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from coach.controls.base import Control
    from coach.live.values import Action, Status


class Reach:
    """The controls of a session. What goes wrong in one of them is noted once, and that one left out."""

    def __init__(
        self, note: Callable[[str], None], answer: Callable[[str], None], only: Iterable[str] | None = None
    ) -> None:
        """Get ready; nothing is loaded yet.

        Args:
            note: Tells the masseur, in one line, what cannot be used and why; called from any thread.
            answer: Puts out one line for whoever writes lines to standard input; called from any thread.
            only: The controls to open, by their entry points' names; all where it is None.
        """
        self._note, self._answer = note, answer
        self._names = names("controls") if only is None else tuple(only)
        self._open: dict[str, Control] = {}
        self._ask: Callable[[Action], None] | None = None
        self._status: Status | None = None

    def open(self, ask: Callable[[Action], None]) -> None:
        """Know whom to ask. The controls open when they are first shown something: by then, it sounds."""
        self._ask = ask

    def show(self, status: Status) -> None:
        """Show all of them where the session stands, at once when that changes and some times a second."""
        first, self._status = self._status is None, status
        if first:
            self._begin(status)
        for name, control in tuple(self._open.items()):
            with self._guarded(name):
                control.show(status)

    def close(self) -> None:
        """Close all of them."""
        for name in tuple(self._open):
            self._drop(name)

    def _begin(self, status: Status) -> None:
        if self._ask is None:
            return
        link = Link(self._ask, lambda: self._status or status, self._note, self._answer)
        for name in self._names:
            with self._guarded(name):
                control = cast("type[Control]", load("controls", name))()
                self._open[name] = control
                control.open(link)

    @contextmanager
    def _guarded(self, name: str) -> Iterator[None]:
        try:
            yield
        except CoachError as fault:
            self._note(str(fault))
            self._drop(name)
        except Exception as error:  # noqa: BLE001 - a remote control's fault ends no session
            what = " ".join(f"{type(error).__name__}: {error}".split()).removesuffix(":")
            self._note(f"the control '{name}' is left out: {what}")
            self._drop(name)

    def _drop(self, name: str) -> None:
        control = self._open.pop(name, None)
        if control:
            with self._guarded(name):
                control.close()
