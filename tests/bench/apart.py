"""A finished mix taken apart again by what is known to lie in it, in steps of 10 ms.

How loud the bed is anywhere in a mix is found by least squares over 400 ms against the bed as it went in, both
weighted as BS.1770 says; what is left over is the words. So every maker is measured alike, from its file.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import soundfile

from coach.audio.loudness import PowerMeter, integrated, to_lufs
from coach.audio.meter import FINE, MOMENTARY, coarse

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    import numpy.typing as npt

    from coach.audio.loudness import Powers
    from coach.timeline import Span

RATE = 48_000
"""Frames per second of every mix."""

REST = 3.0
"""Seconds after words, and before them, in which a bed settles."""

FIRST = 10
"""Steps in which a line must not begin with a start: 100 ms."""

HEARD = 0.03
"""A line is heard from where it comes within 15 dB of its loudest 10 ms: a bowl under it stays under that."""


@dataclass(frozen=True, slots=True, eq=False)
class Apart:
    """A mix in its parts. All curves have one value for each 10 ms."""

    bed: Powers
    """Power of the bed in the mix."""
    gain: Powers
    """Gain of the bed, against the bed as it went in."""
    rest: Powers
    """Power of all else: words, and what chimes and tones there are."""

    def clear(self, lines: Iterable[Span]) -> tuple[float, float]:
        """Return how far words stand over the bed under them, in LU: over all lines, and in the worst that is heard."""
        spans = list(lines)
        each = np.array([loudness(self.rest[cut(span)]) - mean(self.bed[cut(span)]) for span in spans])
        inside = mask(len(self.rest), spans, 0.0)
        return loudness(self.rest[inside]) - mean(self.bed[inside]), float(each[np.isfinite(each)].min())

    def spread(self, lines: Iterable[Span]) -> tuple[float, float]:
        """Return half of what lies between the softest line and the loudest, and their deviation, in LU."""
        levels = np.array([loudness(self.rest[cut(span)]) for span in lines])
        levels = levels[np.isfinite(levels)]
        return float(np.ptp(levels) / 2), float(levels.std())

    def start(self, lines: Iterable[Span]) -> float:
        """Return how far the first 100 ms of any line stand over that line's own loudness, in LU."""
        stand = [mean(self.rest[cut(span)][:FIRST]) - loudness(self.rest[cut(span)]) for span in lines]
        return max(one for one in stand if np.isfinite(one))

    def pumping(self, lines: Iterable[Span], inner: slice) -> float:
        """Return how far the bed rises, in dB, over its own middle in the pauses where it has settled."""
        settled = ~mask(len(self.gain), lines, REST)
        levels = 20 * np.log10(self.gain[inner][settled[inner]] + 1e-9)
        return float(np.percentile(levels, 99) - np.median(levels)) if len(levels) else np.nan

    def onset(self, line: Span, earliest: int) -> float:
        """Return how many seconds after its place a line is heard, looked for from the frame ``earliest`` on."""
        first = round(earliest / RATE / FINE)
        here = self.rest[first : cut(line).stop]
        return float((first + int((here > here.max() * HEARD).argmax()) - cut(line).start) * FINE)


def taken_apart(mix: Path, bed: Path) -> Apart:
    """Take a WAV file apart by the bed that went into it; both begin at the same frame."""
    meters = [PowerMeter(RATE, 2, FINE) for _ in range(3)]
    found: list[list[Powers]] = [[], [], []]
    with soundfile.SoundFile(mix) as ours, soundfile.SoundFile(bed) as under:
        while len(block := ours.read(RATE, np.float32, always_2d=True)):
            other = np.zeros_like(block)
            read = under.read(len(block), np.float32, always_2d=True)
            other[: len(read)] = read
            for meter, kept, sound in zip(meters, found, (block, other, block + other), strict=True):
                kept.append(meter.feed(sound))
    whole, alone, both = (np.concatenate(kept) for kept in found)
    window = np.ones(MOMENTARY)
    shared, own = (np.convolve(curve, window, "same") for curve in ((both - whole - alone) / 2, alone))
    gain = np.maximum(shared, 0.0) / np.maximum(own, 1e-12)
    rest = np.maximum(whole - gain * (both - whole - alone) + gain**2 * alone, 0.0)
    return Apart(alone * gain**2, gain, rest)


def cut(span: Span) -> slice:
    """Return the steps that lie in a span."""
    return slice(round(span.start / RATE / FINE), round(span.end / RATE / FINE))


def mask(count: int, spans: Iterable[Span], around: float) -> npt.NDArray[np.bool_]:
    """Tell which of some steps lie in a span, or within some seconds of one."""
    found = np.zeros(count, np.bool_)
    for span in spans:
        steps, more = cut(span), round(around / FINE)
        found[max(0, steps.start - more) : steps.stop + more] = True
    return found


def loudness(powers: Powers) -> float:
    """Return the gated loudness of a stretch, in LUFS."""
    return integrated(coarse(powers))


def mean(powers: Powers) -> float:
    """Return the loudness of a stretch without a gate, in LUFS."""
    return to_lufs(float(powers.mean()))
