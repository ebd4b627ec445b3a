"""A script by its path or by its bare name."""

from __future__ import annotations

from contextlib import suppress
from importlib.resources import files
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import ValidationError

from coach.errors import Fault, ScriptError, suggest
from coach.places import checkout
from coach.script.faults import faults
from coach.script.model import Script
from coach.script.outline import outline
from coach.script.source import read

if TYPE_CHECKING:
    from os import PathLike

MOST_FAULTS = 100
"""A script with more faults than this is told of the first ones only."""


def load(script: str | PathLike[str]) -> Script:
    """Read a script and check everything that can be checked without a voice.

    Args:
        script: The path of a YAML file, or the bare name of a session that coach ships.

    Raises:
        ScriptError: The file cannot be read, or what it says cannot be meant; holds every fault found.
    """
    path = find(script)
    try:
        text = path.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise ScriptError([Fault(str(path), "not a text file in UTF-8: expected a YAML script")]) from error
    except OSError as error:
        raise ScriptError([Fault(str(path), f"cannot be read: {error.strerror}")]) from error
    return loads(text, str(path))


def loads(text: str, name: str = "script") -> Script:
    """Read a script from text.

    Args:
        text: The YAML.
        name: What to call it in faults.

    Raises:
        ScriptError: What it says cannot be meant; holds every fault found.
    """
    values, source = read(name, text)
    if not isinstance(values, dict):
        raise ScriptError([Fault(f"{name}:1:1", "expected keys and values such as 'title: …' and 'steps: …'")])
    try:
        script = Script.model_validate(values).placed(source)
    except ValidationError as error:
        raise ScriptError(sorted(islice(faults(error, source), MOST_FAULTS), key=_line)) from error
    outline(script)
    return script


def _line(fault: Fault) -> int:
    return int(fault.where.rsplit(":", 2)[-2]) if fault.where.count(":") > 1 else 0


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
