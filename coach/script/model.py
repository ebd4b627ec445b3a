"""The script's values: what an author may write, with its meaning and unit under every field."""

from __future__ import annotations

from typing import Annotated, Any, TypeAlias

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PrivateAttr,
    StringConstraints,
    model_validator,
)

from coach.script.ids import named
from coach.script.instant import Instant, parse_instant
from coach.script.source import Source
from coach.units import Decibels, Seconds, format_duration, parse_duration, parse_level

SHRINK = 0.6
"""The least time of a step that names only its ideal, as a share of it."""

STRETCH = 2.0
"""The most time of a step that names only its ideal, as a multiple of it."""

SIDES = 50
"""The most times a part may be repeated."""


def _read(parse: Any) -> BeforeValidator:  # noqa: ANN401 - any of the parsers above
    def convert(value: object) -> object:
        return parse(value) if isinstance(value, str) else value

    return BeforeValidator(convert)


Duration: TypeAlias = Annotated[Seconds, _read(parse_duration), Field(ge=0)]
"""Seconds, written ``90s``, ``2m`` or ``1m30s``."""

Level: TypeAlias = Annotated[Decibels, _read(parse_level), Field(ge=-60, le=12)]
"""Decibels, written ``-16 dB``."""

Text: TypeAlias = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
"""Words: at least one character, at most two thousand."""

Phonemes: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[^\[\]{}<>\\\\]{1,100}$")]
"""A word in IPA phonemes, without brackets."""

Name: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,60}$")]
"""A short name for commands: small letters, digits and hyphens."""


class Model(BaseModel):
    """What all parts of a script share: frozen, no unknown keys, docstrings as descriptions."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, use_attribute_docstrings=True)


class Time(Model):
    """How long hands stay on for a step: ``75s``, ``{ideal, least, most}``, or ``{fixed: 75s}``."""

    ideal: Duration
    """Natural time, in seconds."""
    least: Duration
    """Least time the step may shrink to, in seconds."""
    most: Duration
    """Most time the step may stretch to, in seconds."""

    @model_validator(mode="before")
    @classmethod
    def _fill(cls, value: object) -> object:
        if isinstance(value, str):
            value = {"ideal": value}
        if not isinstance(value, dict):
            return value
        if "fixed" in value:
            if len(value) > 1:
                message = "fixed stands alone: leave out ideal, least and most"
                raise ValueError(message)
            return {"ideal": value["fixed"], "least": value["fixed"], "most": value["fixed"]}
        if "ideal" not in value and isinstance(value.get("least"), str) and isinstance(value.get("most"), str):
            return {"ideal": (parse_duration(value["least"]) + parse_duration(value["most"])) / 2, **value}
        if not isinstance(value.get("ideal"), str):
            return value
        ideal = parse_duration(value["ideal"])
        give = {"least": round(ideal * SHRINK, 3), "most": round(ideal * STRETCH, 3)}
        return {**give, **value}

    @model_validator(mode="after")
    def _ordered(self) -> Time:
        if not 0 < self.least <= self.ideal <= self.most:
            message = (
                f"least {format_duration(self.least)}, ideal {format_duration(self.ideal)}, "
                f"most {format_duration(self.most)}: expected 0 < least <= ideal <= most"
            )
            raise ValueError(message)
        return self


class Move(Model):
    """A change of position before a step; its time is its own and never shrinks."""

    say: Text
    """What to do, spoken as the move begins."""
    for_: Duration = Field(alias="for", default=10.0)
    """Seconds the move takes, hands off the client; longer if the words need it."""


class AuthoredCue(Model):
    """Something said, or a chime, at an instant of a step."""

    at: Annotated[Instant, _read(parse_instant)]
    """When: an offset (30s), a share (50%), or before the end (-10s)."""
    say: Text | None = None
    """Words to speak."""
    chime: Text | None = None
    """The chime to sound."""

    @model_validator(mode="after")
    def _one_of_both(self) -> AuthoredCue:
        if (self.say is None) == (self.chime is None):
            message = "a cue has either say or chime"
            raise ValueError(message)
        return self


class Step(Model):
    """One stroke: its words, its time, its cues."""

    title: Text
    """The stroke's name, as announced and shown."""
    id: Name = ""
    """Short name for commands; made from the title where it is left out."""
    move: Move | None = None
    """A change of position before the stroke."""
    say: Text
    """What to do, spoken as the stroke begins."""
    again: Text | None = None
    """Said instead on every visit after the first."""
    time: Time
    """Hands-on time."""
    caution: Text | None = None
    """What to take care of, spoken at the stroke on every visit, after the opening words."""
    announce: Text | None = None
    """Said before the step ahead of this one ends; a built-in phrase where it is left out."""
    cues: tuple[AuthoredCue, ...] = ()
    """What is heard during the stroke."""


class Part(Model):
    """A run of steps, done once or once for each side."""

    title: Text = ""
    """Heading in plans and chapters; ``{side}`` is filled in."""
    repeat: Annotated[
        dict[Name, Annotated[tuple[Text, ...], Field(min_length=1, max_length=SIDES)]], Field(max_length=1)
    ] = Field(default_factory=dict)
    """One name and its values, such as ``side: [left, right]``: the part is done once for each."""
    steps: Annotated[tuple[Step, ...], Field(min_length=1)]
    """The steps, in order."""


class Bed(Model):
    """The sound under everything: ``shore``, ``none``, an audio file, or ``{sound, level}``."""

    sound: Text = "shore"
    """A built-in bed's name, or the path of an audio file from the script's folder."""
    level: Level = -21.0
    """Loudness of the bed in the pauses against the voice, in dB (LU)."""

    @model_validator(mode="before")
    @classmethod
    def _short(cls, value: object) -> object:
        return {"sound": value} if isinstance(value, str) else value


class Chimes(Model):
    """Which chime marks what; ``none`` for silence. ``chimes: none`` silences them all."""

    step: Text = "bowl"
    """At the start of a step."""
    side: Text = "gong"
    """At the start of each side."""
    end: Text = "gong"
    """When the last step is over."""

    @model_validator(mode="before")
    @classmethod
    def _none(cls, value: object) -> object:
        return dict.fromkeys(cls.model_fields, "none") if value == "none" else value


class Script(Model):
    """A whole session as its author wrote it."""

    title: Text
    """The session's name."""
    language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Z]{2})?$")] = "en-US"
    """Language of the words, as BCP 47 writes it."""
    voice: Text = "en_US-joe-medium"
    """Who speaks: a voice's name, ``system``, ``rehearsal``, or the path of a Piper ``.onnx`` file."""
    slot: Duration | None = None
    """Seconds the whole session must last; its natural length where it is left out."""
    bed: Bed = Bed()
    """The sound under everything."""
    chimes: Chimes = Chimes()
    """The chimes that mark steps, sides and the end."""
    lead: Duration = 10.0
    """Seconds before the end of a step at which the next one is announced; at most a third of its ideal time."""
    pronounce: dict[Text, Phonemes] = Field(default_factory=dict)
    """Words the voice says wrongly, each with its phonemes in IPA."""
    parts: Annotated[tuple[Part, ...], Field(min_length=1)]
    """The session's parts, in order. A session of one part may name its ``steps`` straight away."""

    _source: Source = PrivateAttr(default=Source("script", {}))

    @model_validator(mode="before")
    @classmethod
    def _steps_alone(cls, value: object) -> object:
        if not isinstance(value, dict):
            return value
        if "steps" in value and "parts" in value:
            message = "steps and parts both stand at the top: move the steps into a part"
            raise ValueError(message)
        if "steps" in value:
            rest = {key: item for key, item in value.items() if key != "steps"}
            value = {**rest, "parts": [{"steps": value["steps"]}]}
        return {**value, "parts": named(value["parts"])} if "parts" in value else value

    @property
    def source(self) -> Source:
        """Where the script came from: names the place in a fault."""
        return self._source

    def placed(self, source: Source) -> Script:
        """Return this script, knowing where it came from."""
        copy = self.model_copy()
        copy._source = source  # noqa: SLF001 - the model's own private attribute, on a fresh copy
        return copy
