"""What startles: how far sound rises above what was heard just before it, and where there is none at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from coach.audio.meter import trailing

if TYPE_CHECKING:
    from coach.audio.loudness import Powers
    from coach.units import Decibels

ONSET = 5
"""Fine steps over which a rise is heard: 50 ms."""

BEFORE = 40
"""Fine steps that it rises above: the 400 ms before it."""

SILENT: Decibels = -60.0
"""Mean power, in dB of full scale, under which a room's own noise is all one hears: speech at -16 LUFS is played at
55 to 60 dB. What is softer counts as this loud."""


ROOM: Decibels = -27.0
"""Mean power of a quiet room's own noise against the words, in dB: 30 dB(A), as the WHO asks of bedrooms, where words
are played at 57 dB. Where a bed is softer than this, or there is none, what begins stands above the room."""


def rises(powers: Powers, floor: Decibels | npt.NDArray[np.float64] = SILENT) -> Powers:
    """Return by how many dB each 50 ms stand above the 400 ms before them.

    Args:
        powers: Mean squares, without weighting, one for each fine step.
        floor: What is softer counts as this loud, in dB of full scale: everywhere, or at each fine step.

    Returns:
        One rise for each fine step, at its beginning; minus infinity where there are no 400 ms before, or no 50 after.
    """
    found: Powers = np.full(len(powers), -np.inf)
    last = len(powers) - ONSET + 1
    if last > BEFORE:
        least = np.broadcast_to(10.0 ** (np.asarray(floor) / 10.0), len(powers))[BEFORE:last]
        now = trailing(powers, ONSET)[BEFORE + ONSET - 1 :]
        before = trailing(powers, BEFORE)[BEFORE - 1 : last - 1]
        found[BEFORE:last] = 10.0 * np.log10(np.maximum(now, least) / np.maximum(before, least))
    return found


def silences(powers: Powers, shortest: int) -> tuple[tuple[int, int], ...]:
    """Return each stretch of at least ``shortest`` fine steps in which nothing sounds: first step, and step after."""
    silent = np.concatenate([[False], powers < 10.0 ** (SILENT / 10.0), [False]])
    edges = np.flatnonzero(silent[1:] != silent[:-1]).reshape(-1, 2)
    return tuple((int(start), int(end)) for start, end in edges if end - start >= shortest)
