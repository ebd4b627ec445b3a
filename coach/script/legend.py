"""The wordless guidance, taught aloud."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

from coach.script.load import loads

if TYPE_CHECKING:
    from coach.script.model import Script


def legend(language: str = "en") -> Script:
    """Return a short session in which each sign of the wordless guidance is named and heard.

    Args:
        language: One that has phrases, as BCP 47 writes it; the region makes no difference.
    """
    code = language.split("-", maxsplit=1)[0]
    return loads((files("coach.script.phrases") / f"legend-{code}.yaml").read_text("utf-8"), "the legend")
