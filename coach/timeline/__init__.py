"""The timeline: when each thing sounds, to the frame. A pure function of a script and measured lengths."""

from coach.timeline.dump import dump
from coach.timeline.edit import cut, step_span
from coach.timeline.schedule import RATE, Lengths, estimated, schedule
from coach.timeline.values import Chapter, Cue, Kind, Span, StepSpan, Timeline

__all__ = [
    "RATE",
    "Chapter",
    "Cue",
    "Kind",
    "Lengths",
    "Span",
    "StepSpan",
    "Timeline",
    "cut",
    "dump",
    "estimated",
    "schedule",
    "step_span",
]
