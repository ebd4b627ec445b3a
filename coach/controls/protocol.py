"""The line protocol: one action a line, answered with one line.

``ok`` means that the session was asked; ``fault: …`` says what is wrong with the line; ``status`` is answered with one
line of JSON, `coach.live.values.Status` field by field.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from time import monotonic
from typing import TYPE_CHECKING

from coach.errors import suggest
from coach.live.values import Action

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from coach.controls.base import Link
    from coach.units import Seconds

STATUS = "status"
"""The word that asks where the session stands."""

FAULT = "fault: "
"""What an answer begins with that is neither ``ok`` nor a status."""

LONGEST = 256
"""The most bytes that a line may have."""

SHOWN = 40
"""The most characters of a line that an answer repeats."""

BURST = 20
"""Lines that may come at once; from then on, one for each `EVERY` seconds."""

EVERY: Seconds = 0.1
"""Seconds between the lines of one who never stops."""


class Pace:
    """How fast one who writes lines may go: some at once, and then one after the other."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        """Begin with all of the burst.

        Args:
            clock: Tells the time, in seconds.
        """
        self._clock = clock
        self._room, self._since = float(BURST), clock()

    def wait(self) -> Seconds:
        """Take one line in and return 0; where it comes too soon, return how long it must wait, and do not count it."""
        now = self._clock()
        self._room = min(BURST, self._room + (now - self._since) / EVERY)
        self._since = now
        if self._room < 1:
            return (1 - self._room) * EVERY
        self._room -= 1
        return 0.0


def answer(line: bytes, link: Link) -> str:
    """Do what a line asks a session for, and return the answer, one line without its end."""
    if len(line) > LONGEST:
        return f"{FAULT}a line of more than {LONGEST} bytes: write one action a line"
    word = line.decode("utf-8", "replace").strip()
    if word == STATUS:
        return json.dumps(asdict(link.status()), ensure_ascii=False)
    try:
        action = Action(word)
    except ValueError:
        said = "".join(letter if letter.isprintable() else "?" for letter in word[:SHOWN])
        return f"{FAULT}no action '{said}': {suggest(said, [*Action, STATUS])}"
    link.ask(action)
    return "ok"


class Splitter:
    """Cuts bytes into lines as they come; of a line that is too long it keeps just enough to tell."""

    def __init__(self) -> None:
        self._kept = b""

    @property
    def overfull(self) -> bool:
        """Whether the line that is under way is too long already."""
        return len(self._kept) > LONGEST

    def feed(self, more: bytes) -> Iterator[bytes]:
        """Yield the lines that are whole now, without their ends; empty ones are left out."""
        *whole, rest = (self._kept + more).split(b"\n")
        self._kept = rest[: LONGEST + 1]
        yield from (line for line in whole if line.strip())

    def end(self) -> Iterator[bytes]:
        """Yield what came after the last line's end, if anything did."""
        rest, self._kept = self._kept, b""
        if rest.strip():
            yield rest
