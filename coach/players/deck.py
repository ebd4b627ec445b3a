"""The deck: sound into the air for hours, with a clock that counts what was really heard.

A thread renders ahead into a reel, the device's own thread takes from it, and a third keeps the device
open: one that is lost is looked for until it is back, and goes on with what was not heard yet.
"""

from __future__ import annotations

from contextlib import contextmanager
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING, Self

from coach.players.keeper import CLOSING, Keeper, Watch
from coach.players.link import Link
from coach.players.reel import Reel

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coach.audio import Format
    from coach.players.health import Health
    from coach.players.source import Source
    from coach.players.streaming import StreamingPlayer
    from coach.units import Frames, Seconds

TAIL: Seconds = 0.2
"""Seconds that the device stays open after the last frame should have been heard."""


class Deck:
    """Plays a source on a device until it is closed. Open it with ``with``, or `start` and `close`.

    `flush`, `refresh` and `close` are called by whoever controls it, one inside the other never.
    """

    def __init__(
        self,
        player: StreamingPlayer,
        form: Format,
        source: Source,
        link: Link | None = None,
        watch: Watch | None = None,
    ) -> None:
        """Make a deck; nothing is opened or read yet.

        Args:
            player: Opens the device.
            form: Rate and channels.
            source: What is played.
            link: What lies between the device and the ears; a wire where it is None.
            watch: Who is told when the device is lost, and when it is back.
        """
        watch = watch or Watch()
        self._link, self._clock = link or Link(), watch.clock
        self._reel = Reel(source, form)
        self._keeper = Keeper(player, form, self._reel, self._link, watch)
        self._rendering = Thread(target=self._reel.run, name="coach-render", daemon=True)
        self._keeping = Thread(target=self._keeper.run, name="coach-keep", daemon=True)
        self._closed, self._aiming = Event(), Lock()
        self._over: Seconds | None = None

    def start(self) -> None:
        """Render ahead, and open the device.

        Raises:
            PlayerError: There is none; one line.
            EngineMissingError: The player's package is not installed.
        """
        self._rendering.start()
        self._reel.fill()
        try:
            self._keeper.open(self._link.preroll)
        except BaseException:
            self.close()
            raise
        self._keeping.start()

    def close(self) -> None:
        """Be silent at once, and let every thread go; a renderer in the middle of a block ends it first."""
        self._closed.set()
        self._keeper.close()
        self._reel.cut()
        if self._rendering.ident is not None:
            self._rendering.join()
        if self._keeping.ident is not None:
            self._keeping.join(CLOSING)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def heard(self) -> Frames:
        """How many frames were really heard so far; after a loss it may be up to a period less than it was."""
        return self._keeper.heard

    @property
    def lost_for(self) -> Seconds:
        """How many seconds ago the device was lost; 0 while there is one."""
        return self._keeper.lost_for

    @property
    def health(self) -> Health:
        """What went less than well so far."""
        return self._keeper.health

    def wait(self, seconds: Seconds) -> bool:
        """Wait that long, or until all was heard; return whether it was.

        Raises:
            BaseException: Whatever went wrong in the source.
        """
        if not self._finished():
            self._closed.wait(seconds)
        failure = self._reel.failure or self._keeper.failure
        if failure:
            raise failure
        return self._finished()

    @contextmanager
    def flush(self) -> Iterator[Frames]:
        """Be silent at once; on leaving, sound again from the first frame that was not heard.

        Yields:
            What was heard. Inside, nobody else reads the source: aim it anew here.
        """
        with self._aiming:
            self._keeper.hold(held=True)
            try:
                wall = self._keeper.silence()
                with self._reel.rewound(wall):
                    yield wall
            finally:
                self._keeper.hold(held=False)

    @contextmanager
    def refresh(self) -> Iterator[Frames]:
        """Go on without a gap: what the device holds, and what it asks for next, is heard as it was.

        Yields:
            The frame from which the source is read again. Inside, nobody else reads it: aim it anew here.
        """
        with self._aiming, self._reel.trimmed(self._keeper.wanted) as wall:
            yield wall

    def _finished(self) -> bool:
        end = self._reel.end
        if end is None or self.heard < end:
            self._over = None
            return False
        self._over = self._clock() if self._over is None else self._over
        return self._clock() - self._over >= TAIL
