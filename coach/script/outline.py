"""A script laid out in order: every step of every side, with the words that will be said. No times yet."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

import yaml

from coach.errors import Fault, ScriptError, suggest
from coach.script.marks import parse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coach.script.instant import Instant
    from coach.script.model import Part, Script
    from coach.script.source import Path_
    from coach.script.step import Step


@dataclass(frozen=True, slots=True)
class CueWords:
    """A cue of a visit, its words filled in."""

    at: Instant
    """When in the step."""
    say: str | None
    """Words to speak, or None for a chime."""
    chime: str | None
    """Chime to sound, or None for words."""
    path: Path_
    """Where it stands in the script."""


@dataclass(frozen=True, slots=True)
class Visit:
    """One step on one side: what is said and done, in the order of the session."""

    step: Step
    """The step as written."""
    number: int
    """The step's number in the script, from 1: the same on every side."""
    part: str
    """The part's title, filled in; empty where it has none."""
    side: str | None
    """The side's name, such as ``left``; None in a part that is done once."""
    opens_part: bool
    """Whether this is the first step of its part or side."""
    path: Path_
    """Where the step stands in the script."""
    title: str
    """The step's title, filled in."""
    announce: str
    """Words that announce this step while the one before it goes on."""
    move: str | None
    """Words of the change of position, or None."""
    say: str
    """Opening words: full on the first visit, shorter afterwards."""
    caution: str | None
    """Words of caution, or None."""
    cues: tuple[CueWords, ...]
    """Cues, their words filled in."""

    def words(self, following: Visit | None) -> tuple[str, ...]:
        """Return every line spoken from the visit's change of position to its end.

        Args:
            following: The visit after this one, which this one announces; None after the last.
        """
        announce = following.announce if following else None
        lines = (self.move, self.say, self.caution, *(cue.say for cue in self.cues), announce)
        return tuple(line for line in lines if line is not None)


def outline(script: Script) -> tuple[Visit, ...]:
    """Lay a script out in order.

    Raises:
        ScriptError: A template names a value that is not there, a mark is unknown, or a step's id is used twice.
    """
    layout = _Layout(script)
    visits = tuple(layout.visits())
    if layout.faults:
        raise ScriptError(dict.fromkeys(layout.faults))
    return visits


@cache
def phrases(language: str) -> dict[str, str]:
    """Return what coach says of its own accord in a language, by the phrase's name.

    Raises:
        LookupError: There are no phrases for that language; the text names those there are.
    """
    folder = files("coach.script") / "phrases"
    code = language.split("-", maxsplit=1)[0]
    found = folder / f"{code}.yaml"
    if not found.is_file():
        known = {entry.name.removesuffix(".yaml") for entry in folder.iterdir()}
        message = f"no built-in phrases for language '{language}': {suggest(code, known)}"
        raise LookupError(message)
    values: dict[str, str] = yaml.safe_load(found.read_text("utf-8"))
    return values


_FIELD = re.compile(r"\{([^{}]*)\}")


class _Layout:
    """The walk through a script, gathering faults as it goes."""

    def __init__(self, script: Script) -> None:
        self.script = script
        self.faults: list[Fault] = []
        self.seen: dict[str, Path_] = {}

    def visits(self) -> Iterator[Visit]:
        number = 0
        for index, part in enumerate(self.script.parts):
            path: Path_ = ("parts", index)
            if ("parts",) not in self.script.source.positions:
                path = ()
            for values in _rounds(part):
                for offset, step in enumerate(part.steps):
                    step_path = (*path, "steps", offset)
                    if values.first:
                        self._note_id(step, step_path)
                    yield self._visit(part, path, step, step_path, values, number + offset + 1)
            number += len(part.steps)

    def _visit(  # noqa: PLR0913, PLR0917 - the six things that make a visit, once
        self, part: Part, path: Path_, step: Step, step_path: Path_, values: _Round, number: int
    ) -> Visit:
        def fill(text: str, *keys: str | int, spoken: bool = True) -> str:
            return self._fill(text, (*step_path, *keys), values.fields, spoken=spoken)

        opens_part = step is part.steps[0]
        title = fill(step.title, "title", spoken=False)
        part_title = self._fill(part.title, (*path, "title"), values.fields, spoken=False) if part.title else ""
        if step.announce:
            announce = fill(step.announce, "announce")
        else:
            announce = self._phrase(title, part_title if opens_part else "", (*step_path, "title"))
        first_words = values.first or step.again is None
        return Visit(
            step=step,
            number=number,
            part=part_title,
            side=values.side,
            opens_part=opens_part,
            path=step_path,
            title=title,
            announce=announce,
            move=fill(step.move.say, "move", "say") if step.move else None,
            say=fill(step.say, "say") if first_words else fill(step.again or "", "again"),
            caution=fill(step.caution, "caution") if step.caution else None,
            cues=tuple(
                CueWords(
                    at=cue.at,
                    say=fill(cue.say, "cues", place, "say") if cue.say else None,
                    chime=cue.chime,
                    path=(*step_path, "cues", place),
                )
                for place, cue in enumerate(step.cues)
            ),
        )

    def _note_id(self, step: Step, path: Path_) -> None:
        if step.id in self.seen:
            other = self.script.source.where(self.seen[step.id])
            self._fault(path, f"two steps are called '{step.id}' (the other at {other}): give one its own id")
        self.seen[step.id] = path

    def _phrase(self, title: str, part: str, path: Path_) -> str:
        try:
            known = phrases(self.script.language)
        except LookupError as error:
            self._fault(("language",), str(error))
            return title
        announce = known["next_part" if part else "next_step"].format(title=title, part=part)
        self._check_marks(announce, path)
        return announce

    def _fill(self, text: str, path: Path_, fields: dict[str, str], *, spoken: bool) -> str:
        for name in _FIELD.findall(text):
            if name not in fields:
                expected = suggest(name, fields) if fields else "nothing is repeated here"
                self._fault(path, f"unknown name '{{{name}}}': {expected}")
        filled = _FIELD.sub(lambda match: fields.get(match[1], ""), text)
        if spoken:
            self._check_marks(filled, path)
        return filled

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
