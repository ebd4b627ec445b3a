"""What was made from what: so that nothing is rendered again that would come out the same.

Beside the speech cache, a note for each file that was exported holds a digest of all it was made from, and its size
and time. A note that is lost costs an export, no more.
"""

from __future__ import annotations

import hashlib
import json
import os
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from coach.cache import key
from coach.whole import write_whole

if TYPE_CHECKING:
    from collections.abc import Iterable

    from coach.exporters import Quality
    from coach.session.studio import Studio

FOLDER = "exports"
"""Where the notes stand, inside the speech cache's folder."""


def digest(studio: Studio, suffix: str, quality: Quality) -> str:
    """Return a digest of everything that shapes an export: script, voice, wishes, bed files, format, coach itself."""
    wishes = studio.wishes
    files = [(str(path), *_state(path)) for path in studio.bed_files()]
    return key(
        _coach(),
        studio.script.model_dump_json(),
        studio.cast.fingerprints,
        (wishes.fit, wishes.guidance, wishes.private),
        files,
        suffix.lower(),
        (quality.preset, quality.bit_rate),
    )


def is_made(folder: Path, path: Path, wanted: str) -> bool:
    """Tell whether a file stands there as it was exported from just this.

    Args:
        folder: The speech cache's folder.
        path: The exported file.
        wanted: What it would be made from now.
    """
    try:
        note = json.loads(_note(folder, path).read_text("utf-8"))
        return bool(note == {"digest": wanted, "state": list(_state(path))})
    except (OSError, ValueError):
        return False


def note_made(folder: Path, path: Path, made_from: str) -> None:
    """Note what a file was made from; where that cannot be noted, the file is simply made again next time."""
    note = _note(folder, path)
    text = json.dumps({"digest": made_from, "state": _state(path)})
    try:
        write_whole(note, text.encode())
    except OSError:
        note.unlink(missing_ok=True)


def _note(folder: Path, path: Path) -> Path:
    return folder / FOLDER / f"{key(os.fspath(path.resolve()))}.json"


def _state(path: Path) -> tuple[int, int]:
    """Return a file's size in octets and the time it was last changed, in nanoseconds."""
    status = path.stat()
    return status.st_size, status.st_mtime_ns


@lru_cache(maxsize=1)
def _coach() -> str:
    """Return a digest of coach's own code and data: another coach may make another sound."""
    root = Path(__file__).parent.parent
    whole = hashlib.sha256()
    for path in sorted(_own(root)):
        whole.update(path.relative_to(root).as_posix().encode())
        whole.update(path.read_bytes())
    return whole.hexdigest()


def _own(root: Path) -> Iterable[Path]:
    return (path for path in root.rglob("*") if path.suffix in {".py", ".yaml"} and "_scripts" not in path.parts)
