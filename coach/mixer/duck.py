"""Ducking from the plan: the bed is down before the first syllable, because it is known when that comes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from coach.audio.envelope import smoothstep
from coach.timeline import Span
from coach.units import Decibels, Seconds, to_frame, to_gain

if TYPE_CHECKING:
    from collections.abc import Iterable

    from coach.audio import Samples
    from coach.script import Script
    from coach.units import Frames


@dataclass(frozen=True, slots=True)
class Duck:
    """How the bed makes way for words."""

    depth: Decibels = 5.0
    """How far the bed goes down, in dB."""
    attack: Seconds = 0.5
    """Seconds the bed takes to go down; it is down when the first word sounds."""
    hold: Seconds = 1.0
    """Gaps between words that are shorter than this, in seconds, keep the bed down."""
    release: Seconds = 1.5
    """Seconds the bed takes to come back."""


def ducking(script: Script) -> Duck | None:
    """Return how a script's bed makes way for words; None where no part has one."""
    silent = all(script.bed_under(part).sound == "none" for part in script.parts)
    return None if silent else Duck(**script.bed.duck.model_dump(exclude_none=True))


class DuckCurve:
    """The gain of the bed at every frame, S-shaped in dB."""

    def __init__(self, words: Iterable[Span], duck: Duck, rate: int) -> None:
        """Work the curve out.

        Args:
            words: When words sound.
            duck: How to make way for them.
            rate: Frames per second.
        """
        self._depth = duck.depth
        self._attack = to_frame(duck.attack, rate)
        self._release = to_frame(duck.release, rate)
        joined = _joined(words, to_frame(duck.hold, rate))
        never = np.iinfo(np.int64).max // 4
        self._starts = np.array([-never, *(span.start for span in joined), never])
        self._ends = np.array([-never, *(span.end for span in joined), never])

    def gains(self, start: Frames, count: Frames) -> Samples | np.float32:
        """Return the bed's gain at each of some frames, or one number where it is the same at all of them."""
        end = start + count
        before = int(np.searchsorted(self._starts, start, side="right")) - 1
        if end <= self._ends[before]:
            return np.float32(to_gain(-self._depth))
        if start >= self._ends[before] + self._release and end <= self._starts[before + 1] - self._attack:
            return np.float32(1.0)
        frames, last = np.arange(start, end), int(np.searchsorted(self._starts, end))
        return self._between(frames, before + np.searchsorted(self._starts[before + 1 : last], frames, side="right"))

    def at(self, frames: npt.NDArray[np.int64]) -> Samples:
        """Return the bed's gain at any frames."""
        return self._between(frames, np.searchsorted(self._starts, frames, side="right") - 1)

    def _between(self, frames: npt.NDArray[np.int64], before: npt.NDArray[np.intp]) -> Samples:
        """Return the gain at some frames; for each, the number of the words that began last is known."""
        since = (self._ends[before] + self._release - frames) / self._release
        until = (frames - (self._starts[before + 1] - self._attack)) / self._attack
        down = np.maximum(smoothstep(since.astype(np.float32)), smoothstep(until.astype(np.float32)))
        gains: Samples = np.exp(down * np.float32(-self._depth * np.log(10.0) / 20.0))
        return gains


def _joined(words: Iterable[Span], hold: Frames) -> list[Span]:
    joined: list[Span] = []
    for span in sorted(words):
        if joined and span.start - joined[-1].end < hold:
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return joined
