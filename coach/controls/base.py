"""What a way to reach a session is.

The keyboard, lines on standard input, a local socket and media keys are such ways, and so is what needs only be shown
what goes on, as that which keeps the machine awake. Windows' and macOS' media keys come behind the same class.

Spoken commands would, too. A control for them listens while the session itself speaks, so beside its `Link` it would
be given the sound device's input, captured by the device that plays, and the very samples that were played, on one
clock, as the reference by which the echo is taken out; it would hand both to a process of its own that recognises
words, for recognition in the player's process would hold up the sound, and turn each word it hears into one
`Action` for `Link.ask`. Like any remote control it would ask twice to stop.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from coach.live.values import Action, Status


@dataclass(frozen=True, slots=True)
class Link:
    """A session, as its controls see it. All of it may be called from any thread, and returns at once."""

    ask: Callable[[Action], None]
    """Asks the session for something; it is done soon after."""
    status: Callable[[], Status]
    """Tells where the session stands."""
    note: Callable[[str], None]
    """Tells the masseur, in one line, what cannot be used and why."""
    answer: Callable[[str], None]
    """Puts one line out for whoever writes lines to standard input."""


class Control(ABC):
    """One way to reach a session. Its methods are called from one thread, and none of them may wait."""

    @abstractmethod
    def open(self, link: Link) -> None:
        """Begin to listen, in a thread of its own where listening waits.

        What this machine simply has not is passed over; what a masseur would miss is told by a note.
        """

    def show(self, status: Status) -> None:  # noqa: B027 - most controls show nothing
        """Take in where the session stands: some four times a second, and at once when its state changes."""

    @abstractmethod
    def close(self) -> None:
        """Stop to listen, and leave everything as it was found."""
