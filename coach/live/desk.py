"""The desk of a live session: what the wall clock hears, out of a plan that can be held, left and changed.

Two clocks, both in frames. The *wall clock* counts what the device has taken; it never stops. The *plan clock* is a
position in a timeline. A `Run` says how the one follows the other from some wall frame on: the plan goes on, or is
held while the bed stays. All that is heard follows from the runs, so that any stretch of the wall clock can be
rendered again when what was rendered ahead of the device is dropped.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np

from coach.audio.envelope import equal_power, smoothstep
from coach.units import Decibels, Seconds, to_frame, to_gain

if TYPE_CHECKING:
    import numpy.typing as npt

    from coach.audio import Clip, Samples
    from coach.audio.limiter import Limiter
    from coach.mixer import Mixer
    from coach.mixer.mix import Stem
    from coach.units import Frames

HUSHED: Decibels = 3.0
"""How much softer the bed is while the plan is held, in dB."""

ASIDE: Decibels = 8.0
"""How much softer the bed is while something is said beside the plan, in dB."""

CROSSING: Seconds = 0.6
"""Seconds in which the bed of one run passes into that of the next; what is said aside waits for it."""

CUT: Seconds = 0.03
"""Seconds in which words and tones that are broken off fade, and those that are joined half-way come up."""

LEAVING: Seconds = 3.0
"""Seconds in which a session that is stopped fades."""

STRUCK: frozenset[Stem] = frozenset({"chimes", "pulses"})
"""What sounds beside words and bed."""


@dataclass(frozen=True, slots=True)
class Run:
    """How the plan clock follows the wall clock, from one wall frame until the next run."""

    wall: Frames
    """The wall frame it begins at."""
    plan: Frames
    """The plan frame it begins at."""
    mixer: Mixer
    """What the plan sounds like."""
    moving: bool = True
    """Whether the plan goes on; it is held otherwise, and the bed stays."""
    voice: Decibels = 0.0
    """Gain of the words, in dB, beside what the plan gives them."""
    under: Decibels = 0.0
    """Gain of bed, tones and chimes, in dB, beside what the plan gives them."""
    aside: Clip | None = None
    """What is said while the plan is held, one channel; it begins `CROSSING` after the run does."""
    drift: Frames = 0
    """How far the bed has run ahead of a plan that is held, when the run begins."""

    def at(self, wall: Frames) -> Frames:
        """Return the plan frame at a wall frame of this run."""
        return self.plan + (wall - self.wall if self.moving else 0)

    def bed_at(self, wall: Frames) -> Frames:
        """Return the frame of the bed at a wall frame of this run."""
        return self.plan + self.drift + wall - self.wall


class Desk:
    """Renders the wall clock's frames. Runs may be put from any thread."""

    def __init__(self, first: Run) -> None:
        """Begin with a run, at wall frame 0."""
        self._runs: tuple[Run, ...] = (first,)
        self._lock = Lock()
        self._rate = first.mixer.format.rate
        self._limiter: Limiter | None = first.mixer.limiter()
        self._ready = np.zeros((0, 2), np.float32)
        self._joined: Frames = 0
        self._fed: Frames = 0
        self._given: Frames = 0
        self._silent = False
        self._leaves: Frames | None = None

    def put(self, run: Run) -> None:
        """Begin a run; runs that would begin then or later are dropped.

        Args:
            run: The run. It is heard from its wall frame on, or from where it is rendered first if that is later.
        """
        with self._lock:
            kept = self._runs[: max(1, bisect_left(self._runs, run.wall, key=lambda one: one.wall))]
            last = kept[-1]
            if not (run.moving or last.moving) and run.plan == last.plan:
                run = replace(run, drift=last.bed_at(run.wall) - run.plan)
            self._runs = (*kept, run) if run.wall > last.wall else (run,)

    def silenced(self) -> None:
        """Take note that the device fell silent: what is rendered once more comes up softly."""
        self._silent = True

    def leave(self, wall: Frames) -> None:
        """Fade from a wall frame on, and end."""
        self._leaves = wall

    def run(self, wall: Frames) -> Run:
        """Return the run that a wall frame belongs to."""
        runs = self._runs
        return runs[max(0, bisect_right(runs, wall, key=lambda one: one.wall) - 1)]

    @property
    def given(self) -> Frames:
        """The first wall frame that has not been rendered yet."""
        return self._fed

    def read(self, wall: Frames, count: Frames) -> Samples | None:
        """Render frames of the wall clock: shape (count, 2), fewer at the end; None after it.

        Frames before those that follow the last call are rendered once more: what was rendered was dropped.
        """
        if wall != self._given:
            self._limiter = self.run(wall).mixer.limiter()
            self._ready = np.zeros((0, 2), np.float32)
            self._fed = self._given = wall
            if self._silent:
                self._joined, self._silent = wall, False
        while self._limiter and len(self._ready) < count:
            block = self._next(count)
            self._ready = np.concatenate(
                [self._ready, self._limiter.feed(block) if len(block) else self._limiter.rest()]
            )
            if not len(block):
                self._limiter = None
        out, self._ready = self._ready[:count], self._ready[count:]
        self._given += len(out)
        return out if len(out) else None

    def _next(self, count: Frames) -> Samples:
        """Render the next frames, before the limiter: as many as asked for, or up to the next run or the end."""
        start, runs, leaves = self._fed, self._runs, self._leaves
        place = max(0, bisect_right(runs, start, key=lambda one: one.wall) - 1)
        run = runs[place]
        end = min([start + count, *(one.wall for one in runs[place + 1 : place + 2])])
        if run.moving:
            end = min(end, start + run.mixer.length - run.at(start))
        if leaves is not None:
            end = min(end, leaves + to_frame(LEAVING, self._rate))
        if end <= start:
            return np.zeros((0, 2), np.float32)
        before = runs[place - 1] if place and run.wall > self._joined else None
        block = self._passing(before, run, start, end)
        walls = np.arange(start, end)
        if start < self._joined + to_frame(CUT, self._rate):
            block *= self._rise(walls, self._joined, CUT)
        if leaves is not None and end > leaves:
            block *= 1.0 - self._rise(walls, leaves, LEAVING)
        self._fed = end
        return block

    def _passing(self, before: Run | None, run: Run, start: Frames, end: Frames) -> Samples:
        """Render frames of a run, and how the run before it passes into it."""
        if before is None or start >= run.wall + to_frame(CROSSING, self._rate):
            block: Samples = _bed(run, start, end, run.under) + _struck(run, start, end, run.under)
            return block + _words(run, start, end)
        walls = np.arange(start, end)
        across = self._rise(walls, run.wall, CROSSING)
        same_bed = before.bed_at(run.wall) == run.bed_at(run.wall)
        going, coming = (1.0 - across, across) if same_bed else (equal_power(1.0 - across), equal_power(across))
        block = _bed(before, start, end, before.under) * going + _bed(run, start, end, run.under) * coming
        if before.moving and run.moving and same_bed:
            struck = (
                _struck(run, start, end, before.under) * (1.0 - across) + _struck(run, start, end, run.under) * across
            )
            return np.asarray(block + struck + _words(run, start, end), np.float32)
        cut = self._rise(walls, run.wall, CUT)
        block += _struck(before, start, end, before.under) * (1.0 - across) + _struck(run, start, end, run.under) * cut
        words = _words(before, start, end) * (1.0 - cut) + _words(run, start, end) * cut
        return np.asarray(block + words, np.float32)

    def _rise(self, walls: npt.NDArray[np.int64], since: Frames, seconds: Seconds) -> Samples:
        """Return an S-curve from 0 to 1 that begins at a wall frame, one value for each frame: shape (frames, 1)."""
        position = (walls - since) / to_frame(seconds, self._rate)
        return smoothstep(position.astype(np.float32))[:, None]


def _bed(run: Run, start: Frames, end: Frames, gain: Decibels) -> Samples:
    if run.moving:
        return run.mixer.at(run.at(start), end - start, {"bed"}) * np.float32(to_gain(gain))
    softer = ASIDE if run.aside else HUSHED
    return run.mixer.under(run.bed_at(start), end - start) * np.float32(to_gain(gain - softer))


def _struck(run: Run, start: Frames, end: Frames, gain: Decibels) -> Samples:
    if not run.moving:
        return np.zeros((end - start, 2), np.float32)
    return run.mixer.at(run.at(start), end - start, STRUCK) * np.float32(to_gain(gain))


def _words(run: Run, start: Frames, end: Frames) -> Samples:
    gain = np.float32(to_gain(run.voice))
    if run.moving:
        return run.mixer.at(run.at(start), end - start, {"voice"}) * gain
    if run.aside is None:
        return np.zeros((end - start, 2), np.float32)
    begins = run.wall + to_frame(CROSSING, run.mixer.format.rate)
    return run.mixer.beside(run.aside, start - begins, end - start) * gain
