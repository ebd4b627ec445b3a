"""What a terminal sends for a key, as the key's name.

A name is the character itself; a word for a key without one (``space``, ``page-down``, ``f5``), with ``ctrl+``,
``alt+`` or ``shift+`` before it where those were held; or, for what no terminal's handbook knows, ``escape`` and what
follows it.
"""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ESC = "\x1b"

LONGEST = 32
"""The most characters that an escape sequence may have: one that is longer is no key."""

NAMED = {
    " ": "space",
    "\r": "enter",
    "\n": "enter",
    "\t": "tab",
    "\x7f": "backspace",
    "\x08": "backspace",
    "\0": "ctrl+space",
    ESC: "escape",
}
FINALS = {"A": "up", "B": "down", "C": "right", "D": "left", "H": "home", "F": "end", "Z": "shift+tab"} | {
    letter: f"f{number}" for number, letter in enumerate("PQRS", 1)
}
NUMBERED = (
    {1: "home", 2: "insert", 3: "delete", 4: "end", 5: "page-up", 6: "page-down", 7: "home", 8: "end"}
    | {number: f"f{number - 10}" for number in range(11, 16)}
    | {number: f"f{number - 11}" for number in range(17, 22)}
    | {number: f"f{number - 12}" for number in (23, 24, 25, 26)}
    | {number: f"f{number - 13}" for number in (28, 29)}
    | {number: f"f{number - 14}" for number in range(31, 35)}
)
"""xterm's, rxvt's and the VT220's numbers, before a tilde."""

HELD = ("shift", "alt", "ctrl")
"""What the bits of a modifier's number, less one, stand for."""

WORDS = {*NAMED.values(), *FINALS.values(), *NUMBERED.values()}
"""Every key that has a word for a name."""

_SEQUENCE = re.compile(
    r"\x1b(?:"
    r"\[\[[A-E]"  # the Linux console's F1 to F5
    r"|\[[\x30-\x3f]*[\x20-\x2f]*[\x40-\x5a\x5c-\x7e]"
    r"|O[\x30-\x3f]*[\x40-\x7e]"
    r"|[^\x1b\[O]"
    r")"
)
_NAME = re.compile(r"(?:(?:shift|alt|ctrl)\+)*(?P<key>.+)")
_PARTS = re.compile(r"\x1b(?P<kind>\[\[|[\[O])(?P<number>\d+)?(?:;(?P<held>\d+))?(?P<last>[A-Za-z~])")


class Keys:
    """Turns what a terminal sends, in whatever pieces it comes, into names of keys."""

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._rest = ""

    @property
    def unfinished(self) -> bool:
        """Whether the last that came may be the beginning of a key."""
        return bool(self._rest)

    def feed(self, sent: bytes) -> Iterator[str]:
        """Yield the keys that are whole now."""
        text, self._rest = self._rest + self._decoder.decode(sent), ""
        at = 0
        while at < len(text):
            if text[at] != ESC:
                yield _plain(text[at])
                at += 1
            elif found := _SEQUENCE.match(text, at):
                yield _named(found[0])
                at = found.end()
            elif len(text) - at > LONGEST or ESC in text[at + 1 :]:
                yield "escape"
                at += 1
            else:
                self._rest = text[at:]
                return

    def end(self) -> Iterator[str]:
        """Yield the keys of what came and went no further: the escape key is the beginning of all sequences."""
        rest, self._rest = self._rest, ""
        if rest in {f"{ESC}[", f"{ESC}O"}:
            yield f"alt+{rest[1]}"
        elif rest:
            yield "escape"
            yield from map(_plain, rest[1:])


def is_key(name: str) -> bool:
    """Return whether a name can be a key's."""
    found = _NAME.fullmatch(name)
    key = found["key"] if found else ""
    known = key in WORDS or key.startswith("escape") or (len(key) == 1 and key != " ")
    return known and name.isprintable()


def _plain(letter: str) -> str:
    if letter in NAMED:
        return NAMED[letter]
    if letter.isprintable():
        return letter
    return f"ctrl+{chr(ord(letter) + 96)}" if letter < ESC else f"escape:{ord(letter):x}"


def _named(sequence: str) -> str:
    if len(sequence) == len("\x1bx"):
        return f"alt+{_plain(sequence[1])}"
    found = _PARTS.fullmatch(sequence)
    key = ""
    if found and found["kind"] == "[[":
        key = f"f{ord(found['last']) - ord('A') + 1}"
    elif found and found["last"] == "~":
        key = NUMBERED.get(int(found["number"] or 0), "")
    elif found:
        key = FINALS.get(found["last"], "")
    if not found or not key:
        return "escape" + "".join(letter if letter.isprintable() else "?" for letter in sequence[1:])
    bits = int(found["held"] or 1) - 1
    held = [f"{name}+" for place, name in enumerate(HELD) if bits >> place & 1]
    return "".join((*held, key))
