"""A file measured in one pass, block by block."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from coach.audio.loudness import PowerMeter, integrated
from coach.audio.meter import FINE, MOMENTARY, SHORT_TERM, coarse, loudest, loudness_range
from coach.audio.onset import SILENT, rises, silences
from coach.audio.peak import PeakMeter
from coach.errors import SoundError
from coach.meter.reading import recording
from coach.meter.values import Curves, Measured, Reading, Silence
from coach.mixer import Levels

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from coach.audio import Samples
    from coach.audio.loudness import Powers
    from coach.meter.reading import Recording
    from coach.units import Decibels, Seconds

OVER: Decibels = -1.0
"""True peaks over this, in dBTP, may distort once a lossy format is decoded (EBU R 128, AES TD1008)."""

LONG: Seconds = 2.0
"""A silence from which one notices that nothing sounds."""

WEIGHTS: Final = {
    **dict.fromkeys(("LFE", "LFE2"), 0.0),
    **dict.fromkeys(("BL", "BR", "SL", "SR"), 1.41),
}
"""How much the power of a channel counts, where it is not 1 (BS.1770-5, annex 1, table 3)."""


def measure(path: Path) -> Measured:
    """Measure an audio file at its own rate.

    Memory holds one block, and three numbers for each 10 ms: 7 MB an hour.

    Raises:
        SoundError: It cannot be read, or holds no sound that could be heard.
    """
    with recording(path) as found:
        curves, frames = _curves(found)
    length = frames / found.file.rate
    loudness = integrated(coarse(curves.powers))
    if not np.isfinite(loudness):
        what = "holds no sound" if not frames else f"is silent for all of its {length:.1f}s"
        message = f"{path}: {what}: expected something to measure"
        raise SoundError(message)
    highest = int(curves.peaks.argmax())
    return Measured(
        file=found.file,
        length=length,
        integrated=loudness,
        momentary=_loudest(curves, MOMENTARY, length),
        short_term=_loudest(curves, SHORT_TERM, length),
        loudness_range=loudness_range(curves.powers),
        true_peak=Reading(float(20.0 * np.log10(curves.peaks[highest])), highest * curves.step),
        onset=worst_onset(curves, np.arange(len(curves.levels)) * curves.step >= _settled(length)),
        silences=tuple(
            Silence(start * curves.step, min(end * curves.step, length))
            for start, end in silences(curves.levels, round(LONG / curves.step))
        ),
        broken=found.broken,
        curves=curves,
    )


def worst_onset(
    curves: Curves, where: Sequence[bool] | np.ndarray, floor: Decibels | npt.NDArray[np.float64] = SILENT
) -> Reading | None:
    """Return the largest rise among the steps that are looked at; None where there is none.

    Args:
        curves: Readings along a file.
        where: Whether to look at a step, for each of them.
        floor: What is softer counts as this loud, in dB of full scale.
    """
    found = np.where(where, rises(curves.levels, floor), -np.inf)
    step = int(found.argmax())
    return Reading(float(found[step]), step * curves.step) if np.isfinite(found[step]) else None


def _settled(length: Seconds) -> Seconds:
    """Return when a programme has faded in: its beginning rises from nothing, and must."""
    return min(Levels().fade_in, length / 2)


def _loudest(curves: Curves, window: int, length: Seconds) -> Reading:
    value, step = loudest(curves.powers, window)
    return Reading(value, min((step + 1) * curves.step, length))


def _curves(found: Recording) -> tuple[Curves, int]:
    """Read a file to its end; return its curves and how many frames it has."""
    rate, channels = found.file.rate, len(found.file.channels)
    step = round(rate * FINE)
    weights = np.sqrt([WEIGHTS.get(name, 1.0) for name in found.file.channels]).astype(np.float32)
    plain = bool((weights == 1.0).all())
    power, peak, level = PowerMeter(rate, channels, FINE), PeakMeter(channels, step, OVER), _LevelMeter(step, channels)
    powers, levels, peaks, frames = [], [], [], 0
    for block in found.blocks():
        frames += len(block)
        powers.append(power.feed(block if plain else block * weights))
        levels.append(level.feed(block))
        peaks.append(peak.feed(block))
    return (
        Curves(
            step=step / rate,
            powers=_whole([*powers, power.rest()]),
            levels=_whole([*levels, level.rest()]),
            peaks=np.concatenate([*peaks, peak.rest()]),
        ),
        frames,
    )


def _whole(pieces: Iterable[Powers]) -> Powers:
    return np.concatenate(list(pieces))


class _LevelMeter:
    """Measures the mean square over all channels as a stream goes by, one value for each step."""

    def __init__(self, step: int, channels: int) -> None:
        self._step = step
        self._rest = np.zeros((0, channels), np.float32)

    def feed(self, block: Samples) -> Powers:
        joined = np.concatenate([self._rest, block])
        steps, channels = len(joined) // self._step, joined.shape[1]
        whole = joined[: steps * self._step].reshape(steps, self._step * channels)
        self._rest = joined[steps * self._step :]
        levels: Powers = np.einsum("ij,ij->i", whole, whole).astype(np.float64) / (self._step * channels)
        return levels

    def rest(self) -> Powers:
        """Return the level of the last, incomplete step."""
        return np.array([np.mean(self._rest**2, dtype=np.float64)]) if len(self._rest) else np.zeros(0)
