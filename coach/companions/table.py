"""A cue sheet as Markdown: a table for each part, in the dialect that GitHub and most editors show."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from coach.companions.laid import CARE, MOVE
from coach.companions.words import words
from coach.units import format_clock, format_duration

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coach.companions.values import Block, CueSheet, Row
    from coach.companions.words import Words

_SIGNS: Final = re.compile(r"([\\`*_\[\]<>|#~&])")
"""What Markdown would take for its own."""


def table(sheet: CueSheet) -> str:
    """Return a cue sheet as Markdown."""
    known = words(sheet.language)
    return "\n".join(_lines(sheet, known)) + "\n"


def _lines(sheet: CueSheet, known: Words) -> Iterator[str]:
    yield f"# {_plain(sheet.title)}"
    yield ""
    yield f"**{format_clock(sheet.length)}** {known.total}"
    if sheet.estimated:
        yield from ("", known.estimated)
    for block in sheet.blocks:
        yield from _block(block, known)
    if sheet.tones:
        yield from ("", f"## {known.tones}", "")
        yield from (f"- {_plain(tone)}" for tone in sheet.tones)


def _block(block: Block, known: Words) -> Iterator[str]:
    times = block.sides or (known.time,)
    if block.title:
        yield from ("", f"## {_plain(block.title)}")
    yield ""
    yield _row([*map(_plain, times), known.step, known.strokes, known.lasts, known.care])
    yield _row([*["---:"] * len(times), "---", "---:", "---:", "---"])
    for row in block.rows:
        yield _row([*map(format_clock, row.starts), *_cells(row)])


def _cells(row: Row) -> tuple[str, str, str, str]:
    if row.is_move:
        return f"{MOVE} {_plain(row.text)}", "", "", ""
    care = f"{CARE} {_plain(row.caution)}" if row.caution else ""
    return f"**{_plain(row.text)}**", row.strokes, format_duration(round(row.lasts)), care


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _plain(text: str) -> str:
    """Return text in one line, to be shown as it is."""
    return _SIGNS.sub(r"\\\1", " ".join(text.split()))
