"""The rules by which signs become words, in the order in which they are applied; the words come from a table.

Every repetition in a pattern is bounded or possessive, so that the cost grows with the text's length and no faster.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

Rule: TypeAlias = "tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]]"
"""A pattern, and what stands in its place."""

MARKS = re.compile(r"(\[\[[^\[\]]*+\]\]|\[[^\[\]]*+\]|<[^<>]*+>|\{[^{}]*+\})")
"""Marks, which are not words."""

NOTHING = "(?!)"
"""A pattern that matches nowhere."""

_NUMBER = r"\d++(?:[.,]\d++)*+"
_GAP = "[ \u00a0]?"
_DASH = r"(?:[-\u2013\u2014]| [-\u2013\u2014] )"
_FREE = r"(?<![\w.,/:])"
_ROMAN = dict(zip(["II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X"], range(2, 11), strict=True))


def rules(terms: Mapping[str, Any]) -> tuple[Rule, ...]:
    """Return the rules of a language.

    Args:
        terms: Its table, such as ``en.yaml``.
    """
    return (*_dots(), *_joined(terms), *_repeated(terms), *_measured(terms), *_abbreviated(terms))


def _dots() -> Iterable[Rule]:
    """Dots that trail off make no pause by themselves; asterisks around words are spoken by their name."""
    dots = r"(?<![.\u2026])(?:\u2026|\.\.\.)[.\u2026]*+"
    yield re.compile(rf"^\s*+{dots}\s*+"), ""
    yield re.compile(rf"{_GAP}{dots}(?=[,;:!?])"), ""
    yield re.compile(rf"{_GAP}{dots}\s*+(?=[^\WA-Z])"), ", "
    yield re.compile(rf"{_GAP}{dots}"), "."
    yield re.compile(r"(?<![\w*])\*{1,2}(\w[^*]*+)\*{1,2}(?![\w*])"), r"\1"


def _joined(terms: Mapping[str, Any]) -> Iterable[Rule]:
    """Ranges, counts of breath such as 4-7-8, vertebrae, and arrows."""
    vertebra, to = r"[CTLS]\d{1,2}", terms["to"]
    yield re.compile(rf"(?<!\w)({vertebra}){_DASH}([CTLS]?\d{{1,2}})(?!\w)"), rf"\1 {to} \2"
    yield re.compile(rf"(?<!\w)({vertebra})/([CTLS]?\d{{1,2}})(?!\w)"), r"\1 \2"
    row = re.compile(rf"{_FREE}(?<!-)\d{{1,2}}(?:-\d{{1,2}}){{2,9}}+(?![\w-])")
    yield row, lambda match: match[0].replace("-", " ")
    yield (
        re.compile(rf"{_FREE}(?<![-\u2013\u2014])({_NUMBER}){_DASH}((?!0\d){_NUMBER})(?!{_DASH}\d|[/:])"),
        rf"\1 {to} \2",
    )
    yield re.compile(rf"{_GAP}\u2192{_GAP}"), f" {terms.get('towards', to)} "
    numbered = re.compile(rf"(?<!\w)({_any(terms['numbered'])}) ({_any(_ROMAN)})(?!\w)")
    yield numbered, lambda match: f"{match[1]} {_ROMAN[match[2]]}"


def _repeated(terms: Mapping[str, Any]) -> Iterable[Rule]:
    """``3x``, ``3 x 30`` and ``3x/day``, with either cross."""
    sign, times, once = "[x\u00d7]", terms["times"], terms["once"]
    yield re.compile(rf"{_FREE}({_NUMBER}){_GAP}{sign}{_GAP}(?=\d)"), rf"\1 {times} "
    yield re.compile(rf"{_FREE}(?<!{terms['to']} )1{sign}(?!\w)"), once
    yield re.compile(rf"{_FREE}({_NUMBER}){_GAP}{sign}(?!\w)"), rf"\1 {times}"
    yield re.compile(rf"(?<!\w){sign}{_GAP}({_NUMBER})(?!\w)"), rf"\1 {times}"
    yield re.compile(rf"({times}|{once})/(?=[^\W\d_])"), rf"\1 {terms['a']} "


def _measured(terms: Mapping[str, Any]) -> Iterable[Rule]:
    """Numbers with units, and fractions."""
    units, fractions = terms["units"], _any(terms["fractions"])
    amount = rf"(?:(?P<whole>\d++){_GAP})?(?P<part>{fractions})|(?P<number>{_NUMBER})"
    century = r"(?!(?:1[5-9]|20)\d0s)"
    after = r"(?!\w)(?:\.(?=\s[^\WA-Z])|(?P<per>/(?=[^\W\d_])))?"

    def unit(match: re.Match[str]) -> str:
        one, several = units[match["unit"]]
        joined, counts = match["gap"] == "-", " " in one
        per = f" {terms['per']} " if match["per"] else ""
        if counts and not joined and match["number"] == "1":
            return f"{one}{per}"
        single = joined or match["number"] == "1" or bool(match["part"] and not match["whole"])
        name = one if single and not counts else several
        return f"{match['amount']}{'-' if joined else ' '}{name}{per}"

    def part(match: re.Match[str]) -> str:
        whole, share = match["whole"], match["part"]
        if not whole and len(share) == 1:
            return share
        return (f"{whole} {terms['and']} " if whole else "") + str(terms["fractions"][share])

    yield re.compile(rf"{_FREE}(\d++)m(?!\w)"), r"\1 min"
    yield re.compile(rf"{_FREE}(\d++)m{_GAP}(\d++)s(?!\w)"), r"\1 min \2 s"
    measure = rf"(?P<amount>{amount})(?P<gap>[ \u00a0-]?)(?P<unit>{_any(units)})"
    yield re.compile(rf"{_FREE}{century}{measure}{after}"), unit
    if "half" in terms:
        yield re.compile(rf"{_FREE}(?<!\d )(?:\u00bd|1/2) (?=(?:{terms['a']}|{terms['an']}) )"), f"{terms['half']} "
    yield re.compile(rf"{_FREE}(?:(?P<whole>\d++){_GAP})?(?P<part>{fractions})(?![\w/]|[.,]\d)"), part


def _abbreviated(terms: Mapping[str, Any]) -> Iterable[Rule]:
    """Abbreviations, and strokes between words."""
    words, counted = _capitals(terms["words"]), _capitals(terms["counted"])
    yield re.compile(rf"(?<![\w.])({_any(words)})(?!\w)"), lambda match: words[match[1]]
    if "with" in terms:
        yield re.compile(r"(?<![\w.])w/ ?(?=\w)"), f"{terms['with']} "
    yield re.compile(rf"(?<![\w.])({_any(counted)}) ?(?=\d)"), lambda match: f"{counted[match[1]]} "
    yield re.compile(r"(?<=[^\W\d_])/(?=[^\W\d_])"), f" {terms['or']} "


def _capitals(terms: Mapping[str, str]) -> dict[str, str]:
    """Return terms as they are, with a capital, and, where they are single letters, in capitals."""
    first = {term[0].upper() + term[1:]: words[0].upper() + words[1:] for term, words in terms.items()}
    letters = {term.upper(): words for term, words in terms.items() if re.fullmatch(r"\w/\w", term)}
    return {**first, **letters, **terms}


def _any(terms: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(terms, key=len, reverse=True))) or NOTHING
