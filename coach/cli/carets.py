"""A fault with the line it stands in, and a caret under its place."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from rich.cells import cell_len

if TYPE_CHECKING:
    from coach.errors import Fault

WIDEST = 100
"""Characters of a line that are shown: a longer one is cut around the caret."""

BEFORE = 60
"""Characters shown ahead of the caret in a line that is cut."""


def with_caret(fault: Fault) -> str:
    """Return a fault with two more lines, the one in the file and the caret; without them where it has no place."""
    number, column = fault.position
    line = _line(fault.where.rsplit(":", 2)[0], number) if number else ""
    if not line.strip():
        return str(fault)
    start = max(0, column - 1 - BEFORE) if len(line) > WIDEST else 0
    shown = line[start : start + WIDEST].replace("\t", " ")
    gutter = f"{number:>6} | "
    under = " " * (len(gutter) - 2) + "| " + " " * cell_len(shown[: column - 1 - start]) + "^"
    return f"{fault}\n{gutter}{shown}\n{under}"


def _line(name: str, number: int) -> str:
    try:
        return Path(name).read_text("utf-8").splitlines()[number - 1]
    except (OSError, UnicodeDecodeError, IndexError):
        return ""
