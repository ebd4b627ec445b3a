"""A paragraph into sentences, none of them too long to be said in one breath or two."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from coach.script.drafting.clean import says_something
from coach.script.drafting.english import ABBREVIATIONS

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST = 300
"""The most characters in a sentence; a longer one is cut where it takes a breath."""

_END = re.compile(r"[.!?…]+[\"'”’)]{0,2}(?=\s|$)")
_BREATHS = (re.compile(r"[;:–—]\s"), re.compile(r",\s"), re.compile(r"\s"))
_LOOSE = " ,;:–—"


def sentences(paragraph: str) -> list[str]:
    """Take a paragraph apart.

    Args:
        paragraph: Words with single spaces between them.
    """
    found, start = [], 0
    for end in _END.finditer(paragraph):
        if end[0].startswith(".") and _goes_on(paragraph, start, end.start(), end.end()):
            continue
        found.append(paragraph[start : end.end()])
        start = end.end()
    found.append(paragraph[start:])
    pieces = (piece for sentence in found for piece in _breaths(sentence.strip()))
    return [piece for piece in pieces if says_something(piece)]


def _goes_on(text: str, start: int, stop: int, end: int) -> bool:
    """Tell whether a full stop ends no sentence: it follows an abbreviation, or small letters follow it."""
    before = text[max(start, stop - 12) : stop].rsplit(maxsplit=1)
    known = bool(before) and before[-1].lstrip("(").casefold() in ABBREVIATIONS
    following = text[end : end + 2].strip()
    return known or following[:1].islower()


def _breaths(sentence: str) -> Iterator[str]:
    start = 0
    while len(sentence) - start > LONGEST:
        head = sentence[start : start + LONGEST]
        cut = next((place for breath in _BREATHS if (place := _last(breath, head))), LONGEST - 1)
        yield f"{_capital(head[:cut].strip(_LOOSE))}."
        start += cut
    rest = sentence[start:]
    yield _capital(rest.lstrip(_LOOSE)) if start else rest


def _last(breath: re.Pattern[str], text: str) -> int:
    return max((match.start() for match in breath.finditer(text) if match.start() > LONGEST // 3), default=0)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
