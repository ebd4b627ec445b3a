"""Text from anywhere into text that is safe to speak and to write: no hidden characters, no marks, no Markdown."""

from __future__ import annotations

import re
import unicodedata

_LINES = re.compile(r"\r\n?|[\n\v\f\x1c-\x1e\x85\u2028\u2029]")
_IMAGE = re.compile(r"!\[[^\[\]\n]*\]\([^()\n]*\)")
_LINK = re.compile(r"\[([^\[\]\n]*)\]\([^()\n]*\)")
_FOOTNOTE = re.compile(r"\[\^?\d{1,3}\]")
_TAG = re.compile(r"</?[A-Za-z][^<>\n]{0,200}>|<!--[^<>\n]{0,200}-->")
_ARROW = re.compile(r" ?[-=]{1,3}> ?")
_EMPHASIS = re.compile(r"(?<=\S)\*{1,3}|\*{1,3}(?=\S)|`{1,3}|(?<!\w)_{1,3}(?=\w)|(?<=\w)_{1,3}(?!\w)")
_ROUND = str.maketrans("{}[]", "()()")


def lines(text: str) -> list[str]:
    """Take a text apart into lines that hold no hidden characters; a tab is a space."""
    return ["".join(map(_visible, line)).rstrip() for line in _LINES.split(text)]


def _visible(character: str) -> str:
    if character.isascii():
        return character if character.isprintable() else " " if character == "\t" else ""
    kind = unicodedata.category(character)
    return " " if kind.startswith("Z") else "" if kind in {"Cc", "Cf", "Cs", "Cn", "Co"} else character


def words(line: str) -> str:
    """Return a line's words alone: Markdown taken off, brackets made round, so that nothing is taken for a mark."""
    line = " ".join(line.split())  # so that no pattern meets a long run of spaces
    line = _LINK.sub(r"\1", _IMAGE.sub("", _FOOTNOTE.sub("", line)))
    line = _ARROW.sub(", ", _TAG.sub("", line))
    line = _EMPHASIS.sub("", line).translate(_ROUND)
    return " ".join(line.replace("<", " less than ").replace(">", " more than ").split())


def says_something(text: str) -> bool:
    """Tell whether there is a letter or a digit in a text: a voice has nothing to say otherwise."""
    return any(character.isalnum() for character in text)


def small(text: str) -> str:
    """Return a text in small letters and with straight apostrophes, each character in its old place."""
    lowered = text.lower()
    if len(lowered) != len(text):
        lowered = "".join(low if len(low := character.lower()) == 1 else character for character in text)
    return lowered.replace("’", "'")
