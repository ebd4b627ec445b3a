"""The keeper: holds a device open, looks for one that is lost, and knows what was heard."""

from __future__ import annotations

from dataclasses import dataclass, replace
from threading import Event, Lock, Thread
from time import monotonic
from typing import TYPE_CHECKING

from coach.errors import CoachError
from coach.players.health import Health
from coach.players.opening import Opening

if TYPE_CHECKING:
    from collections.abc import Callable

    from coach.audio import Format
    from coach.players.base import Stream
    from coach.players.link import Link
    from coach.players.reel import Reel
    from coach.players.streaming import StreamingPlayer
    from coach.units import Frames, Seconds

RETRY: Seconds = 0.5
"""Seconds between two tries to open a lost device."""

LOOK: Seconds = 0.05
"""Seconds between two looks at a device that plays."""

ASLEEP: Seconds = 0.5
"""Seconds between two looks after which not the device was silent, but we: the machine slept, or was too busy."""

WAKING = 4
"""How many times longer a device may be silent that was lost as soon as it was opened."""

CLOSING: Seconds = 1.0
"""Seconds that a device may take to close; then it is left behind: one that is gone may never return."""


@dataclass(frozen=True, slots=True)
class Watch:
    """Who is told about the device, and by which clock it is watched."""

    on_lost: Callable[[], None] = lambda: None
    """Called once when it is lost, in a thread of the deck's: it must not close the deck."""
    on_back: Callable[[], None] = lambda: None
    """Called once when it plays again, in the same thread."""
    clock: Callable[[], Seconds] = monotonic
    """A steady clock, in seconds."""


class Keeper:
    """Keeps one device open over a reel. `run` is the work of a thread; what is public may be called from any."""

    def __init__(self, player: StreamingPlayer, form: Format, reel: Reel, link: Link, watch: Watch) -> None:
        self._player, self._form, self._reel = player, form, reel
        self._link, self._watch, self._clock = link, watch, watch.clock
        self.failure: BaseException | None = None
        """What went wrong that was no device's fault."""
        self._closed, self._woken = Event(), Event()
        self._looked = self._tried = float("-inf")
        self._lost: Seconds | None = None
        self._patience = 1
        self._state = Lock()
        """Guards what follows; held for moments only."""
        self._opening: Opening | None = None
        self._held = False
        self._wall: Frames = 0
        self._health = Health()

    @property
    def heard(self) -> Frames:
        """How many frames were really heard so far."""
        with self._state:
            return self._opening.heard(self._link.delay) if self._opening else self._wall

    @property
    def wanted(self) -> Frames:
        """How many frames the device asked for last; 0 where none is open."""
        with self._state:
            return self._opening.wanted if self._opening else 0

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

    def run(self) -> None:
        """Keep the device open, until `close`."""
        try:
            while not self._closed.is_set():
                self._woken.wait(LOOK)
                self._woken.clear()
                self.look()
        except BaseException as error:  # noqa: BLE001 - handed to the thread that waits
            self.failure = error

    def look(self) -> None:
        """See to the device once."""
        now, before = self._clock(), self._looked
        self._looked = now
        opening = self._opening
        if opening is None:
            if not self._held and (self._lost is None or now - self._tried >= RETRY):
                self._reopen()
        elif now - before < ASLEEP and opening.gone(self._patience):
            self._lose(opening)

    def hold(self, *, held: bool) -> None:
        """Keep the device closed, or let it be opened again at once."""
        with self._state:
            self._held = held
        self._woken.set()

    def silence(self) -> Frames:
        """Close the device, if one is open; return what was heard."""
        with self._state:
            opening, self._opening = self._opening, None
            if opening is None:
                return self._wall
            wall = self._wall = opening.heard(self._link.delay)
            self._end(opening)
        self._put_away(opening)
        return wall

    def close(self) -> None:
        """Be silent at once, and open nothing any more."""
        self._closed.set()
        self._woken.set()
        self.silence()

    def open(self, preroll: Seconds) -> bool:
        """Open the device; return False where someone wished for silence meanwhile.

        Raises:
            PlayerError: There is none.
            EngineMissingError: The player's package is not installed.
        """
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
            self._put_away(opening)
        return wanted

    def _reopen(self) -> None:
        self._reel.fill()
        self._tried = self._clock()
        try:
            opened = self.open(0.0 if self._lost is None else self._link.preroll)
        except CoachError:
            self._miss()
            return
        if opened:
            with self._state:
                self._health = replace(self._health, reopenings=self._health.reopenings + 1)
            if self._lost is not None:
                self._lost = None
                self._watch.on_back()

    def _lose(self, opening: Opening) -> None:
        if self._break(opening):
            self._patience = 1 if self._wall > opening.start else WAKING
            self._miss()
            self._put_away(opening)

    def _miss(self) -> None:
        if self._lost is None:
            self._lost = self._clock()
            self._watch.on_lost()

    def _break(self, opening: Opening) -> bool:
        """Give an opening up, and go back to what was surely heard; return False where it was over already."""
        with self._state:
            if self._opening is not opening:
                return False
            self._opening = None
            self._wall = opening.sure(self._link.delay)
            self._end(opening)
        if opening.wanted:
            with self._reel.rewound(self._wall):
                pass
        return True

    def _end(self, opening: Opening) -> None:
        self._health = opening.counted(self._health)
        opening.cut()

    def _put_away(self, opening: Opening) -> None:
        stream: Stream | None = opening.stream
        if stream is None:
            return
        closer = Thread(target=stream.close, name="coach-close", daemon=True)
        closer.start()
        closer.join(CLOSING)
        if closer.is_alive():
            with self._state:
                self._health = replace(self._health, hung=self._health.hung + 1)
