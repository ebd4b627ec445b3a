"""Covers, looked at pixel by pixel."""

from __future__ import annotations

import io
import math
import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import matplotlib as mpl
import numpy as np
import pytest
from PIL import Image, ImageFont

from coach.charts.cover import HORIZON, INNER, OUTER, SIDE, cover, drawn
from coach.script import load, loads
from coach.timeline import StepSpan, Timeline, schedule

SHIPPED = ["back-of-legs", "feet", "full-back", "hands-and-forearms", "neck-and-shoulders"]
BOLD = Path(mpl.get_data_path()) / "fonts" / "ttf" / "DejaVuSans-Bold.ttf"
GROUND = 80
"""No ground of a cover is lighter than this, of 255."""


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content)).convert("RGB")


def colour(image: Image.Image, share: float, radius: float = (INNER + OUTER) / 2) -> tuple[int, ...]:
    """Return the colour at a share of the session's time around the arch."""
    scale = image.width / SIDE
    x, y = SIDE / 2 - radius * math.cos(math.pi * share), HORIZON - radius * math.sin(math.pi * share)
    found = image.getpixel((round(x * scale), round(y * scale)))
    assert isinstance(found, tuple)
    return found


def middle(step: StepSpan, timeline: Timeline) -> float:
    return (step.span.start + step.span.end) / 2 / timeline.length


@pytest.mark.parametrize("size", [1400, 300, 100])
def test_a_cover_is_square_as_large_as_asked_and_not_heavy(size: int) -> None:
    content = cover(schedule(load("feet")), size)
    image = Image.open(io.BytesIO(content))
    assert (image.format, image.size) == ("PNG", (size, size))
    assert len(content) < 300_000
    assert "Software" not in image.info


@pytest.mark.parametrize("name", SHIPPED)
def test_each_step_lies_where_its_time_is_in_one_colour_on_all_sides(name: str) -> None:
    timeline = schedule(load(name))
    image = opened(cover(timeline))
    seen: dict[str, set[tuple[int, ...]]] = {}
    for step in timeline.steps:
        seen.setdefault(step.id, set()).add(colour(image, middle(step, timeline)))
    assert all(len(colours) == 1 for colours in seen.values())
    assert len(set.union(*seen.values())) == len(seen)
    for step in timeline.steps:
        assert max(colour(image, step.span.start / timeline.length)) < GROUND


def test_both_halves_of_a_session_of_two_sides_look_alike() -> None:
    timeline = schedule(load("feet"))
    image = opened(cover(timeline))
    left, right = ([step for step in timeline.steps if step.side == side] for side in ("left", "right"))
    apart = (right[0].span.start - left[0].span.start) / timeline.length
    start, end = left[0].span.start / timeline.length, left[-1].span.end / timeline.length
    shares = [start + (end - start) * place / 400 for place in range(401)]
    alike = [colour(image, share) == colour(image, share + apart) for share in shares]
    assert sum(alike) > 0.95 * len(alike)


def test_words_are_inside_the_arch_and_strokes_outside_it() -> None:
    timeline = schedule(load("feet"))
    image = opened(cover(timeline))
    first = next(cue for cue in timeline.cues if cue.kind == "say")
    assert min(colour(image, (first.span.start + first.span.end) / 2 / timeline.length, 192)) > 200
    stroke = next(cue for cue in timeline.cues if cue.kind == "pulse")
    turn = stroke.span.start + stroke.span.length * float(stroke.line)
    assert min(colour(image, turn / timeline.length, 303)) > 100
    assert max(colour(image, 0.5, 303)) < GROUND


@pytest.mark.parametrize(
    "title",
    [
        "Feet",
        "Back of the legs",
        "Donaudampfschifffahrtsgesellschaft und Rückenmassage",
        "All that hurts " * 12,
        "x" * 300,
    ],
)
def test_a_title_is_as_large_as_there_is_room_and_never_leaves_the_square(title: str) -> None:
    svg = drawn(replace(schedule(load("feet")), title=title)).svg()
    root = ET.fromstring(re.sub(r' xmlns="[^"]*"', "", svg, count=1))  # noqa: S314 - our own picture
    lines = [text for text in root.iter("text") if "700" in text.get("style", "")]
    shown = " ".join(line.text or "" for line in lines)
    assert shown == title.strip() or (shown.endswith("…") and len(title) > 150)
    for line in lines:
        size = float(re.findall(r"([\d.]+)px", line.get("style", ""))[0])
        assert ImageFont.truetype(BOLD, 100).getlength(line.text or "") * size / 100 < SIDE
        assert float(line.get("y", "")) - size * 0.75 > HORIZON
        assert float(line.get("y", "")) + size * 0.25 < SIDE


def test_a_title_is_legible_at_a_hundred_pixels() -> None:
    image = np.asarray(opened(cover(schedule(load("hands-and-forearms")), 100)).convert("L")).astype(int)
    title = image[60:]
    assert np.count_nonzero(title.max(axis=1) > 200) > 15
    assert title.max() - title.min() > 180


@pytest.mark.parametrize("script", ["steps: [{title: Hold, say: Hold., time: 3s}]", None])
def test_the_shortest_session_and_an_empty_timeline_have_a_cover(script: str | None) -> None:
    timeline = schedule(loads(f"title: Short\n{script}")) if script else Timeline("Short", 48_000, 0, (), (), ())
    assert opened(cover(timeline, 100)).size == (100, 100)


def test_a_session_of_thousands_of_cues_has_a_cover_of_bounded_size() -> None:
    one = schedule(load("feet"))
    rounds = 100
    cues = tuple(replace(cue, span=cue.span.shifted(at * one.length)) for at in range(rounds) for cue in one.cues)
    steps = tuple(replace(step, span=step.span.shifted(at * one.length)) for at in range(rounds) for step in one.steps)
    long = replace(one, length=one.length * rounds, cues=cues, steps=steps)
    assert len(cues) > 10_000
    assert len(cover(long)) < 500_000


def test_letters_that_the_font_lacks_are_known_to_be_missing() -> None:
    timeline = schedule(load("feet"))
    assert drawn(timeline).png(100)[1]
    assert not drawn(replace(timeline, title="按摩")).png(100)[1]
