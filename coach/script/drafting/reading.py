"""An article's file into its text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.errors import Fault, ScriptError
from coach.script.source import LARGEST

if TYPE_CHECKING:
    from pathlib import Path


def read_article(path: Path) -> str:
    """Read an article.

    Args:
        path: A file of plain text or Markdown.

    Raises:
        ScriptError: It cannot be read, or is no text.
    """
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except (OSError, ValueError) as error:
        what = getattr(error, "strerror", None) or str(error)
        raise ScriptError([Fault(str(path), f"cannot be read: {what}")]) from error
    if len(content) > LARGEST:
        raise ScriptError([Fault(str(path), f"larger than {LARGEST // 1024} KiB: expected one how-to article")])
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        what = "not a text file in UTF-8: expected an article as plain text or Markdown: save it as one"
        raise ScriptError([Fault(str(path), what)]) from error
