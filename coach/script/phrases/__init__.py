"""What coach says of its own accord, one file for each language."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from coach.errors import suggest


@dataclass(frozen=True, slots=True)
class Phrases:
    """The phrases of one language."""

    next_step: str
    """Announces a step; ``{title}`` is filled in."""
    next_part: str
    """Announces the first step of a part; ``{part}`` and ``{title}`` are filled in."""
    last: str
    """Said as the last stroke begins."""
    sample: str
    """What a voice says to be judged by; ``{name}`` is filled in."""
    counts: tuple[str, ...]
    """Said as the first, second, third … stroke begins."""
    caution: str
    """A regular expression that finds a caution in an author's words, in whatever case."""
    belongs: str
    """A regular expression for a side that is named in an author's words; ``{}`` stands for its name."""
    left: str
    """A regular expression for a side that is the left one, in whatever case."""
    right: str
    """A regular expression for a side that is the right one, in whatever case."""
    minutes: tuple[str, ...]
    """Said when a step has one, two, three … minutes left."""


def languages() -> tuple[str, ...]:
    """Return the languages that have phrases, as BCP 47 writes them, without a region."""
    names = (re.fullmatch(r"([a-z]{2,3})\.yaml", entry.name) for entry in files(__name__).iterdir())
    return tuple(sorted(name[1] for name in names if name))


@cache
def phrases(language: str) -> Phrases:
    """Return what coach says of its own accord in a language.

    Raises:
        LookupError: There are no phrases for that language; the text names those there are.
    """
    code = language.split("-", maxsplit=1)[0]
    known = languages()
    if code not in known:
        message = f"no built-in phrases for language '{language}': {suggest(code, known)}"
        raise LookupError(message)
    values: dict[str, Any] = yaml.safe_load((files(__name__) / f"{code}.yaml").read_text("utf-8"))
    lists = {name: tuple(values[name]) for name in ("counts", "minutes")}
    caution = rf"\b(?:{'|'.join(values['caution'])})\b"
    return Phrases(**{**values, **lists, "caution": caution})
