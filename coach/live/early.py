"""A session that sounds at once: its first seconds are played from what was kept while the rest is made ready.

Reading a script, planning it, making its bed and loading what all that needs takes a second or more. The device is
opened before, with the `Prelude` of the session's last beginning; when the session is ready it takes over where the
prelude is heard, at the same frame of the same sound.
"""

from __future__ import annotations

from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from coach.audio import Format
from coach.cache import default_folder, key
from coach.errors import CoachError
from coach.live.entrance import FADING, Entrance
from coach.live.prelude import FOLDER, LONG, Prelude, Tap
from coach.players import open_player
from coach.players.deck import Deck
from coach.players.keeper import Watch
from coach.players.link import Link
from coach.players.streaming import StreamingPlayer
from coach.units import to_frame

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from coach.live.prelude import Asked
    from coach.players.source import Source

FORM = Format()
"""What sessions sound in."""


class Early:
    """What sounds before the session is ready, if anything does, and what the next session is to begin with."""

    def __init__(self, prelude: Prelude) -> None:
        """Sound nothing yet.

        Args:
            prelude: Where it is kept.
        """
        self._prelude = prelude
        self._tap = Tap(to_frame(LONG, FORM.rate))
        self._entrance = Entrance(np.zeros((0, FORM.channels), np.float32), FORM.rate, self._tap)
        self._watch = Watch()
        self.deck: Deck | None = None
        """Plays it; None where nothing was kept."""
        self.asked: Asked | None = None
        """What the next prelude belongs to; None where none is to be kept."""

    def begin(self) -> None:
        """Sound what was kept, if anything was.

        Raises:
            CoachError: There is no such player any more, or no device for it.
        """
        kept = self._prelude.read(FORM)
        if kept is None:
            return
        asked, sound = kept
        player = open_player(asked.player)
        if isinstance(player, StreamingPlayer):
            entrance = Entrance(sound, FORM.rate, self._tap)
            deck = Deck(player, FORM, entrance, Link(asked.delay, asked.preroll), Watch(self._lost, self._back))
            deck.start()
            self._entrance, self.deck = entrance, deck

    @property
    def source(self) -> Source:
        """What a deck has to play, where none plays yet."""
        return self._entrance

    def take_over(self, source: Source, watch: Watch) -> None:
        """Let the session begin.

        Args:
            source: The session, by the wall clock that the deck counts.
            watch: Who is told of the device from now on.
        """
        self._watch = watch
        self._entrance.take_over(source)
        if self.deck and self.deck.lost_for:
            watch.on_lost()

    def keep(self) -> bool:
        """Keep this session's beginning once it was heard; return whether there is nothing more to do."""
        if self.asked is None:
            return True
        if self._entrance.stale:
            self._prelude.forget()
            return True
        sound = self._tap.full()
        if sound is None:
            return False
        before = self._prelude.read(FORM)
        if before is None or before[0] != self.asked or not np.array_equal(before[1], sound):
            self._prelude.write(self.asked, FORM, sound)
        return True

    def end(self) -> None:
        """Let go of the device; where there was no session, what sounds fades first."""
        if self.deck:
            if self._entrance.leave():
                while not (self.deck.wait(FADING / 10) or self.deck.lost_for):
                    pass
            self.deck.close()

    def _lost(self) -> None:
        self._watch.on_lost()

    def _back(self) -> None:
        self._watch.on_back()


@contextmanager
def early(words: Sequence[str]) -> Iterator[Early]:
    """Sound at once what was kept of a session, and lend the deck for the rest of it.

    Args:
        words: The command as it was typed: the same again, in the same folder, is the same session.
    """
    begun = Early(Prelude(default_folder() / FOLDER / f"{key(str(Path.cwd()), *words)}.prelude"))
    with suppress(CoachError):  # the session says so when it opens the device itself
        begun.begin()
    try:
        yield begun
    finally:
        begun.end()
