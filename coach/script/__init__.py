"""The author's script: YAML in, faults out with file, line and column."""

from coach.script.estimate import estimate
from coach.script.find import find_visit
from coach.script.instant import Instant
from coach.script.load import find, load, loads, shipped
from coach.script.model import Part, Script
from coach.script.outline import CueWords, Visit, outline
from coach.script.step import Step

__all__ = [
    "CueWords",
    "Instant",
    "Part",
    "Script",
    "Step",
    "Visit",
    "estimate",
    "find",
    "find_visit",
    "load",
    "loads",
    "outline",
    "shipped",
]
