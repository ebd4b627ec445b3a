"""A cue sheet on paper: a PDF in letters as large as one page has room for.

matplotlib writes it. It is here already, and so are its letters, which know most scripts that are written from left
to right; the page is measured by the same widths as every chart.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING, Final

from coach.charts.sheet import Sheet, bound
from coach.companions.laid import EDGE, FOOT, HEIGHT, WIDTH, Layout

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coach.companions.laid import Laid
    from coach.companions.values import CueSheet

LARGEST, SMALLEST = 24.0, 12.0
"""Points of a step's title: the first is read from over a metre in dim light, the second at arm's length."""

BEYOND: Final = 5.0
"""Points by which a tint reaches beyond what stands on it."""

FINER: Final = 0.5
"""Points between one size and the next that is tried."""


def paper(sheet: CueSheet) -> tuple[bytes, bool]:
    """Return a cue sheet as a PDF, and whether its font had every letter. The same sheet gives the same bytes."""
    laid = Layout(sheet, largest(sheet))
    pages = laid.pages()
    return bound([_drawn(rows, laid.size, _number(page, pages)) for page, rows in enumerate(pages, 1)], sheet.title)


def largest(sheet: CueSheet) -> float:
    """Return the largest size of a step's title at which a sheet is one page; the smallest where none is.

    Words are not broken for it, unless they are too long for any size.
    """
    wordy = not Layout(sheet, SMALLEST).whole

    def fits(size: float) -> int:
        layout = Layout(sheet, size)
        return int((layout.whole or wordy) and len(layout.pages()) == 1)

    sizes = [LARGEST - FINER * place for place in range(round((LARGEST - SMALLEST) / FINER))]
    return [*sizes, SMALLEST][bisect_left(sizes, 1, key=fits)]


def _number(page: int, pages: Sequence[object]) -> str:
    return f"{page} / {len(pages)}" if len(pages) > 1 else ""


def _drawn(rows: Sequence[Laid], size: float, number: str) -> Sheet:
    """Draw a page."""
    sheet, top = Sheet(WIDTH, HEIGHT), EDGE
    for row, before in zip(rows, (None, *rows), strict=False):
        if row.tinted:
            sheet.box(EDGE - BEYOND, top, WIDTH - 2 * (EDGE - BEYOND), row.height, "step")
        if row.rule and not (before and before.tinted):
            sheet.line((EDGE, top), (WIDTH - EDGE, top), "edge", row.rule)
        for mark in row.marks:
            sheet.text(
                mark.x,
                top + mark.middle,
                mark.text,
                mark.size,
                bold=mark.bold,
                colour=mark.colour,
                across=mark.across,
            )
        top += row.height
    sheet.text(WIDTH - EDGE, HEIGHT - EDGE / 2, number, FOOT * size, colour="faint", across="right")
    return sheet
