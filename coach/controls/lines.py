"""Lines on standard input, where it is no terminal: whatever can write a line can lead the session."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from select import select
from threading import Event, Thread
from typing import TYPE_CHECKING

from coach.controls.base import Control
from coach.controls.protocol import LONGEST, Pace, Splitter, answer

if TYPE_CHECKING:
    from collections.abc import Iterable

    from coach.controls.base import Link
    from coach.units import Seconds

LOOK: Seconds = 0.1
"""Seconds after which a reader looks whether it is still wanted."""

REST: Seconds = 0.005
"""Seconds of rest after each read: an endless input takes next to nothing from the session."""


class Lines(Control):
    """Reads lines until the input ends; the session goes on without it."""

    def __init__(self) -> None:
        self._closed = Event()
        self._thread: Thread | None = None

    def open(self, link: Link) -> None:
        """Read in a thread; nothing is read from a terminal, or where there is no input at all."""
        descriptor = _input()
        if descriptor is None or os.isatty(descriptor):
            return
        self._thread = Thread(target=self._read, args=(descriptor, link), name="coach-lines", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop to read."""
        self._closed.set()
        if (
            self._thread and sys.platform != "win32"
        ):  # where a pipe cannot be waited for, the thread ends with the process
            self._thread.join()

    def _read(self, descriptor: int, link: Link) -> None:
        splitter, pace = Splitter(), Pace()
        while more := self._more(descriptor):
            self._do(splitter.feed(more), link, pace)
        self._do(splitter.end(), link, pace)

    def _do(self, lines: Iterable[bytes], link: Link, pace: Pace) -> None:
        for line in lines:
            while wait := pace.wait():
                if self._closed.wait(wait):
                    return
            said = answer(line, link)
            with suppress(OSError):  # nobody reads the answers
                link.answer(said)

    def _more(self, descriptor: int) -> bytes:
        """Return the next bytes, a few at a time; none when the input has ended or is not wanted any more."""
        self._closed.wait(REST)
        with suppress(OSError, ValueError):  # whoever closes standard input has ended it
            while not self._closed.is_set():
                if sys.platform == "win32" or select([descriptor], [], [], LOOK)[0]:
                    return os.read(descriptor, LONGEST)
        return b""


def _input() -> int | None:
    try:
        return sys.stdin.fileno()
    except (AttributeError, OSError, ValueError):  # no input, or one that is no file
        return None
