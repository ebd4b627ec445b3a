"""What goes beside an export, and the cover inside it: files named after it, and written whole."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from coach.session.listener import Log

if TYPE_CHECKING:
    from collections.abc import Sequence
    from os import PathLike

    from coach.script import Script
    from coach.session.listener import Listener
    from coach.timeline import Timeline


def companion_paths(
    path: str | PathLike[str],
    captions: Sequence[str] = (),
    *,
    chapters_json: bool = False,
    sheet: str | PathLike[str] | None = None,
) -> tuple[Path, ...]:
    """Return where the companions of an export go: ``NAME.vtt``, ``NAME.chapters.json`` and so on.

    Args:
        path: The exported file.
        captions: Kinds of captions: ``vtt``, ``srt``, ``lrc``.
        chapters_json: Whether to write the chapters as a file of their own.
        sheet: Where a cue sheet goes; None for none.

    Raises:
        ExportError: Captions or a cue sheet are of no known kind.
    """
    from coach.charts import check_format  # noqa: PLC0415 - what draws loads only when something is drawn
    from coach.companions import CHAPTERS, SHEETS, check_captions  # noqa: PLC0415 - as above

    beside = Path(path)
    endings = [*check_captions(captions), *([CHAPTERS] if chapters_json else [])]
    found = [beside.with_suffix(f".{ending}") for ending in endings]
    if sheet is not None:
        check_format(Path(sheet), SHEETS, "cue sheet")
        found.append(Path(sheet))
    return tuple(found)


def write_companions(  # noqa: PLR0913 - each is something a person asks for
    script: Script,
    timeline: Timeline,
    path: str | PathLike[str],
    captions: Sequence[str] = (),
    *,
    chapters_json: bool = False,
    sheet: str | PathLike[str] | None = None,
    listener: Listener | None = None,
) -> tuple[Path, ...]:
    """Write what goes beside an export, each to a file that appears only when it is whole.

    Args:
        script: The session.
        timeline: What was exported, as `export` returns it.
        path: The exported file.
        captions: Kinds of captions: ``vtt``, ``srt``, ``lrc``.
        chapters_json: Whether to write the chapters as a file of their own.
        sheet: Where a cue sheet goes; None for none.
        listener: Hears what the user should know.

    Returns:
        Where they are.

    Raises:
        ExportError: Something is of no known kind, or a file cannot be written.
    """
    from coach import companions  # noqa: PLC0415 - what draws loads only when something is drawn

    paths = companion_paths(path, captions, chapters_json=chapters_json, sheet=sheet)
    for beside in paths:
        for note in companions.write(beside, script, timeline):
            (listener or Log()).note(note)
    return paths


def embedded_cover(script: Script, timeline: Timeline) -> tuple[bytes, bool]:
    """Return a session's cover as the PNG that goes into a file of sound, and whether its font had every letter."""
    from coach import companions  # noqa: PLC0415 - what draws loads only when something is drawn

    return companions.companion("png", script, timeline)
