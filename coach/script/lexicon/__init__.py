"""The field's own words, for voices that take phonemes: what eSpeak's rules read wrongly, with the right sounds."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING

import yaml

if TYPE_CHECKING:
    from collections.abc import Mapping


@cache
def builtin(language: str) -> Mapping[str, str]:
    """Return the words of a language that voices say wrongly, each with its phonemes in IPA.

    A script's own ``pronounce`` beats it. A plural of its own, such as ``effleurages``, is an entry of its own.

    Args:
        language: As BCP 47 writes it; the region makes no difference.

    Returns:
        Phonemes by word; empty for a language that has no list.
    """
    found = files("coach.script") / "lexicon" / f"{language.split('-', maxsplit=1)[0]}.yaml"
    words: dict[str, str] = yaml.safe_load(found.read_text("utf-8")) if found.is_file() else {}
    return MappingProxyType(words)
