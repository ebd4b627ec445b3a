"""Keys of a Windows console."""

from __future__ import annotations

from _thread import interrupt_main
from importlib import import_module
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any, Self

from coach.controls.escapes import Keys

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coach.units import Seconds

LOOK: Seconds = 0.02
"""Seconds between two looks for a key: a console cannot be waited for."""

INTERRUPT = "\x03"
"""What Ctrl-C gives while keys are read one by one."""

PREFIXES = ("\x00", "\xe0")
"""What comes before the code of a key that is no character."""

KEYPAD = ("home", "up", "page-up", "left", "right", "end", "down", "page-down", "insert", "delete")
CODES = {
    **dict(zip("GHIKMOPQRS", KEYPAD, strict=True)),
    **{chr(58 + number): f"f{number}" for number in range(1, 11)},
    "\x85": "f11",
    "\x86": "f12",
}
"""The codes of keys that are no characters."""


class Console:
    """The console that the session was started in; nothing of it is changed, so nothing need be put back."""

    def __init__(self) -> None:
        self._console: Any = import_module("msvcrt")
        self._keys = Keys()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def keys(self, patience: Seconds) -> Iterator[str]:
        """Yield the keys that were pressed."""
        until = monotonic() + patience
        while not self._console.kbhit():
            if monotonic() >= until:
                return
            sleep(LOOK)
        letter: str = self._console.getwch()
        if letter == INTERRUPT:
            interrupt_main()
        elif letter in PREFIXES and self._console.kbhit():  # else it is a letter: a with a grave
            code: str = self._console.getwch()
            yield CODES.get(code, f"escape:{ord(code):x}")
        else:
            yield from self._keys.feed(letter.encode())
            yield from self._keys.end()
