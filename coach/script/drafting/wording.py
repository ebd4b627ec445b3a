"""Sentences into what is said when: opening words, words for later, short words, titles."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from coach.script.drafting import english
from coach.script.drafting.clean import says_something, small
from coach.script.drafting.gist import instructs

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

OPENING, LATER = 45, 30
"""The most words that are said at once as a step begins, and later in it; a single sentence may be longer."""

PAUSE = " [pause 1s] "
"""Stands between sentences that are said in one go: time for the hands."""

LETTERS = 6
"""Characters that count as a word, space included, where words are longer than words are."""

SHORT, SHORTER, LONGEST_TITLE = 90, 50, 70
"""The most characters of a sentence for those who heard it all before, of a second one, and of a title."""

TITLE_WORDS, LEAST_TITLE_WORDS = 6, 3
"""The most words of a title that is made from an instruction, and how many come before it may end early."""

SHOUTED = 4
"""A title of capitals longer than this is no abbreviation."""

_CLAUSE = re.compile(r",\s|;\s|:\s|\s[–—-]\s|\s(?=then\s|until\s|while\s)|\s(?=and\s(?P<verb>\w+))")
_PHRASE = re.compile(r"\s(?=(?:which|that|so|as|from|by|using|with|towards?|along|across|over|in order)\s)")


def groups(sentences: Iterable[str], opening: int = OPENING) -> list[list[str]]:
    """Gather sentences into runs that are said at once.

    Args:
        sentences: The sentences, in order.
        opening: The most words of the first run.
    """
    found: list[list[str]] = []
    room = 0
    for sentence in sentences:
        size = max(len(sentence.split()), len(sentence) // LETTERS)
        if not found or size > room:
            found.append([])
            room = LATER if len(found) > 1 else opening
        found[-1].append(sentence)
        room -= size
    return found


def spoken(run: Iterable[str]) -> str:
    """Join sentences, with time between them for the hands."""
    return PAUSE.join(run)


def gist(sentences: Sequence[str]) -> str:
    """Return the first clauses of what to do: words for those who heard it all before."""
    first, *others = sentences
    words = shortened(first, SHORT)
    second = shortened(_instruction(others[0]), SHORTER) if others else ""
    return f"{words} {second}" if second and len(second) <= SHORTER + 1 else words


def shortened(sentence: str, most: int) -> str:
    """Return a sentence's first clauses.

    Args:
        sentence: The sentence.
        most: How many characters they may have.
    """
    sentence = _without_connectives(sentence)
    if len(sentence) <= most:
        return sentence
    head = sentence[: most + 1]
    clauses = [m.start() for m in _CLAUSE.finditer(head) if m["verb"] is None or small(m["verb"]) in english.VERBS]
    phrases = [m.start() for m in _PHRASE.finditer(head) if m.start() > SHORT // 4]
    cut = clauses[-1] if clauses else phrases[0] if phrases else head.rfind(" ")
    words = sentence[: cut if cut > 0 else most].split()
    while len(words) > LEAST_TITLE_WORDS and small(words[-1]).strip(",") in english.LOOSE_ENDS:
        words.pop()
    short = " ".join(words).rstrip(" ,;:–—-.")
    return f"{short}." if says_something(short) else sentence


def title_from(sentence: str) -> str:
    """Make a title from an instruction: its verb and what it is done to."""
    words: list[str] = []
    for word in _instruction(sentence).split():
        low = small(word).strip(",;:.!?")
        if not words and low in english.CONNECTIVES:
            continue
        if len(words) >= LEAST_TITLE_WORDS and low in english.OBJECT_ENDS:
            break
        words.append(word)
        if len(words) == TITLE_WORDS or word[-1] in ",;:.!?":
            break
    while len(words) > 1 and small(words[-1]).strip(",") in english.LOOSE_ENDS:
        words.pop()
    title = " ".join(words).rstrip(" ,;:.!?–—-")
    return trimmed(title[:1].upper() + title[1:])


def _without_connectives(sentence: str) -> str:
    words = sentence.split()
    while len(words) > LEAST_TITLE_WORDS and small(words[0]).strip(",") in english.CONNECTIVES:
        words.pop(0)
    rest = " ".join(words)
    return rest[:1].upper() + rest[1:]


def _instruction(sentence: str) -> str:
    """Return a sentence from the clause that says what to do: without ``With your thumbs,``."""
    clause, comma, rest = sentence.partition(", ")
    return rest if comma and not instructs(clause) and instructs(sentence) else sentence


def trimmed(title: str) -> str:
    """Return a title that is short enough to be announced; empty where it says nothing."""
    title = title.rstrip(" .,;:")
    if title.isupper() and len(title) > SHOUTED:
        title = title.capitalize()
    if len(title) > LONGEST_TITLE:
        cut = title.rfind(" ", 0, LONGEST_TITLE)
        title = title[: cut if cut > 0 else LONGEST_TITLE].rstrip(" .,;:")
    return title if says_something(title) else ""


def in_all(count: int) -> str:
    """Say how many strokes there are in all."""
    words = {number: word for word, number in english.NUMBERS.items()}
    return f"{words.get(count, str(count)).capitalize()} times in all."
