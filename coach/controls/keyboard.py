"""The keyboard: one press, one action; so is any clicker or foot pedal that is one to the machine."""

from __future__ import annotations

from threading import Event, Thread
from time import monotonic
from typing import TYPE_CHECKING

from coach.controls.base import Control
from coach.controls.keymap import Keymap
from coach.controls.terminal import terminal
from coach.errors import ControlError
from coach.live.values import Action

if TYPE_CHECKING:
    from collections.abc import Callable

    from coach.controls.base import Link
    from coach.controls.terminal import Terminal
    from coach.units import Seconds

LOOK: Seconds = 0.1
"""Seconds after which the keyboard looks whether it is still wanted."""

ONCE: Seconds = 0.3
"""A key that comes again within this many seconds of itself is held down, and counts once."""

HELD: Seconds = 0.8
"""The same for pause and stop: a keyboard waits about half a second before it repeats a key that is held."""

GRAVE = (Action.TOGGLE, Action.STOP)
"""What an elbow that rests on a key must not do twice."""


class Presses:
    """Tells a press from the repetitions of a key that is held down."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        """Begin with no key down.

        Args:
            clock: Tells the time, in seconds.
        """
        self._clock = clock
        self._last: tuple[str, float] = ("", 0.0)

    def counts(self, key: str, action: Action) -> bool:
        """Return whether a key that came was pressed, and not merely held."""
        before, at = self._last
        self._last = (key, self._clock())
        return key != before or self._last[1] - at >= (HELD if action in GRAVE else ONCE)


class Keyboard(Control):
    """Hears the keys of the terminal."""

    def __init__(self) -> None:
        self._closed = Event()
        self._thread: Thread | None = None

    def open(self, link: Link) -> None:
        """Hear keys, where there is a terminal; where the user's own keys are at fault, by coach's own."""
        found = terminal()
        if found is None:
            return
        try:
            keymap = Keymap.load()
        except ControlError as fault:
            link.note(f"{fault}; until then the keys are coach's own")
            keymap = Keymap({})
        self._thread = Thread(target=self._hear, args=(found, keymap, link), name="coach-keyboard", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Leave the terminal as it was."""
        self._closed.set()
        if self._thread:
            self._thread.join()

    def _hear(self, found: Terminal, keymap: Keymap, link: Link) -> None:
        presses = Presses()
        try:
            with found:
                while not self._closed.is_set():
                    for key in found.keys(LOOK):
                        action = keymap.action(key)
                        if action and presses.counts(key, action):
                            link.ask(action)
        except EOFError:
            link.note("the terminal is gone, and its keys with it: coach tell still reaches the session")
