"""Charts: a session drawn, so that its author sees where it is crowded and where empty; and a file's levels."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from coach.charts.layout import layout
from coach.errors import ExportError, suggest
from coach.exporters import whole_file

if TYPE_CHECKING:
    from pathlib import Path

    from coach.charts.sheet import Sheet
    from coach.meter import Measured
    from coach.mixer import Duck
    from coach.timeline import Timeline

__all__ = ["FORMATS", "PICTURES", "check_format", "draw", "draw_levels", "hush", "layout"]

FORMATS = ("html", "png", "svg")
"""Suffixes of the files that a session's chart can be."""

PICTURES = ("png", "svg")
"""Suffixes of the files that a chart of levels can be."""

_UNHEARD = logging.NullHandler()
"""Takes what is logged, and does nothing with it; a program that logs still gets it."""


def draw(timeline: Timeline, path: Path, duck: Duck | None) -> tuple[str, ...]:
    """Draw a session to a file that appears only when it is whole. The same timeline gives the same bytes.

    Args:
        timeline: The session.
        path: Where to; the suffix picks the format: a picture, or a page with a picture and a table.
        duck: How the session's bed makes way for words; None where it has no bed.

    Returns:
        What the one who asked should know: each a line.

    Raises:
        ExportError: The suffix is unknown, or the file cannot be written.
    """
    suffix = check_format(path, FORMATS)
    hush()
    with whole_file(path) as file:
        from coach.charts.page import page  # noqa: PLC0415 - matplotlib is loaded when a chart is drawn, not before
        from coach.charts.picture import picture  # noqa: PLC0415 - as above

        chart = layout(timeline, duck)
        sheet = picture(chart)
        notes = chart.notes
        if suffix == "png":
            content, missing = _png(sheet, path)
            notes += missing
        else:
            svg = sheet.svg()
            content = (svg if suffix == "svg" else page(timeline, svg)).encode()
        file.write(content)
    return notes


def draw_levels(
    measured: Measured, path: Path, timeline: Timeline | None = None, duck: Duck | None = None
) -> tuple[str, ...]:
    """Draw what was measured in a file, to a picture that appears only when it is whole.

    Args:
        measured: The file.
        path: Where to; the suffix picks the format.
        timeline: The plan that the file was made by, where it is known.
        duck: How the plan's bed makes way for words; None where it has no bed.

    Returns:
        What the one who asked should know: each a line.

    Raises:
        ExportError: The suffix is unknown, or the picture cannot be written.
    """
    suffix = check_format(path, PICTURES)
    hush()
    with whole_file(path) as file:
        from coach.charts.levels import levels  # noqa: PLC0415 - as above

        sheet = levels(measured, timeline, duck)
        content, notes = _png(sheet, path) if suffix == "png" else (sheet.svg().encode(), ())
        file.write(content)
    return notes


def hush() -> None:
    """Keep what matplotlib says of its own folders, once it is loaded, off the screen."""
    logging.getLogger("matplotlib").addHandler(_UNHEARD)


def check_format(path: Path, formats: tuple[str, ...], what: str = "chart") -> str:
    """Return the kind of chart, or of anything else, that a path names by its suffix.

    Raises:
        ExportError: It is none of those.
    """
    suffix = path.suffix.lower().removeprefix(".")
    if suffix not in formats:
        wrong = f"no {what} has the suffix '.{suffix}'" if suffix else f"has no suffix to tell the kind of {what} by"
        message = f"{path}: {wrong}: {suggest(suffix, formats)}"
        raise ExportError(message)
    return suffix


def _png(sheet: Sheet, path: Path) -> tuple[bytes, tuple[str, ...]]:
    """Return a sheet as a PNG, and a line where some of its letters could not be drawn."""
    content, whole = sheet.png()
    missing = f"{path}: some letters are missing from the picture's font: an .svg shows them"
    return content, () if whole else (missing,)
