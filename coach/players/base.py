"""What a player must do. Implement `Player` to bring your own."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

from coach.units import Frames, Seconds

if TYPE_CHECKING:
    from collections.abc import Iterable
    from threading import Event

    from coach.audio import Format, Samples

Pull: TypeAlias = Callable[[Frames], bytes]
"""What a device's thread calls for its next frames: float32, interleaved, exactly as many; it only copies."""

WENT_AWAY = "the sound device went away: plug it in or choose another, then play --from where it stopped"
"""What a `PlayerError` says in the middle of a session."""


class Player(ABC):
    """Drains blocks into the air. Registered in the entry-point group ``coach.players``; made without arguments."""

    @abstractmethod
    def play(self, blocks: Iterable[Samples], form: Format, heard: Callable[[Frames], None], stop: Event) -> None:
        """Play blocks to their end, and return when the last of them was heard.

        Args:
            blocks: Shape (frames, channels), full scale ±1. Once ``stop`` is set they fade and end by themselves.
            form: Their rate and channels.
            heard: Called now and then, in the caller's thread, with the frames the device has consumed so far.
            stop: Set when the listener wants it to end. A player that took in all blocks beforehand ends at once.

        Raises:
            PlayerError: There is no device, or it went away; one line.
            EngineMissingError: The player's package is not installed.
        """

    @abstractmethod
    def device(self) -> str:
        """Return the name of the device that would be played on.

        Raises:
            PlayerError: There is none.
            EngineMissingError: The player's package is not installed.
        """

    @abstractmethod
    def missing(self) -> str | None:
        """Return the command that would make this player usable, or None where it is."""


class Stream(ABC):
    """A device that is open, and draws sound until it is closed."""

    @property
    @abstractmethod
    def period(self) -> Seconds:
        """Seconds of sound that it asks for at a time."""

    @property
    @abstractmethod
    def lag(self) -> Seconds:
        """Seconds between its asking for a frame and that frame's being heard."""

    @abstractmethod
    def close(self) -> None:
        """Be silent at once, and give everything back to the system. It may hang where the device is gone."""

    def gone(self) -> bool:
        """Return whether it has said that its device went away; many never say so."""
        return False
