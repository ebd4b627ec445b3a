"""What a live session's cues sound like when some of their words are not spoken: nothing is ever spoken here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from coach.audio import Clip
from coach.audio.finish import CREST, LOUDNESS
from coach.audio.loudness import STEP, to_power
from coach.audio.profile import Profile
from coach.mixer import Sources
from coach.mixer.sources import CHIME_UNDER, ONE_CHANNEL
from coach.sounds import chime
from coach.units import to_frame, to_gain

if TYPE_CHECKING:
    from coach.audio import Samples
    from coach.timeline import Cue


@dataclass(frozen=True, slots=True)
class LiveSources(Sources):
    """Clips for cues; words that could not be spoken are a drop in their place, and as loud as words are until then."""

    def clip(self, cue: Cue) -> Clip:
        """Return a cue's sound, one channel."""
        if not self._unspoken(cue):
            return Sources.clip(self, cue)
        rate = self.cast.main.rate
        sound = np.zeros(cue.span.length, np.float32)
        said = drop(rate)[: len(sound)]
        sound[: len(said)] = said
        return Clip(sound, rate)

    def profile(self, cue: Cue) -> Profile:
        """Return how loud a cue is along its length: what words are, where these are not spoken yet."""
        if not self._unspoken(cue):
            return Sources.profile(self, cue)
        steps = -(-cue.span.length // to_frame(STEP, self.cast.main.rate))
        return Profile(np.full(steps, to_power(LOUDNESS) / 2), np.full(steps, to_gain(LOUDNESS + CREST)))

    def _unspoken(self, cue: Cue) -> bool:
        return cue.kind == "say" and bool(self.cast.speaker(cue.voice).missing([cue.line]))


def drop(rate: int) -> Samples:
    """Return what sounds in the place of words that cannot be spoken."""
    return chime("drop", rate, LOUDNESS - CHIME_UNDER - ONE_CHANNEL).samples
