"""Signs into words, as a person would read them out: ``5-10 cm`` is "5 to 10 centimeters".

Only what voices read wrongly is changed: they read by eSpeak's rules, and tests/script/test_reading.py asks those.
Marks stay as they are, and what has been read out once stays as it is when it is read out again.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import yaml

from coach.script.reading.rules import MARKS, rules

if TYPE_CHECKING:
    from coach.script.reading.rules import Rule


def read_out(text: str, language: str) -> str:
    """Return a text with its signs and abbreviations written out, where voices would read them wrongly.

    Args:
        text: Spoken text with its marks.
        language: As BCP 47 writes it; the text of a language without rules is returned as it is.
    """
    known = _rules(language.split("-", maxsplit=1)[0])
    if not known:
        return text
    return "".join(piece if place % 2 else _read(piece, known) for place, piece in enumerate(MARKS.split(text)))


def _read(text: str, known: tuple[Rule, ...]) -> str:
    """Apply the rules until nothing changes: what one has written may complete what another looks for."""
    before = None
    while text != before:
        before = text
        for pattern, written in known:
            text = pattern.sub(written, text)
    return text


@cache
def _rules(code: str) -> tuple[Rule, ...]:
    found = files("coach.script") / "reading" / f"{code}.yaml"
    if not found.is_file():
        return ()
    terms: dict[str, Any] = yaml.safe_load(found.read_text("utf-8"))
    return rules(terms)
