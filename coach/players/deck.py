"""The deck: sound into the air for hours, with a clock that counts what was really heard.

A thread renders ahead into a reel, the device's own thread takes from it, and a third keeps the device
open: a device that is lost is looked for until it is back, and goes on with what was not heard yet.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from threading import Event, Lock, Thread
from time import monotonic
from typing import TYPE_CHECKING, Self

from coach.errors import CoachError
from coach.players.health import Health
from coach.players.opening import Opening
from coach.players.reel import Reel

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from coach.audio import Format
    from coach.players.base import Stream
    from coach.players.source import Source
    from coach.players.streaming import StreamingPlayer
    from coach.units import Frames, Seconds

WAKING = 4
"""How many times longer a device that was lost as soon as it was back may take."""

RETRY: Seconds = 0.5
"""Seconds between two looks for a lost device."""

LOOK: Seconds = 0.05
"""Seconds between two looks at a device that plays."""

CLOSING: Seconds = 1.0
"""Seconds that a device may take to close; then it is left behind: one that is gone may never return."""

TAIL: Seconds = 0.2
"""Seconds that the device stays open after the last frame should have been heard."""


@dataclass(frozen=True, slots=True)
class Link:
    """What lies between the device and the ears: a wireless one takes its time, and sleeps."""

    delay: Seconds = 0.0
    """Seconds that sound travels after the device has played it. What was heard is counted that much later."""
    preroll: Seconds = 0.0
    """Seconds of a whisper nobody hears before the first frame, and after a lost device: it wakes the link."""


class Deck:
    """Plays a source on a device until it is closed. Open it with ``with``, or `start` and `close`."""

    def __init__(  # noqa: PLR0913 - what a session sets
        self,
        player: StreamingPlayer,
        form: Format,
        source: Source,
        *,
        link: Link | None = None,
        on_lost: Callable[[], None] = lambda: None,
        on_back: Callable[[], None] = lambda: None,
        clock: Callable[[], Seconds] = monotonic,
    ) -> None:
        """Make a deck; nothing is opened or read yet.

        Args:
            player: Opens the device.
            form: Rate and channels.
            source: What is played.
            link: What lies between the device and the ears.
            on_lost: Called once when the device is lost, in a thread of the deck's.
            on_back: Called once when it plays again, in the same thread.
            clock: A steady clock, in seconds.
        """
        self._player, self._form, self._clock = player, form, clock
        self._link = link or Link()
        self._on_lost, self._on_back = on_lost, on_back
        self._reel = Reel(source, form)
        self._renderer = Thread(target=self._reel.run, name="coach-render", daemon=True)
        self._keeper = Thread(target=self._keep, name="coach-keep", daemon=True)
        self._closed, self._woken = Event(), Event()
        self._aiming = Lock()
        """Held by whoever flushes or refreshes; taken before any other."""
        self._state = Lock()
        """Guards what follows; held for moments only."""
        self._opening: Opening | None = None
        self._wall: Frames = 0
        self._held = False
        self._lost: Seconds | None = None
        self._tried = float("-inf")
        self._patience = 1
        self._over: Seconds | None = None
        self._health = Health()
        self._failure: BaseException | None = None

    def start(self) -> None:
        """Render ahead, and open the device.

        Raises:
            PlayerError: There is none; one line.
            EngineMissingError: The player's package is not installed.
        """
        self._renderer.start()
        self._reel.fill()
        try:
            self._open(self._link.preroll)
        except BaseException:
            self.close()
            raise
        self._keeper.start()

    def close(self) -> None:
        """Be silent at once, and let every thread go; a renderer in the middle of a block ends it first."""
        self._closed.set()
        self._woken.set()
        self._silence()
        self._reel.cut()
        if self._renderer.ident is not None:
            self._renderer.join()
        if self._keeper.ident is not None:
            self._keeper.join(CLOSING)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def heard(self) -> Frames:
        """How many frames were really heard so far."""
        with self._state:
            return self._opening.heard(self._link.delay) if self._opening else self._wall

    @property
    def lost_for(self) -> Seconds:
        """How many seconds ago the device was lost; 0 while there is one."""
        lost = self._lost
        return 0.0 if lost is None else self._clock() - lost

    @property
    def health(self) -> Health:
        """What went less than well so far."""
        with self._state:
            return self._opening.counted(self._health) if self._opening else self._health

    def wait(self, seconds: Seconds) -> bool:
        """Wait that long, or until all was heard; return whether it was.

        Raises:
            BaseException: Whatever went wrong in the source.
        """
        if not self._finished():
            self._closed.wait(seconds)
        failure = self._failure or self._reel.failure
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
            self._hold(held=True)
            try:
                wall = self._silence()
                with self._reel.rewound(wall):
                    yield wall
            finally:
                self._hold(held=False)

    @contextmanager
    def refresh(self) -> Iterator[Frames]:
        """Go on without a gap: what the device holds, and what it asks for next, is heard as it was.

        Yields:
            The frame from which the source is read again. Inside, nobody else reads it: aim it anew here.
        """
        with self._aiming:
            opening = self._opening
            with self._reel.trimmed(opening.wanted if opening else 0) as wall:
                yield wall

    def _hold(self, *, held: bool) -> None:
        with self._state:
            self._held = held
        self._woken.set()

    def _finished(self) -> bool:
        end = self._reel.end
        if end is None or self.heard < end:
            self._over = None
            return False
        self._over = self._clock() if self._over is None else self._over
        return self._clock() - self._over >= TAIL

    def _keep(self) -> None:
        """Keep the device open: the work of the keeper's thread."""
        try:
            while not self._closed.is_set():
                self._woken.wait(LOOK)
                self._woken.clear()
                self._look()
        except BaseException as error:  # noqa: BLE001 - handed to the thread that waits
            self._failure = error

    def _look(self) -> None:
        opening = self._opening
        if opening is None:
            if not self._held and (self._lost is None or self._clock() - self._tried >= RETRY):
                self._reopen()
        elif opening.gone(self._patience):
            self._lose(opening)

    def _reopen(self) -> None:
        self._reel.fill()
        self._tried = self._clock()
        try:
            opened = self._open(0.0 if self._lost is None else self._link.preroll)
        except CoachError:
            self._miss()
            return
        if opened:
            with self._state:
                self._health = replace(self._health, reopenings=self._health.reopenings + 1)
            if self._lost is not None:
                self._lost = None
                self._on_back()

    def _open(self, preroll: Seconds) -> bool:
        """Open the device; return False where someone wished for silence meanwhile."""
        with self._state:
            if self._held or self._closed.is_set():
                return False
            opening = self._opening = Opening(self._reel, self._form, self._wall, preroll, self._clock)
        try:
            stream = self._player.open(self._form, opening.pull)
        except BaseException:
            self._break(opening)
            raise
        with self._state:
            opening.stream = stream
            wanted = self._opening is opening
        if not wanted:
            self._put_away(stream)
        return wanted

    def _silence(self) -> Frames:
        """Close the device if it is open; return what was heard."""
        with self._state:
            opening, self._opening = self._opening, None
            if opening is None:
                return self._wall
            wall = self._wall = opening.heard(self._link.delay)
            self._health = opening.counted(self._health)
            opening.cut()
            stream = opening.stream
        if stream:
            self._put_away(stream)
        return wall

    def _break(self, opening: Opening) -> bool:
        """Give an opening up, and go back to what was surely heard; return False where it was over already."""
        with self._state:
            if self._opening is not opening:
                return False
            self._opening = None
            self._wall = opening.sure(self._link.delay)
            self._health = opening.counted(self._health)
            opening.cut()
        if opening.wanted:
            with self._aiming, self._reel.rewound(self._wall):
                pass
        return True

    def _lose(self, opening: Opening) -> None:
        if self._break(opening):
            self._patience = 1 if self._wall > opening.start else WAKING
            self._miss()
            if opening.stream:
                self._put_away(opening.stream)

    def _miss(self) -> None:
        if self._lost is None:
            self._lost = self._clock()
            self._on_lost()

    def _put_away(self, stream: Stream) -> None:
        closer = Thread(target=stream.close, name="coach-close", daemon=True)
        closer.start()
        closer.join(CLOSING)
        if closer.is_alive():
            with self._state:
                self._health = replace(self._health, hung=self._health.hung + 1)
