"""The timeline: when each thing sounds, to the frame. A pure function of a script and measured lengths."""

from coach.timeline.advice import advise
from coach.timeline.dump import dump
from coach.timeline.edit import cut, step_span
from coach.timeline.jumps import Place, again, back, forward, opening, place
from coach.timeline.lengths import Lengths, estimated
from coach.timeline.now import Now
from coach.timeline.rehearsal import rehearsal
from coach.timeline.replan import Replanned, replan
from coach.timeline.schedule import RATE, schedule
from coach.timeline.values import BedSpan, Chapter, Cue, Span, StepSpan, Timeline

__all__ = [
    "RATE",
    "BedSpan",
    "Chapter",
    "Cue",
    "Lengths",
    "Now",
    "Place",
    "Replanned",
    "Span",
    "StepSpan",
    "Timeline",
    "advise",
    "again",
    "back",
    "cut",
    "dump",
    "estimated",
    "forward",
    "opening",
    "place",
    "rehearsal",
    "replan",
    "schedule",
    "step_span",
]
