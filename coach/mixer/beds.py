"""The beds of a session as one bed: each part's own, crossed into the next at equal power."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from coach.audio.envelope import equal_power
from coach.audio.loudness import STEP
from coach.mixer.programme import step_frames
from coach.sounds import Bed
from coach.timeline import Span
from coach.units import to_frame, to_gain

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from coach.audio import Samples
    from coach.audio.loudness import Powers
    from coach.timeline import BedSpan, Timeline
    from coach.units import Decibels, Frames

Times = npt.NDArray[np.int64]
"""Some frames of a session."""


@dataclass(frozen=True, slots=True)
class Fade:
    """How a sound comes or goes: one edge of a span."""

    frames: Frames
    """How long it takes; 0 at the beginning and the end of a session."""
    alike: bool
    """Whether the same sound stands on its other side, at another level: then amplitudes add up, and not powers."""

    def at(self, since: Times) -> Samples:
        """Return the gain so many frames after it began to come, or before it is gone."""
        fade = equal_power(((since + 0.5) / (self.frames or 0.5)).astype(np.float32))
        return fade * fade if self.alike else fade


@dataclass(frozen=True, slots=True)
class Stretch:
    """One level of a sound, from its coming to its going."""

    span: Span
    """When it sounds, both crossings included."""
    level: Decibels
    """Its level between the crossings, in dB."""
    coming: Fade
    """Its beginning."""
    going: Fade
    """Its end."""

    @property
    def plateau(self) -> Span:
        """When it is neither coming nor going."""
        return Span(self.span.start + self.coming.frames, self.span.end - self.going.frames)

    def gains(self, frames: Times) -> Samples:
        """Return its gain at some frames, the same at each of them whatever the others are."""
        gains = self.coming.at(frames - self.span.start) * self.going.at(self.span.end - 1 - frames)
        inside = (frames >= self.span.start) & (frames < self.span.end)
        return np.where(inside, gains * np.float32(to_gain(self.level)), np.float32(0.0))


@dataclass(frozen=True, slots=True)
class Lay:
    """A sound that lies under a session for a while, at one level or at several."""

    sound: str
    """Its name, as the timeline has it."""
    stretches: tuple[Stretch, ...]
    """Its levels, in order."""

    @property
    def span(self) -> Span:
        """When it sounds, within the session."""
        return Span(max(0, self.stretches[0].span.start), self.stretches[-1].span.end)

    def gains(self, frames: Times) -> Samples:
        """Return its gain at some frames."""
        gains = np.zeros(len(frames), np.float32)
        for stretch in self.stretches:
            gains += stretch.gains(frames)
        return gains

    def over(self, span: Span) -> Samples | np.float32:
        """Return its gain over a span: one number where it is the same at all of its frames."""
        for stretch in self.stretches:
            if stretch.plateau.start <= span.start and span.end <= stretch.plateau.end:
                return np.float32(to_gain(stretch.level))
        return self.gains(np.arange(span.start, span.end))[:, None]


def lays(beds: Sequence[BedSpan]) -> tuple[Lay, ...]:
    """Return what lies under a session, each sound once for each time that it comes and goes; silence is left out."""
    edges = [Fade(0, alike=False)]
    for old, new in pairwise(beds):
        edges.append(Fade(old.span.end - new.span.start, alike=old.sound == new.sound))
    edges.append(Fade(0, alike=False))
    stretches = [
        (bed.sound, Stretch(bed.span, bed.level, coming, going))
        for bed, coming, going in zip(beds, edges[:-1], edges[1:], strict=True)
    ]
    runs = [(sound, tuple(run)) for sound, run in groupby(stretches, key=lambda one: one[0])]
    return tuple(Lay(sound, tuple(stretch for _, stretch in run)) for sound, run in runs if sound != "none")


def presence(beds: Sequence[BedSpan], frames: Times) -> Samples:
    """Return how loud the bed is at some frames as its parts ask, against the loudest of them: 0 to 1.

    It is 1 throughout where there is one bed, and where there is none.
    """
    found = lays(beds)
    if not found:
        return np.ones(len(frames), np.float32)
    loudest = to_gain(max(stretch.level for lay in found for stretch in lay.stretches))
    power = np.sum([lay.gains(frames) ** 2 for lay in found], axis=0)
    present: Samples = np.sqrt(power) / np.float32(loudest)
    return present


class BedTrack(Bed):
    """The beds of a timeline, one crossing into the other. A sound is read from its own beginning where it comes in."""

    def __init__(self, timeline: Timeline, sounds: Mapping[str, Bed]) -> None:
        """Lay the beds out.

        Args:
            timeline: The session.
            sounds: Its beds by the names they have there, each as loud as the voice; nothing for ``none``.
        """
        self._rate = timeline.rate
        self._step = to_frame(STEP, timeline.rate)
        self._lays = [(lay, sounds[lay.sound], self._origin(lay)) for lay in lays(timeline.beds)]

    def read(self, start: Frames, count: Frames) -> Samples:
        """Return frames of what lies under the session."""
        block = np.zeros((count, 2), np.float32)
        for lay, bed, origin in self._lays:
            first, last = max(start, lay.span.start), min(start + count, lay.span.end)
            if first < last:
                sound = bed.read(first - origin, last - first) * lay.over(Span(first, last))
                block[first - start : last - start] += sound
        return block

    def powers(self, steps: int) -> Powers:
        """Return powers worked out from those of the beds: sounds that cross know nothing of each other."""
        total, middles = np.zeros(steps), step_frames(steps, self._rate)
        for lay, bed, origin in self._lays:
            first, last = origin // self._step, min(steps, -(-lay.span.end // self._step))
            if first < last:
                gains = lay.gains(middles[first:last]).astype(np.float64)
                total[first:last] += bed.powers(last - first) * gains**2
        return total

    def _origin(self, lay: Lay) -> Frames:
        """Return the session's frame at which a sound begins: a whole step, so that its powers are known there."""
        return lay.span.start // self._step * self._step
