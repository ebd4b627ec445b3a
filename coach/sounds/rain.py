"""Rain: its roar from far away, and drops on leaves and earth close by."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from coach.sounds.grains import rings, rustles
from coach.sounds.layered import Layered
from coach.sounds.swell import wander
from coach.sounds.texture import Texture, band, falling, noise, scattered

if TYPE_CHECKING:
    from coach.sounds.swell import Curve


class Rain(Layered):
    """Steady rain that thickens and thins a little.

    Real rain is loudest where consonants are. This one has its drops under 1 kHz and its sheen over 5 kHz,
    and next to nothing between.
    """

    @staticmethod
    @lru_cache(maxsize=1)
    def textures(rate: int) -> tuple[Texture, Texture]:
        """Return the roar and the drops."""
        roar = noise(falling(110.0, 420.0, 1.7), rate, 11)
        sheen = noise(band(6000.0, 11_000.0), rate, 12)
        drops = scattered(rings(rate, 13, (380.0, 950.0), (0.006, 0.016)), 160.0, rate, 14)
        ticks = scattered(rustles(rate, 15, (4800.0, 14_000.0), (0.001, 0.003)), 260.0, rate, 16)
        near = drops + np.float32(0.16) * sheen + np.float32(0.16) * ticks
        return Texture(roar, rate, 17), Texture(near, rate, 18)

    @staticmethod
    def levels(seconds: Curve) -> tuple[Curve, Curve]:
        """Return levels that stray by 1.5 and 2.5 dB, each by itself."""
        far = 10.0 ** (1.5 * wander(seconds, 101, 31.0) / 20.0)
        near = 10.0 ** (2.5 * wander(seconds, 103, 17.0) / 20.0)
        return 0.8 * far, 0.45 * near
