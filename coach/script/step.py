"""A step as its author wrote it: its words, its time, its strokes and its cues."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from coach.script.fields import Duration, Model, Moment, Name, Text
from coach.script.instant import Instant
from coach.units import Seconds, format_duration, parse_duration

SHRINK = 0.6
"""The least time of a step that names only its ideal, as a share of it."""

STRETCH = 2.0
"""The most time of a step that names only its ideal, as a multiple of it."""

LONGEST_STROKE: Seconds = 120.0
"""The longest that one stroke may become, in seconds."""


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
            parse_duration(value)
            value = {"ideal": value}
        if not isinstance(value, dict):
            return value
        if "fixed" in value:
            if len(value) > 1:
                message = "fixed stands alone: leave out ideal, least and most"
                raise ValueError(message)
            return {"ideal": value["fixed"], "least": value["fixed"], "most": value["fixed"]}
        if "ideal" not in value and not {"least", "most"} <= value.keys():
            message = "expected ideal, or both least and most"
            raise ValueError(message)
        try:
            return {**_give(value), **value}
        except (ValueError, AttributeError):  # the fields themselves say what is wrong with them
            return {**dict.fromkeys(("ideal", "least", "most"), "1s"), **value}

    @model_validator(mode="after")
    def _ordered(self) -> Time:
        if not 0 < self.least <= self.ideal <= self.most:
            message = (
                f"least {format_duration(self.least)}, ideal {format_duration(self.ideal)}, "
                f"most {format_duration(self.most)}: expected 0 < least <= ideal <= most"
            )
            raise ValueError(message)
        return self


def _give(value: dict[str, str]) -> dict[str, object]:
    """Return the times that an author leaves out, worked out from those that are there."""
    if "ideal" not in value:
        return {"ideal": (parse_duration(value["least"]) + parse_duration(value["most"])) / 2}
    ideal = parse_duration(value["ideal"])
    return {"least": round(ideal * SHRINK, 3), "most": round(ideal * STRETCH, 3)}


class Move(Model):
    """A change of position before a step; its time is its own and never shrinks."""

    say: Text
    """What to do, spoken as the move begins."""
    for_: Duration = Field(alias="for", default=10.0)
    """Seconds the move takes, hands off the client; longer if the words need it."""
    wait: bool = False
    """Whether a live session waits after the move until it is told to go on; elsewhere it makes no difference."""


class Strokes(Model):
    """How a stroke is paced: a soft tone that rises while the hands travel up, and falls as they return.

    The strokes share the time from the end of the opening words to the end of the step, whatever time it got.
    """

    count: Annotated[int, Field(ge=1, le=500)] | None = None
    """How many; where it is left out, as many of about ``each`` as the time allows."""
    each: Annotated[Duration, Field(ge=1, le=60)] | None = None
    """Seconds that one is meant to last; where it is left out, ``count`` of them share the time there is."""
    up: Moment = Instant(0.0, 0.6)
    """How long the hands travel up: a share of the stroke (60%), or a time of ``each`` (10s)."""
    say: Literal["last", "count", "none"] = "last"
    """What is said as a stroke begins: ``last`` ("Last one."), ``count`` ("Two." and so on), or ``none``."""

    @model_validator(mode="after")
    def _paced(self) -> Strokes:
        if self.count is None and self.each is None:
            message = "strokes have a count, or a time for each, or both"
            raise ValueError(message)
        if self.up.offset and self.each is None:
            message = f"up: {self.up} is a time of each stroke: add each, or give a share such as 60%"
            raise ValueError(message)
        if not 0 <= self.rise <= 1:
            message = f"up: {self.up} is longer than each stroke, which lasts {format_duration(self.each or 0)}"
            raise ValueError(message)
        return self

    @property
    def rise(self) -> float:
        """Share of a stroke in which the hands travel up, 0 to 1."""
        return self.up.share if not self.up.offset else self.up.at(self.each or 1) / (self.each or 1)


class AuthoredCue(Model):
    """Something said, or a chime, at an instant of a step."""

    at: Moment
    """When: an offset (30s), a share (50%), or before the end (-10s)."""
    say: Text | None = None
    """Words to speak."""
    chime: Text | None = None
    """The chime to sound."""

    @model_validator(mode="after")
    def _one_of_both_in_time(self) -> AuthoredCue:
        if self.at == Instant(0.0, 1.0):
            message = f"at: {self.at} is the end, and nothing of the step is left: name a moment before it, such as -5s"
            raise ValueError(message)
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
    strokes: Strokes | None = None
    """A pacing tone, where the stroke has a rhythm of its own."""
    caution: Text | None = None
    """What to take care of, spoken at the stroke on every visit, and once more where it is long."""
    announce: Text | None = None
    """Said before the step ahead of this one ends; a built-in phrase where it is left out."""
    cues: tuple[AuthoredCue, ...] = ()
    """What is heard during the stroke."""

    @model_validator(mode="after")
    def _strokes_not_endless(self) -> Step:
        count = self.strokes.count if self.strokes else None
        if count and self.time.most / count > LONGEST_STROKE:
            message = (
                f"a stroke could last {format_duration(self.time.most / count)}, and the longest is "
                f"{format_duration(LONGEST_STROKE)}: give the strokes a higher count, or the step a lower most"
            )
            raise ValueError(message)
        return self
