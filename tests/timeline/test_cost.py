"""The cost of scheduling grows with the session and no faster: counted in calls, which no busy machine can blur."""

from __future__ import annotations

import sys
from functools import partial
from typing import TYPE_CHECKING

import pytest

from coach.script import Script
from coach.timeline import Now, replan, schedule

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType


def calls(run: Callable[[], object]) -> int:
    """Return how many calls something takes, Python's own and those into C."""
    counted = 0

    def count(_frame: FrameType, event: str, _arg: object) -> None:
        nonlocal counted
        counted += event in {"call", "c_call"}

    run()
    sys.setprofile(count)
    try:
        run()
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
    few, many = (calls(partial(schedule, made(count))) for count in (100, 1000))
    assert few > 2_000
    assert many / few < 11


@pytest.mark.parametrize("made", [steps, one_step])
def test_planning_anew_costs_no_more_for_each_cue_in_a_longer_session(made: Callable[[int], Script]) -> None:
    def again(script: Script) -> Callable[[], object]:
        timeline = schedule(script)
        middle = timeline.length // 2
        now = Now(middle, middle, timeline.length).waited(timeline.length // 20)
        return partial(replan, script, timeline, now, more=30.0)

    few, many = calls(again(made(100))), calls(again(made(1000)))
    assert few > 2_000
    assert many / few < 11
