"""A bed of layers: textures, each with a swell of its own."""

from __future__ import annotations

from abc import abstractmethod
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

import numpy as np

from coach.audio.loudness import STEP, integrated, to_power
from coach.sounds.bed import Bed
from coach.units import Seconds, to_frame

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coach.audio import Samples
    from coach.audio.loudness import Powers
    from coach.sounds.swell import Curve
    from coach.sounds.texture import Texture
    from coach.units import Frames, Lufs

GRID: Seconds = 0.02
"""Seconds between the points at which the swells are worked out; between them they are straight lines."""

STRETCH = 3000
"""Points that are worked out in one go: a minute."""

MEASURED = 6000
"""Steps by which a bed is brought to its loudness: ten minutes."""


class Layered(Bed):
    """Layers of texture under swells."""

    def __init__(self, rate: int, loudness: Lufs) -> None:
        """Describe a bed: its textures are made when it first sounds or is measured, not while words are spoken.

        Args:
            rate: Frames per second.
            loudness: The bed's integrated loudness in LUFS.
        """
        self._rate, self._loudness = rate, loudness
        self._point = to_frame(GRID, rate)
        self._ramp = np.repeat(np.arange(self._point, dtype=np.float32) / np.float32(self._point), 2)
        self._worked_out = lru_cache(maxsize=2)(self._levels_from)

    @cached_property
    def _layers(self) -> Sequence[Texture]:
        return self.textures(self._rate)

    @cached_property
    def _gain(self) -> float:
        return float(np.sqrt(to_power(self._loudness) / to_power(integrated(self.own_powers(MEASURED)))))

    @staticmethod
    @abstractmethod
    def textures(rate: int) -> Sequence[Texture]:
        """Return the textures, one for each layer."""

    @staticmethod
    @abstractmethod
    def levels(seconds: Curve) -> tuple[Curve, ...]:
        """Return the amplitude of each layer at some rising times."""

    def read(self, start: Frames, count: Frames) -> Samples:
        """Return frames of the endless bed."""
        block = np.zeros(2 * count, np.float32)
        first = start // self._point
        skipped = 2 * (start - first * self._point)
        for texture, level in zip(self._layers, self._points(first, (start + count) // self._point + 2), strict=True):
            # Both channels lie side by side, and the curve has each of its values twice: one straight product.
            curve = np.diff(level)[:, None] * self._ramp
            curve += level[:-1, None]
            sound = curve.reshape(-1)[skipped : skipped + 2 * count]
            sound *= texture.read(start, count).reshape(-1)
            block += sound
        return block.reshape(-1, 2)

    def powers(self, steps: int) -> Powers:
        """Return powers worked out from the bed's own."""
        return self._gain**2 * self.own_powers(steps)

    def own_powers(self, steps: int) -> Powers:
        """Return the bed's powers before it is brought to its loudness, from the textures' own and the swells."""
        levels = self.levels((np.arange(steps, dtype=np.float64) + 0.5) * STEP)
        total = sum(texture.power * level**2 for texture, level in zip(self._layers, levels, strict=True))
        return np.asarray(total, np.float64)

    def _points(self, first: int, end: int) -> Samples:
        """Return the levels at points of the grid: shape (layers, points)."""
        stretches = range(first // STRETCH, (end - 1) // STRETCH + 1)
        whole = np.concatenate([self._worked_out(stretch) for stretch in stretches], axis=1)
        return whole[:, first - stretches[0] * STRETCH : end - stretches[0] * STRETCH]

    def _levels_from(self, stretch: int) -> Samples:
        seconds = np.asarray((stretch * STRETCH + np.arange(STRETCH)) * (self._point / self._rate), np.float64)
        return np.asarray(np.stack(self.levels(seconds)) * self._gain, np.float32)
