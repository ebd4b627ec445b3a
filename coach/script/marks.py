"""Marks inside spoken text: pauses and phonemes. No mark is ever spoken; an unknown one is an error.

``<break time="2s"/>`` (from SSML) and ``[pause 2s]`` are silence of that length. ``[[…]]`` is a word
in IPA phonemes. Everything else is words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from coach.units import Seconds, format_duration, parse_duration

LONGEST_PAUSE: Seconds = 60.0
"""The longest pause inside a line; a longer rest is a cue of its own."""

_MARK = re.compile(
    r"""\[\[\s*(?P<phonemes>[^\[\]\s][^\[\]]*)\]\]
      | \[pause\s+(?P<pause>[^\]]*)\]
      | <break\s+time=["'](?P<break>[^"'>]*)["']\s*/>""",
    re.VERBOSE,
)
_LOOSE = re.compile(r"[<>\[\]{}]+[^<>\[\]{}\s]{0,20}")
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Words:
    """Something to speak in one breath: text, in which ``[[…]]`` marks phonemes."""

    text: str
    """What a voice is given."""


@dataclass(frozen=True, slots=True)
class Pause:
    """Silence inside a line."""

    length: Seconds
    """Seconds of silence."""


Spoken: TypeAlias = tuple[Words | Pause, ...]
"""A line, taken apart: words and pauses in order."""


@lru_cache(maxsize=4096)
def parse(line: str) -> Spoken:
    """Take a spoken line apart at its marks.

    Raises:
        ValueError: A mark is unknown or wrongly written, or the line says nothing.
    """
    parts: list[Words | Pause] = []
    words, end = "", 0
    for match in _MARK.finditer(line):
        words += _plain(line[end : match.start()])
        end = match.end()
        if match["phonemes"]:
            words += f"[[{match['phonemes'].strip()}]]"
            continue
        _add_words(parts, words)
        words = ""
        parts.append(Pause(_pause(match["pause"] or match["break"] or "")))
    _add_words(parts, words + _plain(line[end:]))
    if not any(isinstance(part, Words) for part in parts):
        message = "says nothing: write some words, or leave it out"
        raise ValueError(message)
    return tuple(parts)


def plain_text(line: str) -> str:
    """Return a line's words as a caption shows them: without pauses, phonemes without their brackets."""
    words = (part.text for part in parse(line) if isinstance(part, Words))
    return " ".join(words).replace("[[", "").replace("]]", "")


def _plain(text: str) -> str:
    loose = _LOOSE.search(text)
    if loose:
        message = f"unknown mark '{loose[0]}': known are <break time=\"2s\"/>, [pause 2s] and [[phonemes]]"
        raise ValueError(message)
    return text


def _add_words(parts: list[Words | Pause], text: str) -> None:
    text = _SPACES.sub(" ", text).strip()
    if any(character.isalnum() for character in text):
        parts.append(Words(text))


def _pause(text: str) -> Seconds:
    length = parse_duration(text)
    if length > LONGEST_PAUSE:
        message = f"a pause of {text} inside a line: at most {format_duration(LONGEST_PAUSE)}; give the rest a cue"
        raise ValueError(message)
    return length
