"""The course of a session's levels: how its bed comes, makes way for words and goes, known from the plan alone."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from coach.audio.envelope import smoothstep
from coach.mixer.beds import presence
from coach.mixer.duck import Duck, DuckCurve
from coach.units import Decibels, Lufs, Seconds, to_frame

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    import numpy.typing as npt

    from coach.audio import Samples
    from coach.timeline import Timeline


@dataclass(frozen=True, slots=True)
class Levels:
    """How loud things are, and how they come and go."""

    loudness: Lufs = -16.0
    """Integrated loudness of the programme: what podcasts and players for speech expect (AES TD1004)."""
    wordless: Decibels = 4.0
    """Gain on a session without words, in dB: what brings a voice to ``loudness``, so chimes and bed are as ever."""
    ceiling: Decibels = -2.0
    """Greatest true peak before encoding, in dBTP: half a dB more room than MP3 needs to stay under -1.5."""
    ears: tuple[float, float] = (1.0, 1.0)
    """Gain of the words in the left and in the right channel, 0 to 1."""
    pans: Mapping[str, float] = field(default_factory=dict)
    """How far from the middle the words of a side come, by its name: -1 is all left, 1 all right."""
    fade_in: Seconds = 3.0
    """Seconds in which the bed comes up."""
    fade_out: Seconds = 8.0
    """Seconds in which everything fades at the end; fewer where words stand close to it."""
    duck: Duck = field(default_factory=Duck)
    """How the bed makes way for words."""


class Course:
    """The gains of a session at any of its frames."""

    def __init__(self, timeline: Timeline, levels: Levels) -> None:
        self._beds = timeline.beds
        words = [span for cue in timeline.cues if cue.kind == "say" for span in cue.sounding]
        self.duck = DuckCurve(words, levels.duck, timeline.rate)
        """The bed's gain under the words."""
        self.length = timeline.length
        """The session's frames."""
        self.fade_in = to_frame(levels.fade_in, timeline.rate)
        """Frames in which the bed comes up."""
        after_words = timeline.length - max((span.end for span in words), default=0)
        shortest = min(to_frame(0.5, timeline.rate), timeline.length)
        self.fade_out = max(shortest, min(to_frame(levels.fade_out, timeline.rate), after_words))
        """Frames in which everything fades at the end."""

    def opening(self, frames: npt.NDArray[np.int64]) -> Samples:
        """Return the gain with which the bed comes up."""
        return smoothstep((frames / self.fade_in).astype("float32"))

    def closing(self, frames: npt.NDArray[np.int64]) -> Samples:
        """Return the gain with which everything goes at the end."""
        return smoothstep(((self.length - frames) / self.fade_out).astype("float32"))

    def way(self, frames: npt.NDArray[np.int64]) -> Samples:
        """Return how bed and pacing tones come, make way for words and go, as one gain."""
        gains: Samples = self.duck.at(frames) * self.opening(frames) * self.closing(frames)
        return gains

    def bed(self, frames: npt.NDArray[np.int64]) -> Samples:
        """Return all that is done to the bed's level, against the loudest of the parts' beds, as one gain."""
        return self.way(frames) * presence(self._beds, frames)
