"""The kinds of value in a script: how an author writes each, and what it is read as."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal, TypeAlias

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, WithJsonSchema

from coach.script.instant import Instant, parse_instant
from coach.units import Decibels, Seconds, parse_duration, parse_level, parse_share

if TYPE_CHECKING:
    from collections.abc import Callable


def read_by(parse: Callable[[str], object]) -> BeforeValidator:
    """Return a validator that reads text with a parser, and lets through what is read already."""

    def convert(value: object) -> object:
        return parse(value) if isinstance(value, str) else value

    return BeforeValidator(convert)


DURATION = {"type": "string", "pattern": r"^\s*\d[\d.hmsinutecodr ]*$", "examples": ["90s", "2m", "1m30s"]}
"""A duration in the JSON Schema."""

LEVEL = {"type": "string", "pattern": r"^[-+\u2212]?\s*\d+(\.\d+)?\s*[dD][bB]$", "examples": ["-21 dB"]}
"""A level in the JSON Schema."""

MOMENT = {"type": "string", "pattern": r"^[-\u2212]?\d[\d.hmsinutecodr %]*$", "examples": ["30s", "50%", "-10s"]}
"""A moment in the JSON Schema."""

Duration: TypeAlias = Annotated[
    Seconds,
    read_by(parse_duration),
    Field(ge=0),
    WithJsonSchema(DURATION),
]
"""Seconds, written ``90s``, ``2m`` or ``1m30s``."""

Level: TypeAlias = Annotated[
    Decibels,
    read_by(parse_level),
    Field(ge=-60, le=12),
    WithJsonSchema(LEVEL),
]
"""Decibels, written ``-16 dB``."""

Share: TypeAlias = Annotated[
    float,
    read_by(parse_share),
    WithJsonSchema({"type": "string", "pattern": r"^\s*\d+(\.\d+)?\s*%\s*$", "examples": ["30%"]}),
]
"""A share of a whole, 0 to 1, written ``30%``."""

Moment: TypeAlias = Annotated[
    Instant,
    read_by(parse_instant),
    WithJsonSchema(MOMENT),
]
"""A moment in a step: ``30s`` in, ``50%`` through, ``-10s`` before the end."""

Text: TypeAlias = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
"""Words: at least one character, at most two thousand."""

Phonemes: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[^\[\]{}<>\\\\]{1,100}$")]
"""A word in IPA phonemes, without brackets."""

Name: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,60}$")]
"""A short name for commands: small letters, digits and hyphens."""


Guidance: TypeAlias = Literal["full", "brief", "tones"]
"""How much is said: everything; no more than which stroke and what to care for; or nothing, in a code of tones."""


class Model(BaseModel):
    """What all parts of a script share: frozen, no unknown keys, docstrings as descriptions."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, use_attribute_docstrings=True)
