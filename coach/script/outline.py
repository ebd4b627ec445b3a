"""A script laid out in order: templates filled in, marks checked, sides one after the other."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from coach.errors import Fault, ScriptError, suggest
from coach.script.guidance import guided
from coach.script.marks import parse, plain_text
from coach.script.phrases import Phrases, phrases
from coach.script.reading import read_out
from coach.script.visit import Company, Heard, PlacedCue, Visit
from coach.units import LONGEST, Seconds

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coach.script.fields import Guidance
    from coach.script.model import Part, Script
    from coach.script.source import Path_
    from coach.script.step import Step


MOST_VISITS = 2000
"""The most visits, each of one step on one side, in a session: one every 45 seconds for a day."""

HOUR: Seconds = 3600.0
"""Seconds in an hour."""


def outline(script: Script, guidance: Guidance | None = None) -> tuple[Visit, ...]:
    """Lay a script out in order.

    Args:
        script: The session.
        guidance: How much is said; beats the script's own where it is not None.

    Raises:
        ScriptError: A template names a value that is not there, a mark is unknown, or a step's id is used twice.
    """
    layout = _Layout(script)
    visits = tuple(layout.visits())
    if layout.faults or layout.phrases is None:
        raise ScriptError(dict.fromkeys(layout.faults))
    return guided(visits, script, guidance or script.guidance, layout.phrases)


_FIELD = re.compile(r"\{([^{}]*)\}")


class _Layout:
    """The walk through a script, gathering faults as it goes."""

    def __init__(self, script: Script) -> None:
        self.script = script
        self.faults: list[Fault] = []
        self.seen: dict[str, Path_] = {}
        self.phrases = self._phrases()

    def visits(self) -> Iterator[Visit]:
        if self._too_much():
            return
        self._note_unknown(self.script.title, ("title",), {})
        number = 0
        for index, part in enumerate(self.script.parts):
            path: Path_ = ("parts", index)
            for values in _rounds(part):
                for offset, step in enumerate(part.steps):
                    step_path = (*path, "steps", offset)
                    if values.first:
                        self._note_id(step, step_path)
                    yield self._visit(part, path, step, step_path, values, number + offset + 1)
            number += len(part.steps)

    def _too_much(self) -> bool:
        """Note a fault where a session has more visits, or more hours, than any could."""
        visits, hours = 0, 0.0
        for index, part in enumerate(self.script.parts):
            rounds = max(map(len, part.repeat.values()), default=1)
            visits += rounds * len(part.steps)
            hours += rounds * sum(step.time.ideal for step in part.steps) / HOUR
            if visits > MOST_VISITS or hours > LONGEST / HOUR:
                what = f"the steps so far make {visits} visits and {hours:.0f} hours"
                self._fault(
                    ("parts", index, "steps"), f"{what}: at most {MOST_VISITS} and {LONGEST / HOUR:.0f}: leave some out"
                )
                return True
        return False

    def _visit(  # noqa: PLR0913, PLR0917 - the six things that make a visit, once
        self, part: Part, path: Path_, step: Step, step_path: Path_, values: _Round, number: int
    ) -> Visit:
        def fill(text: str, *keys: str | int) -> str:
            return self._fill(text, (*step_path, *keys), values.fields)

        def said(text: str, *keys: str | int, voice: str = "") -> Heard:
            return Heard("say", read_out(fill(text, *keys), self.script.language), voice, (*step_path, *keys))

        opens_part = step is part.steps[0]
        title = fill(step.title, "title")
        part_title = self._fill(part.title, (*path, "title"), values.fields) if part.title else ""
        announce = (
            said(step.announce, "announce") if step.announce else self._next(title, part_title, opens_part, step_path)
        )
        say = said(step.say, "say")
        again = said(step.again, "again") if step.again else said(f"{step.title}.", "title")
        return Visit(
            step=step,
            number=number,
            part=self._shown(part_title) if part_title else "",
            side=values.side,
            opens_part=opens_part,
            path=step_path,
            title=self._shown(title),
            announce=announce,
            move=said(step.move.say, "move", "say", voice=self.script.speaker("moves")) if step.move else None,
            say=say if values.first or step.again is None else again,
            again=again,
            caution=said(step.caution, "caution", voice=self.script.speaker("cautions")) if step.caution else None,
            cues=tuple(
                PlacedCue(
                    at=cue.at,
                    heard=said(cue.say, "cues", place, "say") if cue.say else Heard("chime", cue.chime or ""),
                    path=(*step_path, "cues", place),
                )
                for place, cue in enumerate(step.cues)
            ),
            company=Company(),
        )

    def _note_id(self, step: Step, path: Path_) -> None:
        if step.id in self.seen:
            other = self.script.source.where(self.seen[step.id])
            self._fault(path, f"two steps are called '{step.id}' (the other at {other}): give one its own id")
        self.seen[step.id] = path

    def _phrases(self) -> Phrases | None:
        try:
            return phrases(self.script.language)
        except LookupError as error:
            self._fault(("language",), str(error))
            return None

    def _next(self, title: str, part: str, opens_part: bool, path: Path_) -> Heard:  # noqa: FBT001 - a property of the visit
        phrase = "{title}"
        if self.phrases:
            phrase = self.phrases.next_part if part and opens_part else self.phrases.next_step
        line = read_out(phrase.format(title=title, part=part), self.script.language)
        return Heard("say", line, path=(*path, "title"))

    def _fill(self, text: str, path: Path_, fields: dict[str, str]) -> str:
        filled = _FIELD.sub(lambda match: fields.get(match[1], ""), text)
        if not self._note_unknown(text, path, fields):
            self._check_marks(filled, path)
        return filled

    def _note_unknown(self, text: str, path: Path_, fields: dict[str, str]) -> bool:
        """Note a fault for each name in braces that nothing can be filled in for; return whether there is any."""
        unknown = [name for name in _FIELD.findall(text) if name not in fields]
        for name in unknown:
            expected = suggest(name, fields) if fields else "nothing is repeated here"
            self._fault(path, f"unknown name '{{{name}}}': {expected}")
        return bool(unknown)

    def _shown(self, title: str) -> str:
        """Return a title as people read it, without marks."""
        try:
            return plain_text(title)
        except ValueError:  # noted as a fault where it was filled in
            return title

    def _check_marks(self, line: str, path: Path_) -> None:
        try:
            parse(line)
        except ValueError as error:
            self._fault(path, f"{path[-1]}: {error}")

    def _fault(self, path: Path_, what: str) -> None:
        self.faults.append(Fault(self.script.source.where(path), what))


@dataclass(frozen=True, slots=True)
class _Round:
    """One pass through a part."""

    side: str | None
    """The side's name; None in a part that is done once."""
    fields: dict[str, str]
    """What is filled in for each name in braces."""
    first: bool
    """Whether this is the first pass."""


def _rounds(part: Part) -> Iterator[_Round]:
    if not part.repeat:
        yield _Round(None, {}, first=True)
    for name, values in part.repeat.items():
        for index, value in enumerate(values):
            others = [other for other in values if other != value]
            fields = {name: value} | ({f"other_{name}": others[0]} if len(others) == 1 else {})
            yield _Round(value, fields, first=index == 0)
