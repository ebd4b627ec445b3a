"""Everything that can be checked without speaking, in one pass."""

from __future__ import annotations

from bisect import bisect_right
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from coach.errors import CoachError, Fault, ScriptError
from coach.script import outline, survey
from coach.session.listener import Log
from coach.session.named import as_spoken, check_beds, check_chimes, check_phonemes, open_named_voices
from coach.session.studio import Studio, Wishes
from coach.timeline import advise, schedule

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from os import PathLike

    from coach.script import Script
    from coach.timeline import Timeline


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of looking a script over."""

    faults: tuple[Fault, ...]
    """What must be mended before the session can be heard, in the order of the file."""
    advice: tuple[Fault, ...]
    """What could be better, in the order of the file."""
    timeline: Timeline | None
    """The session's plan; None where there are faults."""


def check(path: str | PathLike[str], wishes: Wishes | None = None) -> Checked:
    """Look over a script: all of its faults, not only the first, and what could be better.

    Args:
        path: A YAML file, or the bare name of a session that coach ships.
        wishes: What beats the script.
    """
    wishes = wishes or Wishes()
    surveyed = survey(path)
    if surveyed.script is None:
        return Checked(surveyed.faults, (), None)
    script = as_spoken(surveyed.script, wishes.voice)
    unusable = tuple(_unusable(script, wishes))
    faults = [*surveyed.faults, *unusable, *_untimely(script, wishes, surveyed.faults, named=not unusable)]
    if faults:
        return Checked(tuple(sorted(faults, key=lambda fault: fault.position)), (), None)
    studio = Studio(script, wishes, Log())
    return Checked((), advise(script, studio.natural()), studio.plan())


def _unusable(script: Script, wishes: Wishes) -> Iterator[Fault]:
    """Yield what the script names and the machine does not have."""
    found: list[Fault] = []
    with _gathered(found):
        voices = open_named_voices(script, wishes.voice)
        with suppress(ScriptError):  # what is wrong with the words themselves is told already
            check_phonemes(script, outline(script, wishes.guidance), voices)
    with _gathered(found):
        check_chimes(script)
    with _gathered(found):
        check_beds(script)
    yield from found


def _untimely(script: Script, wishes: Wishes, faulty: Sequence[Fault], *, named: bool) -> Iterator[Fault]:
    """Yield what does not fit its time, by the lengths that are known, or by estimates where something is missing.

    Nothing can be said of a step that has other faults, nor of the whole session where any step has.
    """
    found: list[Fault] = []
    with _gathered(found):
        if not faulty and named:
            Studio(script, wishes, Log()).plan()
        elif not faulty:
            schedule(script, slot=wishes.fit, guidance=wishes.guidance)
        else:
            schedule(script.model_copy(update={"slot": None}), guidance=wishes.guidance)
    starts = sorted(script.source.starts())
    with_faults = {bisect_right(starts, fault.position) for fault in faulty}
    yield from (fault for fault in found if bisect_right(starts, fault.position) not in with_faults)


@contextmanager
def _gathered(found: list[Fault]) -> Iterator[None]:
    try:
        yield
    except CoachError as error:
        found += error.faults
