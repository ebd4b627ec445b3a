"""A sound's profile: its power and its peak in each 100 ms, small enough to keep beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from coach.audio.loudness import STEP, Powers, powers
from coach.units import to_frame

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coach.audio.clip import Clip


@dataclass(frozen=True, slots=True, eq=False)
class Profile:
    """How loud a clip is along its length, in steps of 100 ms."""

    powers: Powers
    """K-weighted mean square of each step, in one channel."""
    peaks: Powers
    """Greatest absolute sample of each step, full scale 1."""


def profile(clip: Clip) -> Profile:
    """Measure a clip; silence fills up its last step."""
    step = to_frame(STEP, clip.rate)
    steps = -(-len(clip) // step)
    padded = np.pad(np.abs(clip.samples), (0, steps * step - len(clip)))
    peaks = padded.reshape(steps, step).max(axis=1) if steps else np.empty(0)
    return Profile(powers(clip.samples, clip.rate), np.asarray(peaks, np.float64))


def silence(steps: int) -> Profile:
    """Return the profile of silence."""
    return Profile(np.zeros(steps), np.zeros(steps))


def joined(profiles: Sequence[Profile]) -> Profile:
    """Return the profile of sounds one after another, each rounded up to whole steps."""
    return Profile(np.concatenate([one.powers for one in profiles]), np.concatenate([one.peaks for one in profiles]))
