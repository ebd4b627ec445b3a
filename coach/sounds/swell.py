"""Swells: how a sound comes and goes for hours without doing the same thing twice, known at any second."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from coach.audio.envelope import smoothstep

if TYPE_CHECKING:
    from coach.units import Seconds

Curve = npt.NDArray[np.float64]
"""A value at each of some rising times."""


@dataclass(frozen=True, slots=True)
class Waves:
    """Waves or gusts: each comes in, and draws back, at a time and a height of its own."""

    seed: int
    """Where the randomness starts."""
    every: Seconds
    """Mean seconds from one to the next."""
    rise: float
    """Share of its time in which one comes in; it draws back in the rest."""
    lengths: tuple[float, float]
    """The shortest and the longest, against ``every``."""
    heights: tuple[float, float]
    """The lowest and the highest."""
    stray: float
    """How far a beginning strays to either side of its even place, against ``every``."""

    def at(self, seconds: Curve) -> Curve:
        """Return how high they stand at rising times; those that overlap add up."""
        swell = np.zeros(len(seconds))
        if not len(seconds):
            return swell
        first = int((seconds[0] / self.every) - self.lengths[1] - self.stray) - 1
        for number in range(first, int(seconds[-1] / self.every + self.stray) + 2):
            begin, length, height = _wave(self, number)
            inside = slice(*np.searchsorted(seconds, (begin, begin + length)))
            phase = ((seconds[inside] - begin) / length).astype(np.float32)
            going = smoothstep((1.0 - phase) / np.float32(1.0 - self.rise))
            swell[inside] += height * np.minimum(smoothstep(phase / np.float32(self.rise)), going)
        return swell


@lru_cache(maxsize=4096)
def _wave(waves: Waves, number: int) -> tuple[Seconds, Seconds, float]:
    """Return when a wave begins and how long it lasts, in seconds, and its height."""
    random = np.random.default_rng([waves.seed, abs(number), number < 0])
    begin = (number + random.uniform(-waves.stray, waves.stray)) * waves.every
    return begin, waves.every * random.uniform(*waves.lengths), random.uniform(*waves.heights)


def wander(seconds: Curve, seed: int, every: Seconds) -> Curve:
    """Return a value that strays between -1 and 1, smoothly and without an aim.

    Args:
        seconds: The times, rising.
        seed: Where the randomness starts.
        every: Seconds in which it turns to somewhere else; smaller turns take a third of that.
    """
    return 0.65 * _turns(seconds / every, seed) + 0.35 * _turns(seconds / (0.318 * every), seed + 1)


def _turns(place: Curve, seed: int) -> Curve:
    whole = np.floor(place).astype(int)
    if not len(whole):
        return place
    aims = np.array([_aim(seed, number) for number in range(whole[0], whole[-1] + 2)])
    index = whole - whole[0]
    return np.asarray(aims[index] + np.diff(aims)[index] * smoothstep((place - whole).astype(np.float32)), np.float64)


@lru_cache(maxsize=8192)
def _aim(seed: int, number: int) -> float:
    return float(np.random.default_rng([seed, number]).uniform(-1.0, 1.0))
