"""What a loudness meter in EBU Mode shows over time: momentary, short-term, and how far they range.

Sources: EBU Tech 3341 (2023), section 2, for the windows; EBU Tech 3342 (2023), section 3, for the range.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from coach.audio.loudness import ABSOLUTE_GATE, STEP, to_lufs, to_power

if TYPE_CHECKING:
    from coach.audio.loudness import Powers
    from coach.units import Decibels, Lufs, Seconds

FINE: Seconds = 0.01
"""The step of everything here. Tech 3341 asks of a live meter ten readings a second; its signals 10, 11, 13 and 14,
a sound as long as the window that begins at any instant, need finer ones to read within 0.1 LU."""

PER_STEP = round(STEP / FINE)
"""Fine steps in one of BS.1770's 100 ms."""

MOMENTARY = 40
"""Fine steps in the momentary window: 0.4 s, without a gate (Tech 3341, 2.2)."""

SHORT_TERM = 300
"""Fine steps in the short-term window: 3 s, without a gate (Tech 3341, 2.2)."""

RANGE_GATE = -20.0
"""Short-term loudness this far below the mean of the rest does not count for the range, in LU (Tech 3342, 3)."""

LOWEST, HIGHEST = 10, 95
"""The percentiles between which loudness ranges: a fade-out and one loud bang leave no trace (Tech 3342, 3)."""


def trailing(powers: Powers, window: int) -> Powers:
    """Return the mean power of the window that ends with each step; before the first there was silence."""
    total = np.concatenate([np.zeros(window), np.cumsum(powers)])
    means: Powers = np.maximum(total[window:] - total[:-window], 0.0) / window
    return means


def coarse(powers: Powers) -> Powers:
    """Return fine powers as BS.1770 wants them for integrated loudness: one for each 100 ms, silence after the last."""
    filled = np.pad(powers, (0, -len(powers) % PER_STEP))
    means: Powers = filled.reshape(-1, PER_STEP).mean(axis=1)
    return means


def loudest(powers: Powers, window: int) -> tuple[Lufs, int]:
    """Return the greatest loudness of any window, and the step with which that window ends."""
    means = trailing(powers, window)
    step = int(means.argmax())
    return to_lufs(float(means[step])), step


def loudness_range(powers: Powers) -> Decibels | None:
    """Return the loudness range LRA, in LU: Tech 3342, section 3.

    Args:
        powers: K-weighted, one for each fine step.

    Returns:
        None for a sound that is shorter than one short-term window, or has none over the gate.
    """
    means = trailing(powers, SHORT_TERM)[SHORT_TERM - 1 :: PER_STEP]
    audible = means[means >= to_power(ABSOLUTE_GATE)]
    if not len(audible):
        return None
    counted = np.sort(audible[audible >= audible.mean() * 10.0 ** (RANGE_GATE / 10.0)])
    low, high = (counted[round((len(counted) - 1) * share / 100)] for share in (LOWEST, HIGHEST))
    return to_lufs(float(high)) - to_lufs(float(low))
