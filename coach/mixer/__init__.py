"""The mixer: timeline and clips into a stream of blocks."""

from coach.mixer.beds import BedTrack
from coach.mixer.course import Course, Levels
from coach.mixer.duck import Duck, ducking
from coach.mixer.ears import panning
from coach.mixer.ending import until
from coach.mixer.mix import STEMS, Mixer
from coach.mixer.programme import MOST
from coach.mixer.sources import Sources

__all__ = ["MOST", "STEMS", "BedTrack", "Course", "Duck", "Levels", "Mixer", "Sources", "ducking", "panning", "until"]
