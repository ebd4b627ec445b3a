"""The wordless guidance, taught aloud."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

from coach.script.load import loads

if TYPE_CHECKING:
    from coach.script.model import Script


def legend() -> Script:
    """Return a short session in which each sign of the wordless guidance is named and heard."""
    return loads((files("coach.script.phrases") / "legend-en.yaml").read_text("utf-8"), "the legend")
