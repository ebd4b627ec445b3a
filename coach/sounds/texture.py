"""Textures: half a minute of a sound, read on and on without a loop.

A texture is read in stretches that each begin at another place in it, drawn by lot, and cross into one
another at equal power. So it never comes round again, and still any frame can be worked out by itself.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from coach.audio.envelope import equal_power
from coach.audio.loudness import k_weighting, steady_power
from coach.units import Seconds, to_frame

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy.typing as npt

    from coach.audio import Samples
    from coach.units import Frames

LENGTH: Seconds = 24.0
"""Seconds of a texture, where its maker has no wish of its own."""

SHARED = 0.6
"""Amplitude of what both channels of a noise have in common; the rest of its power is each channel's own."""
SPREAD = 0.9
"""How far to the sides grains lie: 0 is all in the middle, 1 is out to the single channels."""

GRAIN: Seconds = 0.02
"""Seconds between the places at which a stretch may begin: a coarser copy of a texture has them too."""

LOTS = 3
"""Lots of which a stretch takes the best, so that it does not cross into the very sound that it follows."""


class Texture:
    """Sound without a loop, made from a short piece of it."""

    def __init__(self, samples: Samples, rate: int, seed: int, stretch: Seconds = 8.0, cross: Seconds = 1.5) -> None:
        """Take a piece of sound in.

        Args:
            samples: The piece, shape (frames, 2); much longer than a stretch and a crossing.
            rate: Frames per second.
            seed: Where the lots start.
            stretch: Seconds from one crossing to the next.
            cross: Seconds of a crossing.
        """
        self._made = rate, seed, stretch, cross
        self._samples, self._seed, self._grain = samples, seed, to_frame(GRAIN, rate)
        self._stretch, self._cross = to_frame(stretch, rate), to_frame(cross, rate)
        fade = equal_power((np.arange(self._cross, dtype=np.float32) + 0.5) / np.float32(self._cross))
        self._fade = np.repeat(fade[:, None], 2, axis=1)
        self._begin = lru_cache(maxsize=64)(self._drawn)
        self.power = steady_power(samples, rate)
        """K-weighted mean power."""

    def weighted(self, every: int) -> Texture:
        """Return a K-weighted copy for measuring, of every so manieth frame: the same stretches at the same times.

        Args:
            every: A factor of the frames in `GRAIN`, and small enough that what it holds stays under half its rate.
        """
        from scipy.signal import sosfilt  # noqa: PLC0415 - takes half a second that planning need not wait

        rate, seed, stretch, cross = self._made
        heard = np.asarray(sosfilt(k_weighting(rate), self._samples, axis=0)[::every], np.float32)
        return Texture(heard, rate // every, seed, stretch, cross)

    def read(self, start: Frames, count: Frames) -> Samples:
        """Return frames of the endless texture: shape (count, 2). Not to be written to."""
        pieces = []
        for number in range(start // self._stretch, (start + count - 1) // self._stretch + 1):
            first = max(start - number * self._stretch, 0)
            last = min(start + count - number * self._stretch, self._stretch)
            pieces.append(self._piece(number, first, last))
        return pieces[0] if len(pieces) == 1 else np.concatenate(pieces or [self._samples[:0]])

    def _piece(self, number: int, first: Frames, last: Frames) -> Samples:
        begin = self._begin(number)
        piece = self._samples[begin + first : begin + last]
        if first < self._cross:
            crossed = min(last, self._cross)
            old = self._begin(number - 1) + self._stretch
            fading = self._samples[old + first : old + crossed] * self._fade[::-1][first:crossed]
            coming = piece[: crossed - first] * self._fade[first:crossed]
            piece = np.concatenate([coming + fading, piece[crossed - first :]])
        return piece

    def _drawn(self, number: int) -> Frames:
        """Return where a stretch begins; every other one keeps clear of where its neighbours go on."""
        room = len(self._samples) - self._stretch - self._cross
        lots = np.random.default_rng([self._seed, number + 2]).integers(0, room // self._grain + 1, LOTS) * self._grain
        if number % 2 == 0:
            return int(lots[0])
        beside = np.array([self._begin(number - 1) + self._stretch, self._begin(number + 1) - self._stretch])
        return int(lots[np.abs(lots[:, None] - beside).min(axis=1).argmax()])


def noise(
    shape: Callable[[npt.NDArray[np.float32]], npt.NDArray[np.float32]], rate: int, seed: int, length: Seconds = LENGTH
) -> Samples:
    """Make noise of any colour, in two channels that share enough to survive being played in mono.

    Args:
        shape: Gives the amplitude at each of some frequencies in hertz.
        rate: Frames per second.
        seed: Where the randomness starts.
        length: Seconds.

    Returns:
        Shape (frames, 2), with a mean square of 1.
    """
    frames, random = to_frame(length, rate), np.random.default_rng(seed)
    hertz = np.fft.rfftfreq(frames, 1.0 / rate).astype(np.float32)
    amplitudes = shape(hertz)
    used = np.flatnonzero(amplitudes > amplitudes.max() * 1e-5)  # -100 dB
    centre, *sides = random.standard_normal((3, 2, len(used)), np.float32)
    shared, own = np.float32(SHARED), np.float32(np.sqrt(1.0 - SHARED**2))
    sound = np.empty((frames, 2), np.float32)
    spectrum = np.zeros(len(hertz), np.complex64)
    for channel, side in enumerate(sides):
        spectrum.real[used], spectrum.imag[used] = (shared * centre + own * side) * amplitudes[used]
        sound[:, channel] = np.fft.irfft(spectrum, frames)
    return _level(sound)


def falling(low: float, knee: float, slope: float) -> Callable[[npt.NDArray[np.float32]], npt.NDArray[np.float32]]:
    """Return the shape of a noise that is flat up to its knee.

    Args:
        low: Hertz under which it falls by 12 dB an octave.
        knee: Hertz over which it falls.
        slope: How steeply it falls there: 1 is 6 dB an octave.
    """

    def shape(hertz: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        kept = hertz**2 / (hertz**2 + np.float32(low**2))
        return np.asarray(kept / (1.0 + (hertz / np.float32(knee)) ** 2) ** np.float32(slope / 2), np.float32)

    return shape


def band(low: float, high: float) -> Callable[[npt.NDArray[np.float32]], npt.NDArray[np.float32]]:
    """Return the shape of a noise around the middle of two frequencies in hertz, where it is 9 dB softer: a bell."""

    def shape(hertz: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        octaves = np.log2(np.maximum(hertz, 1.0) / np.float32(np.sqrt(low * high)))
        width = np.float32(np.log2(high / low) / 2)
        return np.asarray(np.exp(-((octaves / width) ** 2)), np.float32)

    return shape


def scattered(grains: Sequence[Samples], per_second: float, rate: int, seed: int) -> Samples:
    """Strew short sounds about at random: drops, bubbles, leaves.

    Args:
        grains: What is strewn, each in one channel.
        per_second: How many fall in a second.
        rate: Frames per second.
        seed: Where the randomness starts.

    Returns:
        Shape (frames, 2), with a mean square of 1.
    """
    frames, random = to_frame(LENGTH, rate), np.random.default_rng(seed)
    sound = np.zeros((2, frames), np.float32)
    count = round(per_second * LENGTH)
    longest = max(map(len, grains))
    starts = random.integers(0, frames - longest, count)
    sizes = np.minimum(random.lognormal(0.0, 0.5, count), 2.5)
    angles = np.pi / 4 * (1.0 + SPREAD * random.uniform(-1.0, 1.0, count))
    gains = (np.stack([np.cos(angles), np.sin(angles)]) * sizes).astype(np.float32)
    for start, kind, gain in zip(starts, random.integers(0, len(grains), count), gains.T, strict=True):
        grain = grains[kind]
        sound[0, start : start + len(grain)] += grain * gain[0]
        sound[1, start : start + len(grain)] += grain * gain[1]
    return _level(np.ascontiguousarray(sound.T))


def _level(samples: Samples) -> Samples:
    """Bring samples to a mean square of 1, where they are, and return them."""
    samples /= np.float32(np.sqrt(np.mean(np.square(samples), dtype=np.float64)))
    return samples
