"""A player without a device: the test draws, and the test says what time it is."""

from __future__ import annotations

from threading import Condition, Event
from typing import TYPE_CHECKING

import numpy as np
from numbered import Numbers

from coach.errors import PlayerError
from coach.players.base import Pull, Stream
from coach.players.streaming import StreamingPlayer

if TYPE_CHECKING:
    from coach.audio import Format, Samples

PATIENCE = 30.0
"""Seconds that another thread may take for what takes it a moment."""


class Clock:
    """Stands still until it is set."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


class FakeStream(Stream):
    period = 0.2
    lag = 0.2

    def __init__(self, pull: Pull) -> None:
        self.pull = pull
        self.closed, self.gone_away = Event(), False
        self.hangs: Event | None = None

    def close(self) -> None:
        self.closed.set()
        if self.hangs:
            self.hangs.wait(PATIENCE)

    def gone(self) -> bool:
        return self.gone_away


class FakePlayer(StreamingPlayer):
    def __init__(self) -> None:
        self.streams: list[FakeStream] = []
        self.refuses = False
        self._change = Condition()
        self.tries = 0

    def open(self, form: Format, pull: Pull) -> Stream:  # noqa: ARG002 - floats are floats
        with self._change:
            self.tries += 1
            self._change.notify_all()
            if self.refuses:
                message = "no sound device (none)"
                raise PlayerError(message)
            self.streams.append(FakeStream(pull))
            return self.streams[-1]

    def wait_for_tries(self, count: int) -> None:
        with self._change:
            assert self._change.wait_for(lambda: self.tries >= count, PATIENCE)

    def draw(self, frames: int) -> Samples:
        """Draw from the latest stream."""
        return np.frombuffer(self.streams[-1].pull(frames), np.float32).reshape(frames, 2)

    def device(self) -> str:
        return "a test"

    def missing(self) -> str | None:
        return None


class Watched(Numbers):
    """Tells how far it was read: when a frame is asked for, the deck has all before it."""

    def __init__(self, length: int) -> None:
        super().__init__(length)
        self.reads: list[int] = []
        self._change = Condition()

    def read(self, wall: int, count: int) -> Samples | None:
        with self._change:
            self.reads.append(wall)
            self._change.notify_all()
        return super().read(wall, count)

    def wait_until_read(self, wall: int) -> None:
        with self._change:
            assert self._change.wait_for(lambda: bool(self.reads) and self.reads[-1] >= wall, PATIENCE)
