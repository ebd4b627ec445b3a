"""Wind in leaves: gusts that come over the trees, and the leaves that answer."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from coach.sounds.grains import rustles
from coach.sounds.layered import Layered
from coach.sounds.swell import Waves, wander
from coach.sounds.texture import Texture, band, falling, noise, scattered

if TYPE_CHECKING:
    from coach.sounds.swell import Curve

GUSTS = Waves(seed=31, every=11.0, rise=0.42, lengths=(0.9, 2.2), heights=(0.15, 1.0), stray=0.45)
"""A gust every 11 s or so, some hardly felt."""

BEHIND = 0.6
"""Seconds by which the leaves follow the wind."""


class Wind(Layered):
    """Wind in leaves."""

    @staticmethod
    @lru_cache(maxsize=1)
    def textures(rate: int) -> tuple[Texture, Texture]:
        """Return the wind and the leaves: a soft rush under 1 kHz, and rustling over 5 kHz."""
        wind = noise(falling(60.0, 220.0, 1.9), rate, 32)
        rush = noise(band(280.0, 800.0), rate, 33)
        sheen = noise(band(5500.0, 10_000.0), rate, 34)
        rustle = scattered(rustles(rate, 35, (4500.0, 13_000.0), (0.003, 0.012)), 130.0, rate, 36)
        leaves = rush + np.float32(0.13) * sheen + np.float32(0.2) * rustle
        return Texture(wind, rate, 37), Texture(leaves, rate, 38)

    @staticmethod
    def levels(seconds: Curve) -> tuple[Curve, Curve]:
        """Return wind that never quite stops, and leaves that follow its gusts."""
        gust, answer = GUSTS.at(seconds), GUSTS.at(seconds - BEHIND)
        flutter = 10.0 ** (1.5 * wander(seconds, 301, 2.7) / 20.0)
        return 0.5 + 0.4 * gust, (0.10 + 0.38 * answer) * flutter
