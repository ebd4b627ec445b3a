"""An engine's sound made ready to mix: trimmed, steadied, equally loud, eased in, its peaks tamed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import soxr

from coach.audio.envelope import ramped, smoothstep
from coach.audio.limiter import Limiter
from coach.audio.loudness import STEP, integrated, powers, to_power
from coach.units import Lufs, Seconds, to_frame, to_gain

if TYPE_CHECKING:
    from coach.audio import Clip, Samples
    from coach.units import Decibels

LOUDNESS: Lufs = -20.0
"""Loudness of every phrase when it sounds in both channels; the programme's gain comes on top."""

CREST: Decibels = 12.0
"""How far a phrase's true peak may stand over its loudness, in dB: raw speech has up to 19, and at -16 LUFS
that would leave the programme's limiter to squash some lines and not others."""

EVENINGS = 5
"""How often peaks and starts are brought down and the loudness made good; then they stay within half a dB of
`CREST`, and a third of one of `FIRST`."""

FIRST: Decibels = 2.6
"""How far the first `STEP` of a phrase, 100 ms, may stand over its loudness, in LU: no line begins with a start."""

EASE: Seconds = 0.15
"""Seconds after the first `STEP` in which a phrase that was eased in comes back to its own level."""

BASS = 30.0
"""Hertz under which no voice has anything to say: an octave and more below the lowest tone of the deepest."""

WANDERS = 20.0
"""Hertz under which a sound is not heard but wanders about its middle: it takes room, and moves loudspeakers."""

WANDER: Decibels = -37.0
"""A phrase wanders if what is below `WANDERS` stands less far under it than this. Most of eSpeak's do, by -35 to -27;
Piper's and Kokoro's, at -40 and less, are left untouched to the bit: DNSMOS likes them better so."""

SILENCE: Decibels = -50.0
"""Windows this far below the loudest are silence at a clip's edges: under the softest consonant."""

WINDOW: Seconds = 0.01
"""Seconds of sound that is judged speech or silence together."""

BEFORE: Seconds = 0.02
"""Seconds kept before the first sound."""

AFTER: Seconds = 0.08
"""Seconds kept after the last sound."""

RISE: Seconds = 0.002
"""Seconds of ramp at a clip's start, inside what is kept before the first sound: a line is heard at its frame."""

FALL: Seconds = 0.05
"""Seconds of ramp at a clip's end, inside what is kept after the last sound."""


def finish(raw: Clip, rate: int) -> Samples:
    """Make an engine's sound ready to mix: trimmed, at the session's rate, at `LOUDNESS`, with soft edges.

    Args:
        raw: What the engine gave.
        rate: Frames per second wanted.

    Returns:
        One channel; empty where the engine gave only silence.
    """
    trimmed = _trimmed(raw.samples, raw.rate)
    if not len(trimmed):
        return trimmed
    trimmed = _steadied(trimmed, raw.rate)
    sound = trimmed if raw.rate == rate else soxr.resample(trimmed, raw.rate, rate, quality="VHQ")
    sound = _levelled(ramped(sound / np.abs(sound).max(), rate, RISE, FALL), rate)
    for _ in range(EVENINGS):
        sound = _levelled(_eased(_limited(sound, rate), rate), rate)
    return sound


def _steadied(sound: Samples, rate: int) -> Samples:
    """Return a sound that does not wander about its middle: one that did is rid of all that is below `BASS`."""
    spectrum = np.square(np.abs(np.fft.rfft(sound)))
    spectrum[0] /= 2  # every other frequency stands for two
    low = np.fft.rfftfreq(len(sound), 1.0 / rate) / WANDERS
    if np.sum(spectrum / (1.0 + low**8)) <= np.sum(spectrum) * to_gain(WANDER) ** 2:
        return sound
    from scipy.signal import butter, sosfilt  # noqa: PLC0415 - takes a second and 80 MB, and few voices need it

    return np.asarray(sosfilt(butter(2, BASS, "highpass", fs=rate, output="sos"), sound), np.float32)


def _levelled(sound: Samples, rate: int) -> Samples:
    one_channel = to_power(LOUDNESS) / 2
    gain = np.sqrt(one_channel / to_power(integrated(powers(sound, rate))))
    return sound * np.float32(gain)


def _eased(sound: Samples, rate: int) -> Samples:
    """Return a phrase whose first 100 ms stand no further over its loudness than `FIRST`."""
    step = to_frame(STEP, rate)
    first, most = powers(sound[:step], rate)[0], to_power(LOUDNESS + FIRST) / 2
    if first <= most:
        return sound
    position = (np.arange(len(sound), dtype=np.float32) - step) / np.float32(to_frame(EASE, rate))
    softer = np.float32(np.sqrt(most / first))
    return sound * (softer + (1 - softer) * smoothstep(position))


def _limited(sound: Samples, rate: int) -> Samples:
    limiter = Limiter(LOUDNESS + CREST, rate, 1)
    return np.concatenate([limiter.feed(sound[:, None]), limiter.rest()])[:, 0]


def _trimmed(samples: Samples, rate: int) -> Samples:
    window = to_frame(WINDOW, rate)
    windows = -(-len(samples) // window)
    padded = np.pad(samples, (0, windows * window - len(samples)))
    levels = np.sqrt(np.mean(padded.reshape(windows, window) ** 2, axis=1)) if windows else np.zeros(0)
    loud = np.flatnonzero(levels > levels.max(initial=0.0) * to_gain(SILENCE))
    if not len(loud):
        return samples[:0]
    start = max(0, loud[0] * window - to_frame(BEFORE, rate))
    return samples[start : (loud[-1] + 1) * window + to_frame(AFTER, rate)]
