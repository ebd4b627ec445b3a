"""What is heard of the author's in a visit of a given length, and how words stay apart there whatever happens.

In a plan the words already stand apart, because each step's time was chosen so. In mid-session they may not: a
line proves longer than was estimated, or the masseur asks for more time, or for less. Then words wait for the
words before them, and where too little time is left, all move up. None is cut, and none is left out.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from coach.script import Heard
from coach.timeline.company import Sound
from coach.timeline.lengths import AFTER_CHIME
from coach.timeline.words import BREATH

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coach.timeline.company import Stroke
    from coach.timeline.plan import Plan
    from coach.units import Seconds

ROUNDING: Seconds = 1e-6
"""Words this close, in seconds, to where they must be are there: a sum of seconds is rounded."""


@dataclass(frozen=True, slots=True)
class Part:
    """What is given for the sound of a visit; coach's company is chosen around it."""

    author: tuple[Sound, ...]
    """What the author wrote, and the announcement of the next step."""
    announcement: int | None
    """Which of them the announcement is; None where there is none, or none any more."""
    until: Seconds
    """Seconds from the visit's start until which company is welcome, where no announcement bids it be silent."""
    strokes: tuple[Stroke, ...]
    """The strokes, all of the visit's."""


def authored(plan: Plan, length: Seconds) -> tuple[tuple[Sound, ...], int | None]:
    """Return what is heard of the author's in a visit of that length, and which of it announces the next step."""
    sounds = [Sound(at.at(length), Heard("chime", name), AFTER_CHIME) for at, name in plan.chimes if name != "none"]
    sounds += [Sound(line.at.at(length), line.heard, line.length) for line in plan.lines]
    announced = plan.announced.at(length)
    places = [place for place, sound in enumerate(sounds) if sound.at == announced]
    return tuple(sounds), places[-1] if places else None


def apart(sounds: Sequence[Sound], since: Seconds, length: Seconds) -> tuple[Sound, ...]:
    """Return the same sounds, words moved where they would meet: later if there is time, or else earlier.

    Args:
        sounds: What is heard.
        since: No words start before this, in seconds from the visit's start.
        length: Seconds the visit lasts; no less than ``since`` and what `takes` says.
    """
    moved = list(sounds)
    order = sorted((place for place, sound in enumerate(sounds) if _is_said(sound)), key=lambda place: sounds[place].at)
    clear = since
    for place in order:
        if moved[place].at < clear - ROUNDING:
            moved[place] = replace(moved[place], at=clear)
        clear = moved[place].end + BREATH
    clear = length
    for place in reversed(order):
        latest = clear - BREATH - moved[place].length
        if moved[place].at > latest + ROUNDING:
            moved[place] = replace(moved[place], at=latest)
        clear = moved[place].at
    return tuple(moved)


def takes(sounds: Sequence[Sound]) -> Seconds:
    """Return how long it takes to say all the words, one after the other, with a breath after each."""
    return sum(sound.length + BREATH for sound in sounds if _is_said(sound))


def _is_said(sound: Sound) -> bool:
    return sound.heard.kind == "say"
