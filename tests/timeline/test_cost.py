"""The cost of scheduling grows with the session and no faster: counted in calls, which no busy machine can blur."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from coach.script import Script
from coach.timeline import schedule

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType


def calls(script: Script, slot: float | None = None) -> int:
    """Return how many calls it takes to schedule a script, Python's own and those into C."""
    counted = 0

    def count(_frame: FrameType, event: str, _arg: object) -> None:
        nonlocal counted
        counted += event in {"call", "c_call"}

    schedule(script, slot=slot)
    sys.setprofile(count)
    try:
        schedule(script, slot=slot)
    finally:
        sys.setprofile(None)
    return counted


def steps(count: int) -> Script:
    """Return a session of steps with five cues each: what is said, a share, a chime, the end, and what comes next."""
    step = {
        "say": "Glide up.",
        "time": "60s",
        "caution": "Stay light.",
        "cues": [{"at": "40%", "say": "Go on."}, {"at": "50%", "chime": "drop"}, {"at": "-15s", "say": "Slower."}],
    }
    return Script.model_validate({"title": "T", "steps": [{"title": f"S{n}", **step} for n in range(count)]})


def one_step(count: int) -> Script:
    """Return a session of one step with many cues and many strokes."""
    cues = [{"at": f"{5 * n + 9}s", "say": "Go."} for n in range(count)]
    step = {
        "title": "S",
        "say": "Up.",
        "caution": "Mind.",
        "cues": cues,
        "time": f"{5 * count + 99}s",
        "strokes": {"each": "9s", "say": "count"},
    }
    return Script.model_validate({"title": "T", "steps": [step]})


@pytest.mark.parametrize("made", [steps, one_step])
def test_ten_times_the_cues_take_ten_times_the_calls(made: Callable[[int], Script]) -> None:
    few, many = calls(made(100)), calls(made(1000))
    assert few > 2_000
    assert many / few < 11
