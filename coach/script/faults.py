"""What the model found wrong, said the way an author can use: where it stands and what was expected."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_args

from coach.errors import Fault, suggest
from coach.script.fields import Model
from coach.script.model import Script

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic import ValidationError
    from pydantic_core import ErrorDetails

    from coach.script.source import Path_, Source


def faults(error: ValidationError, source: Source) -> Iterator[Fault]:
    """Turn a model's complaints into faults, each at its place in the file."""
    for detail in error.errors(include_url=False):
        if detail["type"] == "too_short" and detail["input"]:
            continue  # a list whose items are all faulty counts as empty; the items' own faults say more
        path: Path_ = detail["loc"]
        key = (*path, "\0key")
        yield Fault(source.where(key if detail["type"] == "extra_forbidden" else path), _what(detail, path))


_KEYS = "keys and values"
_LIST = "a list, each item after a hyphen"

_EXPECTED = {
    "string_type": "text",
    "int_parsing": "a whole number",
    "int_type": "a whole number",
    "float_type": "a duration or level such as 90s or -16 dB",
    "model_type": _KEYS,
    "model_attributes_type": _KEYS,
    "dict_type": _KEYS,
    "tuple_type": _LIST,
    "list_type": _LIST,
}
"""What was expected, by pydantic's name for a value of the wrong type."""


def _what(detail: ErrorDetails, path: Path_) -> str:  # noqa: PLR0911 - one answer per kind of complaint
    kind, value = detail["type"], detail["input"]
    name = _name(path)
    if kind in _EXPECTED:
        example = ", such as {side: [left, right]}" if name == "repeat" else ""
        return f"{name}: expected {_EXPECTED[kind]}{example}, found {_shape(value)}"
    match kind:
        case "extra_forbidden":
            return _unknown(name, value, detail["loc"][:-1])
        case "literal_error":
            return f"{name}: '{str(value)[:40]}' is not one of these: {detail['ctx']['expected']}"
        case "missing":
            return f"'{name}' is missing: add it here"
        case "value_error":
            return f"{name}: {detail['ctx']['error']}"
        case "too_short" | "string_too_short":
            return f"{name}: is empty: expected at least one"
        case "string_pattern_mismatch":
            return f"{name}: '{str(value)[:40]}' is not written as it must be: {_pattern(path)}"
        case "greater_than_equal" | "less_than_equal":
            few = kind == "greater_than_equal"
            limit = f"at {'least' if few else 'most'} {detail['ctx']['ge' if few else 'le']:g}{_unit(value)}"
            return f"{name}: '{str(value)[:40]}' is too {'little' if few else 'much'}: {limit}"
        case _:
            return f"{name}: {detail['msg'][0].lower()}{detail['msg'][1:]}"


def _name(path: Path_) -> str:
    """Return what an author calls the place: a key, or ``step 2`` for the second item of ``steps``."""
    match path:
        case ():
            return "the script"
        case (*_, str(items), int(place)):
            return f"{items.removesuffix('s')} {place + 1}"
        case _:
            return str(path[-1])


def _unknown(name: str, value: object, loc: Path_) -> str:
    if value is None and " " in name:
        return f"'{name}' stands like a key here: text with a comma in it needs quotes around it"
    if name == "duck" and loc[-1:] == ("bed",):
        return "unknown key 'duck': the bed makes way alike in every part: put it under the session's own bed"
    return f"unknown key '{name}': {suggest(name, _known_keys(loc))}"


def _unit(value: object) -> str:
    """Return the unit in which an author wrote a value: durations are told in seconds."""
    text = str(value)
    if text.lower().endswith("db"):
        return " dB"
    return "s" if isinstance(value, str) and not text.isdigit() else ""


def _pattern(path: Path_) -> str:
    match path:
        case (*_, "language"):
            return "expected a language such as en-US or de"
        case (*_, "pronounce", _):
            return "expected sounds in IPA, without brackets"
        case (*_, "[key]"):
            return "expected a short name in small letters, such as side"
        case _:
            return "expected small letters, digits and hyphens"


def _shape(value: object) -> str:
    match value:
        case None:
            return "nothing"
        case dict():
            return "keys and values"
        case list():
            return "a list"
        case _:
            return f"'{str(value)[:40]}'"


def _known_keys(loc: Path_) -> set[str]:
    """Return the keys that a place in the model knows, by walking the model's own types."""
    models: set[type[Model]] = {Script}
    for name in loc:
        if isinstance(name, int):
            continue
        models = {
            inner
            for model in models
            for key, field in model.model_fields.items()
            if name in {key, field.alias}
            for inner in _models_in(field.annotation)
        }
    keys = {field.alias or key for model in models for key, field in model.model_fields.items()}
    return keys | ({"steps"} if Script in models else set())


def _models_in(annotation: Any) -> Iterator[type[Model]]:  # noqa: ANN401 - any type expression
    if isinstance(annotation, type) and issubclass(annotation, Model):
        yield annotation
    for inner in get_args(annotation):
        yield from _models_in(inner)
