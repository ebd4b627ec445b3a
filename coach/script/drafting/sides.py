"""Which steps are done on both sides, and the words for them: {side} for left and right."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING

from coach.script.drafting import english
from coach.script.drafting.clean import small
from coach.script.drafting.values import PartDraft

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from coach.script.drafting.gist import Sides
    from coach.script.drafting.values import StepDraft

_PERSONS = rf"(?:your|the) (?:{english.PERSON})['’]s"
_FURNITURE = r"(?! of (?:the|your) (?:bed|table|couch|mat|mattress|chair|sofa))"
_OWNERS = rf"{_PERSONS}|their|his|her|the|one"
_ALONE = r" (?:and|then|with|so|until|as)\b|[,.;:)]|$"
"""What follows ``the right`` where it is no right leg."""


def parts(steps: Sequence[StepDraft], elsewhere: Sequence[Sides]) -> list[PartDraft]:
    """Gather steps into those done once and those done on each side.

    Args:
        steps: The steps, in order.
        elsewhere: What the article says of the other side outside its steps.
    """
    found: list[PartDraft] = []
    start = 0
    for first, end, sides in _runs(steps, elsewhere):
        if first > start:
            found.append(PartDraft(tuple(steps[start:first])))
        found.append(_on_each_side(steps[first:end], sides))
        start = end
    return [*found, PartDraft(tuple(steps[start:]))] if start < len(steps) else found


def _runs(steps: Sequence[StepDraft], elsewhere: Sequence[Sides]) -> Iterator[tuple[int, int, Sides]]:
    """Yield the place of the first step, the place after the last, and what the article says of the side."""
    opening = sum(step.section < 0 for step in steps)
    marked = [(place, sides) for place, step in enumerate(steps) for sides in step.sides[-1:]]
    if not marked and elsewhere and opening < len(steps):
        yield opening, len(steps), elsewhere[-1]
    done = opening
    for place, sides in marked:
        end = _after(steps, place)
        first = place
        if isinstance(sides.steps, tuple):
            low, high = sides.steps
            inside = [at for at, step in enumerate(steps) if low <= step.number <= high]
            first, end = (inside[0], _after(steps, inside[-1])) if inside else (place, end)
        elif sides.steps == "all" or (sides.steps == "open" and len(marked) == 1 and end == len(steps)):
            first = done
        first = max(first, done)
        if first < end:
            yield first, end, sides
            done = end


def _after(steps: Sequence[StepDraft], place: int) -> int:
    """Return the place after a step and those that go on with it."""
    end = place + 1
    while end < len(steps) and steps[end].section == steps[place].section:
        end += 1
    return end


def _on_each_side(steps: Sequence[StepDraft], sides: Sides) -> PartDraft:
    order = _order(steps, sides)
    found = [_sided(step, sides.noun, order) for step in steps]
    found = [replace(step, again=step.gist) for step in found]
    found[0] = replace(
        found[0],
        say=_named(found[0].say, sides.noun),
        again=found[0].gist if "{side}" in found[0].gist else f"The {{side}} {sides.noun}. {found[0].gist}",
    )
    return PartDraft(tuple(found), sides.noun, order)


def _order(steps: Sequence[StepDraft], sides: Sides) -> tuple[str, str]:
    """Return the sides, the one first that the article begins with."""
    second = sides.second
    if second is None:
        words = " ".join(chain.from_iterable((step.move, step.say, *step.later) for step in steps))
        named = re.search(rf"\b(left|right) {sides.noun}\b", small(words))
        second = "left" if named and named[1] == "right" else "right"
    return ("left", "right") if second == "right" else ("right", "left")


def _sided(step: StepDraft, noun: str, order: tuple[str, str]) -> StepDraft:
    """Put {side} in place of the side that the words name, and of the one that a change of position means."""
    body = "|".join(english.PAIRED - {"side", "hand"}) if noun == "side" else noun

    def fill(text: str, nouns: str = f"{body}|{noun}") -> str:
        for side, field in zip(order, ("{side}", "{other_side}"), strict=True):
            text = re.sub(rf"\b{side} (?=(?:{nouns})\b)|(?<=\bthe ){side}(?={_ALONE})", f"{field} ", text)
        return re.sub(r"(?<=side\}) +(?=[ ,.;:)]|$)", "", text)

    move = fill(step.move, "|".join(english.PAIRED))
    for part in sorted(english.PAIRED - {"side"}):
        move = _named(move, part, _PERSONS if part == "hand" else _OWNERS)
    return replace(
        step,
        title=fill(step.title),
        move=move,
        say=fill(step.say),
        gist=fill(step.gist),
        caution=fill(step.caution),
        later=tuple(map(fill, step.later)),
    )


def _named(text: str, noun: str, owners: str = _OWNERS) -> str:
    """Name the side at the first mention of a part of the body, where none is named yet."""
    if "{" in text:
        return text
    return re.sub(rf"\b(?P<owner>{owners}) (?={noun}\b{_FURNITURE})", _with_side, text, count=1, flags=re.IGNORECASE)


def _with_side(match: re.Match[str]) -> str:
    owner = match["owner"]
    if small(owner) == "one":
        owner = "The" if owner[0].isupper() else "the"
    return f"{owner} {{side}} "
