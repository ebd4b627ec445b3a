"""A faulty script with harmless words in place of its faults, so that what is right in it can be checked too."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from coach.script.model import Script

if TYPE_CHECKING:
    from collections.abc import Callable

    from coach.script.source import Path_

_STEP = {"title": "Step", "say": "Go on.", "time": "60s"}
"""Stands in for a step, or for what every step must have."""

_CUE = {"at": "50%", "chime": "none"}
"""Stands in for a cue."""


def mended(values: dict[str, Any], error: ValidationError) -> Script | None:
    """Return a script with all that a model complained of replaced, everything else where it was.

    Args:
        values: What stands in the file.
        error: What the model said of it.

    Returns:
        The script; None where nothing can stand in for what is wrong.
    """
    parts = values.get("parts", [{"steps": values.get("steps")}])
    left = {key: value for key, value in values.items() if key not in {"steps", "parts"}}
    left["parts"] = parts
    for detail in error.errors(include_url=False):
        left = _without(left, detail["loc"])
    try:
        return Script.model_validate({"title": "Script", **left})
    except ValidationError:
        return None


def _without(values: dict[str, Any], loc: Path_) -> dict[str, Any]:  # noqa: PLR0911 - one answer for each kind of place
    """Return values with what a complaint is about left out, or with something in its place."""
    match loc:
        case ("parts", int(part), "repeat", *_):
            return _with_part(values, part, lambda old: {**old, "repeat": _two_sides(old["repeat"])})
        case ("parts", int(part), "steps", int(step), "cues", int(cue), *_):
            return _with_part(values, part, lambda old: {**old, "steps": _silenced(old["steps"], step, cue)})
        case ("parts", int(part), "steps", int(step), *rest):
            key = str(rest[0]) if rest else None
            return _with_part(values, part, lambda old: {**old, "steps": _stood_in(old["steps"], step, key)})
        case ("parts", int(part), str(key), *_) if key != "steps":
            return _with_part(values, part, lambda old: {name: old[name] for name in old if name != key})
        case (str(key), str(inner), *_) if isinstance(values.get(key), dict):
            return {**values, key: {name: value for name, value in values[key].items() if name != inner}}
        case (str(key), *_) if key != "parts":
            return {name: value for name, value in values.items() if name != key}
        case _:
            return values


def _with_part(values: dict[str, Any], place: int, change: Callable[[Any], Any]) -> dict[str, Any]:
    parts = values["parts"]
    return {**values, "parts": [change(old) if index == place else old for index, old in enumerate(parts)]}


def _two_sides(repeat: Any) -> dict[str, list[str]]:  # noqa: ANN401 - whatever stands in the file
    """Return two sides, by the name that an author gave them, where it can be one."""
    names = repeat if isinstance(repeat, dict) else ()
    return {next((name for name in names if re.fullmatch(r"[a-z0-9][a-z0-9-]{0,60}", name)), "side"): ["one", "other"]}


def _silenced(steps: list[Any], place: int, cue: int) -> list[Any]:
    cues = [_CUE if index == cue else old for index, old in enumerate(steps[place]["cues"])]
    return [{**old, "cues": cues} if index == place else old for index, old in enumerate(steps)]


def _stood_in(steps: list[Any], place: int, key: str | None) -> list[Any]:
    def changed(step: Any) -> Any:  # noqa: ANN401 - whatever stands in the file
        if key is None or not isinstance(step, dict):
            return _STEP
        kept = {name: value for name, value in step.items() if name != key}
        return {**kept, key: _STEP[key]} if key in _STEP else kept

    return [changed(old) if index == place else old for index, old in enumerate(steps)]
