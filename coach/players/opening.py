"""One opening of a device: what it draws, and what was heard of it."""

from __future__ import annotations

from dataclasses import replace
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np

from coach.players.ledger import Ledger
from coach.units import to_frame

if TYPE_CHECKING:
    from collections.abc import Callable

    from coach.audio import Format
    from coach.players.base import Stream
    from coach.players.health import Health
    from coach.players.reel import Reel
    from coach.units import Frames, Seconds

WHISPER = 1.5 / 32768
"""The most a sample of the pre-roll is: not zero in 16 bits, and heard by nobody."""


LOST: Seconds = 0.5
"""Seconds without a word from the device after which it counts as lost, or `PERIODS`, whichever is longer."""

PERIODS = 6
"""Periods without a word from the device after which it counts as lost."""


class Opening:
    """Stands between a reel and one stream. Once it is over it gives silence, whoever still asks."""

    def __init__(self, reel: Reel, form: Format, start: Frames, preroll: Seconds, clock: Callable[[], Seconds]) -> None:
        self.start = start
        """What was heard before it."""
        self.stream: Stream | None = None
        """The device, as soon as it is open; it may have asked before."""
        self._reel, self._clock = reel, clock
        self._size = 4 * form.channels
        self._ledger = Ledger(form.rate, start)
        self._whisper = memoryview(_whisper(to_frame(preroll, form.rate), form.channels))
        self._drawing, self._over = Lock(), False
        self._asked = clock()
        self._underruns = self._gaps = 0

    def pull(self, frames: Frames) -> bytes:
        """Return the device's next frames; it calls this in a thread of its own."""
        with self._drawing:
            data = b"" if self._over else self._draw(frames)
        return data + bytes(frames * self._size - len(data))

    def cut(self) -> None:
        """Give nothing more; whoever was drawing has drawn."""
        with self._drawing:
            self._over = True

    @property
    def wanted(self) -> Frames:
        """How many frames the device asked for last; 0 before it ever did."""
        return self._ledger.wanted

    def gone(self, patience: float) -> bool:
        """Return whether the device is lost: it says so, or has not asked for many times its period."""
        stream = self.stream
        if stream is None:
            return False
        limit = patience * max(LOST, PERIODS * stream.period)
        return stream.gone() or self._clock() - self._asked > limit

    def heard(self, delay: Seconds) -> Frames:
        """Return what was heard by now, by a link that takes a while."""
        return self._ledger.heard(self._clock(), self.stream.lag + delay) if self.stream else self.start

    def sure(self, delay: Seconds) -> Frames:
        """Return what had been heard when the device last asked: what came after that, nobody knows."""
        return self._ledger.sure(self.stream.lag + delay) if self.stream else self.start

    def counted(self, health: Health) -> Health:
        """Return a health with what this opening counted added."""
        return replace(health, underruns=health.underruns + self._underruns, gaps=health.gaps + self._gaps)

    def _draw(self, frames: Frames) -> bytes:
        """Return the rest of the whisper, and what the reel has."""
        now = self._asked = self._clock()
        self._gaps += self._ledger.late(now)
        whole = frames * self._size
        lead, self._whisper = self._whisper[:whole], self._whisper[whole:]
        led = len(lead) // self._size
        wall, data, short = self._reel.take(frames - led)
        self._underruns += short
        self._ledger.give(now, frames, led, wall, len(data) // self._size)
        return b"".join((lead, data))


def _whisper(length: Frames, channels: int) -> bytes:
    noise = np.random.default_rng(0).uniform(-WHISPER, WHISPER, (length, channels))
    return noise.astype(np.float32).tobytes()
