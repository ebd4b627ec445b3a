"""The script's values: what an author may write, with its meaning and unit under every field."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import Field, PrivateAttr, StringConstraints, field_validator, model_validator

from coach.script.fields import Duration, Guidance, Level, Model, Name, Phonemes, Share, Text
from coach.script.ids import named
from coach.script.source import Source
from coach.script.step import Step

WIDEST = 0.4
"""The furthest that words come from the middle: played in mono they are then softer by 0.4 dB, and no more."""

Role: TypeAlias = Literal["cautions", "counts", "moves"]
"""Lines that may have a voice of their own."""

SIDES = 50
"""The most times a part may be repeated."""


def _by_name(value: object) -> object:
    """Return a bed that is written as its name alone as keys and values."""
    return {"sound": value} if isinstance(value, str) else value


class PartBed(Model):
    """The sound under one part; what is left out is as in the session's bed."""

    sound: Text | None = None
    """A built-in bed's name, ``none``, or the path of an audio file or a folder of them."""
    level: Level | None = None
    """Loudness of the bed in the pauses against the voice, in dB (LU)."""

    _short = model_validator(mode="before")(_by_name)


class Part(Model):
    """A run of steps, done once or once for each side."""

    title: Text = ""
    """Heading in plans and chapters; ``{side}`` is filled in."""
    repeat: Annotated[
        dict[Name, Annotated[tuple[Text, ...], Field(min_length=1, max_length=SIDES)]], Field(max_length=1)
    ] = Field(default_factory=dict)
    """One name and its values, such as ``side: [left, right]``: the part is done once for each."""
    bed: PartBed | None = None
    """The sound under this part: the session's own bed crosses into it, and returns after it."""
    steps: Annotated[tuple[Step, ...], Field(min_length=1)]
    """The steps, in order."""


class Ducking(Model):
    """How the bed makes way for words; what is left out is as coach has it."""

    depth: Annotated[Level, Field(ge=0, le=30)] | None = None
    """How far the bed goes down, in dB: ``5 dB``."""
    attack: Annotated[Duration, Field(ge=0.1, le=5)] | None = None
    """Seconds it takes to go down; it is down when the first word sounds."""
    hold: Annotated[Duration, Field(le=30)] | None = None
    """Gaps between words that are shorter than this, in seconds, keep it down."""
    release: Annotated[Duration, Field(ge=0.1, le=10)] | None = None
    """Seconds it takes to come back."""


class Bed(Model):
    """The sound under everything: ``shore``, ``none``, an audio file, or ``{sound, level, duck}``."""

    sound: Text = "shore"
    """A built-in bed's name, or the path of an audio file from the script's folder."""
    level: Level = -21.0
    """Loudness of the bed in the pauses against the voice, in dB (LU)."""
    duck: Ducking = Ducking()
    """How the bed makes way for words, in every part."""

    _short = model_validator(mode="before")(_by_name)


class Chimes(Model):
    """Which chime marks what; ``none`` for silence. ``chimes: none`` silences them all."""

    step: Text = "bowl"
    """At the start of a step."""
    halfway: Text = "drop"
    """Half-way through a step of a minute or more, where it has no strokes."""
    side: Text = "gong"
    """At the start of each side."""
    end: Text = "gong"
    """When the last step is over."""

    @model_validator(mode="before")
    @classmethod
    def _none(cls, value: object) -> object:
        return dict.fromkeys(cls.model_fields, "none") if value == "none" else value


class Voices(Model):
    """Second voices: who says what is not the stroke itself. What is left out, the session's own voice says."""

    cautions: Text | None = None
    """Who says what to take care of."""
    counts: Text | None = None
    """Who counts the strokes, calls the last one, and tells the minutes that are left."""
    moves: Text | None = None
    """Who tells of changes of position."""


class Script(Model):
    """A whole session as its author wrote it."""

    title: Text
    """The session's name."""
    description: Text = ""
    """What the session is, in a sentence or two: players show it."""
    date: Annotated[str, StringConstraints(pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$")] | None = None
    """Its date: a year, a month or a day, such as ``2026-11-22``; players show it."""
    language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Z]{2})?$")] = "en-US"
    """Language of the words, as BCP 47 writes it."""
    voice: Text = "en_US-joe-medium"
    """Who speaks: a voice's name, ``system``, ``rehearsal``, or the path of a Piper ``.onnx`` file."""
    voices: Voices = Voices()
    """Second voices for cautions, counts and moves: ``{cautions: kokoro:af_heart}``."""
    guidance: Guidance = "full"
    """How much is said: ``full``, ``brief`` for those who know the strokes, ``tones`` for no words at all."""
    slot: Duration | None = None
    """Seconds the whole session must last; its natural length where it is left out."""
    bed: Bed = Bed()
    """The sound under everything."""
    pan: Share = 0.0
    """How far from the middle words come on a side called left or right: ``30%``; in the middle where left out."""
    chimes: Chimes = Chimes()
    """The chimes that mark steps, sides and the end."""
    lead: Duration = 10.0
    """Seconds before the end of a step at which the next one is announced; at most a third of its ideal time."""
    pronounce: dict[Text, Phonemes] = Field(default_factory=dict)
    """Words the voice says wrongly, each with its phonemes in IPA."""
    parts: Annotated[tuple[Part, ...], Field(min_length=1)]
    """The session's parts, in order. A session of one part may name its ``steps`` straight away."""

    _source: Source = PrivateAttr(default=Source("script", {}))

    @field_validator("pan")
    @classmethod
    def _not_too_far(cls, value: float) -> float:
        if value > WIDEST:
            message = f"{value:.0%} is too far: at most {WIDEST:.0%}, so that nothing is lost where it plays in mono"
            raise ValueError(message)
        return value

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

    def bed_under(self, part: Part) -> Bed:
        """Return the bed under one of the parts: its own, or the session's."""
        own = part.bed.model_dump(exclude_none=True) if part.bed else {}
        return self.bed.model_copy(update=own)

    def speaker(self, role: Role) -> str:
        """Return the name of the voice that has a role; empty where it is the session's own."""
        name: str | None = getattr(self.voices, role)
        return name if name and name != self.voice else ""

    @property
    def source(self) -> Source:
        """Where the script came from: names the place in a fault."""
        return self._source

    def placed(self, source: Source) -> Script:
        """Return this script, knowing where it came from."""
        copy = self.model_copy()
        copy._source = source  # noqa: SLF001 - the model's own private attribute, on a fresh copy
        return copy
