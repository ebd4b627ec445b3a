"""The field's own words, for voices that take phonemes: what eSpeak's rules read wrongly, with the right sounds."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING

import yaml

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from coach.script.model import Script


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


def lexicon(script: Script) -> dict[str, str]:
    """Return the words of a script that voices say wrongly: its language's, and its own, which beat them."""
    return {**builtin(script.language), **script.pronounce}


def respelled(text: str, words: Mapping[str, str]) -> str:
    """Return a text with phonemes in place of some words, longest first; what is in phonemes already stays.

    Args:
        text: Spoken text.
        words: Phonemes by word, in whatever case.
    """
    return _respeller(frozenset(words.items()))(text) if words else text


@lru_cache(maxsize=8)
def _respeller(words: frozenset[tuple[str, str]]) -> Callable[[str], str]:
    phonemes = {word.casefold(): sounds for word, sounds in words}
    known = "|".join(map(re.escape, sorted(phonemes, key=len, reverse=True)))
    pattern = re.compile(rf"\[\[.*?\]\]|(?<!\w)(?:{known})(?!\w)", re.IGNORECASE)

    def respell(match: re.Match[str]) -> str:
        return match[0] if match[0].startswith("[[") else f"[[{phonemes[match[0].casefold()]}]]"

    return lambda text: pattern.sub(respell, text)
