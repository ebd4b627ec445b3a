"""Singing bowls, now and then: each is rubbed until it sings and is left to fade, over a hush of air."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from coach.audio.envelope import ramped, smoothstep
from coach.audio.loudness import STEP, integrated, powers, to_power
from coach.sounds.bed import Bed
from coach.sounds.layered import MEASURED, Layered
from coach.sounds.swell import wander
from coach.sounds.texture import Texture, falling, noise
from coach.units import Decibels, Seconds, to_frame

if TYPE_CHECKING:
    from coach.audio import Samples
    from coach.audio.loudness import Powers
    from coach.sounds.swell import Curve
    from coach.units import Frames, Lufs

SEED = 51
"""Where the lots start: which bowl, when, how loud, from where."""

EVERY: Seconds = 7.0
"""Mean seconds from one bowl to the next."""

STRAY: Seconds = 2.2
"""Seconds by which a bowl comes earlier or later than that."""

BLOOM: Seconds = 3.5
"""Seconds in which a bowl begins to sing."""

LENGTH: Seconds = 20.0
"""Seconds until one is gone."""

AIR: Decibels = -1.5
"""Loudness of the air against the whole: with it no bowl comes out of silence."""

PITCHES = ((146.83, 293.66), (220.0, 110.0))
"""Hertz of the bowls, D and A: by turns one of the first two, and one of the last."""

PARTIALS = ((1.0, 1.0, 28.0, 0.13), (2.71, 0.13, 14.0, 0.31), (5.15, 0.015, 5.0, 0.0))
"""Of each partial: frequency against the pitch, amplitude, seconds in which it falls by 60 dB, hertz of its beat.
Ratios as the bowl's among the chimes."""


class Air(Layered):
    """A hush under the bowls."""

    @staticmethod
    @lru_cache(maxsize=1)
    def textures(rate: int) -> tuple[Texture]:
        """Return the hush."""
        return (Texture(noise(falling(70.0, 240.0, 1.6), rate, 52), rate, 53),)

    @staticmethod
    def levels(seconds: Curve) -> tuple[Curve]:
        """Return a level that breathes by 1.5 dB."""
        return (10.0 ** (1.5 * wander(seconds, 501, 12.0) / 20.0),)


class Bowls(Bed):
    """Singing bowls."""

    def __init__(self, rate: int, loudness: Lufs) -> None:
        """Make the bowls and the air.

        Args:
            rate: Frames per second.
            loudness: The bed's integrated loudness in LUFS.
        """
        self._air = Air(rate, loudness + AIR)
        self._bowls, self._powers = _bowls(rate)
        self._rate, self._gain = rate, 1.0
        wanted = to_power(loudness) - to_power(loudness + AIR)
        self._gain = float(np.sqrt(wanted / to_power(integrated(self._struck(MEASURED)))))
        self._gain *= float(np.sqrt(to_power(loudness) / to_power(integrated(self.powers(MEASURED)))))

    def read(self, start: Frames, count: Frames) -> Samples:
        """Return frames of the endless bed."""
        block = self._air.read(start, count)
        seconds = (start / self._rate, (start + count) / self._rate)
        for number in _numbers(*seconds):
            step, kind, height = _strike(number)
            begin = to_frame(step * STEP, self._rate) - start
            sound = self._bowls[kind]
            first, last = max(begin, 0), min(begin + len(sound), count)
            if first < last:
                block[first:last] += sound[first - begin : last - begin] * np.float32(height * self._gain)
        return block

    def powers(self, steps: int) -> Powers:
        """Return powers worked out from those of the air and of each bowl."""
        return self._air.powers(steps) + self._struck(steps)

    def _struck(self, steps: int) -> Powers:
        total = np.zeros(steps)
        for number in _numbers(0.0, steps * STEP):
            step, kind, height = _strike(number)
            first, last = max(step, 0), min(step + len(self._powers[kind]), steps)
            if first < last:
                total[first:last] += self._powers[kind][first - step : last - step] * (height * self._gain) ** 2
        return total


def _numbers(begin: Seconds, end: Seconds) -> range:
    """Return the numbers of all bowls that can sound in a time."""
    return range(int((begin - LENGTH - STRAY) // EVERY), int((end + STRAY) // EVERY) + 1)


@lru_cache(maxsize=4096)
def _strike(number: int) -> tuple[int, int, float]:
    """Return the step of 100 ms in which a bowl begins, which one it is, and how loud."""
    random = np.random.default_rng([SEED, abs(number), number < 0])
    step = round((number * EVERY + random.uniform(-STRAY, STRAY)) / STEP)
    kind = number % 2 * 2 + int(random.integers(2))
    return step, kind, random.uniform(0.6, 1.0)


@lru_cache(maxsize=1)
def _bowls(rate: int) -> tuple[list[Samples], list[Powers]]:
    """Return each bowl's sound, shape (frames, 2), all equally loud; and their powers."""
    sounds = []
    for pitch in (pitch for pair in PITCHES for pitch in pair):
        sound = _sung(pitch, rate)
        sounds.append(sound / np.float32(np.sqrt(powers(sound, rate).max())))
    return sounds, [powers(sound, rate) for sound in sounds]


def _sung(pitch: float, rate: int) -> Samples:
    """Return a bowl as it sings: in each channel the partials stand at another phase, which makes it wide."""
    time = np.arange(to_frame(LENGTH, rate)) / rate
    sides = np.zeros((2, len(time)))
    for number, (ratio, share, decay, beat) in enumerate(PARTIALS):
        fall = share * 10.0 ** (-3.0 * time / decay)
        phase, split = 2 * np.pi * pitch * ratio * time, np.pi * beat * time
        for side in (0, 1):
            apart = np.pi / 3 * (side if number % 2 else -side)
            sides[side] += fall * (0.75 * np.sin(phase + split + apart) + 0.25 * np.sin(phase - split + apart))
    bloom = smoothstep((time / BLOOM).astype(np.float32))
    return np.stack([ramped((side * bloom).astype(np.float32), rate, 0.1, 8.0) for side in sides], axis=1)
