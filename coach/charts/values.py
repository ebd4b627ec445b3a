"""What a chart is made of, before anything is drawn. All times are seconds, counted from the session's start."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from coach.units import Seconds

Lane: TypeAlias = Literal["step", "move", "say", "chime", "pulse"]
"""What a bar shows: hands-on time, a change of position, or a kind of cue."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A stretch of time in which something goes on."""

    lane: Lane
    """What goes on."""
    start: Seconds
    """When it begins."""
    end: Seconds
    """When it ends."""
    label: str
    """What stands in it, where there is room; empty for none."""
    about: str
    """What it is, in full, with its clock time: shown when it is pointed at."""
    share: float = 0.0
    """Of hands-on time: the share, from 0 to 1, in which words sound."""
    peak: float = 0.0
    """Of a stroke: the share of it, from 0 to 1, after which its tone stands highest and the hands turn back."""


@dataclass(frozen=True, slots=True)
class Quiet:
    """A long stretch in which nothing is heard but the bed."""

    start: Seconds
    """When it begins on its line."""
    end: Seconds
    """When it ends on its line."""
    whole: Seconds
    """How long all of it is, on other lines too."""


@dataclass(frozen=True, slots=True)
class Ground:
    """A stretch over which one bed lies, in a session that has several."""

    start: Seconds
    """When it begins on its line."""
    end: Seconds
    """When it ends on its line."""
    name: str
    """Its name, as the script has it."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the chart: a side, what is done once, or a piece of either."""

    title: str
    """What is done in it: the side's name, or the part's."""
    start: Seconds
    """When it begins."""
    end: Seconds
    """When it ends."""
    origin: Seconds
    """The instant that stands under its like on every line: where the line's first step opens."""
    continued: bool
    """Whether it goes on with the side or part of an earlier line."""
    bars: tuple[Bar, ...]
    """Everything in it, lane by lane, in order of start."""
    quiet: tuple[Quiet, ...]
    """Long stretches without a sound."""
    bed: tuple[tuple[Seconds, float], ...]
    """The bed's level at some instants, from 0 to 1, straight in between; empty where there is no bed."""
    grounds: tuple[Ground, ...]
    """Which bed lies where; empty where it is one and the same throughout."""


@dataclass(frozen=True, slots=True)
class Chart:
    """A session, ready to be drawn."""

    title: str
    """The session's title."""
    about: str
    """Its length and what it holds, in one line."""
    lines: tuple[Line, ...]
    """Its lines, from the top."""
    before: Seconds
    """The most that a line shows before its origin."""
    after: Seconds
    """The most that a line shows after its origin."""
    lanes: frozenset[Lane]
    """What there is to show."""
    bed: bool
    """Whether there is a bed."""
    notes: tuple[str, ...]
    """What the chart leaves out or draws together: each a line."""
