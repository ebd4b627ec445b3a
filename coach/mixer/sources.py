"""What each cue sounds like: words from speech, chimes from their recipes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from coach.audio.finish import LOUDNESS
from coach.audio.profile import Profile, profile
from coach.sounds import chime, find, pulse

if TYPE_CHECKING:
    from coach.audio import Clip
    from coach.script import Heard
    from coach.speech import Cast
    from coach.timeline import Cue
    from coach.units import Decibels, Seconds

CHIME_UNDER: Decibels = 16.5
"""How far the loudest 400 ms of a chime stand under the voice, in LU: over the default bed, none then rises by more
than 12 dB above the 400 ms before it."""

PULSE_UNDER: Decibels = 22.0
"""How far the pacing tone stands under the voice, in LU: softer than any chime, and 9 dB or more over what
the default bed has in the tone's own third of an octave."""

ONE_CHANNEL: Decibels = 3.01
"""A sound in both channels is this much louder than in one (10 log10 2), in LU."""


@dataclass(frozen=True, slots=True)
class Sources:
    """Clips for cues."""

    cast: Cast
    """Speaks the words."""

    def length(self, heard: Heard) -> tuple[Seconds, bool]:
        """Return how long a thing sounds in seconds, and whether that is measured."""
        if heard.kind == "say":
            return self.cast.speaker(heard.voice).length(heard.line)
        return find(heard.line).length, True

    def clip(self, cue: Cue) -> Clip:
        """Return a cue's sound, one channel."""
        rate = self.cast.main.rate
        match cue.kind:
            case "say":
                return self.cast.speaker(cue.voice).clip(cue.line)
            case "chime":
                return chime(cue.line, rate, LOUDNESS - CHIME_UNDER - ONE_CHANNEL)
            case "pulse":
                return pulse(cue.span.length, float(cue.line), rate, LOUDNESS - PULSE_UNDER - ONE_CHANNEL)

    def profile(self, cue: Cue) -> Profile:
        """Return how loud a cue is along its length."""
        if cue.kind == "say":
            return self.cast.speaker(cue.voice).profile(cue.line)
        return profile(self.clip(cue))
