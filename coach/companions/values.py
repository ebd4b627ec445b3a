"""What a cue sheet is made of, before it is written to a page. All times are seconds, from the session's start."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from coach.units import Seconds


@dataclass(frozen=True, slots=True)
class Row:
    """One step on every side, or the change of position before it."""

    starts: tuple[Seconds, ...]
    """When it begins, on each side."""
    text: str
    """The step's title, or what to do to change position."""
    is_move: bool = False
    """Whether it is a change of position."""
    lasts: Seconds = 0.0
    """How long hands are on, on each side; 0 for a change of position."""
    strokes: str = ""
    """How many strokes there are, and how long each is; empty where they are not paced."""
    caution: str = ""
    """What to take care of; empty for nothing."""


@dataclass(frozen=True, slots=True)
class Block:
    """A part of the session: its sides stand beside each other."""

    title: str
    """The part's title; empty where it has none."""
    sides: tuple[str, ...]
    """What heads the times: each side's name; empty in a part that is done once."""
    rows: tuple[Row, ...]
    """Its steps and changes of position, in order."""


@dataclass(frozen=True, slots=True)
class CueSheet:
    """A session on paper."""

    title: str
    """The session's title."""
    language: str
    """Language of its words, as BCP 47 writes it."""
    length: Seconds
    """How long it lasts."""
    estimated: bool
    """Whether its times are estimates."""
    blocks: tuple[Block, ...]
    """Its parts, in order."""
    tones: tuple[str, ...]
    """What each sign means, where nothing is said; empty where words guide."""
