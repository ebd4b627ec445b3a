"""True peak: how high the waveform rises between its samples (ITU-R BS.1770-5, annex 2)."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

if TYPE_CHECKING:
    from coach.audio.clip import Samples

OVERSAMPLING = 4
"""Points looked at for each sample: four at 48 kHz, as the standard asks."""

TAPS = 24
"""Samples that each point is interpolated from: twice the standard's twelve, so that it reads true up to 20 kHz."""

REACH = TAPS // 2
"""Samples needed to each side of the stretch that is looked at."""


@cache
def _interpolator() -> Samples:
    """Return the filter as one column for each point between two samples: shape (TAPS, OVERSAMPLING - 1)."""
    from scipy.signal import firwin  # noqa: PLC0415 - takes half a second that planning need not wait

    taps = firwin(OVERSAMPLING * TAPS + 1, 1.0 / OVERSAMPLING, window=("kaiser", 6.0)) * OVERSAMPLING
    phases = [taps[phase::OVERSAMPLING][:TAPS][::-1] for phase in range(1, OVERSAMPLING)]
    return np.stack(phases, axis=1).astype(np.float32)


def true_peaks(stretches: Samples) -> Samples:
    """Return the true peak of each of several stretches of one channel.

    Args:
        stretches: Shape (count, REACH + length + REACH): each stretch with the sound around it.

    Returns:
        Shape (count,): the greatest absolute value of the samples and of three points between each two.
    """
    between = np.abs(sliding_window_view(stretches, TAPS, axis=1) @ _interpolator()).max(axis=(1, 2))
    at_samples = np.abs(stretches[:, REACH:-REACH]).max(axis=1)
    highest: Samples = np.maximum(between, at_samples)
    return highest
