"""The pacing tone: its pitch is where the hands are, an octave from the start of a stroke to its far end."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from coach.audio import Clip
from coach.audio.envelope import ramped, smoothstep
from coach.audio.loudness import integrated, powers, to_power

if TYPE_CHECKING:
    import numpy.typing as npt

    from coach.units import Frames, Lufs, Seconds

LOW = 220.0
"""Hertz where a stroke begins: A3, in tune with the chimes."""

OCTAVES = 1.0
"""How far the tone rises, in octaves."""

OVERTONES = (1.0, 0.35, 0.12)
"""Amplitudes of the fundamental and its overtones: soft, and still heard on a small speaker."""

EDGE: Seconds = 0.6
"""Seconds in which a stroke swells from silence and sinks back to it; a quarter of it where it is short."""


@lru_cache(maxsize=16)
def pulse(frames: Frames, rise: float, rate: int, loudness: Lufs) -> Clip:
    """Make the tone of one stroke.

    Args:
        frames: Frames the stroke lasts.
        rise: Share of it in which the hands travel up and the tone rises, 0 to 1.
        rate: Frames per second.
        loudness: Integrated loudness in LUFS, when the clip sounds in one channel.
    """
    place = (np.arange(frames) + 0.5) / frames
    hertz = LOW * 2.0 ** (OCTAVES * _height(place, rise))
    phase = 2 * np.pi * np.cumsum(hertz) / rate
    tone = sum(share * np.sin(number * phase) for number, share in enumerate(OVERTONES, 1))
    edge = min(EDGE, frames / rate / 4)
    soft = ramped(np.asarray(tone, np.float32), rate, edge, edge)
    gain = np.sqrt(to_power(loudness) / to_power(integrated(powers(soft, rate))))
    return Clip(soft * np.float32(gain), rate)


def _height(place: npt.NDArray[np.float64], rise: float) -> npt.NDArray[np.float32]:
    """Return how far up the hands are at each share of a stroke, 0 to 1: slow at both ends, as hands are."""
    up = smoothstep((place / rise).astype(np.float32)) if rise > 0 else np.ones_like(place, np.float32)
    down = smoothstep(((1.0 - place) / (1.0 - rise)).astype(np.float32)) if rise < 1 else np.ones_like(up)
    return np.minimum(up, down)
