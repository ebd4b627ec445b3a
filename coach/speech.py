"""A script's lines into clips: spoken once, trimmed, made equally loud, and kept in the cache."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import soxr

from coach.audio import Clip
from coach.audio.envelope import ramped, smoothstep
from coach.audio.limiter import Limiter
from coach.audio.loudness import STEP, integrated, powers, to_power
from coach.audio.profile import Profile, joined, profile, silence
from coach.cache import Cache, key
from coach.errors import VoiceError
from coach.script import estimate
from coach.script.lexicon import respelled
from coach.script.marks import Pause, Words, parse
from coach.units import Lufs, Seconds, to_frame, to_gain

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from coach.audio import Samples
    from coach.units import Decibels
    from coach.voices import Voice

RECIPE = 2
"""Raised whenever what is done to a voice's sound changes, so that older clips are not used again."""

LOUDNESS: Lufs = -20.0
"""Loudness of every phrase when it sounds in both channels; the programme's gain comes on top."""

CREST: Decibels = 12.0
"""How far a phrase's true peak may stand over its loudness, in dB: raw speech has up to 19, and at -16 LUFS
that would leave the programme's limiter to squash some lines and not others."""

EVENINGS = 5
"""How often peaks and starts are brought down and the loudness made good; then they stay within half a dB of
`CREST`, and a third of one of `FIRST`."""

FIRST: Decibels = 2.6
"""How far the first `STEP` of a phrase, 100 ms, may stand over its loudness, in LU: no line begins with a start."""

EASE: Seconds = 0.15
"""Seconds after the first `STEP` in which a phrase that was eased in comes back to its own level."""

SILENCE: Decibels = -50.0
"""Windows this far below the loudest are silence at a clip's edges: under the softest consonant."""

WINDOW: Seconds = 0.01
"""Seconds of sound that is judged speech or silence together."""

BEFORE: Seconds = 0.02
"""Seconds kept before the first sound."""

AFTER: Seconds = 0.08
"""Seconds kept after the last sound."""

RISE: Seconds = 0.002
"""Seconds of ramp at a clip's start, inside what is kept before the first sound: a line is heard at its frame."""

FALL: Seconds = 0.05
"""Seconds of ramp at a clip's end, inside what is kept after the last sound."""


@dataclass(frozen=True, slots=True)
class Speech:
    """Speaks lines in one voice, through the cache."""

    voice: Voice
    """Who speaks."""
    cache: Cache
    """Where clips are kept."""
    rate: int
    """Frames per second of the clips."""
    lexicon: Mapping[str, str]
    """Words said wrongly, with their phonemes in IPA; used by voices that take phonemes."""

    def length(self, line: str) -> tuple[Seconds, bool]:
        """Return how long a line lasts in seconds, and whether that is measured: no voice is loaded for it."""
        frames = 0
        for part in parse(line):
            entry = self.cache.peek(self._key(part.text)) if isinstance(part, Words) else None
            if isinstance(part, Pause):
                frames += to_frame(part.length, self.rate)
            elif entry:
                frames += entry.frames
            else:
                return estimate(line), self.voice.exact
        return frames / self.rate, True

    def missing(self, lines: Iterable[str]) -> tuple[str, ...]:
        """Return the phrases of some lines that have yet to be spoken, each once, in order."""
        phrases = dict.fromkeys(part.text for line in lines for part in parse(line) if isinstance(part, Words))
        return tuple(phrase for phrase in phrases if self.cache.peek(self._key(phrase)) is None)

    def clip(self, line: str) -> Clip:
        """Return a line's sound; a phrase that left the cache is spoken again."""
        pieces = [
            self._phrase(part.text).samples
            if isinstance(part, Words)
            else np.zeros(to_frame(part.length, self.rate), np.float32)
            for part in parse(line)
        ]
        return Clip(np.concatenate(pieces), self.rate)

    def profile(self, line: str) -> Profile:
        """Return how loud a line is along its length, pauses included."""
        return joined(
            [
                silence(round(part.length / STEP)) if isinstance(part, Pause) else self._profile(part.text)
                for part in parse(line)
            ]
        )

    def _profile(self, phrase: str) -> Profile:
        entry = self.cache.peek(self._key(phrase))
        return entry.profile if entry else profile(self._phrase(phrase))

    def _phrase(self, phrase: str) -> Clip:
        return self.cache.get(self._key(phrase)) or self.speak(phrase)

    def speak(self, phrase: str) -> Clip:
        """Speak a phrase and keep it.

        Raises:
            VoiceError: The voice failed.
            CoachError: The cache cannot be written.
        """
        raw = self.voice.speak(self._respelled(phrase))
        clip = Clip(finish(raw, self.rate), self.rate)
        if not len(clip):
            message = f"voice '{self.voice.info.name}' says nothing for '{phrase[:40]}': write it in other words"
            raise VoiceError(message)
        self.cache.put(self._key(phrase), clip, profile(clip))
        return clip

    def _key(self, phrase: str) -> str:
        return key(RECIPE, self.voice.fingerprint, self.rate, LOUDNESS, self._respelled(phrase))

    def _respelled(self, phrase: str) -> str:
        return respelled(phrase, self.lexicon) if self.voice.takes_phonemes else phrase


def finish(raw: Clip, rate: int) -> Samples:
    """Make an engine's sound ready to mix: trimmed, at the session's rate, at `LOUDNESS`, with soft edges.

    Args:
        raw: What the engine gave.
        rate: Frames per second wanted.

    Returns:
        One channel; empty where the engine gave only silence.
    """
    trimmed = _trimmed(raw.samples, raw.rate)
    if not len(trimmed):
        return trimmed
    sound = trimmed if raw.rate == rate else soxr.resample(trimmed, raw.rate, rate, quality="VHQ")
    sound = _levelled(ramped(sound / np.abs(sound).max(), rate, RISE, FALL), rate)
    for _ in range(EVENINGS):
        sound = _levelled(_eased(_limited(sound, rate), rate), rate)
    return sound


def _levelled(sound: Samples, rate: int) -> Samples:
    one_channel = to_power(LOUDNESS) / 2
    gain = np.sqrt(one_channel / to_power(integrated(powers(sound, rate))))
    return sound * np.float32(gain)


def _eased(sound: Samples, rate: int) -> Samples:
    """Return a phrase whose first 100 ms stand no further over its loudness than `FIRST`."""
    step = to_frame(STEP, rate)
    first, most = powers(sound[:step], rate)[0], to_power(LOUDNESS + FIRST) / 2
    if first <= most:
        return sound
    position = (np.arange(len(sound), dtype=np.float32) - step) / np.float32(to_frame(EASE, rate))
    softer = np.float32(np.sqrt(most / first))
    return sound * (softer + (1 - softer) * smoothstep(position))


def _limited(sound: Samples, rate: int) -> Samples:
    limiter = Limiter(LOUDNESS + CREST, rate, 1)
    return np.concatenate([limiter.feed(sound[:, None]), limiter.rest()])[:, 0]


def _trimmed(samples: Samples, rate: int) -> Samples:
    window = to_frame(WINDOW, rate)
    windows = -(-len(samples) // window)
    padded = np.pad(samples, (0, windows * window - len(samples)))
    levels = np.sqrt(np.mean(padded.reshape(windows, window) ** 2, axis=1)) if windows else np.zeros(0)
    loud = np.flatnonzero(levels > levels.max(initial=0.0) * to_gain(SILENCE))
    if not len(loud):
        return samples[:0]
    start = max(0, loud[0] * window - to_frame(BEFORE, rate))
    return samples[start : (loud[-1] + 1) * window + to_frame(AFTER, rate)]
