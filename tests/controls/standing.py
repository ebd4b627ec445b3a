"""A session that stands still, and keeps what it is asked; as a process: ``standing.py CONTROL FILE``."""

from __future__ import annotations

import fcntl
import signal
import sys
import termios
from contextlib import suppress
from pathlib import Path
from threading import Event
from time import sleep
from typing import TYPE_CHECKING

from coach.controls import Link, Reach
from coach.live.values import Action, Status

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

STATUS = Status(
    state="playing",
    title="Evening legs",
    step="Effleurage",
    side="left",
    number=2,
    count=6,
    upcoming="Petrissage (left)",
    position=61.5,
    length=600.0,
    step_left=28.5,
    left=538.5,
    over=0.0,
    said="Glide slowly up the left leg.",
    message="",
)


class Standing:
    def __init__(self) -> None:
        self.status = STATUS
        self.asked: list[Action] = []
        self.notes: list[str] = []
        self.answers: list[str] = []
        self.link = Link(self.asked.append, lambda: self.status, self.notes.append, self.answers.append)

    def reach(self, only: Sequence[str] | None = None) -> Reach:
        """Return its controls, opened."""
        reach = Reach(self.notes.append, self.answers.append, only)
        reach.open(self.asked.append)
        return reach


def main() -> None:
    """Stand still until asked to stop; whatever is asked, or noted, is a line of the file."""
    control, file = sys.argv[1], Path(sys.argv[2])
    with suppress(OSError):  # there is no terminal, or it is this process' already
        fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    over = Event()
    with file.open("a", buffering=1, encoding="utf-8") as lines:

        def told(begin: str) -> Callable[[str], None]:
            def tell(what: str) -> None:
                lines.write(f"{begin}{what}\n")
                if what == Action.STOP:
                    over.set()

            return tell

        reach = Reach(told("note: "), told("answer: "), [control])
        reach.open(told(""))
        try:
            while not over.is_set():
                reach.show(STATUS)
                sleep(0.05)
        finally:
            reach.close()


if __name__ == "__main__":
    main()
