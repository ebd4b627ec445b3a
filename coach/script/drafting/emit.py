"""A draft as YAML that loads, and that a person likes to read and edit."""

from __future__ import annotations

import re
from textwrap import wrap
from typing import TYPE_CHECKING

from coach.script.drafting.clean import small
from coach.script.drafting.times import stroke_length
from coach.script.drafting.wording import PAUSE
from coach.units import format_duration

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from coach.script.drafting.values import PartDraft, StepDraft

WIDTH = 110
"""The most characters in a line."""

MOVE = 15
"""Seconds guessed for a change of position."""

_PLAIN = re.compile(r"(?:[A-Za-z][\w'’()/&.,;!?-]*)(?: [\w'’()/&.,;!?-]+)*")
_NO_TEXT = frozenset({"null", "true", "false", "yes", "no", "on", "off", "y", "n"})


def emit(title: str, name: str, notes: Sequence[str], parts: Sequence[PartDraft]) -> str:
    """Write a draft.

    Args:
        title: The session's name.
        name: What it was drafted from.
        notes: What the article says outside its steps.
        parts: The session's parts.
    """
    rows = [
        *_comment(f"Drafted by coach from {name}. Each guess says so: settle it, and delete the remark.", ""),
        "# Then:  coach check THIS.yaml, and hear it with  coach export THIS.yaml --voice rehearsal",
        f"title: {flat(title)}",
        "bed: shore",
    ]
    if notes:
        rows += ["", "# The article also says:", *(row for note in notes for row in _comment(note, ""))]
    rows.append("")
    if len(parts) == 1 and not parts[0].noun:
        rows += ["steps:", *_steps(parts[0].steps, "  ")]
    else:
        rows += ["parts:"]
        for part in parts:
            rows += _part(part)
    return "\n".join(rows).rstrip() + "\n"


def _part(part: PartDraft) -> Iterator[str]:
    if part.noun:
        yield f'  - title: "The {{side}} {part.noun}"'
        yield f"    repeat: {{side: [{', '.join(part.order)}]}}  # guessed: these steps, this side first"
        yield "    steps:"
    else:
        yield "  - steps:"
    yield from _steps(part.steps, "      ")
    yield ""


def _steps(steps: Sequence[StepDraft], indent: str) -> Iterator[str]:
    inner = f"{indent}  "
    for place, step in enumerate(steps):
        if place:
            yield ""
        yield f"{indent}- title: {flat(step.title)}"
        for note in step.notes:
            yield from _comment(note, inner)
        if step.move:
            yield f"{inner}move:"
            yield from _text("say", step.move, f"{inner}  ")
            yield f"{inner}  for: {MOVE}s  # guessed: how long it takes you to get there"
        yield from _text("say", step.say, inner)
        if step.again:
            yield from _text("again", step.again, inner)
        if step.caution:
            yield from _text("caution", step.caution, inner)
        yield _time(step, inner)
        if step.paced:
            yield from _strokes(step, inner)
        if step.cues:
            yield f"{inner}cues:  # guessed: when"
        for cue in step.cues:
            yield f"{inner}  - at: {cue.share}%"
            yield from _text("say", cue.say, f"{inner}    ")


def _time(step: StepDraft, indent: str) -> str:
    time = format_duration(step.time)
    if step.most:
        time = f"{{ideal: {time}, most: {format_duration(step.most)}}}"
    why = "guessed from the words and the strokes"
    if step.stated:
        why = f"the article says {format_duration(step.stated)}" + (
            "" if step.stated == step.time else " for a part of it"
        )
    return f"{indent}time: {time}  # {why}"


def _strokes(step: StepDraft, indent: str) -> Iterator[str]:
    if step.paced is None:
        return
    each = format_duration(stroke_length(step))
    if step.paced.count:
        yield from _comment(f"{step.paced.count} strokes, because the article says: {step.paced.why}", indent)
        yield f"{indent}strokes: {{count: {step.paced.count}, up: 60%}}  # guessed: how much of a stroke goes up"
    else:
        yield from _comment(f"several strokes, because the article says: {step.paced.why}", indent)
        yield f"{indent}strokes: {{each: {each}}}  # guessed: how long a stroke is"


def _text(key: str, words: str, indent: str) -> Iterator[str]:
    """Write words that are spoken: in the key's own line where they are short, folded where not."""
    if PAUSE not in words and not set('"\\') & set(words) and len(indent) + len(key) + len(words) + 4 <= WIDTH:
        yield f"{indent}{key}: {flat(words)}"
        return
    yield f"{indent}{key}: >-"
    *paused, last = words.split(PAUSE)
    room = WIDTH - len(indent) - len(PAUSE) - 2
    for run, end in (*((run, PAUSE.rstrip()) for run in paused), (last, "")):
        *rows, bottom = wrap(run, room, break_long_words=False, break_on_hyphens=False)
        yield from (f"{indent}  {row}" for row in (*rows, f"{bottom}{end}"))


def flat(words: str) -> str:
    """Return words in one line, in quotes where YAML would take them for something else."""
    if _PLAIN.fullmatch(words) and small(words) not in _NO_TEXT:
        return words
    escaped = words.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _comment(words: str, indent: str) -> list[str]:
    prefix = f"{indent}# "
    return wrap(
        words,
        WIDTH,
        initial_indent=prefix,
        subsequent_indent=f"{prefix}  ",
        break_long_words=False,
        break_on_hyphens=False,
    )
