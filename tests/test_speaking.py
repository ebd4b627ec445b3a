from __future__ import annotations

import gc
import threading
from threading import Barrier
from typing import TYPE_CHECKING

import numpy as np
import pytest

from coach import load
from coach.audio import Clip
from coach.cache import Cache
from coach.errors import VoiceError
from coach.session.listener import Log
from coach.session.speaking import speak_all
from coach.session.studio import Studio, Wishes
from coach.speech import Speech
from coach.voices import Voice, VoiceInfo, open_voice

if TYPE_CHECKING:
    from pathlib import Path

PATIENCE = 60.0


@pytest.fixture(autouse=True)
def two_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: 2)


class Fake(Voice):
    """Buzzes; where it bears several at once, no phrase ends before another has begun beside it."""

    info = VoiceInfo("fake", "", "for these tests")
    fingerprint = "fake"

    def __init__(self, *, together: bool) -> None:
        self.together = together
        self.pair = Barrier(2 if together else 1)
        self.threads: set[int] = set()

    def speak(self, text: str) -> Clip:
        self.threads.add(threading.get_ident())
        self.pair.wait(PATIENCE)
        if "die" in text:
            message = f"it died of '{text}'"
            raise VoiceError(message)
        time = np.arange(4800) / 48_000
        return Clip((0.1 * np.sign(np.sin(2 * np.pi * 440 * time))).astype(np.float32), 48_000)


class Heard:
    """Notes what is said of phrases, and in which thread."""

    def __init__(self) -> None:
        self.said: list[tuple[str, int, int]] = []
        self.threads: set[int] = set()

    def note(self, text: str) -> None:
        raise AssertionError(text)

    def speaking(self, phrase: str, done: int, total: int) -> None:
        self.said.append((phrase, done, total))
        self.threads.add(threading.get_ident())

    def mixing(self, done: int, total: int) -> None:
        raise AssertionError((done, total))


def speech(voice: Voice, folder: Path) -> Speech:
    return Speech(voice, Cache(folder), 48_000, {})


@pytest.mark.parametrize("together", [True, False])
def test_every_phrase_is_told_of_in_order_and_kept(together: bool, tmp_path: Path) -> None:  # noqa: FBT001 - pytest's
    spoken, heard = speech(Fake(together=together), tmp_path), Heard()
    phrases = [f"phrase {number}" for number in range(6)]
    speak_all([(spoken, phrase) for phrase in phrases], heard)
    assert heard.said == [(phrase, done, 6) for done, phrase in enumerate(phrases)]
    assert heard.threads == {threading.get_ident()}
    assert spoken.missing(phrases) == ()


def test_a_voice_that_bears_no_company_is_used_in_one_thread(tmp_path: Path) -> None:
    alone, together = Fake(together=False), Fake(together=True)
    pairs = [(speech(voice, tmp_path / name), name) for voice, name in [(together, "a"), (together, "b"), (alone, "c")]]
    speak_all(pairs * 2, Heard())
    assert alone.threads == {threading.get_ident()}
    assert threading.get_ident() not in together.threads


def test_a_voice_that_dies_is_one_line_and_what_was_under_way_is_kept(tmp_path: Path) -> None:
    spoken, heard = speech(Fake(together=True), tmp_path), Heard()
    with pytest.raises(VoiceError, match=r"^it died of 'die'$"):
        speak_all([(spoken, phrase) for phrase in ("first", "die", "third", "fourth", "fifth", "sixth")], heard)
    assert "first" not in spoken.missing(["first"])
    assert ("sixth", 5, 6) not in heard.said


def test_a_model_is_let_go_once_all_is_spoken_and_comes_back_when_asked(tmp_path: Path) -> None:
    def models() -> int:
        return sum(type(one).__name__ == "InferenceSession" for one in gc.get_objects())

    (tmp_path / "s.yaml").write_text("title: T\nparts:\n  - steps:\n    - {title: Rest, time: 20s, say: Rest now.}\n")
    wishes = Wishes(voice="en_US-joe-medium", cache=tmp_path)
    before, studio = models(), Studio(load(tmp_path / "s.yaml"), wishes, Log())
    voice = studio.cast.main.voice
    spoken = voice.speak("Rest.").samples
    assert models() == before + 1
    studio.measured()
    assert models() == before
    assert np.array_equal(voice.speak("Rest.").samples, spoken)


def test_piper_sounds_the_same_in_company_and_alone(tmp_path: Path) -> None:
    phrases = ["Glide slowly up the leg.", "Slower still.", "And down along the sides.", "Rest."]
    clips = []
    for folder, cores in (("alone", 1), ("company", 4)):
        with pytest.MonkeyPatch.context() as machine:
            machine.setattr("os.cpu_count", lambda cores=cores: cores)
            spoken = speech(open_voice("en_US-joe-medium"), tmp_path / folder)
            speak_all([(spoken, phrase) for phrase in phrases], Heard())
        clips.append([spoken.clip(phrase).samples.tobytes() for phrase in phrases])
    assert clips[0] == clips[1]
