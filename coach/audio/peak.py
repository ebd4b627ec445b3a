"""True peak: how high the waveform rises between its samples (ITU-R BS.1770-5, annex 2)."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from coach.units import to_gain

if TYPE_CHECKING:
    from coach.audio.clip import Samples
    from coach.units import Decibels, Frames

OVERSAMPLING = 4
"""Points looked at for each sample: four at 48 kHz, as the standard asks."""

TAPS = 24
"""Samples that each point is interpolated from: twice the standard's twelve, so that it reads true up to 20 kHz."""

REACH = TAPS // 2
"""Samples needed to each side of the stretch that is looked at."""

SURE = 0.5
"""Samples below this share of a level need no closer look: no speech rises 6 dB between two samples."""


@cache
def _interpolator() -> Samples:
    """Return the filter as one column for each point between two samples: shape (TAPS, OVERSAMPLING - 1)."""
    length = OVERSAMPLING * TAPS + 1
    ideal = np.sinc((np.arange(length) - length // 2) / OVERSAMPLING)
    taps = ideal * np.kaiser(length, 6.0)
    taps *= OVERSAMPLING / taps.sum()
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


class PeakMeter:
    """Reads the true peak of each step of a stream as it goes by, over all its channels.

    It looks between the samples only where they come near to the highest peak so far, or to a level that is of
    interest; elsewhere a step reads its highest sample.
    """

    def __init__(self, channels: int, step: Frames, over: Decibels) -> None:
        """Start with silence behind.

        Args:
            channels: Samples in a frame.
            step: Frames in a step.
            over: Every peak over this level, in dBTP, is read true, as is the highest of all.
        """
        self._step = step
        self._over = to_gain(over)
        self._highest = 0.0
        self._pending = np.zeros((REACH, channels), np.float32)

    def feed(self, block: Samples) -> Samples:
        """Take in a block of shape (frames, channels); return the peaks of the steps that it completes."""
        self._pending = np.concatenate([self._pending, block])
        steps = (len(self._pending) - 2 * REACH) // self._step
        if steps <= 0:
            return np.zeros(0, np.float32)
        inner = self._pending[REACH : REACH + steps * self._step]
        peaks: Samples = np.abs(inner).reshape(steps, -1).max(axis=1)
        self._highest = max(self._highest, float(peaks.max()))
        near = np.flatnonzero(peaks > SURE * min(self._highest, self._over))
        frames = near[:, None] * self._step + np.arange(self._step + 2 * REACH)
        for channel in self._pending.T if len(near) else ():
            peaks[near] = np.maximum(peaks[near], true_peaks(channel[frames]))
        self._highest = max(self._highest, float(peaks.max()))
        self._pending = self._pending[steps * self._step :]
        return peaks

    def rest(self) -> Samples:
        """Return the peak of the last, incomplete step; the stream is over."""
        left = len(self._pending) - REACH
        missing = -left % self._step + REACH
        return self.feed(np.zeros((missing, self._pending.shape[1]), np.float32))
