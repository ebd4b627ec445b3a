"""How a session enters: its first seconds from what was kept, then the session itself, joined at one frame."""

from __future__ import annotations

from threading import Condition
from typing import TYPE_CHECKING

import numpy as np

from coach.audio.envelope import smoothstep
from coach.units import Seconds, to_frame

if TYPE_CHECKING:
    from coach.audio import Samples
    from coach.live.prelude import Tap
    from coach.players.source import Source
    from coach.units import Frames

CROSSING: Seconds = 0.25
"""Seconds in which the prelude passes into the session's own sound: where both are the same, unheard."""

FADING: Seconds = 1.0
"""Seconds in which the prelude fades: at its end, where the session is not ready, or earlier, where there is none."""

SAME = 1e-3
"""Two sounds that differ by less than this, full scale 1, are the same: -60 dB."""


class Entrance:
    """A source for a deck: a prelude, which may be empty, then whatever takes over from it."""

    def __init__(self, prelude: Samples, rate: int, tap: Tap) -> None:
        """Begin with the prelude.

        Args:
            prelude: Shape (frames, channels), full scale ±1.
            rate: Frames per second.
            tap: Hears all that is read.
        """
        self._prelude, self._rate, self._tap = prelude, rate, tap
        self._crossing, self._fading = to_frame(CROSSING, rate), to_frame(FADING, rate)
        self._changed = Condition()
        self._next: Source | None = None
        self._leaving = False
        self._fades: Frames = max(0, len(prelude) - self._fading)
        self._taken: Frames | None = None
        self._read: Frames = 0
        self.stale = False
        """Whether what took over sounds otherwise than the prelude did."""

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
        if wall >= len(self._prelude):
            with self._changed:
                self._changed.wait_for(lambda: self._next or self._leaving)
        block = self._alone(wall, count) if self._next is None else self._joined(self._next, wall, count)
        if block is not None:
            self._tap.hear(wall, block)
            self._read = wall + len(block)
        return block

    def _alone(self, wall: Frames, count: Frames) -> Samples | None:
        if self._leaving:
            self._fades = min(self._fades, wall)
        block = self._faded(wall, min(wall + count, self._fades + self._fading))
        return block if len(block) else None

    def _joined(self, source: Source, wall: Frames, count: Frames) -> Samples | None:
        """Read what took over; what is read once more, as after a jump, has nothing of the prelude in it."""
        if self._taken is None:
            self._taken = wall
        elif wall < self._read:
            self._taken = wall - self._crossing
        block = source.read(wall, count)
        crossed = self._taken + self._crossing
        if block is None or wall >= crossed or not len(self._prelude):
            return block
        block = block[: crossed - wall]
        going = np.zeros_like(block)
        kept = self._faded(wall, wall + len(block))
        going[: len(kept)] = kept
        self.stale |= bool(np.any(np.abs(self._prelude[wall : wall + len(block)] - block[: len(kept)]) > SAME))
        coming = self._rise(wall, self._taken, len(block), self._crossing)
        return np.asarray(going * (1.0 - coming) + block * coming, np.float32)

    def _faded(self, start: Frames, end: Frames) -> Samples:
        """Return frames of the prelude, fewer at its end, which fades."""
        block = self._prelude[start:end]
        length = min(self._fading, len(self._prelude) - self._fades)
        if end <= self._fades or not len(block):
            return block
        return np.asarray(block * (1.0 - self._rise(start, self._fades, len(block), length)), np.float32)

    def _rise(self, wall: Frames, since: Frames, count: int, length: Frames) -> Samples:
        """Return an S-curve from 0 to 1 that begins at a frame: shape (count, 1)."""
        place = np.arange(wall - since, wall - since + count, dtype=np.float32)
        return smoothstep(place / np.float32(max(1, length)))[:, None]
