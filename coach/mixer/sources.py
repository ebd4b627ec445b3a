"""What each cue sounds like: words from speech, chimes from their recipes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from coach.audio.profile import Profile, profile
from coach.sounds import chime, find
from coach.speech import LOUDNESS, Speech

if TYPE_CHECKING:
    from coach.audio import Clip
    from coach.timeline import Cue, Kind
    from coach.units import Decibels, Seconds

UNDER_VOICE: Decibels = 12.0
"""How far the loudest 400 ms of a chime stand under the voice, in LU."""

ONE_CHANNEL: Decibels = 3.01
"""A sound in both channels is this much louder than in one (10 log10 2), in LU."""


@dataclass(frozen=True, slots=True)
class Sources:
    """Clips for cues."""

    speech: Speech
    """Speaks the words."""

    def length(self, kind: Kind, line: str) -> tuple[Seconds, bool]:
        """Return how long a cue lasts in seconds, and whether that is measured."""
        return self.speech.length(line) if kind == "say" else (find(line).length, True)

    def clip(self, cue: Cue) -> Clip:
        """Return a cue's sound, one channel."""
        return self.speech.clip(cue.line) if cue.kind == "say" else self._chime(cue.line)

    def profile(self, cue: Cue) -> Profile:
        """Return how loud a cue is along its length."""
        return self.speech.profile(cue.line) if cue.kind == "say" else profile(self._chime(cue.line))

    def _chime(self, name: str) -> Clip:
        return chime(name, self.speech.rate, LOUDNESS - UNDER_VOICE - ONE_CHANNEL)
