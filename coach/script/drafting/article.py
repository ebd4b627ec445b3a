"""A how-to article taken apart: its title, what comes before the steps, the steps, and what belongs to none."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

from coach.script.drafting.blocks import Block, blocks
from coach.script.drafting.gist import instructs
from coach.script.drafting.headings import headed, like_a_title
from coach.script.drafting.sentences import sentences
from coach.script.drafting.sorting import Sorter
from coach.script.drafting.values import Article

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Way: TypeAlias = Callable[[Sequence[Block], int], bool]


def article(text: str) -> Article:
    """Take an article apart; it has no steps where none were found."""
    found = blocks(text)
    title = _take_title(found)
    found = [part for block in found for part in _parted(block)]
    for way in _ways(found):
        sorter = Sorter()
        for place, block in enumerate(found):
            if not sorter.lists(block) and (block.kind == "number" or not headed(block.lines[0])) and way(found, place):
                sorter.begin(block, titled=way is not _by_instruction)
            else:
                sorter.take(block)
        if sorter.sections:
            return sorter.article(title)
    return Article(title, (), (), ())


def _take_title(found: list[Block]) -> str:
    """Take the article's title off its blocks, where it has one."""
    if len(found) < 2 or found[0].number or headed(found[0].lines[0]):  # noqa: PLR2004 - a title and what it is of
        return ""
    first, rest = found[0], found[1:]
    if first.kind == "heading":
        taken = rest[0].kind == "heading" or all(block.level != first.level for block in rest)
        return found.pop(0).text if taken else ""
    if first.kind != "text" or not like_a_title(first.lines[0], 2):
        return ""
    numbered = any(block.number for block in rest)
    if len(first.lines) > 1 and numbered and first.lines[1][:1].isupper():
        found[0] = replace(first, lines=first.lines[1:])
        return first.lines[0]
    heads_a_step = not numbered and not like_a_title(rest[0].text) and _instructs_first(rest[0])
    return "" if len(first.lines) > 1 or heads_a_step else found.pop(0).text


def _parted(block: Block) -> list[Block]:
    """Part a paragraph whose first line is a title from the lines under it."""
    head, rest = block.lines[0], block.lines[1:]
    if block.kind != "text" or not rest or not like_a_title(head) or not (headed(head) or rest[0][:1].isupper()):
        return [block]
    return [replace(block, lines=(head,)), replace(block, lines=rest)]


def _ways(found: Sequence[Block]) -> list[Way]:
    """Return the ways in which this article may tell where a step begins, the likeliest first."""
    if any(block.kind == "heading" and block.number for block in found):
        return [_by_numbered_heading]
    begun = sum(block.kind == "number" and block.number == 1 for block in found)
    headings = sum(_by_heading(found, place) and not headed(found[place].lines[0]) for place in range(len(found)))
    numbers_inside = headings > 1 and (headings >= begun > 1 or headings > sum(b.kind == "number" for b in found))
    first, second = (_by_heading, _by_number) if numbers_inside else (_by_number, _by_heading)
    return [first, second, _by_line, _by_instruction]


def _by_numbered_heading(found: Sequence[Block], place: int) -> bool:
    return found[place].kind == "heading" and bool(found[place].number)


def _by_number(found: Sequence[Block], place: int) -> bool:
    return found[place].kind == "number"


def _by_heading(found: Sequence[Block], place: int) -> bool:
    """Tell whether a block is a heading with an instruction somewhere under it."""
    if found[place].kind != "heading":
        return False
    for at in range(place + 1, len(found)):
        if found[at].kind == "heading":
            return False
        if any(map(instructs, sentences(found[at].text))):
            return True
    return False


def _by_line(found: Sequence[Block], place: int) -> bool:
    """Tell whether a block is a line like a title with a paragraph of instructions under it."""
    block, following = found[place], found[place + 1 : place + 2]
    if block.kind != "text" or len(block.lines) > 1 or not like_a_title(block.text) or not following:
        return False
    under = following[0]
    return under.kind != "heading" and not like_a_title(under.text) and any(map(instructs, sentences(under.text)))


def _by_instruction(found: Sequence[Block], place: int) -> bool:
    """Tell whether a block is a paragraph, or a list's item, that begins with instructions or is half made of them."""
    block = found[place]
    if block.kind not in {"text", "bullet"}:
        return False
    told = [instructs(sentence) for sentence in sentences(block.text)]
    return any(told[:1]) or (bool(told) and sum(told) >= len(told) / 2)


def _instructs_first(block: Block) -> bool:
    return any(map(instructs, sentences(block.text)[:1]))
