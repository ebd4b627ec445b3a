"""A cue sheet laid out in lines of a size: what stands where in each row, and which rows make a page."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Final, Literal

from coach.charts.sheet import fitted, printable, width_of, wrapped
from coach.companions.words import words
from coach.units import format_clock, format_duration

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coach.companions.values import Block, CueSheet, Row

WIDTH, HEIGHT = 595.0, 792.0
"""Points across A4, and points down Letter: a page that either paper takes as it is."""

EDGE: Final = 34.0
"""Points left free around the page: no printer needs more."""

HEAD, SMALL, NOTE, FOOT = 1.4, 0.8, 0.72, 0.55
"""Sizes of the session's title, of headings and numbers, of moves and cautions, and of notes: a step's title is 1."""

LEADING: Final = 1.25
"""Height of a line against its size."""

SPACE: Final = 0.3
"""Free space above and below a row, against the size of a step's title."""

MARGIN: Final = 0.4
"""The most of the page's width that the names of sides may take."""

CARE, MOVE = "\u26a0", "\u2192"
"""The signs for what to take care of, and for a change of position: seen without reading."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One line of text in a row."""

    x: float
    """Where it stands across, in points from the page's left edge."""
    middle: float
    """Its middle, in points under the row's top."""
    text: str
    """What is written."""
    size: float
    """Its size, in points."""
    bold: bool = False
    """Whether it is bold."""
    colour: str = "ink"
    """Its colour's name."""
    across: Literal["left", "center", "right"] = "left"
    """Which end of it stands at ``x``."""


@dataclass(frozen=True, slots=True)
class Laid:
    """One row on the page."""

    height: float
    """Points down."""
    marks: tuple[Mark, ...]
    """What is written in it."""
    rule: float = 0.0
    """Thickness of the line above it, in points; 0 for none."""
    heads: bool = False
    """Whether it heads what follows, and so never stands last on a page."""
    tinted: bool = False
    """Whether it lies on a tint, as the heading of a part does."""


class Layout:
    """A cue sheet in one size."""

    def __init__(self, sheet: CueSheet, size: float) -> None:
        """Lay a sheet out.

        Args:
            sheet: What is on it.
            size: Points of a step's title.
        """
        self.sheet, self.size = sheet, size
        self.words = words(sheet.language)
        self.whole = True
        """Whether no word is broken: in a size too large, a long one has no room."""
        self._measure()
        self.rows = (*self._head(), *chain.from_iterable(map(self._block, sheet.blocks)))
        self.foot = tuple(self._foot())

    def pages(self) -> list[list[Laid]]:
        """Deal the rows out to pages; what heads others goes with them, and a part that goes on is headed again."""
        pages: list[list[Laid]] = [[]]
        left = HEIGHT - 2 * EDGE
        heading: list[Laid] = []
        rows = (*self.rows, *self.foot)
        for place, row in enumerate(rows):
            following = rows[place + 1].height if row.heads and place + 1 < len(rows) else 0.0
            if row.height + following > left and pages[-1]:
                pages.append([] if row.tinted or place >= len(self.rows) else list(heading))
                left = HEIGHT - 2 * EDGE - sum(again.height for again in pages[-1])
            if row.tinted:
                heading = [row]
            pages[-1].append(row)
            left -= row.height
        return pages

    def _measure(self) -> None:
        """Find how wide the columns are."""
        size, rows = self.size, [row for block in self.sheet.blocks for row in block.rows]
        clocks = {format_clock(start) for row in rows for start in row.starts}
        heads = {name for block in self.sheet.blocks for name in block.sides or (self.words.time,)}
        columns = max((len(block.sides) or 1 for block in self.sheet.blocks), default=1)
        named = min(max(width_of(head, NOTE * size) for head in heads), MARGIN * (WIDTH - 2 * EDGE) / columns)
        self.time = max(named, *(width_of(clock, size, bold=True) for clock in clocks)) + 0.7 * size
        self.left = EDGE + columns * self.time
        self.right = WIDTH - EDGE
        self.lasts = self._widest([format_duration(round(row.lasts)) for row in rows if not row.is_move])
        self.strokes = self._widest([row.strokes for row in rows])

    def _widest(self, texts: list[str]) -> float:
        widest = max((width_of(text, SMALL * self.size) for text in texts if text), default=0.0)
        return widest + 0.7 * self.size if widest else 0.0

    def _wrapped(self, text: str, width: float, size: float, *, bold: bool = False) -> tuple[str, ...]:
        words = printable(text).split()
        pieces = [piece for word in words for piece in _pieces(word, width, size, bold=bold)]
        self.whole &= len(pieces) == len(words)
        return wrapped(" ".join(pieces), width, size, len(pieces), bold=bold)

    def _fitted(self, side: str) -> str:
        """Return as much of a side's name as its column has room for."""
        return fitted(side, self.time - 0.7 * self.size, NOTE * self.size)

    def _head(self) -> Iterator[Laid]:
        size, clock = HEAD * self.size, format_clock(self.sheet.length)
        line, small = size * LEADING, NOTE * self.size
        total = width_of(self.words.total, small) + 0.4 * self.size
        room = self.right - EDGE - total - width_of(clock, size, bold=True) - self.size
        marks = [
            Mark(EDGE, line * (place + 0.5), text, size, bold=True)
            for place, text in enumerate(self._wrapped(self.sheet.title, room, size, bold=True))
        ]
        height = line * max(1, len(marks))
        marks.append(Mark(self.right - total, line / 2, clock, size, bold=True, across="right"))
        marks.append(Mark(self.right, line / 2 + 0.2 * size, self.words.total, small, colour="faint", across="right"))
        for note in self._notes():
            height += FOOT * self.size * LEADING
            marks.append(Mark(EDGE, height - small / 2, note, FOOT * self.size, colour="faint"))
        yield Laid(height + SPACE * self.size, tuple(marks), heads=True)

    def _notes(self) -> Iterator[str]:
        """Yield what stands under the title: what the signs are, and whether times are estimates."""
        rows = [row for block in self.sheet.blocks for row in block.rows]
        signs = [f"{MOVE} {self.words.move}"] * any(row.is_move for row in rows)
        signs += [f"{CARE} {self.words.care}"] * any(row.caution for row in rows)
        if signs:
            yield "      ".join(signs)
        if self.sheet.estimated:
            yield self.words.estimated

    def _block(self, block: Block) -> Iterator[Laid]:
        size, small = SMALL * self.size, NOTE * self.size
        pad = SPACE / 2 * self.size
        middle = pad + size * LEADING / 2
        marks = [
            Mark(self._time(place), middle, self._fitted(name), small, colour="faint", across="right")
            for place, name in enumerate(block.sides or (self.words.time,))
        ]
        columns = tuple(self._columns(middle)) if block is self.sheet.blocks[0] else ()
        room = self.right - self.left - sum(width_of(mark.text, mark.size) + 0.7 * self.size for mark in columns)
        lines = self._wrapped(block.title, room, size, bold=True)
        marks += [
            Mark(self.left, middle + place * size * LEADING, text, size, bold=True) for place, text in enumerate(lines)
        ]
        marks += columns
        height = 2 * pad + size * LEADING * max(1, len(lines))
        yield Laid(height, tuple(marks), heads=True, tinted=True)
        for row in block.rows:
            yield self._move(row) if row.is_move else self._step(row)

    def _columns(self, middle: float) -> Iterator[Mark]:
        """Yield what heads the columns at the right."""
        size = FOOT * self.size
        if self.strokes:
            end = self.right - max(self.lasts, width_of(self.words.lasts, size) + 0.7 * self.size)
            yield Mark(end, middle, self.words.strokes, size, colour="faint", across="right")
        yield Mark(self.right, middle, self.words.lasts, size, colour="faint", across="right")

    def _time(self, column: int) -> float:
        """Return where the times of a column end."""
        return EDGE + (column + 1) * self.time - 0.7 * self.size

    def _step(self, row: Row) -> Laid:
        top, line = SPACE * self.size, self.size * LEADING
        marks = [
            Mark(self._time(place), top + line / 2, format_clock(start), self.size, bold=True, across="right")
            for place, start in enumerate(row.starts)
        ]
        room = self.right - self.lasts - (self.strokes if row.strokes else 0.0) - self.left
        middle, small = top + line / 2, SMALL * self.size
        for text in self._wrapped(row.text, room, self.size, bold=True):
            marks.append(Mark(self.left, top + line / 2, text, self.size, bold=True))
            top += line
        if row.strokes:
            marks.append(Mark(self.right - self.lasts, middle, row.strokes, small, across="right"))
        marks.append(Mark(self.right, middle, format_duration(round(row.lasts)), small, across="right"))
        if row.caution:
            top = self._signed(marks, CARE, row.caution, top, "crowd")
        return Laid(top + SPACE * self.size, tuple(marks), rule=0.4)

    def _move(self, row: Row) -> Laid:
        size, top = NOTE * self.size, SPACE * self.size
        marks = [
            Mark(self._time(place), top + size * LEADING / 2, format_clock(start), size, colour="faint", across="right")
            for place, start in enumerate(row.starts)
        ]
        height = self._signed(marks, MOVE, row.text, top, "ink") + SPACE * self.size
        return Laid(height, tuple(marks), rule=0.4, heads=True)

    def _signed(self, marks: list[Mark], sign: str, text: str, top: float, colour: str) -> float:
        """Add a text behind a sign, and return where it ends."""
        size = NOTE * self.size
        indent = width_of(f"{sign}  ", size, bold=True)
        marks.append(Mark(self.left, top + size * LEADING / 2, sign, size, bold=True, colour=colour))
        for line in self._wrapped(text, self.right - self.left - indent, size):
            marks.append(Mark(self.left + indent, top + size * LEADING / 2, line, size, colour=colour))
            top += size * LEADING
        return top

    def _foot(self) -> Iterator[Laid]:
        heading = SMALL * self.size
        if self.sheet.tones:
            middle = SPACE * self.size + heading * LEADING / 2
            yield Laid(middle * 2, (Mark(EDGE, middle, self.words.tones, heading, bold=True),), rule=1.4, heads=True)
        for first in range(0, len(self.sheet.tones), 2):
            yield self._beside(self.sheet.tones[first : first + 2])

    def _beside(self, texts: tuple[str, ...]) -> Laid:
        """Set two texts beside each other."""
        size, room = NOTE * self.size, (self.right - EDGE) / 2
        marks: list[Mark] = []
        height = 0.0
        for column, text in enumerate(texts):
            for place, line in enumerate(self._wrapped(text, room - 0.4 * self.size, size)):
                marks.append(Mark(EDGE + column * room, size * LEADING * (place + 0.5), line, size))
                height = max(height, size * LEADING * (place + 1))
        return Laid(height, tuple(marks))


def _pieces(word: str, width: float, size: float, *, bold: bool) -> Iterator[str]:
    """Yield a word as it is, or, where it is wider than a line, in pieces that are not."""
    while word:
        fitting = bisect_right(
            range(1, len(word) + 1), width, key=lambda count: width_of(word[:count], size, bold=bold)
        )
        yield word[: max(1, fitting)]
        word = word[max(1, fitting) :]
