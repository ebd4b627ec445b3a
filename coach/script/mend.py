"""A faulty script with harmless words in place of its faults, so that what is right in it can be checked too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from coach.script.model import Script

if TYPE_CHECKING:
    from collections.abc import Callable

    from coach.script.source import Path_

_STEP = {"title": "Step", "say": "Go on.", "time": "60s"}
"""Stands in for a step, or for what every step must have."""


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


def _without(values: dict[str, Any], loc: Path_) -> dict[str, Any]:
    """Return values with what a complaint is about left out, or with something in its place."""
    match loc:
        case ("parts", int(part), "steps", int(step), *rest):
            key = str(rest[0]) if rest else None
            return _with_part(values, part, lambda old: {**old, "steps": _stood_in(old["steps"], step, key)})
        case ("parts", int(part), str(key), *_) if key != "steps":
            return _with_part(values, part, lambda old: {name: old[name] for name in old if name != key})
        case (str(key), *_) if key != "parts":
            return {name: value for name, value in values.items() if name != key}
        case _:
            return values


def _with_part(values: dict[str, Any], place: int, change: Callable[[Any], Any]) -> dict[str, Any]:
    parts = values["parts"]
    return {**values, "parts": [change(old) if index == place else old for index, old in enumerate(parts)]}


def _stood_in(steps: list[Any], place: int, key: str | None) -> list[Any]:
    def changed(step: Any) -> Any:  # noqa: ANN401 - whatever stands in the file
        if key is None or not isinstance(step, dict):
            return _STEP
        kept = {name: value for name, value in step.items() if name != key}
        return {**kept, key: _STEP[key]} if key in _STEP else kept

    return [changed(old) if index == place else old for index, old in enumerate(steps)]
