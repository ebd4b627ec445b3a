"""How loud words and bed are beside what the plan gives them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from coach.live.desk import Run
    from coach.units import Decibels

PRESS: Decibels = 2.0
"""How much louder or softer one press makes words, or bed, in dB."""

LOUDEST: Decibels = 6.0
"""The most that words or bed are raised, in dB."""

SOFTEST: Decibels = -18.0
"""The most that words or bed are lowered, in dB."""


@dataclass(frozen=True, slots=True)
class Balance:
    """Two gains, as the masseur has set them."""

    voice: Decibels = 0.0
    """Gain of the words, in dB."""
    under: Decibels = 0.0
    """Gain of bed, tones and chimes, in dB."""

    def pressed(self, voice: int = 0, under: int = 0) -> Balance:
        """Return the balance after so many presses for louder words, or a louder bed; negative for softer."""
        return Balance(_kept(self.voice + voice * PRESS), _kept(self.under + under * PRESS))

    def of(self, run: Run) -> Run:
        """Return a run that sounds in this balance."""
        return replace(run, voice=self.voice, under=self.under)


def _kept(gain: Decibels) -> Decibels:
    return min(max(gain, SOFTEST), LOUDEST)
