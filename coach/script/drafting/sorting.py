"""Blocks of an article, each put where it belongs: in a step, before the steps, or aside."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from coach.script.drafting.clean import says_something
from coach.script.drafting.gist import instructs, read
from coach.script.drafting.headings import LABEL_WORDS, headed, label, like_a_title
from coach.script.drafting.values import Article, Paragraph, Section

if TYPE_CHECKING:
    from coach.script.drafting.blocks import Block
    from coach.script.drafting.headings import Headed
    from coach.script.drafting.values import Role

WORDS_OF_A_SENTENCE = 3
"""The fewest words that are what to do, and no part of a title."""


@dataclass(slots=True)
class Sorter:
    """Takes an article's blocks one by one."""

    before: list[Paragraph] = field(default_factory=list)
    """What comes before the steps."""
    sections: list[tuple[str, int, list[Paragraph]]] = field(default_factory=list)
    """The steps so far: title, number, paragraphs."""
    asides: list[Paragraph] = field(default_factory=list)
    """What belongs to no step."""
    under: Role | None = None
    """What the present heading heads; None in a step or before the first one."""
    passing: bool = False
    """Whether that heading is a plain line, which heads a paragraph or a list and no more."""
    pending: list[Paragraph] = field(default_factory=list)
    """Warnings under a heading of their own: the last step's if another follows, the whole session's if none does."""
    listing: bool = False
    """Whether a list under that heading has begun."""
    counted: int = 0
    """The number of the list's last item; 0 where its items have none."""

    def begin(self, block: Block, *, titled: bool) -> None:
        """Begin a step.

        Args:
            block: What it begins with.
            titled: Whether the block may be its title; a title is made from its words otherwise.
        """
        self.under = None
        if self.sections:
            self.sections[-1][2].extend(self.pending)
            self.pending.clear()
        title, body = "", block.text
        if block.kind == "number":
            title, body = _numbered(block)
        elif titled and block.kind != "bullet" and like_a_title(block.lines[0]):
            title, body = block.text, ""
        self.sections.append((title.rstrip(":. "), block.number, []))
        if body:
            self.sections[-1][2].append(Paragraph(body))

    def lists(self, block: Block) -> bool:
        """Tell whether a block goes on with a list of what is needed, though it may look like a step."""
        if self.under != "needs":
            return False
        return block.kind == "bullet" or (
            block.kind == "number" and (not self.listing or block.number == self.counted + 1 > 1)
        )

    def take(self, block: Block) -> None:
        """Put a block that begins no step where it belongs."""
        heads = headed(block.lines[0]) if block.kind != "number" else None
        if block.kind == "heading":
            self._enter(heads or ("aside" if self.sections else "container"), passing=False)
            if heads is None:
                (self.asides if self.sections else self.before).append(Paragraph(block.text, "caption"))
        elif heads and len(block.lines) == 1 and (len(block.text.split()) <= LABEL_WORDS or block.text.endswith(":")):
            self._enter(heads, passing=True)
        elif heads:
            head, words = label(block.text)
            self._put(Paragraph(words, heads if head and heads != "container" else "body"))
        else:
            self._under_heading(block)

    def article(self, title: str) -> Article:
        """Return everything in its place."""
        steps = tuple(Section(head, number, tuple(body)) for head, number, body in self.sections)
        return Article(title, (*self.before, *self.pending), steps, tuple(self.asides))

    def _enter(self, heads: Headed, *, passing: bool) -> None:
        self.under, self.passing, self.listing = (None if heads == "container" else heads), passing, False
        self.counted = 0

    def _under_heading(self, block: Block) -> None:
        if self.passing and self.listing and block.kind == "text":
            self.under = None
        role: Role = self.under or "body"
        self.listing, self.counted = block.kind != "text", block.number
        if role == "body" and block.kind == "text" and self._captions(block.text):
            role = "caption"
        for text in block.lines if role == "needs" else [block.text]:
            self._put(Paragraph(text, role))
        if self.passing and block.kind == "text":
            self.under = None

    def _captions(self, text: str) -> bool:
        """Tell whether a line that looks like a title is a picture's: without a full stop where others have one."""
        if not like_a_title(text):
            return False
        said = [paragraph for paragraph in self.sections[-1][2] if paragraph.role == "body"] if self.sections else []
        stopped = bool(said) and said[0].text[-1] in ".!"
        plain = all(piece.kind == "action" and not piece.times for piece in read(text))
        return not instructs(text) or (stopped and plain)

    def _put(self, paragraph: Paragraph) -> None:
        if not says_something(paragraph.text):
            return
        if paragraph.role == "needs" or not self.sections:
            self.before.append(paragraph)
        elif self.under is not None and not self.passing:
            self.asides.append(paragraph)
        elif self.under == "warning":
            self.pending.append(paragraph)
        else:
            self.sections[-1][2].append(paragraph)


def _numbered(block: Block) -> tuple[str, str]:
    """Part a numbered item into its title and its words."""
    head, rest = block.lines[0], " ".join(filter(None, block.lines[1:]))
    name, words = label(head)
    if name and like_a_title(name) and len(words.split()) >= WORDS_OF_A_SENTENCE:
        return name, f"{words} {rest}".strip()
    if like_a_title(head) and not rest[:1].islower():
        return head, rest
    return "", block.text
