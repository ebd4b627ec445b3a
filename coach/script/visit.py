"""A session in order: every step of every side, with what will be heard. No times yet."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from coach.script.instant import Instant
    from coach.script.source import Path_
    from coach.script.step import Step

Kind: TypeAlias = Literal["say", "chime", "pulse"]
"""What is heard: words, a chime, or the pacing tone of a stroke."""


@dataclass(frozen=True, slots=True)
class Heard:
    """One thing to be heard."""

    kind: Kind
    """What it is."""
    line: str
    """The marked words of a line, or the name of a chime."""
    voice: str = ""
    """Who says it, by name; empty where it is the session's own voice."""
    path: Path_ = field(default=(), compare=False)
    """Where the words stand in the script; empty where coach says them of its own accord."""


@dataclass(frozen=True, slots=True)
class PlacedCue:
    """A cue of a visit, its words filled in."""

    at: Instant
    """When in the step."""
    heard: Heard
    """What is heard."""
    path: Path_
    """Where it stands in the script."""


@dataclass(frozen=True, slots=True)
class Company:
    """What coach adds of its own accord, once it is known how much time a step got. None of it needs room."""

    counts: tuple[Heard, ...] = ()
    """Heard as the first, second, third … stroke begins."""
    last: Heard | None = None
    """Heard as the last stroke begins."""
    halfway: Heard | None = None
    """Heard half-way through a longer step."""
    caution: Heard | None = None
    """Heard once more in a long step."""
    minutes: tuple[Heard, ...] = ()
    """Heard when one, two, three … minutes are left, where nothing else is said for long."""


@dataclass(frozen=True, slots=True)
class Visit:
    """One step on one side: what is heard and done, in the order of the session."""

    step: Step
    """The step as written."""
    number: int
    """The step's number in the script, from 1: the same on every side."""
    part: str
    """The part's title, filled in; empty where it has none."""
    side: str | None
    """The side's name, such as ``left``; None in a part that is done once."""
    opens_part: bool
    """Whether this is the first step of its part or side."""
    path: Path_
    """Where the step stands in the script."""
    title: str
    """The step's title, filled in."""
    announce: Heard
    """Announces this step while the one before it goes on."""
    move: Heard | None
    """Tells of the change of position; None where there is none."""
    say: Heard | None
    """Opening words: full on the first visit, shorter afterwards; None in the wordless guidance."""
    again: Heard
    """The fewest opening words: those of later visits, or the title alone."""
    caution: Heard | None
    """What to take care of, or None."""
    cues: tuple[PlacedCue, ...]
    """Cues, their words filled in."""
    company: Company
    """What coach adds of its own accord."""

    def words(self, following: Visit | None) -> tuple[Heard, ...]:
        """Return everything of the author's that is spoken from the visit's change of position to its end.

        Args:
            following: The visit after this one, which this one announces; None after the last.
        """
        announce = following.announce if following else None
        heard = (self.move, self.say, self.caution, *(cue.heard for cue in self.cues), announce)
        return tuple(one for one in heard if one is not None and one.kind == "say")
