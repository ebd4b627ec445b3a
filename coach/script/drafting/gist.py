"""What a sentence is to a masseur: something to do, to take care of, to move for, to repeat, or to know."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from coach.script.drafting import english
from coach.script.drafting.clean import says_something, small

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

Kind: TypeAlias = Literal["action", "advice", "caution", "move", "repeat", "sides", "background"]
"""What a piece of a sentence is."""

MOST_TIMES = 500
"""The highest count of strokes that a script may have."""


_NOUNS = ("noun", "noun_do", "noun_then", "both", "swapped")
"""The groups of a pattern that name one of a pair."""


@dataclass(frozen=True, slots=True)
class Sides:
    """What an article says of the other side."""

    noun: str
    """One of the pair: ``leg``, or ``side`` where it has no name."""
    second: str | None
    """The side named for the second time, ``left`` or ``right``; None where it is just the other one."""
    steps: tuple[int, int] | Literal["all", "this", "open"]
    """The numbers of the first and last step to repeat; ``open`` where the article leaves it to the reader."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A sentence, or a part of one that stands by itself."""

    kind: Kind
    """What it is."""
    text: str
    """Its words, from a capital to a full stop."""
    times: int | None = None
    """How many strokes it asks for in all; None where it says nothing of it."""
    several: bool = False
    """Whether it asks for more than one without saying how many."""
    sides: Sides | None = None
    """What it says of the other side."""


def instructs(sentence: str) -> bool:
    """Tell whether a sentence says what to do, as instructions do: its verb comes first."""
    text = small(sentence)
    if "?" in text[-3:]:
        return False
    clauses = [clause.split() for clause in text.replace(";", ",").replace(":", ",").split(",")]
    first = _content(clauses[0])
    if _verb_first(first):
        return True
    opener = first[0] if first else ""
    fronted = not first or opener in english.FRONTED or opener.endswith(("ing", "ly"))
    return fronted and any(_verb_first(_content(clause), known=True) for clause in clauses[1:])


def _content(tokens: list[str]) -> list[str]:
    for place, word in enumerate(tokens):
        if word not in english.CONNECTIVES and not (word.endswith("ly") and word not in english.VERBS):
            return [token.strip("\"'“”‘’().!") for token in tokens[place : place + 2]]
    return []


def _verb_first(tokens: list[str], *, known: bool = False) -> bool:
    first, second = (*tokens, "", "")[:2]
    if second in english.NO_INSTRUCTION_AFTER or first in english.NO_VERBS:
        return False
    if first in english.VERBS or first.split("-")[0] in english.VERBS or first.removeprefix("re-") in english.VERBS:
        return True
    unknown = not known and first.isalpha() and not first.endswith(("ing", "ed", "s"))
    return unknown and (second in english.OBJECTS or (second.endswith("ly") and len(tokens) > 1))


def read(sentence: str, *, warns: bool = False) -> list[Piece]:
    """Take a sentence apart into pieces that are one thing each.

    Args:
        sentence: The sentence.
        warns: Whether it stands in a warning, and so is one whatever its words.
    """
    if warns:
        return [Piece("caution", _sentence(sentence))]
    return [piece for piece in _read(sentence) if says_something(piece.text)]


def _read(sentence: str) -> Iterator[Piece]:
    text = small(sentence)
    caution = None if english.NO_CAUTION.search(text) else english.CAUTION.search(text)
    if (caution and not _lead(text, caution.start("clause"))) or english.CAUTION_ANYWHERE.search(text):
        yield Piece("caution", _sentence(sentence))
        return
    sides = english.OTHER_SIDE.search(text)
    if sides and not english.OWN_HAND.search(text):
        before = _lead(sentence, sides.start())
        if instructs(before):
            yield from _read(before)
            text = text[sides.start() :]
        times, several = _times(text)
        yield Piece("sides", _sentence(sentence), times, several, _sides(sides, text))
    elif caution:
        yield from _with_caution(sentence, caution.start("clause"))
    else:
        yield from _plain(sentence, text)


def _with_caution(sentence: str, start: int) -> Iterator[Piece]:
    before = _lead(sentence, start)
    if not instructs(before) and not english.ADVICE.search(small(before)):
        yield Piece("caution", _sentence(sentence))
        return
    clause, after = sentence[start:], ""
    if sentence[:start].rstrip().endswith("("):
        clause, _, after = clause.partition(")")
        yield from _read(f"{before}{after}")
        yield Piece("caution", _sentence(_not_gerund(clause)))
        return
    for joint in english.JOINT.finditer(small(clause)):
        if joint["next"] in english.VERBS and "," in joint[0] and " " in joint[0].strip():
            clause, after = clause[: joint.start()], clause[joint.end() :]
            break
    yield from _read(before)
    yield Piece("caution", _sentence(_not_gerund(clause)))
    if after:
        yield from _read(after)


def _plain(sentence: str, text: str) -> Iterator[Piece]:
    posture, moved = _posture(sentence)
    if moved:
        yield posture
        yield from _read(moved)
        return
    if english.ONLY_REPEAT.match(text):
        times, several = _times(text)
        yield Piece("repeat", _sentence(sentence), times, several)
        return
    moves = english.MOVE.match(_lead_off(text)) is not None
    for joint in english.JOINT.finditer(text):
        rest = text[joint.end() :]
        if joint["next"] in english.VERBS and moves != (english.MOVE.match(rest) is not None):
            first = Piece("move", _sentence(sentence[: joint.start()]))
            yield first if moves else _said(sentence[: joint.start()])
            yield from _plain(sentence[joint.end() :], rest)
            return
    yield Piece("move", _sentence(sentence)) if moves else _said(sentence)


def _said(sentence: str) -> Piece:
    text = small(sentence)
    if instructs(sentence) and not english.NO_CAUTION.search(text):
        times, several = _times(text)
        return Piece("action", _sentence(sentence), times, several)
    tells = not text.rstrip().endswith("?") and (english.ADVICE.search(text) or not english.REMARK.match(text))
    return Piece("advice" if tells else "background", _sentence(sentence))


def _posture(sentence: str) -> tuple[Piece, str]:
    """Part ``Kneeling beside the hip, press …`` into a change of position and the stroke."""
    head, comma, rest = sentence.partition(", ")
    word, _, place = head.partition(" ")
    posture = english.POSTURES.get(small(word))
    piece = Piece("move", _sentence(f"{posture} {place}"))
    return piece, rest if comma and posture and english.MOVE.match(small(piece.text)) and instructs(rest) else ""


def _lead(sentence: str, start: int) -> str:
    """Return what stands before a place, without the words that join the two; empty where that is nothing."""
    before = sentence[:start].rstrip(" ,;:–—(")
    while before and small(before.rsplit(maxsplit=1)[-1]) in english.CONNECTIVES | {"or", "always"}:
        before = before[: -len(before.rsplit(maxsplit=1)[-1])].rstrip(" ,;:–—(")
    return before


def _lead_off(text: str) -> str:
    """Return a sentence from the first word that is more than a connection."""
    words = text.split(" ")
    while words and (words[0].strip(",") in english.CONNECTIVES or words[0].strip(",").endswith("ly")):
        words.pop(0)
    return " ".join(words)


def _not_gerund(clause: str) -> str:
    first, space, rest = clause.partition(" ")
    second, space_after, tail = rest.partition(" ")
    if small(first) == "never":
        return f"{first}{space}{english.from_gerund(small(second))}{space_after}{tail}"
    known = {"being": "be", "taking": "take", "making": "make"}
    verb = known.get(small(first)) or english.from_gerund(small(first))
    return f"{verb}{space}{rest}"


def _times(text: str) -> tuple[int | None, bool]:
    """Return how many strokes a sentence asks for in all, and whether it asks for several."""
    repeat = english.REPEAT.search(text)
    if repeat:
        if repeat["some"]:
            return None, True
        extra = 0 if english.IN_ALL.search(text) else 1
        return _capped(_count(repeat) + extra), False
    named = english.TIMES.search(text)
    if named:
        extra = bool(named["another"] or named["more"] or named["more_word"])
        return _capped(_count(named) + extra), False
    return None, False


def _count(match: re.Match[str]) -> int:
    if match["word"]:
        return english.COUNT_WORDS[match["word"]]
    groups = match.groupdict()
    return english.number(match["first"] or groups.get("after") or groups.get("ahead") or "1")


def _capped(times: int) -> int | None:
    return times if 1 < times <= MOST_TIMES else None


def _sides(match: re.Match[str], text: str) -> Sides:
    groups = match.groupdict()
    aside = english.ON_A_SIDE.search(text)
    noun = next((found for name in _NOUNS if (found := groups[name])), "side")
    noun = english.PLURALS.get(noun, noun)
    if noun == "side" and aside:
        noun = aside["noun"] or noun
    named = match["which"] or match["bare"] or match["which_then"] or (aside["which"] if aside else None)
    second = named if named in {"left", "right"} else None
    numbers = english.STEPS_FROM_TO.search(text)
    if numbers:
        return Sides(noun, second, (int(numbers["first"]), int(numbers["last"])))
    if english.WHOLE.search(text):
        return Sides(noun, second, "all")
    return Sides(noun, second, "this" if english.JUST_THIS.search(text) else "open")


def _sentence(text: str) -> str:
    """Return words as a sentence: from a capital to a full stop."""
    text = text.strip(" ,;:–—")
    if not says_something(text):
        return text
    capital = text[:1].upper() + text[1:]
    return capital if capital[-1] in ".!?…\"'”’)" else f"{capital}."
