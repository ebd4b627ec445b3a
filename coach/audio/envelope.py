"""Ramps and curves: nothing in coach begins or ends without one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from coach.units import to_frame

if TYPE_CHECKING:
    from coach.audio.clip import Samples
    from coach.units import Frames, Seconds


def raised_cosine(length: Frames) -> Samples:
    """Return a rise from 0 to 1 over ``length`` frames, flat at both ends."""
    phase = (np.arange(length, dtype=np.float32) + 0.5) / max(length, 1)
    rise: Samples = np.sin(phase * np.float32(np.pi / 2)) ** 2
    return rise


def equal_power(position: Samples) -> Samples:
    """Return the gain of a fade-in whose power rises in a straight line; ``position`` runs from 0 to 1.

    With the same fade backwards on another, uncorrelated sound, the sum keeps its power.
    """
    fade: Samples = np.sin(np.clip(position, 0.0, 1.0) * np.float32(np.pi / 2))
    return fade


def smoothstep(position: Samples) -> Samples:
    """Return an S-curve from 0 to 1, flat at both ends: ``3x² - 2x³``; ``position`` is clipped to 0..1."""
    x = np.clip(position, 0.0, 1.0)
    curve: Samples = x * x * (3.0 - 2.0 * x)
    return curve


def ramped(samples: Samples, rate: int, rise: Seconds, fall: Seconds) -> Samples:
    """Return samples that rise from and fall to silence at their edges, in raised cosines.

    Args:
        samples: One channel.
        rate: Frames per second.
        rise: Seconds of the rise.
        fall: Seconds of the fall.
    """
    result = samples.astype(np.float32, copy=True)
    head = min(to_frame(rise, rate), len(result) // 2)
    tail = min(to_frame(fall, rate), len(result) // 2)
    result[:head] *= raised_cosine(head)
    if tail:
        result[-tail:] *= raised_cosine(tail)[::-1]
    return result
