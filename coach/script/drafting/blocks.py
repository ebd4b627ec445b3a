"""Lines of plain text or Markdown into blocks: headings, numbered items, bullets and paragraphs."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, TypeAlias

from coach.script.drafting.clean import lines, small, words
from coach.script.drafting.english import NUMBERS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Kind: TypeAlias = Literal["heading", "number", "bullet", "text"]
"""What a block looks like: a Markdown heading, an item with a number, an item with a bullet, or anything else."""


@dataclass(frozen=True, slots=True)
class Block:
    """Lines that belong together."""

    kind: Kind
    """What it looks like."""
    lines: tuple[str, ...]
    """Its lines, clean; the first may be empty in a numbered item."""
    number: int = 0
    """The item's number; 0 where it has none."""
    level: int = 0
    """A heading's level from 1; 0 for all else."""

    @property
    def text(self) -> str:
        """The whole block in one line."""
        return " ".join(filter(None, self.lines))


_HEADING = re.compile(r"\s{0,3}(#{1,6})\s+(.*)")
_UNDERLINE = re.compile(r"\s{0,3}(?:(=)=+|--+)\s*$")
_RULE = re.compile(r"\s{0,3}(?:([-*_~])\s*)(?:\1\s*){2,}$")
_BULLET = re.compile(r"\s*(?:[-*+•◦▪–]|\(?[a-z][.)])\s+(?=\S)")
_WORDS = "|".join(NUMBERS)
_NUMBER = re.compile(
    rf"\s*(?P<open>\*{{0,2}})(?:(?:step|stage)\s+(?P<step>\d{{1,3}}|{_WORDS})\b\s*(?:[.):–—-]\s*|$)"
    r"|\(?(?P<digits>\d{1,3})[.):](?:\s+|$))(?P<rest>.*)",
    re.IGNORECASE,
)
_BARE_NUMBER = re.compile(r"\s*(?P<digits>\d{1,2})(?:$|\s+(?=[A-Z]))(?P<rest>[^.!?]{0,60})$")
_LEAD = re.compile(r"\s*\*\*(?P<title>[^*]{1,80})\*\*\s*(?P<stop>[.:–—-]?)\s*(?P<rest>\S.*)")


def blocks(text: str) -> list[Block]:
    """Take a text apart into blocks."""
    found: list[Block] = []
    for block in _joined(_without_front_matter(lines(text))):
        clean = tuple(words(line) for line in block.lines)
        if block.kind in {"number", "heading"} or any(clean):
            found.append(replace(block, lines=clean))
    return found


def _without_front_matter(rows: list[str]) -> list[str]:
    if rows and rows[0].strip() == "---" and "---" in (closing := [row.strip() for row in rows[1:]]):
        return rows[closing.index("---") + 2 :]
    return rows


def _joined(rows: Iterable[str]) -> Iterator[Block]:
    """Yield blocks of raw lines."""
    kind: Kind = "text"
    gathered: list[str] = []
    number, expected = 0, 1

    def taken() -> Iterator[Block]:
        nonlocal kind, number
        if gathered:
            yield Block(kind, tuple(gathered), number)
        gathered.clear()
        kind, number = "text", 0

    for row in rows:
        heading = _HEADING.match(row)
        underline = _UNDERLINE.match(row) if kind == "text" and len(gathered) == 1 else None
        item = _numbered(row, expected if not gathered else 0)
        if heading:
            yield from taken()
            title = heading[2].rstrip("# ")
            value, rest = _numbered(title, 0) or (0, title)
            expected = value + 1
            yield Block("heading", (rest,), value, len(heading[1]))
        elif underline:
            value, rest = _numbered(title := gathered.pop(), 0) or (0, title)
            yield Block("heading", (rest,), value, 1 if underline[1] else 2)
        elif not row.strip() or _RULE.match(row):
            yield from taken()
        elif item:
            yield from taken()
            number, rest = item
            kind, expected = "number", number + 1
            gathered += _lead(rest)
        elif bullet := _BULLET.match(row):
            yield from taken()
            kind = "bullet"
            gathered.append(row[bullet.end() :])
        else:
            gathered.append(row)
    yield from taken()


def _lead(rest: str) -> list[str]:
    """Part a bold title from the words that follow it in its line."""
    match = _LEAD.match(rest)
    return [match["title"].rstrip(".: "), match["rest"]] if match else [rest]


def _numbered(row: str, expected: int) -> tuple[int, str] | None:
    """Return the number and the rest of a line that begins with one."""
    match = _NUMBER.match(row) or (_BARE_NUMBER.match(row) if expected else None)
    if match is None:
        return None
    fields = match.groupdict()
    written = small(fields.get("step") or fields["digits"])
    value = NUMBERS[written] if written in NUMBERS else int(written)
    if "open" not in fields and value != expected:
        return None
    rest = match["rest"].strip()
    return value, f"{fields.get('open') or ''}{rest}" if "**" in rest else rest
