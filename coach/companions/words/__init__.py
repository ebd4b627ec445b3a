"""What a cue sheet says of its own accord, one file for each language that has phrases."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language."""

    total: str
    """Stands after the session's length."""
    estimated: str
    """Says that times are not measured yet."""
    time: str
    """Heads the times of what is done once."""
    step: str
    """Heads the steps."""
    lasts: str
    """Heads how long hands are on."""
    strokes: str
    """Heads how many strokes there are, and how long each is."""
    move: str
    """What a change of position is called."""
    care: str
    """Heads what to take care of."""
    tones: str
    """Heads what the tones mean."""


@cache
def words(language: str) -> Words:
    """Return the words of a language that has phrases, as BCP 47 writes it; the region makes no difference."""
    code = language.split("-", maxsplit=1)[0]
    return Words(**yaml.safe_load((files(__name__) / f"{code}.yaml").read_text("utf-8")))
