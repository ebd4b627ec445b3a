"""`coach voices`: what can be used, and how it sounds."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import mutagen.mp3
import pytest
import soundfile
from conftest import ffmpeg
from sound_server import sound_server
from test_cli import coach, refused

from coach.errors import VoiceError
from coach.session import audition
from coach.session.audition import call, introduction
from coach.voices import VoiceInfo

if TYPE_CHECKING:
    from pathlib import Path


class Told:
    """A listener that keeps what it is told."""

    def __init__(self) -> None:
        self.notes: list[str] = []

    def note(self, text: str) -> None:
        self.notes.append(text)

    def speaking(self, phrase: str, done: int, total: int) -> None:
        assert done < total, phrase

    def mixing(self, done: int, total: int) -> None:
        assert done <= total


def first_words(shown: str) -> list[str]:
    return [line.split("  ")[0] for line in shown.splitlines()[1:] if "  " in line]


def test_the_list_is_cut_to_a_language_or_to_letters_of_a_name() -> None:
    german = first_words(coach("voices", "--language", "de").stdout)
    assert "system:German" in german
    assert "en_US-joe-medium" not in german
    english = first_words(coach("voices", "--language", "en").stdout)
    assert {"en_US-joe-medium", "system:English (America)"} <= set(english)
    american = first_words(coach("voices", "--language", "en_us").stdout)
    assert "system:English (America)" in american
    assert "system:English (Scotland)" not in american
    assert first_words(coach("voices", "joe").stdout) == ["en_US-joe-medium"]


def test_what_is_not_here_is_one_line() -> None:
    assert "no voice here speaks 'tlh'" in refused("voices", "--language", "tlh")
    assert "did you mean 'en_US-joe-medium'" in refused("voices", "en_US-jo-medium")
    assert "no format has the suffix '.aiff'" in refused("voices", "rehearsal", "-o", "x.aiff")


def test_a_sample_of_each_goes_into_one_file_with_a_chapter_for_each(tmp_path: Path) -> None:
    file = tmp_path / "german.mp3"
    assert coach("voices", "--hear", "--language", "fr", "-o", file).stdout == f"{file}\n"
    chapters = [str(frame.sub_frames["TIT2"]) for frame in mutagen.mp3.MP3(file).tags.getall("CHAP")]
    assert chapters == first_words(coach("voices", "--language", "fr").stdout)
    assert len(chapters) > 1
    loudness = re.findall(r"I: +(-?[\d.]+) LUFS", ffmpeg("-i", file, "-af", "ebur128", "-f", "null", "-"))
    assert float(loudness[-1]) == pytest.approx(-16.0, abs=0.5)


def test_a_name_may_be_an_engine_and_a_language(tmp_path: Path) -> None:
    coach("voices", "--hear", "system:de", "-o", tmp_path / "tag.wav")
    coach("voices", "--hear", "system:German", "-o", tmp_path / "name.wav")
    assert (tmp_path / "tag.wav").read_bytes() == (tmp_path / "name.wav").read_bytes()
    assert soundfile.info(tmp_path / "tag.wav").duration > 4


def test_a_voice_that_fails_is_told_and_the_others_are_heard(tmp_path: Path) -> None:
    dead, hum = VoiceInfo("system:Klingonn", "", ""), VoiceInfo("rehearsal", "", "")
    told = Told()
    heard = audition([dead, hum], path=tmp_path / "two.wav", listener=told)
    assert [chapter.title for chapter in heard.chapters] == ["rehearsal"]
    assert "system:Klingonn" in told.notes[0]
    with pytest.raises(VoiceError, match="unknown voice 'system:Klingonn'"):
        audition([dead], path=tmp_path / "none.wav")
    assert not (tmp_path / "none.wav").exists()


@pytest.mark.parametrize(
    ("name", "called"),
    [
        ("en_US-joe-medium", "Joe"),
        ("kokoro:af_heart", "Heart"),
        ("system:English (America)", "English America"),
        ("voices/de_DE-thorsten_emotional-medium.onnx", "Thorsten emotional"),
        ("mine.onnx", "Mine"),
    ],
)
def test_a_voice_says_the_name_that_a_person_would(name: str, called: str) -> None:
    assert call(name) == called
    assert introduction(VoiceInfo(name, "en-GB", "")).startswith(f"This is {called}. ")


def test_a_voice_whose_language_coach_has_no_words_in_says_its_name_alone() -> None:
    assert introduction(VoiceInfo("system:Czech", "cs", "")) == "Czech."


def test_it_is_heard_and_fades_when_interrupted() -> None:
    command = [sys.executable, "-m", "coach", "voices", "--hear", "rehearsal"]
    with sound_server() as server:
        with subprocess.Popen(command, env=dict(server.environment), stderr=subprocess.PIPE) as child:
            server.wait_for_sound(2.0)
            child.send_signal(signal.SIGINT)
            _, said = child.communicate(timeout=30)
        assert child.returncode == 130, said
        assert abs(server.heard()).max() > 300
