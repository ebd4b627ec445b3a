"""Whether a session fits a slot, against a linear programme that knows nothing of coach's own reckoning."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import yaml
from hypothesis import event, given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from coach.errors import TimingError
from coach.script import Heard, loads
from coach.timeline import schedule

if TYPE_CHECKING:
    from coach.units import Seconds

BREATH = 0.5
"""Least silence between two lines, and before a step's end: what the README promises."""

FIXED = 4 + 14
"""Seconds before the first step and after the last."""


def length(heard: Heard, /) -> tuple[Seconds, bool]:
    """A voice that says a letter in a tenth of a second."""
    return (len(heard.line) / 10 if heard.kind == "say" else 1.5), True


@st.composite
def steps(draw: st.DrawFn) -> dict[str, Any]:
    """A step with cues at offsets, at shares, and at distances from the end."""

    def words() -> str:
        return "a" * draw(st.integers(1, 90))

    cues = [{"at": f"{offset}s", "say": words()} for offset in draw(st.lists(st.integers(0, 30), max_size=2))]
    cues += [{"at": f"{share}%", "say": words()} for share in draw(st.lists(st.integers(0, 99), max_size=2))]
    cues += [{"at": f"-{back}s", "say": words()} for back in draw(st.lists(st.integers(1, 25), max_size=1))]
    least = draw(st.integers(2, 60))
    ideal = least + draw(st.integers(0, 60))
    most = ideal + draw(st.integers(0, 90))
    time = {"least": f"{least}s", "ideal": f"{ideal}s", "most": f"{most}s"}
    return {"title": "Step", "say": words(), "time": time, "cues": cues}


def instant(at: str) -> tuple[float, float]:
    """Return an instant as an offset in seconds and a share of its step."""
    if at.endswith("%"):
        return 0.0, float(at[:-1]) / 100
    return (float(at[:-1]), 1.0) if at.startswith("-") else (float(at[:-1]), 0.0)


def feasible(step: dict[str, Any], slot: float | None) -> bool:
    """Whether any length keeps the words apart, in the order they have at the ideal length, and fills the slot."""
    least, ideal, most = (float(step["time"][name][:-1]) for name in ("least", "ideal", "most"))
    lines = [((BREATH, 0.0), len(step["say"]) / 10)]
    lines += [(instant(cue["at"]), len(cue["say"]) / 10) for cue in step["cues"]]
    lines.sort(key=lambda line: line[0][0] + line[0][1] * ideal)
    slopes, limits = [-lines[0][0][1]], [lines[0][0][0]]
    for ((offset, share), lasts), ((then, next_share), _) in pairwise(lines):
        slopes.append(share - next_share)
        limits.append(then - offset - lasts - BREATH)
    for (offset, share), lasts in lines:
        slopes.append(share - 1.0)
        limits.append(-offset - lasts - BREATH)
    matrix = [[slope] for slope in slopes]
    bounds = [(least, most)] if slot is None else [(slot - FIXED, slot - FIXED)]
    within = slot is None or least <= slot - FIXED <= most
    return within and bool(linprog([0.0], matrix, limits, bounds=bounds).success)


def accepted(step: dict[str, Any], slot: float | None) -> bool:
    script = loads(yaml.safe_dump({"title": "T", "chimes": "none", "steps": [step]}))
    try:
        timeline = schedule(script, length, slot=slot)
    except TimingError:
        return False
    assert slot is None or timeline.length == slot * timeline.rate
    return True


@settings(max_examples=400, deadline=None)
@given(steps(), st.one_of(st.none(), st.integers(FIXED + 2, FIXED + 210)))
def test_a_step_fits_exactly_where_a_linear_programme_finds_a_way(step: dict[str, Any], slot: int | None) -> None:
    fits = feasible(step, slot)
    event("fits" if fits else "does not fit")
    assert accepted(step, slot) == fits
