from __future__ import annotations

import pytest

from coach.errors import ScriptError
from coach.script import find_visit, loads, outline

SIDES = """
title: T
parts:
  - title: "The {side} leg"
    repeat: {side: [left, right]}
    steps:
      - title: First stroke
        say: Up the {side} leg, not the {other_side}.
        again: The {side} leg.
        time: 30s
      - title: Second stroke
        say: And on.
        announce: Then the other one.
        time: 30s
"""


def test_each_side_gets_its_own_words_full_first_and_short_after() -> None:
    visits = outline(loads(SIDES))
    assert [visit.side for visit in visits] == ["left", "left", "right", "right"]
    assert [visit.say and visit.say.line for visit in visits] == [
        "Up the left leg, not the right.",
        "And on.",
        "The right leg.",
        "And on.",
    ]
    assert [visit.number for visit in visits] == [1, 2, 1, 2]


def test_the_next_stroke_is_announced_with_its_side_where_a_side_begins() -> None:
    visits = outline(loads(SIDES))
    assert visits[2].announce.line == "Next: The right leg. First stroke."
    assert visits[1].announce.line == "Then the other one."
    assert tuple(heard.line for heard in visits[0].words(visits[1])) == (
        "Up the left leg, not the right.",
        "Then the other one.",
    )
    assert tuple(heard.line for heard in visits[3].words(None)) == ("And on.",)


@pytest.mark.parametrize(
    ("wanted", "side", "place"),
    [
        ("first-stroke", None, 0),
        ("2", None, 1),
        ("second", "right", 3),
        ("FIRST", "right", 2),
        ("Second stroke", None, 1),
    ],
)
def test_a_step_is_found_as_a_person_names_it(wanted: str, side: str | None, place: int) -> None:
    assert find_visit(outline(loads(SIDES)), wanted, side, "s.yaml") == place


@pytest.mark.parametrize(
    ("wanted", "side", "said"),
    [
        ("stroke", None, "could be first-stroke, second-stroke"),
        ("frist-stroke", None, "did you mean 'first-stroke'?"),
        ("9", None, "is no step"),
        ("1", "lefft", "has no side 'lefft': did you mean 'left'?"),
    ],
)
def test_a_step_that_is_not_clear_is_refused(wanted: str, side: str | None, said: str) -> None:
    with pytest.raises(ScriptError) as caught:
        find_visit(outline(loads(SIDES)), wanted, side, "s.yaml")
    assert said in str(caught.value)
