"""The ledger: which frames a device was given, and which of them were heard by now."""

from __future__ import annotations

from collections import deque
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from coach.units import Frames, Seconds

BREAKS = 64
"""Unbroken runs that are remembered; one is enough until something goes wrong."""


class Ledger:
    """One opening of a device. It asks for a period at a time and is heard steadily: between, the clock tells."""

    def __init__(self, rate: int, wall: Frames) -> None:
        """Open the ledger.

        Args:
            rate: Frames per second.
            wall: What was heard before this opening.
        """
        self._rate = rate
        self._wall = wall
        self._spans: deque[tuple[Frames, Frames, Frames]] = deque(maxlen=BREAKS)
        """Unbroken runs: the device's frame, the programme's frame it got there, and how many followed."""
        self._asked: Seconds = 0.0
        self._before: Frames = 0
        self._wanted: Frames = 0
        self._lock = Lock()

    @property
    def wanted(self) -> Frames:
        """How many frames the device asked for last; 0 before it ever did."""
        return self._wanted

    def late(self, now: Seconds) -> bool:
        """Return whether the device would ask later than half a period after its time if it asked now."""
        return bool(self._wanted) and (now - self._asked) * self._rate > 1.5 * self._wanted

    def give(self, now: Seconds, wanted: Frames, lead: Frames, wall: Frames, count: Frames) -> None:
        """Note what the device was given.

        Args:
            now: When it asked, in seconds of a steady clock.
            wanted: How many frames it asked for.
            lead: How many frames of them came before the programme's.
            wall: The programme's first frame among them.
            count: How many of the programme's frames it was given; silence made up the rest.
        """
        with self._lock:
            self._before += self._wanted
            self._wanted, self._asked = wanted, now
            if count:
                self._note(self._before + lead, wall, count)

    def heard(self, now: Seconds, lag: Seconds) -> Frames:
        """Return how many frames of the programme were heard.

        Args:
            now: The time, by the clock of `give`.
            lag: Seconds between the device's asking for a frame and that frame's being heard.
        """
        with self._lock:
            since = min((now - self._asked) * self._rate, self._wanted)
            return self._at(self._before + since - lag * self._rate)

    def sure(self, lag: Seconds) -> Frames:
        """Return how many frames had been heard when the device last asked: more nobody knows once it is gone."""
        with self._lock:
            return self._at(self._before - lag * self._rate)

    def _note(self, place: Frames, wall: Frames, count: Frames) -> None:
        if self._spans:
            start, first, length = self._spans[-1]
            if (start + length, first + length) == (place, wall):
                self._spans[-1] = (start, first, length + count)
                return
        self._spans.append((place, wall, count))

    def _at(self, place: float) -> Frames:
        """Return how many of the programme's frames lie before one of the device's."""
        heard = self._wall
        for start, wall, count in self._spans:
            if place <= start:
                break
            heard = wall + min(count, int(place - start))
        return heard
