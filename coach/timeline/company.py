"""What keeps the masseur company once it is known how much time a step got: strokes, half-way, time left.

None of it takes room from the author's own words: it goes where there is room, or it is left out.
"""

from __future__ import annotations

import math
from bisect import bisect_left, insort
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from coach.timeline.lengths import AFTER_CHIME
from coach.timeline.words import BREATH

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from coach.script import Heard, Visit
    from coach.script.step import Strokes
    from coach.timeline.lengths import Measured
    from coach.units import Seconds

SHORTEST_STROKE: Seconds = 1.0
"""Strokes that would be shorter than this, in seconds, get no tone: it would only twitter."""

HALFWAY_FROM: Seconds = 60.0
"""Steps of this length and longer, in seconds, have their half marked."""

LONG: Seconds = 120.0
"""Steps of this length and longer, in seconds, have their caution spoken once more."""

ALONE: Seconds = 60.0
"""The masseur is told how much time is left where nothing would be said for longer than this, in seconds."""

APART: Seconds = 8.0
"""Seconds that such words keep from all others: company, not chatter."""


@dataclass(frozen=True, slots=True)
class Stroke:
    """One stroke of the hands, up and back."""

    start: Seconds
    """Seconds from the step's start."""
    end: Seconds
    """Seconds from the step's start."""


@dataclass(frozen=True, slots=True)
class Sound:
    """Something heard in a step, the author's or coach's own."""

    at: Seconds
    """Seconds from the step's start."""
    heard: Heard
    """What is heard."""
    length: Seconds
    """Seconds for which nothing else is said."""

    @property
    def end(self) -> Seconds:
        """Seconds from the step's start until it is over."""
        return self.at + self.length


class Silence:
    """The time in a step in which nothing is heard yet."""

    def __init__(self, sounds: Iterable[Sound], until: Seconds, since: Seconds = 0.0) -> None:
        """Take note of what is heard.

        Args:
            sounds: What is heard already.
            until: When the next step is announced, in seconds: nothing more is said of this one after that.
            since: Seconds from the step's start before which it is too late for anything.
        """
        self.since = since
        self._taken: list[tuple[Seconds, Seconds]] = []
        for span in sorted([(0.0, since), *((sound.at, sound.end) for sound in sounds), (until, math.inf)]):
            if self._taken and span[0] <= self._taken[-1][1]:
                begin, end = self._taken.pop()
                self._taken.append((begin, max(end, span[1])))
            else:
                self._taken.append(span)

    def gaps(self) -> Iterator[tuple[Seconds, Seconds]]:
        """Yield where silence begins and ends, in order."""
        for (_, begin), (end, _) in pairwise(self._taken):
            yield begin, end

    def place(self, first: Seconds, last: Seconds, length: Seconds, apart: Seconds) -> Seconds | None:
        """Take room for something, as early as it can be had.

        Args:
            first: The earliest start, in seconds.
            last: The latest start, in seconds.
            length: How long it sounds, in seconds.
            apart: Seconds it keeps from everything else.

        Returns:
            Its start; None where there is no room.
        """
        index = bisect_left(self._taken, (first, first))
        while 0 < index < len(self._taken):
            start = max(first, self._taken[index - 1][1] + apart)
            if start > last:
                return None
            if start + length + apart <= self._taken[index][0]:
                insort(self._taken, (start, start + length))
                return start
            index += 1
        return None


def strokes(wanted: Strokes | None, opened: Seconds, length: Seconds) -> tuple[Stroke, ...]:
    """Share out the time of a step among its strokes.

    Args:
        wanted: What the step says of its strokes.
        opened: Seconds from the step's start until its opening words are over, on the side with more of them:
            both sides are stroked alike.
        length: Seconds the step lasts.

    Returns:
        The strokes, all alike, one right after the other; none where they would be too short for a tone.
    """
    room = length - BREATH - opened
    if wanted is None or room < SHORTEST_STROKE:
        return ()
    count = wanted.count or max(1, round(room / (wanted.each or room)))
    if room / count < SHORTEST_STROKE:
        return ()
    edges = [opened + room * number / count for number in range(count + 1)]
    return tuple(Stroke(start, end) for start, end in pairwise(edges))


def after_last_call(
    author: Sequence[Sound], visit: Visit, paced: Sequence[Stroke], limits: tuple[Seconds, Seconds], measured: Measured
) -> tuple[tuple[Sound, ...], Seconds]:
    """Let the next step be announced after the last stroke is, where strokes are shorter than the lead.

    Args:
        author: What is heard of the author's, and the announcement.
        visit: The step on its side.
        paced: The strokes.
        limits: When the next step is announced, and when this one ends, in seconds from its start.
        measured: How long things sound.

    Returns:
        The same sounds, the announcement moved if there is room for it, and when it is.
    """
    announced, length = limits
    last = visit.company.last
    sounds = tuple(author)
    place = max((index for index, sound in enumerate(sounds) if sound.at == announced), default=None)
    if last is None or place is None or len(paced) <= 1 or paced[-1].start <= announced:
        return sounds, announced
    start = paced[-1].start + _lasts(last, measured) + BREATH
    moved = replace(sounds[place], at=start)
    others = (*sounds[:place], *sounds[place + 1 :])
    if moved.end + BREATH > length or any(sound.end + BREATH > paced[-1].start for sound in others):
        return sounds, announced
    return (*others, moved), start


def company(
    visit: Visit, silence: Silence, paced: Sequence[Stroke], length: Seconds, measured: Measured
) -> tuple[Sound, ...]:
    """Choose what is heard beside the author's words, and where.

    Args:
        visit: The step on its side.
        silence: The time in which nothing of the author's is heard.
        paced: The strokes.
        length: Seconds the step lasts.
        measured: How long things sound.
    """
    added = [*_calls(visit, paced, silence, measured), *_halfway(visit, length, silence)]
    added += _caution(visit, length, silence, measured)
    added += _time_left(visit, length, silence, measured)
    return tuple(added)


def _calls(visit: Visit, paced: Sequence[Stroke], silence: Silence, measured: Measured) -> Iterator[Sound]:
    """Yield the count of the strokes, and the last one, each near the beginning of its stroke."""
    wanted = visit.company
    names: list[Heard | None] = list(wanted.counts[: len(paced)])
    names += [None] * (len(paced) - len(names))
    if names:
        names[-1] = wanted.last
        names[0] = None
    for stroke, heard in zip(paced, names, strict=True):
        if heard and stroke.start >= silence.since:
            late = stroke.start + (stroke.end - stroke.start) / 3
            start = silence.place(stroke.start, late, _lasts(heard, measured), BREATH)
            if start is not None:
                yield Sound(start, heard, _lasts(heard, measured))


def _lasts(heard: Heard, measured: Measured) -> Seconds:
    """Return how long nothing else is said: a chime rings on under words."""
    return measured(heard) if heard.kind == "say" else AFTER_CHIME


def _halfway(visit: Visit, length: Seconds, silence: Silence) -> Iterator[Sound]:
    mark = visit.company.halfway
    if mark and length >= HALFWAY_FROM:
        start = silence.place(length / 2, length / 2, AFTER_CHIME, BREATH)
        if start is not None:
            yield Sound(start, mark, AFTER_CHIME)


def _caution(visit: Visit, length: Seconds, silence: Silence, measured: Measured) -> Iterator[Sound]:
    """Yield the caution once more, in the middle of the longest silence of a long step."""
    caution = visit.company.caution
    longest = max(silence.gaps(), key=lambda gap: gap[1] - gap[0], default=None)
    if caution and length >= LONG and longest:
        begin, end = longest
        middle = (begin + end - measured(caution)) / 2
        start = silence.place(middle, middle, measured(caution), APART)
        if start is not None:
            yield Sound(start, caution, measured(caution))


def _time_left(visit: Visit, length: Seconds, silence: Silence, measured: Measured) -> Iterator[Sound]:
    """Yield the minutes that are left, where the masseur would be alone for long."""
    for number, heard in reversed(tuple(enumerate(visit.company.minutes, 1))):
        at = length - number * 60.0
        alone = next((gap for gap in silence.gaps() if gap[0] <= at < gap[1] and gap[1] - gap[0] > ALONE), None)
        if alone:
            start = silence.place(at, at, measured(heard), APART)
            if start is not None:
                yield Sound(start, heard, measured(heard))
