"""How the time that is left is shared, against linear programmes that know nothing of coach's own reckoning."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations
from typing import TYPE_CHECKING, Any

import yaml
from hypothesis import event, given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from coach.script import Heard, Script, loads
from coach.timeline import Now, Timeline, replan, schedule

if TYPE_CHECKING:
    from scipy.optimize import OptimizeResult

    from coach.units import Seconds

RATE = 48_000

SHORTEST = 12
"""Seconds that every visit has room for its words in."""


def length(_heard: Heard, /) -> tuple[Seconds, bool]:
    return 1.0, True


@st.composite
def scripts(draw: st.DrawFn) -> Script:
    """A session with few words, so that the author's least and most are the bounds."""

    def step(name: str) -> dict[str, Any]:
        least = draw(st.integers(SHORTEST, 60))
        ideal = least + draw(st.integers(0, 90))
        time = {"least": f"{least}s", "ideal": f"{ideal}s", "most": f"{ideal + draw(st.integers(0, 90))}s"}
        made: dict[str, Any] = {"title": name, "say": "Up.", "time": time}
        return made | ({"move": {"say": "Walk.", "for": "9s"}} if draw(st.booleans()) else {})

    parts: list[dict[str, Any]] = []
    for number in range(draw(st.integers(1, 3))):
        part: dict[str, Any] = {"steps": [step(f"S{number}{n}") for n in range(draw(st.integers(1, 4)))]}
        sides = draw(st.integers(1, 3))
        parts.append(part | ({"repeat": {"side": ["left", "right", "middle"][:sides]}} if sides > 1 else {}))
    return loads(yaml.safe_dump({"title": "T", "parts": parts}))


def ahead(timeline: Timeline, at: int) -> list[int]:
    """Return the visits whose time is not settled: those that have not opened."""
    return [place for place, step in enumerate(timeline.steps) if step.opens >= at]


def programme(script: Script, timeline: Timeline, now: Now) -> tuple[float, float]:
    """Ask linear programmes how far off the slot the session must end, and then how unlike sides must be.

    The unknowns are the visits' times, how unlike each is to the side that is done, and how much it all ends over and
    under the slot.

    Returns:
        Seconds over the slot, negative if under; and the least sum of seconds by which visits must be unlike the last
        side that is done.
    """
    times = {step.id: step.time for part in script.parts for step in part.steps}
    places, end = ahead(timeline, now.plan), (now.end or 0) / RATE
    names = [timeline.steps[place].id for place in places]
    done = {step.id: step.span.length / RATE for place, step in enumerate(timeline.steps) if place not in places}
    # what the close has taken up because it could not be shared is no part of what is rigid
    rigid = (timeline.steps[-1].span.end - sum(timeline.steps[place].span.length for place in places)) / RATE + 14
    count = len(places)

    def row(*entries: tuple[int, float]) -> list[float]:
        return [sum(value for place, value in entries if place == column) for column in range(2 * count + 2)]

    equal = [row(*((index, 1) for index in range(count)), (2 * count, -1), (2 * count + 1, 1))]
    twins = [pair for pair in combinations(range(count), 2) if names[pair[0]] == names[pair[1]]]
    equal += [row((one, 1), (other, -1)) for one, other in twins]
    unlike = [(index, sign) for index, name in enumerate(names) if name in done for sign in (1, -1)]
    bounds = [(min(times[name].least, done.get(name, 9e9)), max(times[name].most, done.get(name, 0))) for name in names]

    def solve(cost: list[int], off: list[tuple[float, float | None]]) -> OptimizeResult:
        solved = linprog(
            cost,
            A_ub=[row((index, sign), (count + index, -1)) for index, sign in unlike] or None,
            b_ub=[sign * done[names[index]] for index, sign in unlike] or None,
            A_eq=equal,
            b_eq=[end - rigid, *(0.0 for _ in twins)],
            bounds=[*bounds, *[(0.0, None)] * count, *off],
        )
        assert solved.success
        return solved

    *_, over, under = solve([0] * (2 * count) + [1, 1], [(0.0, None)] * 2).x
    return over - under, solve([0] * count + [1] * count + [0, 0], [(over, over), (under, under)]).fun


MOMENTS = st.lists(st.tuples(st.floats(0, 0.6), st.integers(-300, 300)), min_size=1, max_size=4)


@settings(max_examples=200, deadline=None)
@given(scripts(), MOMENTS)
def test_the_rest_ends_as_near_to_the_slot_as_can_be_with_sides_as_alike_as_can_be(
    script: Script, moments: list[tuple[float, int]]
) -> None:
    timeline = schedule(script, length)
    now = Now(booked=timeline.length)
    for share, late in moments:
        now = now.heard(1 + int((timeline.length - now.plan) * share)).waited(late * RATE)
        over, unlike = programme(script, timeline, now)
        made = replan(script, timeline, now, length)
        assert abs(made.over / RATE - over) < 1e-3
        if made.over == 0:
            assert made.timeline.length == now.end
        done: dict[str, int] = {}
        found: dict[str, list[int]] = defaultdict(list)
        waiting = ahead(timeline, now.plan)
        for place, step in enumerate(made.timeline.steps):
            if place not in waiting:
                done[step.id] = step.span.length
            elif step.id in done:
                found[step.id].append(abs(step.span.length - done[step.id]))
        assert sum(map(sum, found.values())) / RATE - unlike < 1e-3
        event("fits" if made.over == 0 else "over" if made.over > 0 else "under")
        event("unlike" if unlike > 1e-3 else "alike")
        timeline = made.timeline
