"""Grains: the short sounds that a texture is strewn with."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from coach.audio.envelope import raised_cosine

if TYPE_CHECKING:
    from coach.audio import Samples
    from coach.units import Seconds

KINDS = 96
"""Different grains of a sort: more than an ear tells apart."""

SOFT = 0.2
"""Share of a grain in which it rises."""


def rings(
    rate: int, seed: int, hertz: tuple[float, float], decay: tuple[Seconds, Seconds], climb: float = 0.0
) -> list[Samples]:
    """Make drops and bubbles: each a short tone that dies away.

    Args:
        rate: Frames per second.
        seed: Where the randomness starts.
        hertz: The lowest and the highest.
        decay: The shortest and the longest seconds in which one falls to a third.
        climb: By what share the pitch has risen after one decay.
    """
    random = np.random.default_rng(seed)
    grains = []
    for _ in range(KINDS):
        pitch = hertz[0] * (hertz[1] / hertz[0]) ** random.random()
        fall = random.uniform(*decay)
        time = np.arange(round(6 * fall * rate)) / rate
        tone = np.sin(2 * np.pi * (pitch * time * (1.0 + climb * time / (2 * fall)) + random.random()))
        grains.append(_shaped(tone * np.exp(-time / fall)))
    return grains


def rustles(rate: int, seed: int, hertz: tuple[float, float], length: tuple[Seconds, Seconds]) -> list[Samples]:
    """Make what dry leaves do: each a tiny breath of noise.

    Args:
        rate: Frames per second.
        seed: Where the randomness starts.
        hertz: Its lowest and highest frequency.
        length: The shortest and the longest, in seconds.
    """
    random = np.random.default_rng(seed)
    grains = []
    for _ in range(KINDS):
        frames = round(random.uniform(*length) * rate)
        time = np.arange(frames) / rate
        centres = hertz[0] * (hertz[1] / hertz[0]) ** random.triangular(0.0, 0.5, 1.0, 6)
        tone = np.sin(2 * np.pi * (centres[:, None] * time + random.random((6, 1)))).sum(axis=0)
        grains.append(_shaped(tone * np.linspace(1.0, 0.0, frames)))
    return grains


def _shaped(tone: np.ndarray) -> Samples:
    """Return a grain of the power of any other, with a soft beginning and end."""
    grain = tone.astype(np.float32)
    edge = max(1, round(SOFT * len(grain)))
    grain[:edge] *= raised_cosine(edge)
    grain[-edge:] *= raised_cosine(edge)[::-1]
    return grain / np.float32(np.sqrt(np.sum(grain**2)))
