"""Sound whose every frame says which one it is, so that whatever was lost, doubled or put between is seen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from programmes import RATE, Tape

if TYPE_CHECKING:
    from coach.audio import Samples

STEPS = 4096
"""Numbers in one channel: the left one counts, the right one carries."""

CYCLE = STEPS * 4000
"""Numbers in all, nearly six minutes: after the last comes the first again, and all stay below an eighth."""

RISE = round(0.01 * RATE)
"""Frames after a break whose numbers cannot be read, for they rise."""


@dataclass(frozen=True)
class Run:
    """Frames that follow one another on a tape."""

    place: int
    """Where it starts on the tape."""
    first: int
    """Its first frame's number."""
    count: int

    @property
    def end(self) -> int:
        """The number after its last."""
        return self.first + self.count


def numbers(first: int, count: int) -> Samples:
    """Return frames that carry their numbers; a quarter is added so that rounding and cutting off give the same."""
    which = np.arange(first, first + count) % CYCLE
    whole = np.stack([which % STEPS, which // STEPS], axis=1) + 1.25
    return (whole / 32768.0).astype(np.float32)


def runs(tape: Tape) -> list[Run]:
    """Return every run of numbered frames on a tape that is longer than a rise, in order."""
    left, right = tape.astype(np.int64).T
    which = np.where((left > 0) & (right > 0), (right - 1) * STEPS + left - 1, -2)
    starts = np.flatnonzero(np.diff(which, prepend=-9) % CYCLE != 1)
    counts = np.diff(starts, append=len(which))
    found = zip(starts.tolist(), which[starts].tolist(), counts.tolist(), strict=True)
    return [Run(*run) for run in found if run[1] >= 0 and run[2] > RISE]


class Numbers:
    """A source of numbered frames: each bears its wall's number, moved by what the source was aimed at."""

    def __init__(self, length: int) -> None:
        self.length, self.aim = length, 0

    def read(self, wall: int, count: int) -> Samples | None:
        return None if wall >= self.length else numbers(wall + self.aim, min(count, self.length - wall))
