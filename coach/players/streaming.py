"""Players whose devices draw from a thread of their own: they share one engine, the deck."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING

from coach.errors import PlayerError
from coach.players.base import WENT_AWAY, Player
from coach.players.deck import Deck
from coach.players.keeper import LOOK
from coach.players.source import Replay

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from threading import Event

    from coach.audio import Format, Samples
    from coach.players.base import Pull, Stream
    from coach.units import Frames, Seconds

GIVE_UP: Seconds = 3.0
"""Seconds that `play` waits for a lost device to come back: a server that restarts takes less."""


class StreamingPlayer(Player):
    """A player that can be kept open under a `Deck`."""

    @abstractmethod
    def open(self, form: Format, pull: Pull) -> Stream:
        """Open the default device and let it draw.

        Args:
            form: Rate and channels of what it draws.
            pull: Called by the device's thread, perhaps before this returns.

        Raises:
            PlayerError: There is none; one line.
            EngineMissingError: The player's package is not installed.
        """

    def play(self, blocks: Iterable[Samples], form: Format, heard: Callable[[Frames], None], stop: Event) -> None:
        """Play blocks on the default device. One that is lost is waited for, and nothing is left out meanwhile."""
        with Deck(self, form, Replay(blocks, form.rate)) as deck:
            while not deck.wait(LOOK):
                heard(deck.heard)
                if deck.lost_for and stop.is_set():
                    return
                if deck.lost_for > GIVE_UP:
                    raise PlayerError(WENT_AWAY)
            heard(deck.heard)
