"""Chimes made from their partials: each partial a decaying sine, all of them starting softly.

They are tuned to one chord (D, A and their octaves), so that none clashes with another.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from coach.audio import Clip
from coach.audio.envelope import ramped, smoothstep
from coach.audio.loudness import BLOCK, powers, to_power
from coach.errors import SoundError, suggest
from coach.units import Lufs, Seconds, to_frame

if TYPE_CHECKING:
    from coach.audio import Samples
    from coach.units import Frames

RISE: Seconds = 0.003
"""Seconds of the strike's own ramp: short enough to be heard at its frame."""

STRIKE = 0.25
"""Amplitude of the strike against the full sound: the rest swells in, so that no onset leaps out."""


@dataclass(frozen=True, slots=True)
class Partial:
    """One sine of a chime."""

    ratio: float
    """Frequency against the chime's pitch."""
    share: float
    """Amplitude against the other partials."""
    decay: Seconds
    """Seconds in which it falls by 60 dB."""
    beat: float = 0.0
    """Hertz between the two sines that make it up: the slow beating of a hammered bowl; 0 for one sine."""


@dataclass(frozen=True, slots=True)
class Chime:
    """The recipe of a chime."""

    pitch: float
    """Hertz of the partial with ratio 1."""
    length: Seconds
    """Seconds until it is gone."""
    bloom: Seconds
    """Seconds in which it swells from the strike to its full sound."""
    partials: tuple[Partial, ...]
    """What it sounds of."""
    about: str
    """One line for people."""
    strikes: tuple[tuple[Seconds, float], ...] = ((0.0, 1.0),)
    """Each strike: seconds after the first, and its pitch against the chime's."""


_DROP = (Partial(1.0, 1.0, 1.4), Partial(2.0, 0.12, 0.5))
_NOTE = (Partial(1.0, 1.0, 1.8), Partial(2.0, 0.25, 1.0), Partial(3.0, 0.08, 0.5))

CHIMES = {
    "bowl": Chime(
        293.66,
        6.0,
        0.08,
        (Partial(1.0, 1.0, 7.0, 0.7), Partial(2.71, 0.35, 4.0, 1.1), Partial(5.15, 0.08, 1.6)),
        "a small singing bowl: a step begins",
    ),
    "gong": Chime(
        146.83,
        9.0,
        0.15,
        (
            Partial(1.0, 1.0, 11.0, 0.4),
            Partial(1.5, 0.45, 8.0, 0.6),
            Partial(2.0, 0.5, 7.0),
            Partial(2.98, 0.22, 4.5, 0.9),
            Partial(4.07, 0.08, 2.5),
        ),
        "a soft gong: another side, or the end",
    ),
    "drop": Chime(
        587.33,
        1.5,
        0.03,
        _DROP,
        "a single drop: a mark within a step, or its half",
    ),
    "drops": Chime(587.33, 1.9, 0.03, _DROP, "two drops: the last stroke", ((0.0, 1.0), (0.35, 1.0))),
    "rise": Chime(
        293.66, 2.4, 0.04, _NOTE, "three notes going up: the next stroke is near", ((0.0, 1.0), (0.3, 1.5), (0.6, 2.0))
    ),
    "care": Chime(293.66, 2.2, 0.04, _NOTE, "two low notes going down: take care", ((0.0, 1.0), (0.4, 0.75))),
    "turn": Chime(
        293.66,
        3.0,
        0.04,
        _NOTE,
        "four notes, up and down again: change your position",
        ((0.0, 1.0), (0.3, 1.5), (0.6, 1.5), (0.9, 1.0)),
    ),
}
"""Every chime by name. Ratios of the bowl: the first modes of a hammered bowl, after
O. Inácio, L. Henrique and J. Antunes, "The dynamics of Tibetan singing bowls", 2006."""


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
    bloom = STRIKE + (1.0 - STRIKE) * smoothstep((time / recipe.bloom).astype(np.float32))
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
