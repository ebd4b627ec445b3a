"""The drone: warm pads on the chimes' own chord, D and A, that beat slowly and never settle.

Each tone is a very narrow band of noise: it is heard as one pitch whose strength comes and goes, as when
strings beat that are all but in tune.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from coach.audio.loudness import STEP
from coach.sounds.layered import Layered
from coach.sounds.swell import wander
from coach.sounds.texture import Texture, noise
from coach.units import to_frame

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy.typing as npt

    from coach.audio import Samples
    from coach.audio.loudness import Powers
    from coach.sounds.swell import Curve

ROOT = 73.415
"""Hertz of D2, two octaves under the bowl."""

LOW = ((1.0, 0.5), (1.5, 0.6), (2.0, 1.0), (3.0, 0.55))
"""The lower pad: frequency against the root, and amplitude: D2, A2, D3 and A3."""

HIGH = ((3.0, 0.6), (4.0, 1.0), (6.0, 0.5), (8.0, 0.22), (12.0, 0.06))
"""The upper pad: A3, D4, A4, D5 and A5."""

WIDTH = 0.14
"""Hertz to either side of a tone within which its noise lies: beats of 4 s and slower."""

EVENED = 0.7
"""Share, in dB, of a pad's own rise and fall that is taken out."""


EVERY = 6
"""Of so many frames one is enough to measure the pads by: their highest tone is 881 Hz."""

MINUTE = 600
"""Steps of 100 ms that are measured in one go."""


class Drone(Layered):
    """Slowly beating pads."""

    @staticmethod
    @lru_cache(maxsize=1)
    def textures(rate: int) -> tuple[Texture, Texture]:
        """Return the two pads. They cross slowly, so that a crossing is one more beat."""
        pads = (noise(_tones(pad), rate, seed, 60.0) for seed, pad in ((41, LOW), (42, HIGH)))
        low, high = (Texture(_evened(pad, rate), rate, seed, 9.0, 5.0) for seed, pad in enumerate(pads, 43))
        return low, high

    @staticmethod
    def levels(seconds: Curve) -> tuple[Curve, Curve]:
        """Return levels that stray by 2 and 3 dB, each by itself."""
        low = 10.0 ** (2.0 * wander(seconds, 401, 29.0) / 20.0)
        return low, 0.5 * 10.0 ** (3.0 * wander(seconds, 403, 19.0) / 20.0)

    def own_powers(self, steps: int) -> Powers:
        """Return powers measured on the pads themselves: tones that are all but in tune add up as they beat."""
        step = to_frame(STEP, self._rate) // EVERY
        found = np.zeros(steps)
        for first in range(0, steps, MINUTE):
            count = min(MINUTE, steps - first)
            pads = np.zeros((count, 2 * step), np.float32)
            levels = self.levels((first + np.arange(count, dtype=np.float64) + 0.5) * STEP)
            for texture, level in zip(_heard(self._rate), levels, strict=True):
                pads += texture.read(first * step, count * step).reshape(count, -1) * level.astype(np.float32)[:, None]
            found[first : first + count] = np.einsum("ij,ij->i", pads, pads) / step
        return found


@lru_cache(maxsize=1)
def _heard(rate: int) -> tuple[Texture, ...]:
    """Return what the pads are measured by."""
    return tuple(texture.weighted(EVERY) for texture in Drone.textures(rate))


def _evened(pad: Samples, rate: int) -> Samples:
    """Return a pad without most of its rise and fall as a whole: its tones beat against one another."""
    step = to_frame(0.5, rate)
    level = np.sqrt(np.square(pad).reshape(-1, step, 2).mean(axis=(1, 2)))
    middles = (np.arange(len(level)) + 0.5) * step
    curve = np.interp(np.arange(len(pad)), middles, level**-EVENED)
    evened: Samples = pad * curve.astype(np.float32)[:, None]
    return evened


def _tones(pad: Sequence[tuple[float, float]]) -> Callable[[npt.NDArray[np.float32]], npt.NDArray[np.float32]]:
    def shape(hertz: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        amplitudes = np.zeros_like(hertz)
        for ratio, amplitude in pad:
            away = (hertz - np.float32(ratio * ROOT)) / np.float32(WIDTH)
            amplitudes += np.float32(amplitude) * np.exp(-(away**2))
        return amplitudes

    return shape
