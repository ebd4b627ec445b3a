"""The world's clock beside a live session's: time that went by unheard."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from coach.units import Seconds

SLACK: Seconds = 1.0
"""Seconds by which the two clocks may differ: the session's own goes in steps, and starts when the device does."""

ASLEEP: Seconds = 30.0
"""Seconds between two looks after which the machine must have been asleep, or the session stopped."""


def world() -> Seconds:
    """Return the time of a steady clock that goes on while the machine sleeps, in seconds."""
    for name in ("CLOCK_BOOTTIME", "CLOCK_MONOTONIC"):  # Linux'; then macOS', which goes on in sleep as its manual says
        clock = getattr(time, name, None)
        if clock is not None:
            return time.clock_gettime(clock)
    return time.monotonic()


class Unheard:
    """Tells how much time went by in which the session was not heard: no device, a machine asleep."""

    def __init__(self, since: Seconds | None = None, clock: Callable[[], Seconds] = world) -> None:
        """Begin now.

        Args:
            since: The world's time from which the slot counts; where it is None, the first frame that is heard tells.
            clock: The world's time, in seconds.
        """
        self._clock, self._since = clock, since
        self._looked = clock()
        self._ahead: Seconds | None = None
        self.slept: Seconds = 0.0
        """Seconds between the last look and the one before, where the machine was asleep; 0 otherwise."""

    def look(self, heard: Seconds, *, sounding: bool) -> Seconds:
        """Return the seconds that went by unheard and were not told of yet.

        Args:
            heard: Seconds of the session's wall clock.
            sounding: Whether there is a device; without one, nobody knows yet how long it will be.

        Returns:
            0 while both clocks go alike, and before a frame is heard. With the first one, the seconds from ``since``.
        """
        now = self._clock()
        self.slept = now - self._looked if now - self._looked > ASLEEP else 0.0
        self._looked = now
        ahead = now - heard
        if heard > 0 and self._ahead is None:
            self._ahead = ahead
            return 0.0 if self._since is None else max(0.0, ahead - self._since)
        if self._ahead is not None and ahead < self._ahead:
            self._ahead = ahead
        if self._ahead is None or not sounding or ahead - self._ahead < SLACK:
            return 0.0
        lost, self._ahead = ahead - self._ahead, ahead
        return lost
