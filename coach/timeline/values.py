"""What a timeline is made of. All positions are frames, counted from the session's first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from coach.units import Decibels, Frames, Seconds, to_seconds

if TYPE_CHECKING:
    from coach.script import Kind
    from coach.script.fields import Guidance


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open run of frames ``[start, end)``, counted from the timeline's first frame, at its rate."""

    start: Frames
    """The first frame."""
    end: Frames
    """The frame after the last."""

    @property
    def length(self) -> Frames:
        """How many frames the span holds."""
        return self.end - self.start

    def shifted(self, by: Frames) -> Span:
        """Return the span moved by a number of frames."""
        return Span(self.start + by, self.end + by)


@dataclass(frozen=True, slots=True)
class Cue:
    """One thing that sounds, and when."""

    span: Span
    """When it sounds."""
    kind: Kind
    """What it is."""
    line: str
    """What to sound: the marked words of a line, the name of a chime, or the share of a stroke in which it rises."""
    text: str
    """What a person reads: the words without marks, the name of a chime, or which stroke it is."""
    step: str
    """Id of the step it belongs to."""
    side: str | None
    """The side, such as ``left``; None in a part that is done once."""
    voice: str = ""
    """Who says it, by name; empty where it is the session's own voice."""
    phrases: tuple[Span, ...] = ()
    """Where its words sound between the pauses that its line marks; empty where there is no such pause."""

    @property
    def sounding(self) -> tuple[Span, ...]:
        """When it is heard, the pauses inside it left out."""
        return self.phrases or (self.span,)


@dataclass(frozen=True, slots=True)
class StepSpan:
    """One step on one side, and when hands are on for it."""

    id: str
    """The step's id, the same on every side."""
    number: int
    """The step's number in the script, from 1, the same on every side."""
    title: str
    """The step's title."""
    side: str | None
    """The side, such as ``left``; None in a part that is done once."""
    span: Span
    """Hands-on time."""
    opens: Frames
    """Where the step's change of position begins; the start of its hands-on time where it has none."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """A place that a player can jump to."""

    start: Frames
    """First frame of the chapter; it lasts until the next one."""
    title: str
    """What players show."""


@dataclass(frozen=True, slots=True)
class BedSpan:
    """A bed, and when it lies under everything. Where two overlap, the first crosses into the second."""

    span: Span
    """When it sounds. In a timeline that was cut out of a longer one it may begin before the first frame."""
    sound: str
    """A built-in bed's name, or the path of a file or a folder as it stands in the script."""
    level: Decibels
    """Loudness in the pauses against the voice, in dB (LU)."""


@dataclass(frozen=True, slots=True)
class Timeline:
    """When each thing sounds: the whole plan of a session, to the frame."""

    title: str
    """The session's title."""
    rate: int
    """Frames per second."""
    length: Frames
    """The session's length."""
    steps: tuple[StepSpan, ...]
    """Every step of every side, in order."""
    cues: tuple[Cue, ...]
    """Everything that sounds over the bed, in order of start."""
    chapters: tuple[Chapter, ...]
    """One chapter for each step and side, in order."""
    beds: tuple[BedSpan, ...] = ()
    """What lies under it all, in order; none in a timeline that was not made from a script."""
    estimated: bool = False
    """Whether any line's length was estimated from its text instead of measured."""
    notes: tuple[str, ...] = ()
    """What the author should know: each a line."""
    guidance: Guidance = "full"
    """How much is said; after a change in mid-session, from then on."""
    holds: tuple[Frames, ...] = ()
    """Where a live session waits until it is told to go on, before it plays the frame; a file has no such stops."""

    @property
    def seconds(self) -> Seconds:
        """The session's length in seconds."""
        return to_seconds(self.length, self.rate)
