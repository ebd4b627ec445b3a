"""The timeline: when each thing sounds, to the frame. A pure function of a script and measured lengths."""

from coach.timeline.advice import advise
from coach.timeline.dump import dump
from coach.timeline.edit import cut, step_span
from coach.timeline.lengths import Lengths, estimated
from coach.timeline.schedule import RATE, schedule
from coach.timeline.values import BedSpan, Chapter, Cue, Span, StepSpan, Timeline

__all__ = [
    "RATE",
    "BedSpan",
    "Chapter",
    "Cue",
    "Lengths",
    "Span",
    "StepSpan",
    "Timeline",
    "advise",
    "cut",
    "dump",
    "estimated",
    "schedule",
    "step_span",
]
