"""Brown noise: 6 dB less with each octave, like a waterfall behind a hill. The plainest cover for a noisy house."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from coach.sounds.layered import Layered
from coach.sounds.swell import wander
from coach.sounds.texture import Texture, falling, noise

if TYPE_CHECKING:
    from coach.sounds.swell import Curve


class Brown(Layered):
    """Brown noise."""

    @staticmethod
    @lru_cache(maxsize=1)
    def textures(rate: int) -> tuple[Texture]:
        """Return the noise; under 40 Hz, where it would only move the loudspeaker, it falls."""
        return (Texture(noise(falling(40.0, 60.0, 1.0), rate, 61), rate, 62),)

    @staticmethod
    def levels(seconds: Curve) -> tuple[Curve]:
        """Return a level that strays by less than 1 dB: enough not to be a machine's."""
        return (10.0 ** (0.8 * wander(seconds, 63, 40.0) / 20.0),)
