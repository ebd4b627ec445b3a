"""Lines that head something: what a title looks like, and what heads a list, a warning or an aside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

from coach.script.drafting import english
from coach.script.drafting.clean import says_something, small

if TYPE_CHECKING:
    import re

    from coach.script.drafting.values import Role

Headed: TypeAlias = "Role | Literal['container']"
"""What a line heads that is no step; a container is all the steps together."""

TITLE_WORDS, TITLE_LETTERS = 9, 70
"""The most words and characters of a line that is a heading without looking like one."""

LABEL_WORDS = 4
"""The most words of a line that heads a warning, a list or an aside."""

_HEADS: tuple[tuple[re.Pattern[str], Headed], ...] = (
    (english.NEEDS, "needs"),
    (english.WARNINGS, "warning"),
    (english.ASIDES, "aside"),
    (english.CAPTION, "caption"),
    (english.CONTAINERS, "container"),
)


def headed(line: str) -> Headed | None:
    """Tell what a line heads, where that is no step."""
    text = small(line)
    return next((role for pattern, role in _HEADS if pattern.match(text)), None)


def like_a_title(line: str, times: int = 1) -> bool:
    """Tell whether a line may be a title: short, from a capital, and with no full stop.

    Args:
        line: The line.
        times: How many times as long as a step's title it may be.
    """
    return (
        0 < len(line) <= times * TITLE_LETTERS
        and len(line.split()) <= times * TITLE_WORDS
        and line[-1] not in ".!;,…"
        and not line[0].islower()
        and says_something(line)
    )


def label(text: str) -> tuple[str, str]:
    """Part ``Warning: never …`` into its label and its words; the label is empty where there is none."""
    head, colon, rest = text.partition(":")
    fits = bool(colon) and len(head.split()) <= LABEL_WORDS + 1 and says_something(rest)
    return (head, rest.strip()) if fits else ("", text)
