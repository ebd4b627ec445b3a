from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
import soundfile
from conftest import ffmpeg

import coach
from coach.errors import ExportError
from coach.session import Wishes, stem_paths

if TYPE_CHECKING:
    from pathlib import Path

SCRIPT = """
title: T
voice: rehearsal
bed: {sound: shore, duck: DUCK}
steps:
  - title: One
    say: Glide slowly up the whole leg, over the hip, and back down along the outside.
    strokes: {count: 3}
    time: 40s
    cues: [{at: 60%, chime: drop}]
  - title: Two
    say: And down again, as slowly as you came, all the way to the ankle and the toes.
    time: 30s
"""


def script(folder: Path, duck: str = "{}") -> coach.Script:
    (folder / "s.yaml").write_text(SCRIPT.replace("DUCK", duck))
    return coach.load(folder / "s.yaml")


def read(path: Path) -> np.ndarray:
    samples, rate = soundfile.read(path, dtype="float64")
    assert rate == 48_000
    return np.asarray(samples)


def test_the_stems_are_aligned_and_add_up_to_the_mix(tmp_path: Path) -> None:
    out = tmp_path / "out.wav"
    timeline = coach.export(script(tmp_path), out, stems=True)
    stems = {name: read(path) for name, path in stem_paths(out).items()}
    assert set(stems) == {"voice", "chimes", "pulses", "bed"}
    assert {len(stem) for stem in stems.values()} == {timeline.length}
    assert np.abs(sum(stems.values()) - read(out)).max() < 2**-22, "the limiter had nothing to do"
    for cue in timeline.cues:
        stem = {"say": stems["voice"], "chime": stems["chimes"], "pulse": stems["pulses"]}[cue.kind]
        assert np.abs(stem[cue.span.start : cue.span.end]).max() > 0.001
        assert not np.abs(stem[cue.span.start - 100 : cue.span.start - 50]).max() or cue.kind != "say"
    assert "pcm_f32le" in ffmpeg("-i", tmp_path / "out.voice.wav", "-f", "null", "-")


def test_stems_of_an_mp3_are_refused_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match=r"stems go with a \.wav"):
        coach.export(script(tmp_path), tmp_path / "out.mp3", stems=True)
    assert [path.name for path in tmp_path.iterdir()] == ["s.yaml"]


def test_private_words_are_heard_in_one_ear_and_never_in_the_room(tmp_path: Path) -> None:
    session = script(tmp_path)
    coach.export(session, tmp_path / "shared.wav", stems=True)
    timeline = coach.export(session, tmp_path / "own.wav", Wishes(private=True), stems=True)
    voice = read(tmp_path / "own.voice.wav")
    assert np.abs(voice[:, 0]).max() > 0.05
    assert not voice[:, 1].any()
    both, own = (read(tmp_path / f"{name}.bed.wav") for name in ("shared", "own"))
    ratio = own[timeline.rate : -timeline.rate] / np.where(both == 0, 1, both)[timeline.rate : -timeline.rate]
    assert np.median(ratio[:, 0]) == pytest.approx(np.median(ratio[:, 1]))
    said = ffmpeg("-i", tmp_path / "own.wav", "-af", "ebur128", "-f", "null", "-")
    assert float(said.split("I:")[-1].split("LUFS")[0]) == pytest.approx(-16, abs=0.5)


def test_the_script_says_how_the_bed_makes_way(tmp_path: Path) -> None:
    def drop(duck: str) -> float:
        """Return by how many dB the bed lies lower under the middle of the words than without ducking."""
        out = tmp_path / "out.wav"
        timeline = coach.export(script(tmp_path, duck), out, stems=True)
        words = next(cue.span for cue in timeline.cues if cue.text.startswith("And down"))
        coach.export(script(tmp_path, "{depth: 0 dB}"), tmp_path / "flat.wav", stems=True)
        ducked, flat = (read(tmp_path / f"{name}.bed.wav")[words.start : words.end] for name in ("out", "flat"))
        return float(10 * np.log10(np.mean(flat**2) / np.mean(ducked**2)))

    assert drop("{}") == pytest.approx(5, abs=0.3)
    assert drop("{depth: 9 dB}") == pytest.approx(9, abs=0.3)
