"""Charts: a session drawn, so that its author sees at a glance where it is crowded and where it is empty."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from coach.charts.layout import layout
from coach.errors import ExportError, suggest
from coach.exporters import whole_file

if TYPE_CHECKING:
    from pathlib import Path

    from coach.timeline import Timeline

__all__ = ["FORMATS", "draw", "layout"]

FORMATS = ("html", "png", "svg")
"""Suffixes of the files that a chart can be."""

_UNHEARD = logging.NullHandler()
"""Keeps what matplotlib says of its own folders off the screen; a program that logs still gets it."""


def draw(timeline: Timeline, path: Path, *, bed: bool = True) -> tuple[str, ...]:
    """Draw a session to a file that appears only when it is whole. The same timeline gives the same bytes.

    Args:
        timeline: The session.
        path: Where to; the suffix picks the format: a picture, or a page with a picture and a table.
        bed: Whether anything sounds under the session.

    Returns:
        What the one who asked should know: each a line.

    Raises:
        ExportError: The suffix is unknown, or the file cannot be written.
    """
    suffix = path.suffix.lower().removeprefix(".")
    if suffix not in FORMATS:
        what = f"no chart has the suffix '.{suffix}'" if suffix else "has no suffix to tell the kind of chart by"
        message = f"{path}: {what}: {suggest(suffix, FORMATS)}"
        raise ExportError(message)
    logging.getLogger("matplotlib").addHandler(_UNHEARD)
    with whole_file(path) as file:
        from coach.charts.page import page  # noqa: PLC0415 - matplotlib is loaded when a chart is drawn, not before
        from coach.charts.picture import picture  # noqa: PLC0415 - as above

        chart = layout(timeline, bed=bed)
        sheet = picture(chart)
        notes = chart.notes
        if suffix == "png":
            content, whole = sheet.png()
            if not whole:
                notes += (f"{path}: some letters are missing from the picture's font: an .svg or .html shows them",)
        else:
            svg = sheet.svg()
            content = (svg if suffix == "svg" else page(timeline, svg)).encode()
        file.write(content)
    return notes
