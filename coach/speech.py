"""A script's lines into clips: spoken once, trimmed, made equally loud, and kept in the cache."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

import numpy as np

from coach.audio import Clip
from coach.audio.finish import LOUDNESS, finish
from coach.audio.loudness import STEP
from coach.audio.profile import Profile, joined, profile, silence
from coach.cache import Cache, key
from coach.errors import VoiceError
from coach.script import estimate
from coach.script.lexicon import respelled
from coach.script.marks import Pause, Words, parse
from coach.units import Seconds, to_frame

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from coach.voices import Voice

RECIPE = 3
"""Raised whenever what is done to a voice's sound changes, so that older clips are not used again."""


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


class Said(Protocol):
    """Words, and who says them: what a visit holds, or a cue."""

    @property
    def line(self) -> str:
        """The words, with their marks."""

    @property
    def voice(self) -> str:
        """Who says them, by name; empty for the session's own voice."""


@dataclass(frozen=True, slots=True)
class Cast:
    """Everyone who speaks in a session."""

    main: Speech
    """Speaks every line that names no voice."""
    others: Mapping[str, Speech] = field(default_factory=dict)
    """Who speaks the lines that do, by that name."""

    def speaker(self, voice: str) -> Speech:
        """Return who speaks the lines of a voice."""
        return self.others[voice] if voice else self.main

    @property
    def voices(self) -> tuple[Voice, ...]:
        """Their voices."""
        return tuple(speech.voice for speech in (self.main, *self.others.values()))

    @property
    def fingerprints(self) -> tuple[str, ...]:
        """What tells these voices from any others."""
        return tuple(voice.fingerprint for voice in self.voices)

    def missing(self, said: Iterable[Said]) -> tuple[tuple[Speech, str], ...]:
        """Return the phrases that have yet to be spoken, voice by voice, each with who is to speak it."""
        lines: dict[str, list[str]] = {}
        for one in said:
            lines.setdefault(one.voice, []).append(one.line)
        speakers = {voice: self.speaker(voice) for voice in lines}
        return tuple(
            (speaker, phrase) for voice, speaker in speakers.items() for phrase in speaker.missing(lines[voice])
        )
