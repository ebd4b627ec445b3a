"""How long a drafted step may want, and where its later words go: a guess from its words and its strokes."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from coach.script.drafting.values import CueDraft, StepDraft
from coach.script.estimate import estimate
from coach.script.step import LONGEST_STROKE, STRETCH

if TYPE_CHECKING:
    from coach.units import Seconds

SHORTEST, HANDS, QUIET = 60, 45.0, 8.0
"""Least seconds of a drafted step, of hands at work once its opening words are over, and between later words."""

STROKE, LEAST_STROKE = 15.0, 8.0
"""Seconds for a stroke that takes two sentences to tell, and the fewest for any."""

BEFORE_WORDS, BEFORE_CAUTION, BEFORE_END = 2.5, 2.0, 11.0
"""Seconds for the chime, ahead of a caution, and for announcing the next step."""

MINUTE: Seconds = 60.0
"""Seconds from which a time that the article gives is taken for the whole step's."""

SLOWER = 1.15
"""How much slower a voice may be than the estimate."""


def timed(step: StepDraft, following: str) -> StepDraft:
    """Give a step its time and its later words their places.

    Args:
        step: The step.
        following: What is announced before it ends.
    """
    opening = BEFORE_WORDS + seconds(step.say)
    guarded = opening + (BEFORE_CAUTION + seconds(step.caution) if step.caution else 0.0)
    lengths = [seconds(words) for words in step.later]
    tail = max(BEFORE_END, seconds(following) + 1.0)
    needed = guarded + sum(lengths) + QUIET * (len(lengths) + 1) + tail
    asked = _stated(step, guarded) or (opening + (_strokes(step) or HANDS))
    time = _rounded(max(needed, SHORTEST, asked))
    free = (time - guarded - sum(lengths) - tail) / (len(lengths) + 1)
    cues, start = [], guarded
    for words, length in zip(step.later, lengths, strict=True):
        start += free
        cues.append(CueDraft(round(100 * start / time), words))
        start += length
    return _bounded(replace(step, time=time, cues=tuple(cues)))


def stroke_length(step: StepDraft) -> Seconds:
    """Guess how long one stroke is, from the words it takes to tell."""
    return float(min(2 * STROKE, max(LEAST_STROKE, 5 * round(seconds(step.say) / 5))))


def seconds(words: str) -> Seconds:
    """Return how long words may take to say, whichever side is filled in."""
    return SLOWER * estimate(words.replace("{", "").replace("}", "")) + 0.5


def _stated(step: StepDraft, opening: Seconds) -> Seconds:
    """A minute and more is a time for the whole step; less is for what is held or done once the words are over."""
    return step.stated + (opening if step.stated < MINUTE else 0.0) if step.stated else 0.0


def _strokes(step: StepDraft) -> Seconds:
    return (step.paced.count or 0) * stroke_length(step) if step.paced else 0.0


def _bounded(step: StepDraft) -> StepDraft:
    """Keep a counted stroke from becoming longer than a stroke may; words that are too many for it win."""
    count = step.paced.count if step.paced else None
    if not step.paced or not count or step.time * STRETCH <= count * LONGEST_STROKE:
        return step
    if step.time <= count * LONGEST_STROKE:
        return replace(step, most=round(count * LONGEST_STROKE))
    note = f"guessed: no pacing tone, for {count} strokes would be too slow ('{step.paced.why}')"
    return replace(step, paced=None, notes=(*step.notes, note))


def _rounded(seconds: Seconds) -> int:
    return 5 * math.ceil(seconds / 5)
