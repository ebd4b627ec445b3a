"""The meter: an audio file measured as a studio engineer would, and held against what coach promises."""

from coach.meter.measure import OVER, measure
from coach.meter.values import Curves, File, Mark, Measured, Reading, Silence, Voicing

__all__ = ["OVER", "Curves", "File", "Mark", "Measured", "Reading", "Silence", "Voicing", "measure"]
