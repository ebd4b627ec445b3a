"""The shore: waves that come and go, made on the spot. No wave is like the last, and no loop can be heard."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from coach.sounds.layered import Layered
from coach.sounds.swell import Waves
from coach.sounds.texture import Texture, falling, noise

if TYPE_CHECKING:
    from coach.sounds.swell import Curve

WAVES = Waves(seed=2007, every=9.0, rise=0.38, lengths=(1.0, 1.5), heights=(0.5, 1.0), stray=0.22)
"""A wave every 9 s: within the calm breathing rates of 6 to 7 a minute."""


class Shore(Layered):
    """Waves on a shore: a deep murmur, and the wash that comes with the waves."""

    @staticmethod
    @lru_cache(maxsize=1)
    def textures(rate: int) -> tuple[Texture, Texture]:
        """Return the deep one and the wash; over 1 kHz both fall by 9 dB or more an octave."""
        deep = noise(falling(45.0, 160.0, 2.0), rate, 1)
        wash = noise(falling(120.0, 700.0, 1.5), rate, 2)
        return Texture(deep, rate, 3), Texture(wash, rate, 4)

    @staticmethod
    def levels(seconds: Curve) -> tuple[Curve, Curve]:
        """Return a deep murmur that hardly moves, and a wash that does."""
        swell = WAVES.at(seconds)
        return 0.60 + 0.20 * swell, 0.22 + 0.50 * swell
