"""The rehearsal voice: hums each line in no time, exactly as long as coach estimates it. For dry runs and tests."""

from __future__ import annotations

import numpy as np

from coach.audio import Clip
from coach.audio.envelope import ramped
from coach.script import estimate
from coach.script.estimate import ONSET, PER_STOP, PER_SYLLABLE
from coach.units import to_frame
from coach.voices.base import Engine, Voice, VoiceInfo

RATE = 48_000
"""Frames per second: a session's own, so that nothing is resampled and lengths are exact."""

PITCH = 220.0
"""Hertz of the hum: the A below middle C."""

INFO = VoiceInfo("rehearsal", "", "a hum as long as the words would take: instant, for dry runs")


class RehearsalVoice(Voice):
    """Hums with soft overtones, swelling about five times a second as speech does."""

    info = INFO
    fingerprint = f"rehearsal-{PER_SYLLABLE}-{PER_STOP}-{ONSET}"
    exact = True

    def speak(self, text: str) -> Clip:
        """Hum for exactly the estimated length of the text."""
        frames = to_frame(estimate(text), RATE)
        time = np.arange(frames, dtype=np.float64) / RATE
        tone = sum(np.sin(2 * np.pi * PITCH * n * time) / n**1.5 for n in range(1, 7))
        swell = 0.7 + 0.3 * np.cos(2 * np.pi * 5.0 * time)
        return Clip(ramped((0.25 * tone * swell).astype(np.float32), RATE, 0.002, 0.02), RATE)


class RehearsalEngine(Engine):
    """The one rehearsal voice; always there."""

    def voices(self) -> tuple[VoiceInfo, ...]:
        """Return the rehearsal voice."""
        return (INFO,)

    def open(self, name: str) -> Voice | None:
        """Return the rehearsal voice for its own name."""
        return RehearsalVoice() if name == INFO.name else None

    def missing(self) -> str | None:
        """Return None: it needs nothing."""
        return None
