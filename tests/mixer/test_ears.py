"""Where words come from: a little from their side, as loud as in the middle, and whole in mono."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyloudnorm
import pytest
import soundfile

import coach
from coach.errors import ScriptError
from coach.mixer import panning
from coach.script import loads
from coach.session import Wishes, stem_paths

if TYPE_CHECKING:
    from pathlib import Path

    from coach.timeline import Cue

SCRIPT = """
title: T
voice: rehearsal
PAN
parts:
  - steps: [{title: Rest, say: "Both hands rest on the back, and the breath goes on as it will.", time: 20s}]
  - title: "The {side} leg"
    repeat: {side: [left, right]}
    steps: [{title: Glide, say: "Glide slowly up the whole leg, over the hip, and back down again.", time: 20s}]
"""


class Notes(coach.session.Log):
    def __init__(self) -> None:
        self.heard: list[str] = []

    def note(self, text: str) -> None:
        self.heard.append(text)


def spoken(folder: Path, pan: str, *, private: bool = False) -> tuple[list[Cue], np.ndarray, list[str]]:
    """Return the words of a session, their stem, and what was noted on the way."""
    (folder / "s.yaml").write_text(SCRIPT.replace("PAN", pan))
    out, notes = folder / "out.wav", Notes()
    timeline = coach.export(coach.load(folder / "s.yaml"), out, Wishes(private=private), notes, stems=True)
    stem, _ = soundfile.read(stem_paths(out)["voice"], dtype="float64")
    return [cue for cue in timeline.cues if cue.kind == "say"], stem, notes.heard


def balance(sound: np.ndarray) -> float:
    """Return by how many dB the right channel is louder than the left."""
    left, right = np.sqrt(np.mean(sound**2, axis=0))
    return float(20 * np.log10(right / left))


@pytest.mark.parametrize("share", ["30%", "40%"])
def test_words_of_a_side_come_from_it_as_loud_as_ever_and_whole_in_mono(tmp_path: Path, share: str) -> None:
    cues, stem, notes = spoken(tmp_path, f"pan: {share}")
    _, middle, _ = spoken(tmp_path, "")
    assert not notes
    meter = pyloudnorm.Meter(48_000)
    assert {cue.side for cue in cues} == {None, "left", "right"}
    moved = 20 * np.log10(np.tan(np.pi / 4 * (1 + float(share[:-1]) / 100)))
    for cue in cues:
        here, there = (sound[cue.span.start : cue.span.end] for sound in (stem, middle))
        assert balance(here) == pytest.approx({None: 0.0, "left": -moved, "right": moved}[cue.side], abs=0.01)
        assert meter.integrated_loudness(here) == pytest.approx(meter.integrated_loudness(there), abs=0.1)
        folded = [meter.integrated_loudness(sound.mean(axis=1)) for sound in (here, there)]
        assert folded[0] == pytest.approx(folded[1], abs=0.5)


def test_private_words_stay_in_their_ear_and_it_is_said(tmp_path: Path) -> None:
    _, stem, notes = spoken(tmp_path, "pan: 30%", private=True)
    assert not stem[:, 1].any()
    _, plain, _ = spoken(tmp_path, "", private=True)
    assert np.array_equal(stem, plain)
    assert [note.split(":", 1)[1] for note in notes] == [
        "4:6: pan does nothing here: private words sound in the left ear only"
    ]


def test_a_wish_that_moves_nothing_is_said() -> None:
    script = loads(
        "title: T\npan: 20%\nparts:\n- repeat: {arm: [upper, lower]}\n  steps: [{title: A, say: B., time: 9s}]"
    )
    assert panning(script) == {}


@pytest.mark.parametrize(
    ("language", "sides", "pans"),
    [
        ("en", "left, right, both", {"left": -0.3, "right": 0.3}),
        ("en-GB", "the Left hand, from left to right, upright", {"the Left hand": -0.3}),
        (
            "de",
            "linke, rechte, das rechte Bein, links",
            {"linke": -0.3, "rechte": 0.3, "das rechte Bein": 0.3, "links": -0.3},
        ),
        ("fr", "gauche, droit, jambe droite", {"gauche": -0.3, "droit": 0.3, "jambe droite": 0.3}),
        ("es", "izquierda, derecho", {"izquierda": -0.3, "derecho": 0.3}),
    ],
)
def test_left_and_right_are_known_in_every_language(language: str, sides: str, pans: dict[str, float]) -> None:
    head = f"title: T\nlanguage: {language}\npan: 30%\n"
    assert (
        panning(loads(f"{head}parts:\n- repeat: {{side: [{sides}]}}\n  steps: [{{title: A, say: B., time: 9s}}]"))
        == pans
    )


def test_too_far_is_refused_because_of_mono() -> None:
    with pytest.raises(ScriptError, match=r"s:2:6: pan: 60% is too far: at most 40%, so that nothing is lost"):
        loads("title: T\npan: 60%\nsteps: [{title: A, say: B., time: 9s}]", "s")
