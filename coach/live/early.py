"""A session that sounds at once: its first seconds are played from what was kept while the rest is made ready.

Reading a script, planning it, making its bed and loading what all that needs takes a second or more. The device is
opened before, with the `Prelude` of the session's last beginning; when the desk is ready it takes over where the
prelude is heard, at the same frame of the same sound.
"""

from __future__ import annotations

from contextlib import contextmanager, suppress
from threading import Condition
from typing import TYPE_CHECKING

import numpy as np

from coach.audio import Format
from coach.audio.envelope import smoothstep
from coach.cache import default_folder, key
from coach.errors import CoachError
from coach.live.prelude import Prelude
from coach.players import open_player
from coach.players.deck import Deck
from coach.players.keeper import Watch
from coach.players.streaming import StreamingPlayer
from coach.units import Seconds, to_frame

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from coach.audio import Samples
    from coach.players.link import Link
    from coach.players.source import Source
    from coach.units import Frames

FORM = Format()
"""What sessions sound in."""

CROSSING: Seconds = 0.25
"""Seconds in which the prelude passes into the desk's sound: where both are the same, as they mostly are, unheard."""

LEAVING: Seconds = 1.0
"""Seconds in which the prelude fades where there is to be no session."""


class Entrance:
    """A source for a deck: the prelude, then whatever takes over from it."""

    def __init__(self, prelude: Samples, rate: int) -> None:
        """Begin with the prelude."""
        self._prelude, self._rate = prelude, rate
        self._crossing = to_frame(CROSSING, rate)
        self._last = max(0, len(prelude) - self._crossing)
        self._changed = Condition()
        self._next: Source | None = None
        self._taken: Frames | None = None
        self._leaving = False
        self._left: Frames | None = None

    def take_over(self, source: Source) -> None:
        """Play another source from where the prelude is read next."""
        with self._changed:
            self._next = source
            self._changed.notify_all()

    def leave(self) -> bool:
        """Fade and end, if nothing has taken over; return whether nothing had."""
        with self._changed:
            self._leaving = self._next is None
            self._changed.notify_all()
            return self._leaving

    def read(self, wall: Frames, count: Frames) -> Samples | None:
        """Return the sound from a frame on; where the prelude is over, wait for what takes over."""
        if wall >= self._last:
            with self._changed:
                self._changed.wait_for(lambda: self._next or self._leaving)
        source = self._next
        if source is None:
            return self._alone(wall, count)
        if self._taken is None:
            self._taken = min(wall, self._last)
        if wall < self._taken:
            return self._prelude[wall : min(wall + count, self._taken)]
        block = source.read(wall, count)
        crossed = self._taken + self._crossing
        if block is None or wall >= crossed:
            return block
        block = block[: crossed - wall]
        coming = self._rise(wall, self._taken, len(block), self._crossing)
        return np.asarray(self._prelude[wall : wall + len(block)] * (1.0 - coming) + block * coming, np.float32)

    def _alone(self, wall: Frames, count: Frames) -> Samples | None:
        if not self._leaving:
            return self._prelude[wall : min(wall + count, self._last)]
        if self._left is None:
            self._left = wall
        length = to_frame(LEAVING, self._rate)
        block = self._prelude[wall : min(wall + count, self._left + length)]
        return block * (1.0 - self._rise(wall, self._left, len(block), length)) if len(block) else None

    def _rise(self, wall: Frames, since: Frames, count: int, length: Frames) -> Samples:
        """Return an S-curve from 0 to 1 that begins at a frame: shape (count, 1)."""
        return smoothstep(np.arange(wall - since, wall - since + count, dtype=np.float32) / np.float32(length))[:, None]


class Early:
    """What sounds before the session is ready, if anything does, and where that of the next session is kept."""

    def __init__(self, prelude: Prelude) -> None:
        """Sound nothing yet.

        Args:
            prelude: Where it is kept.
        """
        self.prelude = prelude
        self.deck: Deck | None = None
        """Plays it; None where nothing was kept."""
        self._entrance: Entrance | None = None
        self._watch = Watch()

    def begin(self, player: str, link: Link) -> None:
        """Sound what was kept, if anything was.

        Raises:
            CoachError: There is no such player, or no device for it.
        """
        sound = self.prelude.read(FORM)
        device = open_player(player) if sound is not None else None
        if sound is None or not isinstance(device, StreamingPlayer):
            return
        entrance = Entrance(sound, FORM.rate)
        deck = Deck(device, FORM, entrance, link, Watch(self._lost, self._back))
        deck.start()
        self._entrance, self.deck = entrance, deck

    def take_over(self, source: Source, watch: Watch) -> None:
        """Let the session begin.

        Args:
            source: The session, by the wall clock that the deck has begun to count.
            watch: Who is told of the device from now on.
        """
        self._watch = watch
        if self._entrance:
            self._entrance.take_over(source)

    def _lost(self) -> None:
        self._watch.on_lost()

    def _back(self) -> None:
        self._watch.on_back()

    def end(self) -> None:
        """Let go of the device; where there was no session, what sounds fades first."""
        if self.deck and self._entrance:
            if self._entrance.leave():
                while not (self.deck.wait(LEAVING / 10) or self.deck.lost_for):
                    pass
            self.deck.close()


@contextmanager
def early(player: str, link: Link, cache: Path | None, *asked: object) -> Iterator[Early]:
    """Sound at once what was kept of a session, and lend the deck for the rest of it.

    Args:
        player: The name of the player to play with.
        link: What lies between the device and the ears.
        cache: The speech cache's folder; the default one where it is None.
        asked: All that was asked for: the same again is the same session.
    """
    begun = Early(Prelude((cache or default_folder()) / "live" / f"{key(*asked)}.prelude"))
    with suppress(CoachError):  # the session says so when it opens the device itself
        begun.begin(player, link)
    try:
        yield begun
    finally:
        begun.end()
