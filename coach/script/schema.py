"""The JSON Schema of a script, made from the model: editors complete and check by it while one types."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from coach.script.fields import DURATION
from coach.script.instant import Instant
from coach.script.model import Script
from coach.units import format_duration

if TYPE_CHECKING:
    from collections.abc import Iterable

_UNHELPFUL = frozenset({"title", "ge", "le"})


def schema(chimes: Iterable[str]) -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a script as people write it, shorthands included.

    Args:
        chimes: The names of the chimes there are.
    """
    made = _tidied(Script.model_json_schema(by_alias=True))
    kinds, top = made["$defs"], made["properties"]
    names = {"enum": sorted({*chimes, "none"})}
    kinds["AuthoredCue"] |= {"oneOf": [{"required": ["say"]}, {"required": ["chime"]}]}
    kinds["AuthoredCue"]["properties"]["chime"] |= names
    for mark in kinds["Chimes"]["properties"].values():
        mark.update(names)
    kinds["Strokes"]["anyOf"] = [{"required": ["count"]}, {"required": ["each"]}]
    kinds["Time"] = _time(kinds["Time"])
    for bed in ("Bed", "PartBed"):
        kinds[bed] = _or(kinds[bed], {"type": "string", "minLength": 1})
    kinds["Chimes"] = _or(kinds["Chimes"], {"const": "none"})
    top["steps"] = kinds["Part"]["properties"]["steps"] | {"description": "The steps of a session of one part."}
    made["required"] = ["title"]
    made["oneOf"] = [{"required": ["parts"]}, {"required": ["steps"]}]
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "A coach script", **made}


def _time(kind: dict[str, Any]) -> dict[str, Any]:
    duration = dict(DURATION)
    fixed = {
        "type": "object",
        "properties": {"fixed": duration | {"description": "Seconds, no more and no less."}},
        "required": ["fixed"],
        "additionalProperties": False,
    }
    elastic = {key: value for key, value in kind.items() if key not in {"description", "required"}}
    elastic["anyOf"] = [{"required": ["ideal"]}, {"required": ["least", "most"]}]
    return {"description": kind["description"], "anyOf": [duration, elastic, fixed]}


def _or(kind: dict[str, Any], short: dict[str, Any]) -> dict[str, Any]:
    """Return a kind that may also be written in a shorter way."""
    return {"description": kind.pop("description"), "anyOf": [short, kind]}


def _tidied(value: Any) -> Any:  # noqa: ANN401 - any part of a schema
    """Return a part of a schema without what pydantic says for machines only."""
    if isinstance(value, list):
        return [_tidied(item) for item in value]
    if isinstance(value, str):
        return value.replace("``", "`")
    if not isinstance(value, dict):
        return value
    if "anyOf" in value and {"type": "null"} in value["anyOf"]:
        value = {**value["anyOf"][0], **{key: item for key, item in value.items() if key not in {"anyOf", "default"}}}
    tidy = {
        key: {name: _tidied(item) for name, item in inner.items()} if key in {"properties", "$defs"} else _tidied(inner)
        for key, inner in value.items()
        if key not in _UNHELPFUL or not isinstance(inner, (str, int, float))
    }
    if "patternProperties" in tidy:
        tidy["additionalProperties"] = False
    if "default" in tidy:
        tidy["default"] = _as_written(tidy["default"], tidy)
    return tidy


def _as_written(default: Any, kind: dict[str, Any]) -> Any:  # noqa: ANN401 - any default
    """Return a default as an author would write it."""
    if isinstance(default, dict) and set(default) == {"offset", "share"}:
        return str(Instant(**default))
    if isinstance(default, float):
        return format_duration(default) if kind.get("pattern") == DURATION["pattern"] else f"{default:g} dB"
    return default
