"""A stream: water over stones, with bubbles that rise in pitch as they close."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from coach.sounds.grains import rings
from coach.sounds.layered import Layered
from coach.sounds.swell import wander
from coach.sounds.texture import Texture, band, falling, noise, scattered

if TYPE_CHECKING:
    from coach.sounds.swell import Curve


class Stream(Layered):
    """A small stream."""

    @staticmethod
    @lru_cache(maxsize=1)
    def textures(rate: int) -> tuple[Texture, Texture, Texture]:
        """Return the flow, the large bubbles and the small ones."""
        flow = noise(falling(140.0, 400.0, 1.9), rate, 21) + np.float32(0.05) * noise(band(6000.0, 10_500.0), rate, 22)
        large = scattered(rings(rate, 23, (220.0, 520.0), (0.03, 0.07), 0.35), 45.0, rate, 24)
        small = scattered(rings(rate, 25, (450.0, 800.0), (0.015, 0.035), 0.15), 60.0, rate, 26)
        return Texture(flow, rate, 27), Texture(large, rate, 28), Texture(small, rate, 29)

    @staticmethod
    def levels(seconds: Curve) -> tuple[Curve, Curve, Curve]:
        """Return a steady flow, and bubbles that come in handfuls."""
        large = 10.0 ** (4.0 * wander(seconds, 201, 6.0) / 20.0)
        small = 10.0 ** (4.0 * wander(seconds, 203, 4.3) / 20.0)
        return 0.75 * np.ones(len(seconds)), 0.42 * large, 0.27 * small
