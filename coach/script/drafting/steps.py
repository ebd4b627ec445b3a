"""An article's step into a step of the script: what is said when, and what is kept as a note."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING

from coach.script.drafting import english
from coach.script.drafting.clean import small
from coach.script.drafting.gathering import gather, pieces
from coach.script.drafting.gist import read
from coach.script.drafting.sentences import sentences
from coach.script.drafting.values import Paragraph, StepDraft
from coach.script.drafting.wording import PAUSE, gist, groups, spoken, title_from, trimmed

if TYPE_CHECKING:
    from coach.script.drafting.gathering import Gathered
    from coach.script.drafting.gist import Sides
    from coach.script.drafting.values import Article

MOST_CUES = 6
"""The most words for later in one step; what is left becomes a step of its own."""

CAUTION_LETTERS, MOVE_LETTERS = 600, 400
"""The most characters of a caution and of a change of position; what is left is said among the other words."""

FIRST_TITLE, FIRST_WORDS = "Before you begin", "Before you begin."
"""The step for what the article says ahead of its steps."""


def steps(article: Article) -> list[StepDraft]:
    """Turn an article's steps into steps of the script, with a first one for what comes before them."""
    whole: list[tuple[Gathered, str, int]] = []
    carried: list[str] = []
    for section in article.steps:
        said = any(paragraph.role == "body" for paragraph in section.paragraphs)
        title, body = (section.title, ()) if said or not section.title else ("", (Paragraph(section.title),))
        gathered = gather((*body, *section.paragraphs))
        gathered.moves[:0] = carried
        carried = []
        if whole and not gathered.says_what_to_do and (not title or gathered.only_sides):
            whole[-1][0].join(gathered)
            carried = gathered.moves
        else:
            whole.append((gathered, title, section.number))
            carried, gathered.trailing = gathered.trailing, []
    if carried:
        whole[-1][0].actions += carried
    built = [_built(gathered, title, number, index) for index, (gathered, title, number) in enumerate(whole)]
    return [*_before(article), *chain.from_iterable(built)]


def sides_elsewhere(article: Article) -> list[Sides]:
    """Return what the article says of the other side outside its steps."""
    found = pieces([*article.before, *article.asides])
    return [piece.sides for piece in found if piece.sides]


def _before(article: Article) -> list[StepDraft]:
    """Make a step of what has to be known, fetched or done before the others; none where there is nothing."""
    gathered = gather(article.before)
    gathered.paced, gathered.stated = None, 0.0
    about = [text for text in gathered.actions if english.ABOUT_THE_TEXT.search(small(text))]
    gathered.actions = [*(text for text in gathered.actions if text not in about), *gathered.trailing]
    asides = [piece for piece in pieces(article.asides) if piece.kind == "caution"]
    gathered.cautions += [piece.text for piece in asides]
    needs = [paragraph.text.rstrip(" .,;") for paragraph in article.before if paragraph.role == "needs"]
    if not (needs or gathered.actions or gathered.cautions or gathered.moves):
        return []
    ready = sentences(f"Have ready: {', '.join(needs)}.") if needs else []
    gathered.actions = [FIRST_WORDS, *ready, *gathered.actions]
    gathered.notes = []
    gathered.background, gathered.advice = [], []
    return [replace(step, sides=()) for step in _built(gathered, FIRST_TITLE, 0, -1)]


def background(article: Article) -> list[str]:
    """Return what the article says outside its steps and a masseur need not hear."""
    notes = []
    for paragraph in [*article.before, *article.asides]:
        if paragraph.role == "caption":
            notes.append(paragraph.text)
        elif paragraph.role in {"body", "aside"}:
            outside = paragraph.role == "aside"
            for sentence in sentences(paragraph.text):
                kinds = {piece.kind for piece in read(sentence)}
                if kinds & {"background", "advice"} or (outside and "caution" not in kinds):
                    notes.append(sentence)
    return notes


def _built(gathered: Gathered, heading: str, number: int, index: int) -> list[StepDraft]:
    """Build a step, or several where its words are too many for one."""
    said = gathered.actions or gathered.advice or gathered.background
    advice = gathered.advice if gathered.actions else []
    notes = [*(f"The article also says: {text}" for text in gathered.background if text not in said), *gathered.notes]
    title = trimmed(heading) or (title_from(said[0]) if said else "") or f"Step {index + 1}"
    move, rest_of_moves = _within(gathered.moves, MOVE_LETTERS)
    caution, rest_of_cautions = _within(gathered.cautions, CAUTION_LETTERS)
    said = [*rest_of_moves, *said] or [f"{title}."]
    first, *later = groups(said)
    runs = [spoken(run) for run in later] + [spoken(run) for run in groups([*rest_of_cautions, *advice], 0)]
    whole = StepDraft(
        title=title,
        section=index,
        number=number,
        say=spoken([*first, *gathered.times[-1:]]),
        gist=gist(first),
        move=move,
        caution=caution,
        later=tuple(runs[:MOST_CUES]),
        stated=gathered.stated,
        paced=gathered.paced,
        sides=tuple(gathered.sides),
        notes=tuple(notes),
    )
    found, runs = [whole], runs[MOST_CUES:]
    while runs:
        say, later_runs, runs = runs[0], runs[1 : MOST_CUES + 1], runs[MOST_CUES + 1 :]
        name = f"{title}, part {len(found) + 1}"
        found.append(StepDraft(name, index, 0, say, gist=gist(say.split(PAUSE)), later=tuple(later_runs)))
    return found


def _within(texts: list[str], letters: int) -> tuple[str, list[str]]:
    """Return as many sentences as a number of characters allows, at least one, and the rest."""
    taken, size = 0, 0
    while taken < len(texts) and (not taken or size + len(texts[taken]) <= letters):
        size += len(texts[taken]) + 1
        taken += 1
    return " ".join(texts[:taken]), texts[taken:]
