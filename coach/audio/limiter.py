"""A true-peak limiter with look-ahead. What needs nothing passes through it untouched, to the bit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from coach.audio.peak import REACH, SURE, true_peaks
from coach.units import Decibels, Seconds, to_frame, to_gain

if TYPE_CHECKING:
    from coach.audio import Samples

HOP: Seconds = 0.001
"""Seconds that share one reading of the peak."""

AHEAD = 5
"""Hops that the gain starts to move before a peak: 5 ms."""

RELEASE: Decibels = 0.03
"""How fast the gain comes back, in dB a hop: 30 dB a second."""


class Limiter:
    """Keeps a stream of blocks under a ceiling.

    The gain of each hop of 1 ms is found from the true peaks ahead of it, held low until they are over,
    released in a straight line in dB, and averaged over the look-ahead, so that it neither overshoots nor
    clicks. What comes out is the same however the stream is cut into blocks.
    """

    def __init__(self, ceiling: Decibels, rate: int, channels: int) -> None:
        """Start with silence behind.

        Args:
            ceiling: Greatest true peak, in dBTP.
            rate: Frames per second.
            channels: Samples in a frame; all of them get the same gain.
        """
        self._ceiling = to_gain(ceiling)
        self._hop = to_frame(HOP, rate)
        lead = (AHEAD + 1) * self._hop
        self._pending = np.zeros((REACH + lead, channels), np.float32)
        self._skip = lead
        self._needs = np.zeros(0)
        self._held = np.zeros(AHEAD + 1)
        self._smooth = self._knot = 0.0

    def feed(self, block: Samples) -> Samples:
        """Take in a block of shape (frames, channels); return what is ready, a few milliseconds behind."""
        self._pending = np.concatenate([self._pending, block])
        known = len(self._needs)
        fresh = (len(self._pending) - 2 * REACH) // self._hop - known
        if fresh > 0:
            stretch = self._pending[known * self._hop : (known + fresh) * self._hop + 2 * REACH]
            self._needs = np.concatenate([self._needs, self._reductions(stretch, fresh)])
        out = self._release_hops()
        skipped = min(self._skip, len(out))
        self._skip -= skipped
        return out[skipped:]

    def rest(self) -> Samples:
        """Return what is still held back; the stream is over."""
        held = len(self._pending) - REACH - self._skip
        frames = (AHEAD + 3) * self._hop + 2 * REACH
        silence = np.zeros((frames, self._pending.shape[1]), np.float32)
        return self.feed(silence)[:held]

    def _reductions(self, stretch: Samples, hops: int) -> np.ndarray:
        """Return for each hop how far its true peak stands over the ceiling, as a gain in dB, 0 or less."""
        inner = stretch[REACH : REACH + hops * self._hop]
        highest = np.abs(inner).reshape(hops, -1).max(axis=1)
        near = np.flatnonzero(highest > SURE * self._ceiling)
        if len(near):
            frames = near[:, None] * self._hop + np.arange(self._hop + 2 * REACH)
            for channel in range(stretch.shape[1]):
                peaks = true_peaks(stretch[:, channel][frames])
                highest[near] = np.maximum(highest[near], peaks)
        over = np.maximum(highest / self._ceiling, 1.0)
        return np.asarray(-20.0 * np.log10(over), np.float64)

    def _release_hops(self) -> Samples:
        ready = len(self._needs) - AHEAD - 1
        if ready <= 0:
            return self._pending[:0]
        if self._at_rest():
            return self._released(ready)
        lowest = sliding_window_view(self._needs, AHEAD + 1).min(axis=1)[1 : ready + 1]
        climb = RELEASE * np.arange(1, ready + 1)
        held = np.minimum(np.minimum.accumulate(lowest - climb) + climb, self._held[-1] + climb)
        held = np.minimum(held, 0.0)
        history = np.concatenate([self._held, held])
        smooth = sliding_window_view(history, AHEAD + 1).mean(axis=1)[1:]
        knots = np.minimum(np.concatenate([[self._smooth], smooth[:-1]]), smooth)
        knots = np.concatenate([[self._knot], knots])
        self._knot, self._smooth, self._held = float(knots[-1]), float(smooth[-1]), history[-(AHEAD + 1) :]
        return self._apply(self._released(ready), knots)

    def _at_rest(self) -> bool:
        """Tell whether nothing stands over the ceiling, and nothing is held down any more."""
        return not (self._knot or self._smooth or self._held.any() or self._needs.any())

    def _released(self, ready: int) -> Samples:
        """Let go of some hops."""
        out = self._pending[REACH : REACH + ready * self._hop]
        self._needs = self._needs[ready:]
        self._pending = self._pending[ready * self._hop :]
        return out

    def _apply(self, frames: Samples, knots: np.ndarray) -> Samples:
        """Scale each hop by a gain that runs in a straight line from one knot to the next."""
        if not knots.any():
            return frames
        gains = (10.0 ** (knots / 20.0)).astype(np.float32)
        share = np.arange(self._hop, dtype=np.float32) / np.float32(self._hop)
        line = gains[:-1, None] + share * np.diff(gains)[:, None]
        scaled: Samples = frames * np.repeat(line.reshape(-1, 1), frames.shape[1], axis=1)
        return scaled
