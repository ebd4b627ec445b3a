from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import pytest

from coach.audio.loudness import powers
from coach.charts import draw_levels
from coach.charts.levels import SCALE
from coach.charts.palette import LIGHT
from coach.charts.picture import LEFT, RIGHT, WIDTH
from coach.errors import ExportError
from coach.meter import Curves, File, Mark, Measured, Reading, Silence
from coach.mixer import Duck
from coach.script import loads
from coach.timeline import schedule

SVG = "{http://www.w3.org/2000/svg}"
STEPS = 6000


@pytest.fixture
def measured() -> Measured:
    """A minute that is loud in its second half and peaks twice, with two chapters."""
    loud = np.where(np.arange(STEPS) < STEPS // 2, 1e-4, 1e-2)
    peaks = np.full(STEPS, 0.5, np.float32)
    peaks[[1500, 4500]] = 0.95
    return Measured(
        file=File(Path("legs.mp3"), "mp3", 48_000, ("FL", "FR"), (Mark(0.0, "Up & up"), Mark(30.0, "Down"))),
        length=60.0,
        integrated=-23.0,
        momentary=Reading(-20.0, 31.0),
        short_term=Reading(-20.0, 34.0),
        loudness_range=19.9,
        true_peak=Reading(-0.4455, 15.0),
        onset=None,
        silences=(Silence(10.0, 13.0),),
        broken=0,
        curves=Curves(0.01, loud, loud, peaks),
    )


def drawn(measured: Measured, tmp_path: Path, script: str = "") -> tuple[str, dict[str, float]]:
    """Return the picture, and where each thing in it that says what it is has its left edge, in points."""
    draw_levels(measured, tmp_path / "a.svg", schedule(loads(script)) if script else None, Duck())
    text = (tmp_path / "a.svg").read_text("utf-8")
    told = {}
    for group in ET.fromstring(text).iter(f"{SVG}g"):  # noqa: S314 - our own file
        title, path = group.find(f"{SVG}title"), group.find(f".//{SVG}path")
        if title is not None and path is not None:
            told[str(title.text)] = min(float(x) for x in re.findall(r"[ML] (\S+) ", path.get("d", "")))
    return text, told


def across(seconds: float, length: float = 60.0) -> float:
    return LEFT + (WIDTH - LEFT - RIGHT) * seconds / length


def test_overs_silences_and_chapters_stand_at_their_times(measured: Measured, tmp_path: Path) -> None:
    text, told = drawn(measured, tmp_path)
    assert told["0:15 · true peak -0.4 dBTP"] == pytest.approx(across(15.0) - 3.0, abs=0.1)
    assert sum("true peak" in name for name in told) == 2
    assert told["0:10 to 0:13 · silence, 3s"] == pytest.approx(across(10.0), abs=0.1)
    assert told["0:00 to 0:30 · Up & up"] == pytest.approx(across(0.0), abs=0.1)
    assert told["0:30 to 1:00 · Down"] == pytest.approx(across(30.0), abs=0.1)
    assert "1m · -23.0 LUFS · range 19.9 LU · true peak -0.4 dBTP at 0:15" in text


def test_a_file_without_overs_or_silence_says_so(measured: Measured, tmp_path: Path) -> None:
    calm = replace(measured, silences=(), curves=replace(measured.curves, peaks=np.full(STEPS, 0.5, np.float32)))
    text, told = drawn(calm, tmp_path)
    assert "none over -1 dBTP" in text
    assert not any("true peak" in name or "silence" in name for name in told)


def test_a_plan_adds_the_words_and_the_beds_way_and_the_same_gives_the_same(measured: Measured, tmp_path: Path) -> None:
    script = "{title: T, voice: rehearsal, steps: [{title: Up, say: Glide up., time: {fixed: 42s}}]}"
    text, told = drawn(measured, tmp_path, script)
    starts = {name: left for name, left in told.items() if name.endswith("Glide up.")}
    (start,) = starts.values()
    assert across(4.0) < start < across(8.0)
    assert "The bed's level: down under words" in told
    assert drawn(measured, tmp_path, script)[0] == text
    draw_levels(measured, tmp_path / "bare.svg", schedule(loads(script)))
    assert "The bed" not in (tmp_path / "bare.svg").read_text("utf-8")


def test_the_curve_is_as_high_as_the_loudness(measured: Measured, tmp_path: Path) -> None:
    """Hold the drawn height of a steady sound to the line of its loudness: 0.1 at 997 Hz reads -20 LUFS."""
    rate = 48_000
    tone = 0.1 * np.sin(2 * np.pi * 997 * np.arange(rate) / rate).astype(np.float32)
    steady = float(powers(np.stack([tone, tone], axis=1), rate)[5])
    curves = replace(measured.curves, powers=np.full(STEPS, steady))
    text, _ = drawn(replace(measured, curves=curves), tmp_path)
    scale = [heights[0] for heights in strokes(text, LIGHT["grid"])]
    short_term = max(strokes(text, LIGHT["say"]), key=len)
    assert min(short_term) == pytest.approx(scale[SCALE.index(-20)], abs=0.2)


def strokes(text: str, colour: str) -> list[list[float]]:
    """Return the heights of the points of every line of a colour, in the order in which they were drawn."""
    lines = (path for path in ET.fromstring(text).iter(f"{SVG}path") if f"stroke: {colour}" in path.get("style", ""))  # noqa: S314 - our own file
    return [[float(y) for y in re.findall(r"[ML] \S+ (\S+)", line.get("d", ""))] for line in lines]


def test_a_picture_is_a_png_or_an_svg_and_nothing_else(measured: Measured, tmp_path: Path) -> None:
    assert draw_levels(measured, tmp_path / "a.png") == ()
    assert (tmp_path / "a.png").read_bytes().startswith(b"\x89PNG")
    for name, said in [("a.html", "no chart has the suffix '.html'"), ("a", "has no suffix")]:
        with pytest.raises(ExportError, match=said):
            draw_levels(measured, tmp_path / name)
