"""A script by its path or by its bare name."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from importlib.resources import files
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import ValidationError

from coach.errors import Fault, ScriptError, suggest
from coach.places import checkout
from coach.script.faults import faults
from coach.script.mend import mended
from coach.script.model import Script
from coach.script.outline import outline
from coach.script.source import read

if TYPE_CHECKING:
    from os import PathLike

MOST_FAULTS = 100
"""A script with more faults than this is told of the first ones only."""


@dataclass(frozen=True, slots=True)
class Survey:
    """What could be read of a script."""

    script: Script | None
    """The script; with harmless words in place of what is faulty, where anything is; None where too little is left."""
    faults: tuple[Fault, ...]
    """Everything wrong in it, in the order of the file."""


def load(script: str | PathLike[str]) -> Script:
    """Read a script and check everything that can be checked without a voice.

    Args:
        script: The path of a YAML file, or the bare name of a session that coach ships.

    Raises:
        ScriptError: The file cannot be read, or what it says cannot be meant; holds every fault found.
    """
    return _sound(survey(script))


def loads(text: str, name: str = "script") -> Script:
    """Read a script from text.

    Args:
        text: The YAML.
        name: What to call it in faults.

    Raises:
        ScriptError: What it says cannot be meant; holds every fault found.
    """
    return _sound(_surveyed(text, name))


def survey(script: str | PathLike[str]) -> Survey:
    """Read as much of a script as can be read.

    Args:
        script: The path of a YAML file, or the bare name of a session that coach ships.
    """
    try:
        path = find(script)
    except ScriptError as error:
        return Survey(None, error.faults)
    try:
        text = path.read_text("utf-8")
    except UnicodeDecodeError:
        return Survey(None, (Fault(str(path), "not a text file in UTF-8: expected a YAML script"),))
    except OSError as error:
        return Survey(None, (Fault(str(path), f"cannot be read: {error.strerror}"),))
    return _surveyed(text, str(path))


def _sound(surveyed: Survey) -> Script:
    if surveyed.faults or surveyed.script is None:
        raise ScriptError(surveyed.faults)
    return surveyed.script


def _surveyed(text: str, name: str) -> Survey:
    try:
        values, source, twice = read(name, text)
    except ScriptError as error:
        return Survey(None, error.faults)
    if not isinstance(values, dict):
        expected = Fault(f"{name}:1:1", "expected keys and values such as 'title: …' and 'steps: …'")
        return Survey(None, (*twice, expected))
    found = list(twice)
    script: Script | None
    try:
        script = Script.model_validate(values)
    except ValidationError as error:
        found += islice(faults(error, source), MOST_FAULTS)
        script = mended(values, error) if error.error_count() <= MOST_FAULTS else None
    if script is None:
        return Survey(None, tuple(sorted(found, key=lambda fault: fault.position)))
    script = script.placed(source)
    try:
        outline(script)
    except ScriptError as error:
        found += error.faults
    return Survey(script, tuple(sorted(found, key=lambda fault: fault.position)))


def shipped() -> dict[str, Path]:
    """Return the sessions that coach ships, by bare name; a checkout's own where one works in it."""
    here = checkout()
    folder = here / "scripts" if here else Path(str(files("coach"))) / "_scripts"
    return {path.stem: path for path in sorted(folder.glob("*.yaml"))}


def find(script: str | PathLike[str]) -> Path:
    """Return the file that a path or a bare name means.

    Raises:
        ScriptError: There is none.
    """
    path = Path(script)
    sessions = shipped()
    with suppress(OSError):  # a name too long to be a path is no path
        if path.is_file() or (path.exists() and str(script) not in sessions):
            return path
    if path.name == str(script) and path.name in sessions:
        return sessions[path.name]
    raise ScriptError(
        [Fault(str(script), f"no such file, nor a session of that name: {suggest(str(script), sessions)}")]
    )
