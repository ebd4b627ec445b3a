"""Companions: what goes beside a session's sound. Captions, chapters, its cover, and a cue sheet to pin on the wall."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from coach.charts import check_format, hush
from coach.companions.chapters import chapters
from coach.companions.gather import cue_sheet
from coach.errors import ExportError, suggest
from coach.exporters import whole_file
from coach.timeline.captions import CAPTIONS, captions

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from coach.script import Script
    from coach.timeline import Timeline

__all__ = ["CAPTIONS", "CHAPTERS", "COVERS", "SHEETS", "check_captions", "companion", "write"]

CHAPTERS: Final = "chapters.json"
"""How the name of a file of chapters ends."""

COVERS: Final = ("png", "svg")
"""Suffixes of the files that a cover can be."""

SHEETS: Final = ("html", "md", "pdf")
"""Suffixes of the files that a cue sheet can be."""

_ALL: Final = (*CAPTIONS, CHAPTERS, *COVERS, *SHEETS)


def companion(kind: str, script: Script, timeline: Timeline) -> tuple[bytes, bool]:
    """Make one companion. The same script and timeline give the same bytes.

    Args:
        kind: One of `CAPTIONS`, `COVERS`, `SHEETS`, or `CHAPTERS`.
        script: The session.
        timeline: Its plan, whole.

    Returns:
        What its file holds, and whether its font had every letter.
    """
    hush()
    if kind in CAPTIONS:
        return captions(kind, timeline, script.language).encode(), True
    if kind == CHAPTERS:
        return chapters(timeline).encode(), True
    if kind == "md":
        from coach.companions.table import table  # noqa: PLC0415 - matplotlib is loaded when something is laid out

        return table(cue_sheet(script, timeline)).encode(), True
    if kind == "html":
        from coach.companions.page import page  # noqa: PLC0415 - as above

        return page(cue_sheet(script, timeline)).encode(), True
    if kind == "pdf":
        from coach.companions.paper import paper  # noqa: PLC0415 - as above

        return paper(cue_sheet(script, timeline))
    from coach.charts.cover import ACROSS, drawn  # noqa: PLC0415 - as above

    cover = drawn(timeline)
    return (cover.svg().encode(), True) if kind == "svg" else cover.png(ACROSS)


def write(path: Path, script: Script, timeline: Timeline) -> tuple[str, ...]:
    """Write the companion that a path names by its ending, to a file that appears only when it is whole.

    Args:
        path: Where to.
        script: The session.
        timeline: Its plan, whole.

    Returns:
        What the one who asked should know: each a line.

    Raises:
        ExportError: Nothing has that ending, or the file cannot be written.
    """
    kind = CHAPTERS if path.name.lower().endswith(f".{CHAPTERS}") else check_format(path, _ALL, "companion")
    with whole_file(path) as file:
        content, complete = companion(kind, script, timeline)
        file.write(content)
    other = {"png": ".svg", "pdf": ".html"}.get(kind)
    return () if complete else (f"{path}: some letters are missing from its font: an {other} shows them",)


def check_captions(kinds: Iterable[str]) -> tuple[str, ...]:
    """Return kinds of captions as they were asked for, each once.

    Raises:
        ExportError: One of them is none of `CAPTIONS`.
    """
    wanted = tuple(dict.fromkeys(kind.strip().lower().removeprefix(".") for kind in kinds))
    for kind in wanted:
        if kind not in CAPTIONS:
            message = f"no captions are called '{kind}': {suggest(kind, CAPTIONS)}"
            raise ExportError(message)
    return wanted
