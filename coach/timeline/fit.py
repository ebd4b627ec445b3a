"""The elastic fit: time given to steps the way TeX sets glue.

Every step has a least, a natural and a most time. A session longer than natural stretches each step by
the same share of what it can stretch; a shorter one shrinks each by the same share of what it can
shrink. (Knuth and Plass, "Breaking paragraphs into lines", 1981.) Words and moves are rigid.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from coach.errors import Fault, TimingError
from coach.units import format_duration, to_frame, to_seconds

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from coach.units import Frames, Seconds


@dataclass(frozen=True, slots=True)
class Glue:
    """The time of one step, the same on each of its sides."""

    name: str
    """The step's id."""
    count: int
    """How many visits (sides) get this time each."""
    least: Seconds
    """Least seconds a visit may last, its words counted."""
    natural: Seconds
    """Seconds a visit lasts when nothing presses."""
    most: Seconds
    """Most seconds a visit may last."""
    bound: bool
    """Whether the words, not the author, set the least time."""


def natural(glues: Sequence[Glue], rate: int) -> tuple[Frames, ...]:
    """Return the natural time of one visit of each step, in frames: no less than its words take."""
    least, most = _limits(glues, rate)
    times = (to_frame(glue.natural, rate) for glue in glues)
    return tuple(max(min(time, high), low) for time, low, high in zip(times, least, most, strict=True))


def fit(glues: Sequence[Glue], rigid: Frames, total: Frames, rate: int, where: str = "") -> tuple[Frames, ...]:
    """Share out a slot among steps, in whole frames, every visit of a step alike.

    Args:
        glues: The steps.
        rigid: Frames that nothing can change: moves, opening and close.
        total: Frames the whole session must last.
        rate: Frames per second.
        where: Names the place of the slot in a fault; empty where the script has none.

    Returns:
        The time of one visit of each step. The few frames that cannot be shared alike (fewer than the
        visits of a step) are left over: they belong to the close.

    Raises:
        TimingError: The slot is shorter or longer than the session can be.
    """
    shortest, longest = (_sum(glues, times) for times in _limits(glues, rate))
    if not shortest <= total - rigid <= longest:
        raise TimingError([Fault(where, _refusal(glues, total, (rigid + shortest, rigid + longest), rate))])
    return share(glues, total - rigid, rate)


def share(glues: Sequence[Glue], wanted: Frames, rate: int) -> tuple[Frames, ...]:
    """Share out a time among steps, or the nearest to it that they can take; see `fit`.

    Args:
        glues: The steps.
        wanted: Frames that their visits are to last, all together.
        rate: Frames per second.
    """
    least, most = _limits(glues, rate)
    middle = natural(glues, rate)
    wanted = min(max(wanted, _sum(glues, least)), _sum(glues, most))
    low, high = (middle, most) if wanted >= _sum(glues, middle) else (least, middle)
    base = _sum(glues, low)
    give = _sum(glues, high) - base
    times = [a + (b - a) * (wanted - base) // give if give else a for a, b in zip(low, high, strict=True)]
    left = wanted - _sum(glues, times)
    for index, glue in enumerate(glues):
        extra = min(left // glue.count, high[index] - times[index])
        times[index] += extra
        left -= extra * glue.count
    return tuple(times)


def _limits(glues: Sequence[Glue], rate: int) -> tuple[list[Frames], list[Frames]]:
    """Return the least and the most frames that one visit of each step may last."""
    least = [math.ceil(glue.least * rate - 1e-6) for glue in glues]
    return least, [math.floor(glue.most * rate + 1e-6) for glue in glues]


def _sum(glues: Sequence[Glue], times: Sequence[Frames]) -> Frames:
    return sum(glue.count * time for glue, time in zip(glues, times, strict=True))


def _refusal(glues: Sequence[Glue], total: Frames, limits: tuple[Frames, Frames], rate: int) -> str:
    shortest, longest = limits
    slot = format_duration(to_seconds(total, rate))
    low, high = math.ceil(shortest / rate), longest // rate
    text = (
        f"a slot of {slot} does not fit: this session can last from {format_duration(low)} to {format_duration(high)}"
    )
    if total > longest:
        return f"{text}: raise the most times, first of {_largest(glues, lambda glue: glue.most)}, or add steps"
    wordy = [glue for glue in glues if glue.bound]
    if wordy:
        names = _largest(wordy, lambda glue: glue.least)
        return f"{text}; the words of {names} take what they have: shorten them, or leave steps out"
    return f"{text}: lower the least times, first of {_largest(glues, lambda glue: glue.least)}, or leave steps out"


def _largest(glues: Sequence[Glue], time: Callable[[Glue], Seconds]) -> str:
    """Return the names of the three steps that take most of a session."""
    return ", ".join(glue.name for glue in sorted(glues, key=lambda glue: -glue.count * time(glue))[:3])
