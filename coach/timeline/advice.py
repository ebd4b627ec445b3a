"""What could be better in a session that is not wrong: crowding, emptiness, words that one side misses."""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING

from coach.errors import Fault
from coach.script import outline
from coach.script.phrases import phrases
from coach.timeline.words import shortened
from coach.units import format_duration, to_seconds

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coach.script import Part, Script, Step
    from coach.script.source import Path_
    from coach.timeline.values import StepSpan, Timeline
    from coach.units import Frames, Seconds

CROWDED = 0.6
"""Words that fill more than this share of a step crowd it: hands follow ears, and ears need rest."""

EMPTY: Seconds = 120.0
"""A step in which nothing is heard for longer than this, in seconds, leaves the masseur guessing."""

HURRIED = 0.25
"""Strokes that get this much less or more time than ``each`` asks for are worth a word, as a share of it."""


def advise(script: Script, timeline: Timeline) -> tuple[Fault, ...]:
    """Return what could be better, each with its place, in the order of the file.

    Args:
        script: The session.
        timeline: Its plan as it is written, at its natural length: what a wish does to it is nobody's fault.
    """
    found = dict.fromkeys([*_of_time(script, timeline), *_of_words(script)])
    return tuple(sorted(found, key=lambda fault: fault.position))


def _of_time(script: Script, timeline: Timeline) -> Iterator[Fault]:
    """Yield what is crowded, empty or hurried, each step once, for the side that has it worst."""
    paths = {visit.step.id: (visit.path, visit.step) for visit in outline(script)}
    sides: dict[str, list[StepSpan]] = defaultdict(list)
    for one in timeline.steps:
        sides[one.id].append(one)
    words, heard = _by_step(timeline)
    strokes = {cue.step: cue.span.length for cue in timeline.cues if cue.kind == "pulse"}
    for name, spans in sides.items():
        path, step = paths[name]
        where = script.source.where(path)
        length = to_seconds(spans[0].span.length, timeline.rate)
        spoken = max(to_seconds(words[one.span.start], timeline.rate) for one in spans)
        if spoken > CROWDED * length:
            what = f"words fill {spoken / length:.0%} of its {format_duration(length)}: shorten them, or give it time"
            yield Fault(where, f"step '{name}': {what}")
        silence = max(_longest_silence(one, heard[one.span.start]) for one in spans)
        if to_seconds(silence, timeline.rate) > EMPTY:
            alone = format_duration(to_seconds(silence, timeline.rate))
            cue = "a cue" if script.guidance == "full" else "a cue with a chime"
            yield Fault(where, f"step '{name}': nothing is heard for {alone}: add {cue}")
        yield from _hurried(step, strokes.get(name, 0), timeline, script.source.where((*path, "strokes", "each")))


def _by_step(timeline: Timeline) -> tuple[dict[int, int], dict[int, list[int]]]:
    """Return the frames of words in each visit, and the frames at which things begin, by the visit's first frame."""
    words: dict[int, int] = defaultdict(int)
    heard: dict[int, list[int]] = defaultdict(list)
    cues = iter(timeline.cues)
    cue = next(cues, None)
    for step in timeline.steps:
        while cue and cue.span.start < step.span.end:
            if cue.span.start >= step.span.start:
                heard[step.span.start].append(cue.span.start)
                words[step.span.start] += cue.span.length if cue.kind == "say" else 0
            cue = next(cues, None)
    return words, heard


def _longest_silence(step: StepSpan, heard: list[int]) -> int:
    edges = [step.span.start, *heard, step.span.end]
    return max(after - before for before, after in pairwise(edges))


def _hurried(step: Step, stroke: Frames, timeline: Timeline, where: str) -> Iterator[Fault]:
    wanted = step.strokes.each if step.strokes and step.strokes.count else None
    if wanted and stroke:
        got = to_seconds(stroke, timeline.rate)
        if abs(got / wanted - 1) > HURRIED:
            text = f"each stroke gets {got:.0f}s, not {wanted:.0f}s: change the step's time, or the count"
            yield Fault(where, f"step '{step.id}': {text}")


def _of_words(script: Script) -> Iterator[Fault]:
    """Yield what the words of some side leave out."""
    for place, part in enumerate(script.parts):
        path: Path_ = ("parts", place)
        yield from _unnamed_sides(script, part, path)
        for number, step in enumerate(part.steps):
            yield from _untold_cautions(script, part, step, (*path, "steps", number))


def _unnamed_sides(script: Script, part: Part, path: Path_) -> Iterator[Fault]:
    belongs = phrases(script.language).belongs

    def named(value: str, text: str) -> bool:
        return re.search(belongs.format(re.escape(value)), text, re.IGNORECASE) is not None

    for name, values in part.repeat.items():
        field = f"{{{name}}}"
        if len(values) > 1 and field not in f"{part.title}{''.join(map(_opening, part.steps[:1]))}":
            what = f"nothing says which {name} it is: put {field} in the part's title, or in its first step's words"
            yield Fault(script.source.where((*path, "repeat")), what)
        for number, step in enumerate(part.steps):
            for key, text in _texts(step):
                fixed = next(
                    (value for value in values if re.search(belongs.format(re.escape(value)), text, re.IGNORECASE)),
                    None,
                )
                if fixed:
                    where = script.source.where((*path, "steps", number, *key))
                    yield Fault(where, f"'{fixed}' is said on every {name}: write {field}")


def _untold_cautions(script: Script, part: Part, step: Step, path: Path_) -> Iterator[Fault]:
    """Yield cautions that stand where the second side, or the briefer guidance, never says them."""
    for sentence in re.split(r"(?<=[.!?])\s+", step.say):
        if _is_caution(sentence, script.language) and not (step.again and _is_caution(step.again, script.language)):
            missed = (
                "the other side and brief guidance leave" if part.repeat and step.again else "brief guidance leaves"
            )
            what = f"{missed} out '{shortened(sentence)}': put it in caution"
            yield Fault(script.source.where((*path, "say")), f"step '{step.id}': {what}")
            return


def _is_caution(sentence: str, language: str) -> bool:
    return re.search(phrases(language).caution, sentence, re.IGNORECASE) is not None


def _opening(step: Step) -> str:
    return " ".join([step.title, step.announce or "", step.move.say if step.move else "", step.say])


def _texts(step: Step) -> Iterator[tuple[Path_, str]]:
    """Yield every spoken text of a step, and where in it the text stands."""
    for key in ("title", "say", "again", "caution", "announce"):
        if text := getattr(step, key):
            yield (key,), text
    if step.move:
        yield ("move", "say"), step.move.say
    for number, cue in enumerate(step.cues):
        if cue.say:
            yield ("cues", number, "say"), cue.say
