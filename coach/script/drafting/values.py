"""What an article is made of once it is taken apart, and a draft before it is written as YAML."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from coach.script.drafting.gist import Sides
    from coach.units import Seconds


Role: TypeAlias = Literal["body", "needs", "warning", "aside", "caption"]
"""What a paragraph is in an article."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A run of sentences, or a list's item."""

    text: str
    """Its words."""
    role: Role = "body"
    """What it is."""


@dataclass(frozen=True, slots=True)
class Section:
    """One step of the article."""

    title: str
    """Its heading; empty where it has none."""
    number: int
    """Its number in the article; 0 where it has none."""
    paragraphs: tuple[Paragraph, ...]
    """What stands under it."""


@dataclass(frozen=True, slots=True)
class Article:
    """A how-to article."""

    title: str
    """Its heading; empty where it has none."""
    before: tuple[Paragraph, ...]
    """What comes before the first step, and lists of what is needed wherever they stand."""
    steps: tuple[Section, ...]
    """The steps, in order."""
    asides: tuple[Paragraph, ...]
    """What stands under headings that are no steps."""


@dataclass(frozen=True, slots=True)
class Paced:
    """How many strokes a step has."""

    count: int | None
    """How many in all; None where the article says no more than several."""
    why: str
    """The article's words for it."""


@dataclass(frozen=True, slots=True)
class CueDraft:
    """Words within a step."""

    share: int
    """When: percent of the step's time."""
    say: str
    """The words."""


@dataclass(frozen=True, slots=True)
class StepDraft:
    """One step of the script."""

    title: str
    """Its name."""
    section: int
    """Which of the article's steps it comes from, from 0; -1 for what is done before."""
    number: int
    """That step's number in the article; 0 where it has none."""
    say: str
    """Opening words."""
    gist: str = ""
    """The first clauses of its action, for whoever heard it all before."""
    again: str = ""
    """Said instead on the second side; empty where there is none."""
    move: str = ""
    """A change of position; empty where there is none."""
    caution: str = ""
    """What to take care of; empty where there is nothing."""
    later: tuple[str, ...] = ()
    """Words for later in the step, in order."""
    cues: tuple[CueDraft, ...] = ()
    """The same words, each with its place."""
    time: int = 0
    """Hands-on seconds."""
    most: int | None = None
    """Most seconds, where twice the time would be too much for its strokes."""
    stated: Seconds = 0.0
    """Seconds the article asks for; 0 where it says nothing of time."""
    paced: Paced | None = None
    """Its strokes, where the article says how often."""
    sides: tuple[Sides, ...] = ()
    """What it says of the other side."""
    notes: tuple[str, ...] = ()
    """The article's words that are not spoken, and what the author should look at."""


@dataclass(frozen=True, slots=True)
class PartDraft:
    """Steps that are done once, or once on each side."""

    steps: tuple[StepDraft, ...]
    """The steps, in order."""
    noun: str = ""
    """One of the pair it is repeated for; empty where it is done once."""
    order: tuple[str, str] = ("left", "right")
    """The sides, in order."""
