"""The meter: an audio file measured as a studio engineer would, and held against what coach promises."""

from coach.meter.measure import OVER, measure
from coach.meter.planned import voicing
from coach.meter.values import Curves, File, Mark, Measured, Reading, Silence, Voicing
from coach.meter.verdict import TARGET, Row, dump, rows

__all__ = [
    "OVER",
    "TARGET",
    "Curves",
    "File",
    "Mark",
    "Measured",
    "Reading",
    "Row",
    "Silence",
    "Voicing",
    "dump",
    "measure",
    "rows",
    "voicing",
]
