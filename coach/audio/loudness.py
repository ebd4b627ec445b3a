"""Loudness as ITU-R BS.1770-5 and EBU R 128 measure it: K-weighting, 400 ms blocks, two gates."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from coach.audio.clip import Samples
    from coach.units import Lufs, Seconds

Powers: TypeAlias = npt.NDArray[np.float64]
"""K-weighted mean squares, channels added up, one for each `STEP` of sound."""

STEP: Seconds = 0.1
"""The step between gating blocks: 400 ms blocks overlap by 75% (BS.1770-5, annex 1)."""

BLOCK = 4
"""Steps in a gating block."""

ABSOLUTE_GATE: Lufs = -70.0
"""Blocks below this are silence (BS.1770-5, annex 1)."""

RELATIVE_GATE = -10.0
"""Blocks this far below the mean of the rest are pauses, in LU (BS.1770-5, annex 1)."""

_OFFSET = -0.691
"""BS.1770-5, annex 1, equation 2: makes a 997 Hz sine at full scale in one channel read -3.01."""


@lru_cache(maxsize=8)
def k_weighting(rate: int) -> npt.NDArray[np.float64]:
    """Return the K-weighting filter as second-order sections, for any rate.

    The two stages of BS.1770-5, annex 1: a shelf of +4 dB for the head, then a high-pass. Their analogue
    parameters are those that reproduce the standard's coefficients at 48 kHz (B. De Man, "Evaluation of
    implementations of the EBU R 128 loudness measurement", AES 145, 2018).

    Args:
        rate: Frames per second.
    """
    shelf_gain, shelf_q, shelf_hz = 3.999843853973347, 0.7071752369554196, 1681.974450955533
    high_q, high_hz = 0.5003270373238773, 38.13547087602444
    k = np.tan(np.pi * shelf_hz / rate)
    head = 10.0 ** (shelf_gain / 20.0)
    edge = head**0.4996667741545416
    scale = 1.0 + k / shelf_q + k * k
    shelf = [
        (head + edge * k / shelf_q + k * k) / scale,
        2.0 * (k * k - head) / scale,
        (head - edge * k / shelf_q + k * k) / scale,
        1.0,
        2.0 * (k * k - 1.0) / scale,
        (1.0 - k / shelf_q + k * k) / scale,
    ]
    k = np.tan(np.pi * high_hz / rate)
    scale = 1.0 + k / high_q + k * k
    high_pass = [1.0, -2.0, 1.0, 1.0, 2.0 * (k * k - 1.0) / scale, (1.0 - k / high_q + k * k) / scale]
    return np.array([shelf, high_pass])


def _reach(rate: int) -> int:
    """Return how many samples the filter rings for: after a sixth of a second it is under -300 dB."""
    return 1 << (rate // 6).bit_length()


@lru_cache(maxsize=8)
def _spectrum(rate: int, size: int) -> npt.NDArray[np.complex128]:
    """Return the filter's response to the frequencies of a transform of some frames, as a column."""
    delay = np.exp(-2j * np.pi * np.arange(size // 2 + 1) / size)
    powers_of = np.stack([np.ones_like(delay), delay, delay**2])
    whole = np.prod([(one[:3] @ powers_of) / (one[3:] @ powers_of) for one in k_weighting(rate)], axis=0)
    return np.asarray(whole[:, None])


class PowerMeter:
    """Measures K-weighted power as a stream goes by, one value for each step."""

    def __init__(self, rate: int, channels: int, step: Seconds = STEP) -> None:
        self._spectrum = _spectrum(rate, 8 * _reach(rate))
        self._before = np.zeros((_reach(rate), channels))
        self._step = round(rate * step)
        self._rest = np.empty((0, channels))

    def feed(self, block: Samples) -> Powers:
        """Take in a block of shape (frames, channels); return the powers of the steps that it completes."""
        weighted = self._weighted(block)
        joined = np.concatenate([self._rest, weighted])
        steps = len(joined) // self._step
        whole = joined[: steps * self._step].reshape(steps, self._step * joined.shape[1])
        self._rest = joined[steps * self._step :]
        powers: Powers = np.einsum("ij,ij->i", whole, whole) / self._step
        return powers

    def _weighted(self, block: Samples) -> Powers:
        """Filter a block, by the Fourier transform: each piece together with the sound that still rings in it."""
        reach, size = len(self._before), 2 * (len(self._spectrum) - 1)
        sound, pieces = np.concatenate([self._before, block]), []
        for start in range(0, len(block), size - reach):
            piece = np.fft.rfft(sound[start : start + size], size, axis=0) * self._spectrum
            pieces.append(np.fft.irfft(piece, size, axis=0)[reach : min(size, len(sound) - start)])
        self._before = sound[len(block) :]
        return np.concatenate(pieces) if pieces else np.empty((0, self._before.shape[1]))

    def rest(self) -> Powers:
        """Return the power of the last, incomplete step, as if silence filled it up."""
        return np.array([np.sum(self._rest**2) / self._step]) if len(self._rest) else np.empty(0)


def steady_power(samples: Samples, rate: int) -> float:
    """Return the K-weighted mean power of a sound that goes on and on, in a third of the time a `PowerMeter` takes.

    It is read from the spectrum of each second by itself: good to a hundredth of a dB where no second stands out.

    Args:
        samples: Shape (frames, channels), a second or more; what is over whole seconds is left out.
        rate: Frames per second.
    """
    weights = np.abs(_spectrum(rate, rate)).astype(np.float32)
    seconds = samples[: len(samples) // rate * rate].reshape(-1, rate, samples.shape[1])
    heard = (np.fft.rfft(second, axis=0) * weights for second in seconds)
    total = sum(float(np.sum(np.square(one.real) + np.square(one.imag), dtype=np.float64)) for one in heard)
    return 2.0 * total / (len(seconds) * rate**2)


def powers(samples: Samples, rate: int) -> Powers:
    """Return the K-weighted power of a whole sound in each 100 ms; silence fills up the last.

    Args:
        samples: Shape (frames,) or (frames, channels).
        rate: Frames per second.
    """
    shaped = samples.reshape(len(samples), -1)
    meter = PowerMeter(rate, shaped.shape[1])
    return np.concatenate([meter.feed(shaped), meter.rest()])


def integrated(steps: Powers) -> Lufs:
    """Return the gated loudness of a programme from its powers: BS.1770-5, annex 1, equations 3 to 7.

    Args:
        steps: K-weighted powers, one for each 100 ms.

    Returns:
        Loudness in LUFS; minus infinity where all is silence. A sound shorter than one gating block is
        measured as one block that it fills in part.
    """
    blocks = gating_blocks(steps)
    counted = blocks[passes(blocks)]
    return to_lufs(float(counted.mean())) if len(counted) else -np.inf


def gating_blocks(steps: Powers) -> Powers:
    """Return the power of each gating block of 400 ms; silence fills up a sound shorter than one."""
    if 0 < len(steps) < BLOCK:
        steps = np.pad(steps, (0, BLOCK - len(steps)))
    return np.convolve(steps, np.full(BLOCK, 1.0 / BLOCK), mode="valid") if len(steps) else steps


def passes(blocks: Powers) -> npt.NDArray[np.bool_]:
    """Tell which gating blocks count towards a programme's loudness: those over both gates."""
    audible = blocks > to_power(ABSOLUTE_GATE)
    if not audible.any():
        return audible
    relative = float(blocks[audible].mean()) * 10.0 ** (RELATIVE_GATE / 10.0)
    return audible & np.asarray(blocks > relative, np.bool_)


def to_lufs(power: float) -> Lufs:
    """Return the loudness of a K-weighted power."""
    return float(_OFFSET + 10.0 * np.log10(power)) if power > 0 else -np.inf


def to_power(loudness: Lufs) -> float:
    """Return the K-weighted power of a loudness."""
    return float(10.0 ** ((loudness - _OFFSET) / 10.0))
