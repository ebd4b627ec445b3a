from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from coach.errors import TimingError
from coach.timeline.fit import Glue, fit

RATE = 48_000


@st.composite
def glues(draw: st.DrawFn) -> list[Glue]:
    made = []
    for index in range(draw(st.integers(1, 6))):
        least = draw(st.integers(1, 90))
        natural = least + draw(st.integers(0, 90))
        most = natural + draw(st.integers(0, 200))
        made.append(Glue(f"s{index}", draw(st.integers(1, 3)), least, natural, most, bound=False))
    return made


def feasible(steps: list[Glue], wanted: float) -> bool:
    """Ask a linear programme whether any times within bounds add up to what is wanted."""
    solved = linprog(
        c=[0.0] * len(steps),
        A_eq=[[step.count for step in steps]],
        b_eq=[wanted],
        bounds=[(step.least, step.most) for step in steps],
    )
    return bool(solved.success)


@settings(max_examples=300, deadline=None)
@given(glues(), st.integers(0, 60), st.integers(1, 3000))
def test_a_slot_is_accepted_exactly_where_a_linear_programme_finds_a_way(
    steps: list[Glue], rigid: int, total: int
) -> None:
    try:
        times = fit(steps, rigid * RATE, total * RATE, RATE)
    except TimingError:
        assert not feasible(steps, total - rigid)
        return
    assert feasible(steps, total - rigid)
    left = (total - rigid) * RATE - sum(step.count * time for step, time in zip(steps, times, strict=True))
    assert 0 <= left < max(step.count for step in steps)
    for step, time in zip(steps, times, strict=True):
        assert step.least * RATE <= time <= step.most * RATE


@settings(max_examples=200, deadline=None)
@given(glues(), st.floats(0, 1))
def test_every_step_gives_the_same_share_of_its_give(steps: list[Glue], share: float) -> None:
    wanted = sum(step.count * (step.natural + share * (step.most - step.natural)) for step in steps)
    times = fit(steps, 0, round(wanted * RATE), RATE)
    for step, time in zip(steps, times, strict=True):
        assert abs(time / RATE - (step.natural + share * (step.most - step.natural))) < 0.001
