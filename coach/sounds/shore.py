"""The shore: waves that come and go, made on the spot. No wave is like the last, and no loop can be heard.

Two textures of noise, the deep one and the wash, each loop without a seam (they are periodic by
construction) over lengths that only meet again after hours; over them swells of uneven height and
length, which never repeat.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from coach.audio.envelope import smoothstep
from coach.audio.loudness import STEP, integrated, powers, to_power
from coach.sounds.bed import Bed

if TYPE_CHECKING:
    from coach.audio import Samples
    from coach.audio.loudness import Powers
    from coach.units import Frames, Lufs

SEED = 20_07
"""Where the randomness starts: the same waves on every run."""

WAVE = 9.0
"""Mean seconds from wave to wave: within the calm breathing rates of 6 to 7 a minute."""

RISE = 0.38
"""Share of a wave's time in which it comes in; it draws back in the rest."""

GRID = 0.02
"""Seconds between the points at which the swell is worked out; between them it is a straight line."""

_LENGTHS = (960_000, 1_029_000)
"""Frames of the two textures: 20.0 s and 21.4 s at 48 kHz, with a common multiple of 1.9 hours."""

_ACROSS = 3
"""Waves that can sound at one time, to each side of the present one."""


class Shore(Bed):
    """Waves on a shore."""

    def __init__(self, rate: int, loudness: Lufs) -> None:
        """Make the waves.

        Args:
            rate: Frames per second.
            loudness: The bed's integrated loudness in LUFS.
        """
        self._rate = rate
        self._deep = _texture(_LENGTHS[0], rate, 1)
        self._wash = _texture(_LENGTHS[1], rate, 2)
        self._deep_power = float(powers(self._deep, rate).mean())
        self._wash_power = float(powers(self._wash, rate).mean())
        self._gain = np.float32(1.0)
        self._gain = np.float32(np.sqrt(to_power(loudness) / to_power(integrated(self.powers(6000)))))

    def read(self, start: Frames, count: Frames) -> Samples:
        """Return frames of the endless shore."""
        deep, wash = self._swell(start, count)
        block = _around(self._deep, start, count) * deep[:, None]
        block += _around(self._wash, start, count) * wash[:, None]
        return block

    def powers(self, steps: int) -> Powers:
        """Return powers worked out from the textures' own and the swell."""
        grid = (np.arange(steps) + 0.5) * STEP
        deep, wash = _levels(grid)
        gain = float(self._gain) ** 2
        return np.asarray(gain * (self._deep_power * deep**2 + self._wash_power * wash**2), np.float64)

    def _swell(self, start: Frames, count: Frames) -> tuple[Samples, Samples]:
        point = round(GRID * self._rate)
        first = start // point
        points = np.arange(first, (start + count) // point + 2)
        deep, wash = _levels(points * (point / self._rate))
        where = np.arange(start - first * point, start - first * point + count, dtype=np.float32) / np.float32(point)
        whole = where.astype(np.int32)
        part = where - whole.astype(np.float32)
        return tuple(  # type: ignore[return-value]  # two levels in, two curves out
            (level[whole] + part * np.diff(level)[whole]) * self._gain
            for level in (deep.astype(np.float32), wash.astype(np.float32))
        )


def _levels(seconds: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the amplitudes of the two textures at rising times: the deep one steady, the wash with the waves."""
    swell = np.zeros(len(seconds))
    numbers = np.floor(seconds / WAVE).astype(int)
    for number in range(numbers.min() - _ACROSS, numbers.max() + _ACROSS + 1) if len(seconds) else ():
        begin, length, height = _wave(number)
        inside = slice(*np.searchsorted(seconds, (begin, begin + length)))
        phase = (seconds[inside] - begin) / length
        rising = smoothstep((phase / RISE).astype(np.float32))
        falling = smoothstep(((1.0 - phase) / (1.0 - RISE)).astype(np.float32))
        swell[inside] += height * np.where(phase < RISE, rising, falling)
    return 0.60 + 0.20 * swell, 0.22 + 0.50 * swell


@lru_cache(maxsize=4096)
def _wave(number: int) -> tuple[float, float, float]:
    """Return when a wave begins and how long it lasts, in seconds, and its height."""
    random = np.random.default_rng([SEED, abs(number), number < 0])
    begin = (number + random.uniform(-0.22, 0.22)) * WAVE
    return begin, WAVE * random.uniform(1.0, 1.5), random.uniform(0.5, 1.0)


@lru_cache(maxsize=4)
def _texture(length: Frames, rate: int, kind: int) -> Samples:
    """Return noise that loops without a seam, made by shaping its spectrum: shape (length, 2).

    The two channels share some of their sound, so that the bed has width and survives being played in mono.
    Above 1 kHz both textures fall by 9 dB or more an octave: nothing in them competes with consonants.
    """
    random = np.random.default_rng([SEED, kind])
    hertz = np.fft.rfftfreq(length, 1.0 / rate)
    low, knee, slope = ((45.0, 160.0, 2.0), (120.0, 700.0, 1.5))[kind - 1]
    high_pass = hertz**2 / (hertz**2 + low**2)
    shape = high_pass / (1.0 + (hertz / knee) ** 2) ** (slope / 2)
    centre, left, right = (
        shape * (random.standard_normal(len(hertz)) + 1j * random.standard_normal(len(hertz))) for _ in range(3)
    )
    sides = [np.fft.irfft(0.6 * centre + 0.8 * side, length) for side in (left, right)]
    noise = np.stack(sides, axis=1)
    texture: Samples = (noise / np.sqrt(np.mean(noise**2))).astype(np.float32)
    return texture


def _around(texture: Samples, start: Frames, count: Frames) -> Samples:
    """Return frames of a texture, going round at its end."""
    begin = start % len(texture)
    if begin + count <= len(texture):
        return texture[begin : begin + count]
    pieces, left = [texture[begin:]], count - (len(texture) - begin)
    while left > 0:
        pieces.append(texture[:left])
        left -= len(texture)
    return np.concatenate(pieces)
