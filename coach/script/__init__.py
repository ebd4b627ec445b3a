"""The author's script: YAML in, faults out with file, line and column."""

from coach.script.estimate import estimate
from coach.script.find import find_visit
from coach.script.instant import Instant
from coach.script.legend import legend
from coach.script.load import Survey, find, load, loads, shipped, survey
from coach.script.model import Part, Script
from coach.script.outline import outline
from coach.script.schema import schema
from coach.script.step import Step
from coach.script.visit import Company, Heard, Kind, PlacedCue, Visit

__all__ = [
    "Company",
    "Heard",
    "Instant",
    "Kind",
    "Part",
    "PlacedCue",
    "Script",
    "Step",
    "Survey",
    "Visit",
    "estimate",
    "find",
    "find_visit",
    "legend",
    "load",
    "loads",
    "outline",
    "schema",
    "shipped",
    "survey",
]
