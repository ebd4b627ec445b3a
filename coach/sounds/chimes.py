"""Chimes made from their partials: each partial a decaying sine, all of them starting softly."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from coach.audio import Clip
from coach.audio.envelope import ramped, smoothstep
from coach.audio.loudness import BLOCK, powers, to_power
from coach.errors import SoundError, suggest
from coach.sounds.recipes import CHIMES, Chime
from coach.units import Seconds, to_frame

if TYPE_CHECKING:
    from coach.audio import Samples
    from coach.sounds.recipes import Partial
    from coach.units import Frames, Lufs

RISE: Seconds = 0.003
"""Seconds of the strike's own ramp: short enough to be heard at its frame."""


@lru_cache(maxsize=32)
def chime(name: str, rate: int, loudness: Lufs) -> Clip:
    """Make a chime.

    Args:
        name: Which.
        rate: Frames per second.
        loudness: Its greatest loudness over 400 ms, in LUFS, when the clip sounds in one channel.

    Raises:
        SoundError: No chime has that name.
    """
    recipe = find(name)
    sound = np.zeros(to_frame(recipe.length, rate), np.float32)
    for delay, ratio in recipe.strikes:
        first = to_frame(delay, rate)
        sound[first:] += _strike(recipe, recipe.pitch * ratio, len(sound) - first, rate)
    soft = ramped(sound, rate, 0.0, 0.25 * recipe.length)
    return Clip(soft * np.float32(_gain(soft, rate, loudness)), rate)


def find(name: str) -> Chime:
    """Return a chime's recipe.

    Raises:
        SoundError: No chime has that name.
    """
    if name not in CHIMES:
        message = f"unknown chime '{name}': {suggest(name, [*CHIMES, 'none'])}"
        raise SoundError(message)
    return CHIMES[name]


def _strike(recipe: Chime, pitch: float, frames: Frames, rate: int) -> Samples:
    time = np.arange(frames, dtype=np.float64) / rate
    sound = sum((_partial(partial, pitch, time) for partial in recipe.partials), np.zeros_like(time))
    bloom = recipe.strike + (1.0 - recipe.strike) * smoothstep((time / recipe.bloom).astype(np.float32))
    return ramped((sound * bloom).astype(np.float32), rate, RISE, 0.0)


def _partial(partial: Partial, pitch: float, time: np.ndarray) -> np.ndarray:
    hertz = pitch * partial.ratio
    phase = 2 * np.pi * hertz * time
    split = np.pi * partial.beat * time
    tone = np.sin(phase) if not partial.beat else 0.7 * np.sin(phase + split) + 0.3 * np.sin(phase - split)
    fall: np.ndarray = partial.share * tone * 10.0 ** (-3.0 * time / partial.decay)
    return fall


def _gain(samples: np.ndarray, rate: int, loudness: Lufs) -> float:
    steps = powers(np.asarray(samples, np.float32), rate)
    block = min(BLOCK, len(steps))
    loudest = np.convolve(steps, np.full(block, 1.0 / BLOCK), mode="valid").max()
    return float(np.sqrt(to_power(loudness) / loudest))
