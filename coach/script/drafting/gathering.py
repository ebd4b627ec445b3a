"""The pieces of one step, gathered by what they are to a masseur."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from coach.script.drafting import english
from coach.script.drafting.clean import small
from coach.script.drafting.gist import Piece, read
from coach.script.drafting.sentences import sentences
from coach.script.drafting.values import Paced
from coach.script.drafting.wording import in_all

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from coach.script.drafting.gist import Sides
    from coach.script.drafting.values import Paragraph
    from coach.units import Seconds


@dataclass(slots=True)
class Gathered:
    """The pieces of one step, by what they are."""

    moves: list[str] = field(default_factory=list)
    """Changes of position before the stroke."""
    actions: list[str] = field(default_factory=list)
    """What to do."""
    advice: list[str] = field(default_factory=list)
    """How to do it."""
    cautions: list[str] = field(default_factory=list)
    """What to take care of."""
    background: list[str] = field(default_factory=list)
    """What to know."""
    sides: list[Sides] = field(default_factory=list)
    """What is said of the other side."""
    notes: list[str] = field(default_factory=list)
    """What the author should look at."""
    paced: Paced | None = None
    """How often."""
    times: list[str] = field(default_factory=list)
    """How often, in words."""
    stated: Seconds = 0.0
    """The longest time the article names, in seconds."""
    trailing: list[str] = field(default_factory=list)
    """Changes of position after the last action so far: the next step's."""

    def take(self, piece: Piece) -> None:
        """Put a piece where it belongs."""
        if piece.times or piece.several:
            self.paced = Paced(piece.times, piece.text)
        self.stated = max(self.stated, _stated(piece.text))
        match piece.kind:
            case "move" if self.actions:
                self.trailing.append(piece.text)
            case "move":
                self.moves.append(piece.text)
            case "action":
                self._resume()
                self.actions.append(piece.text)
            case "repeat":
                self.times.append(in_all(piece.times) if piece.times else piece.text)
            case "sides":
                self.sides += [piece.sides] if piece.sides else []
                self.times += [in_all(piece.times)] if piece.times else []
            case "advice":
                self.advice.append(piece.text)
            case "caution":
                self.cautions.append(piece.text)
            case "background":
                self.background.append(piece.text)

    @property
    def says_what_to_do(self) -> bool:
        """Whether there is more in it than cautions, moves, and how often or where to repeat what came before."""
        return bool(self.actions or self.advice or self.background)

    @property
    def only_sides(self) -> bool:
        """Whether it says no more than that what came before is done on the other side."""
        return bool(self.sides) and not (self.cautions or self.moves or self.says_what_to_do)

    def join(self, other: Gathered) -> None:
        """Take in what another step says of this one."""
        self.cautions += other.cautions
        self.sides += other.sides
        self.times += other.times
        self.notes += other.notes
        self.paced = other.paced or self.paced

    def _resume(self) -> None:
        for move in self.trailing:
            self.actions.append(move)
            self.notes.append(f"guessed: '{move}' is said within the stroke; perhaps it begins a step of its own")
        self.trailing.clear()


def _stated(text: str) -> Seconds:
    longest = 0.0
    for match in english.STATED_TIME.finditer(small(text)):
        written = match["number"]
        count = {"a": 1.0, "half a": 0.5}[written] if written in {"a", "half a"} else float(english.number(written))
        longest = max(longest, count * (60 if match["unit"].startswith("m") else 1))
    return min(longest, 3600.0)


def pieces(paragraphs: Iterable[Paragraph]) -> Iterator[Piece]:
    """Yield what paragraphs say, piece by piece; captions and lists of what is needed left out."""
    for paragraph in paragraphs:
        if paragraph.role in {"body", "warning", "aside"}:
            for sentence in sentences(paragraph.text):
                yield from read(sentence, warns=paragraph.role == "warning")


def gather(paragraphs: Sequence[Paragraph]) -> Gathered:
    """Gather what the paragraphs of one step say."""
    gathered = Gathered()
    for piece in pieces([paragraph for paragraph in paragraphs if paragraph.role != "aside"]):
        gathered.take(piece)
    for paragraph in paragraphs:
        if paragraph.role in {"caption", "aside"}:
            words = "A caption in the article" if paragraph.role == "caption" else "The article also says"
            gathered.notes.append(f"{words}: {paragraph.text}")
    return gathered
