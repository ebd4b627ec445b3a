from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sound_server import wait_until

from coach.cache import Cache
from coach.live.speaker import Speaker
from coach.script import loads
from coach.speech import Cast, Speech
from coach.timeline import RATE, Cue, schedule
from coach.voices import open_voice

if TYPE_CHECKING:
    from collections.abc import Iterator

SCRIPT = """
title: Legs
voice: rehearsal
steps:
  - {title: Up, say: "Glide slowly up the leg.", time: 60s}
  - {title: Down, say: "And down, by the sides.", time: 60s}
"""


class Spoken:
    """A speaker with a voice of its own, and what it noted."""

    def __init__(self, cache: Path, voice: str = "rehearsal") -> None:
        cast = Cast(Speech(open_voice("rehearsal"), Cache(cache), RATE, {}))
        self.notes: list[str] = []
        self.speaker = Speaker(cast, {"": voice}, "en", self.notes.append)
        timeline = schedule(loads(SCRIPT))
        self.cues: list[Cue] = [cue for cue in timeline.cues if cue.kind == "say"]

    def mouths(self) -> list[int]:
        """Return the processes that speak: children of this one."""
        tasks = Path("/proc/self/task").iterdir()
        children = [child for task in tasks for child in (task / "children").read_text().split()]
        return [int(child) for child in children if b"coach.live.mouth" in Path(f"/proc/{child}/cmdline").read_bytes()]


@pytest.fixture
def spoken(tmp_path: Path) -> Iterator[Spoken]:
    made = Spoken(tmp_path / "cache")
    with made.speaker:
        yield made
    assert not made.mouths()


def test_nothing_is_started_before_there_is_something_to_speak(spoken: Spoken) -> None:
    spoken.speaker.want([])
    assert not spoken.mouths()
    assert not any(spoken.speaker.ready(cue) for cue in spoken.cues)


def test_what_is_wanted_becomes_ready(spoken: Spoken) -> None:
    spoken.speaker.want(spoken.cues)
    wait_until(lambda: all(spoken.speaker.ready(cue) for cue in spoken.cues))
    assert spoken.notes == []


def test_an_aside_that_was_foreseen_is_there_when_it_is_asked_for(spoken: Spoken) -> None:
    said = "Two minutes in this step. [pause 0.4s] Nine in all."
    spoken.speaker.foresee([said])
    spoken.speaker.want(spoken.cues)
    wait_until(lambda: not spoken.speaker._missing("", said))  # noqa: SLF001 - asking for it would have it spoken
    assert all(spoken.speaker.ready(cue) for cue in spoken.cues), "the plan's own words come first"
    assert spoken.speaker.aside(said) is not None


def test_a_voice_that_dies_is_started_again(spoken: Spoken) -> None:
    spoken.speaker.want(spoken.cues[:1])
    wait_until(lambda: spoken.speaker.ready(spoken.cues[0]))
    (mouth,) = spoken.mouths()
    os.kill(mouth, signal.SIGKILL)
    spoken.speaker.want(spoken.cues)
    wait_until(lambda: all(spoken.speaker.ready(cue) for cue in spoken.cues))
    assert mouth not in spoken.mouths()
    assert spoken.notes == []


def test_words_that_cannot_be_spoken_are_given_up_and_told_of(tmp_path: Path) -> None:
    dead = Spoken(tmp_path / "cache", voice=str(tmp_path / "nowhere.onnx"))
    with dead.speaker:
        dead.speaker.want(dead.cues)
        wait_until(lambda: all(dead.speaker.ready(cue) for cue in dead.cues))
        assert dead.speaker.aside("Nine minutes in all.") is None
        wait_until(lambda: dead.speaker.aside("Nine minutes in all.") is not None)
    assert any("a drop sounds in its place" in note and "nowhere.onnx" in note for note in dead.notes)
