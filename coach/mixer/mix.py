"""Timeline and clips into blocks: the one renderer that play, export and preview all drain."""

from __future__ import annotations

from bisect import bisect_left
from copy import copy
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np

from coach.audio import Format
from coach.audio.limiter import Limiter
from coach.errors import TimingError
from coach.mixer.course import Course, Levels
from coach.mixer.ears import listening
from coach.mixer.programme import clearance, programme, programme_gain, step_count
from coach.units import Decibels, Seconds, to_frame, to_gain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from collections.abc import Set as AbstractSet

    from coach.audio import Clip, Samples
    from coach.mixer.sources import Sources
    from coach.script import Kind
    from coach.sounds import Bed
    from coach.timeline import Cue, Timeline
    from coach.units import Frames

Stem: TypeAlias = Literal["voice", "chimes", "pulses", "bed"]
"""One of the sounds that a session is mixed from."""

STEMS: tuple[Stem, ...] = ("voice", "chimes", "pulses", "bed")
"""All of them."""

_STEM_OF: dict[Kind, Stem] = {"say": "voice", "chime": "chimes", "pulse": "pulses"}

TOGETHER = 16
"""Clips kept at hand: more than ever sound together."""

BLOCK: Seconds = 1.0
"""Seconds in a block, where the one who drains has no wish of its own."""


class Mixer:
    """One session, ready to be drained. Draining again starts again."""

    def __init__(self, timeline: Timeline, sources: Sources, bed: Bed, levels: Levels | None = None) -> None:
        """Work out the gains of a session; no sound is made yet.

        Args:
            timeline: When each thing sounds.
            sources: What each thing sounds like.
            bed: What lies under it.
            levels: How loud things are.
        """
        levels = levels or Levels()
        self.format = Format(timeline.rate, 2)
        self._sources, self._bed, self._levels = sources, bed, levels
        self._follow(timeline)
        words = any(cue.kind == "say" for cue in timeline.cues)
        bed_powers = bed.powers(step_count(self.length, timeline.rate))
        self._ears = listening(levels, bed_powers, timeline.rate)
        parts = programme(timeline, sources.profile, self._ears, bed_powers, self._course)
        self.lowered: Decibels = clearance(parts) if words else 0.0
        """By how many dB bed, tones and chimes are lowered, so that long pauses do not make the words too loud."""
        self.gain: Decibels = (
            programme_gain(parts, self.lowered, levels.loudness, levels.ceiling) if words else levels.wordless
        )
        """Gain on everything, in dB, that brings the programme to its loudness."""

    def blocks(self, frames: Frames | None = None) -> Iterator[Samples]:
        """Yield the session as blocks of shape (frames, 2), full scale ±1.

        Args:
            frames: Frames in a block; the last may be shorter. One second where it is None.

        Raises:
            TimingError: A line left the cache since the session was planned, and is now spoken at another length.
            VoiceError: A line left the cache, and the voice failed.
        """
        size = frames or self._second
        limiter = self.limiter()
        ready = np.zeros((0, 2), np.float32)
        for mixed in self._through(size):
            ready = np.concatenate([ready, limiter.feed(mixed)])
            while len(ready) >= size:
                yield ready[:size]
                ready = ready[size:]
        ready = np.concatenate([ready, limiter.rest()])
        for start in range(0, len(ready), size):
            yield ready[start : start + size]

    def stem(self, name: Stem) -> Iterator[Samples]:
        """Yield one of the sounds a session is mixed from, as it is before the limiter: all together are the mix.

        Args:
            name: Which.
        """
        return self._through(self._second, {name})

    def limiter(self) -> Limiter:
        """Return a limiter for what is mixed here, with silence behind it."""
        return Limiter(self._levels.ceiling, self.format.rate, self.format.channels)

    @property
    def _second(self) -> Frames:
        return to_frame(BLOCK, self.format.rate)

    def _through(self, size: Frames, stems: AbstractSet[Stem] = frozenset(STEMS)) -> Iterator[Samples]:
        for start in range(0, self.length, size):
            yield self.at(start, min(size, self.length - start), stems)

    def at(self, start: Frames, count: Frames, stems: AbstractSet[Stem] = frozenset(STEMS)) -> Samples:
        """Return frames from anywhere in the session, as they are before the limiter: shape (count, 2).

        Args:
            start: The first frame.
            count: How many.
            stems: The sounds to mix.

        Raises:
            TimingError: As `blocks`.
            VoiceError: As `blocks`.
        """
        sounding = [(cue, self._clip(cue)) for cue in self._cues(start, start + count) if _STEM_OF[cue.kind] in stems]
        block = self._bed.read(start, count) if "bed" in stems else np.zeros((count, 2), np.float32)
        self._place(block, start, sounding, "pulse")
        _scale(block, self._way_made(start, count))
        self._place(block, start, sounding, "chime")
        block *= np.float32(to_gain(-self.lowered))
        self._place(block, start, sounding, "say")
        block *= np.float32(to_gain(self.gain))
        if start + count > self.length - self._course.fade_out:
            _scale(block, self._course.closing(np.arange(start, start + count)))
        return block

    def under(self, start: Frames, count: Frames) -> Samples:
        """Return frames of the bed as loud as it is where nothing is said, without fades: shape (count, 2)."""
        return self._bed.read(start, count) * np.float32(to_gain(self.gain - self.lowered))

    def beside(self, clip: Clip, start: Frames, count: Frames) -> Samples:
        """Return frames of something said beside the plan, as loud as words in it are: shape (count, 2).

        Args:
            clip: What is said, one channel.
            start: The first frame, counted from the clip's; before it, and after its end, there is silence.
            count: How many.
        """
        block = np.zeros((count, 2), np.float32)
        begin, end = max(0, start), min(len(clip), start + count)
        if begin < end:
            block[begin - start : end - start] = clip.samples[begin:end, None] * np.array(self._levels.ears, np.float32)
        return block * np.float32(to_gain(self.gain))

    def replanned(self, timeline: Timeline, bed: Bed) -> Mixer:
        """Return a mixer for another plan of the same session, at the same levels: none of them jumps.

        Args:
            timeline: When each thing sounds now.
            bed: What lies under it now.
        """
        other = copy(self)
        other._bed = bed  # noqa: SLF001 - a fresh copy of the same class
        other._follow(timeline)  # noqa: SLF001 - a fresh copy of the same class
        return other

    def _follow(self, timeline: Timeline) -> None:
        self.length = timeline.length
        self.timeline = timeline
        self._course = Course(timeline, self._levels)
        self._longest = max((cue.span.length for cue in timeline.cues), default=0)
        self._clip = lru_cache(maxsize=TOGETHER)(self._read)

    def _cues(self, start: Frames, end: Frames) -> Iterator[Cue]:
        """Yield the cues that sound between two frames."""
        cues = self.timeline.cues
        first = bisect_left(cues, start - self._longest, key=lambda cue: cue.span.start)
        for cue in islice(cues, first, None):
            if cue.span.start >= end:
                return
            if cue.span.end > start:
                yield cue

    def _read(self, cue: Cue) -> Clip:
        """Return a cue's sound, which is as long as it was planned to be unless the timeline was cut there."""
        clip = self._sources.clip(cue)
        if len(clip) != cue.span.length and cue.span.end < self.length:
            message = f"'{cue.text[:40]}' now takes {clip.seconds:.1f}s, not what was planned: run the command again"
            raise TimingError(message)
        return clip

    def _way_made(self, start: Frames, count: Frames) -> Samples | np.float32:
        """Return the gain of bed and pacing tones, which make way for words, at each of some frames or at all."""
        gains = self._course.duck.gains(start, count)
        if start < self._course.fade_in:
            gains = gains * self._course.opening(np.arange(start, start + count))
        return gains

    def _place(self, block: Samples, start: Frames, sounding: Iterable[tuple[Cue, Clip]], kind: Kind) -> None:
        """Add what falls in a block of the clips of one kind, each as loud in either channel as it should be."""
        for cue, clip in sounding:
            begin, end = max(cue.span.start, start), min(cue.span.end, cue.span.start + len(clip), start + len(block))
            if cue.kind == kind and begin < end:
                piece = clip.samples[begin - cue.span.start : end - cue.span.start]
                for channel, gain in enumerate(self._ears(cue)):
                    block[begin - start : end - start, channel] += piece * np.float32(gain)


def _scale(block: Samples, gains: Samples | np.float32) -> None:
    """Multiply frames by a gain for each, or by one for all: a channel at a time, which takes a third of the time."""
    for channel in block.T:
        np.multiply(channel, gains, out=channel)
