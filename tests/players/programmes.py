"""Sounds made of whole-numbered samples, so that what was heard can be compared with what was sent.

Run as a program, it plays one in a process of its own: programmes.py PLAYER PROGRAMME [FRAME], and
sets the stop event once the player has reached that frame.
"""

from __future__ import annotations

import json
import sys
from threading import Event
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import numpy.typing as npt

from coach.audio import Format, Samples
from coach.mixer import until
from coach.players import open_player

if TYPE_CHECKING:
    from collections.abc import Iterator

Tape: TypeAlias = npt.NDArray[np.int16]
"""Samples as the server's monitor gives them, shape (frames, channels)."""

FORMAT = Format()
RATE = FORMAT.rate
BLOCK = 1001
"""Frames in a block: no device asks for a multiple of it, so that blocks are cut and joined."""

CLICK = 240
"""Frames in a click: 5 ms."""

LEVEL = 3000
"""What every sample of the steady programme is."""


def clicks(seconds: int) -> Tape:
    """Return silence with a soft click each second, no two alike, and one at the very end."""
    whole = np.zeros((seconds * RATE, FORMAT.channels), np.int16)
    swell = np.sin(np.pi * np.arange(1, CLICK + 1) / (CLICK + 1))
    for number, start in enumerate([*range(0, len(whole), RATE), len(whole) - CLICK]):
        loudness = 2000 + 100 * number
        whole[start : start + CLICK] = np.round(np.outer(swell, [loudness, loudness / 2]))
    return whole


def steady(seconds: int) -> Tape:
    """Return one level throughout: whatever is done to it shows in every sample."""
    return np.full((seconds * RATE, FORMAT.channels), LEVEL, np.int16)


PROGRAMMES = {"clicks": clicks(8), "short": clicks(3), "steady": steady(10)}


def blocks(tape: Tape) -> Iterator[Samples]:
    """Yield a tape as a mixer would; a quarter is added so that rounding and cutting off give the same."""
    samples = ((tape + 0.25 * np.sign(tape)) / 32768.0).astype(np.float32)
    for start in range(0, len(samples), BLOCK):
        yield samples[start : start + BLOCK]


def sounding(tape: Tape) -> Tape:
    """Return a tape from its first sound to its last."""
    (loud,) = np.nonzero(tape.any(axis=1))
    return tape[loud[0] : loud[-1] + 1] if len(loud) else tape[:0]


def onsets(tape: Tape) -> list[int]:
    """Return the frames at which a sound follows a click's length of silence or more."""
    (loud,) = np.nonzero(tape.any(axis=1))
    return [int(frame) for frame, gap in zip(loud, np.diff(loud, prepend=-RATE), strict=True) if gap > CLICK]


def _play(player: str, programme: str, stop_at: float) -> dict[str, int]:
    stop, reached, stopped = Event(), 0, 0

    def follow(frames: int) -> None:
        nonlocal reached, stopped
        reached = frames
        if frames >= stop_at and not stop.is_set():
            stopped = frames
            stop.set()

    tape = PROGRAMMES[programme]
    open_player(player).play(until(stop, blocks(tape), FORMAT), FORMAT, follow, stop)
    return {"reached": reached, "stopped": stopped}


if __name__ == "__main__":
    name, what, *where = sys.argv[1:]
    json.dump(_play(name, what, float(where[0]) if where else float("inf")), sys.stdout)
