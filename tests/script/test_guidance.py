from __future__ import annotations

import pytest

from coach.script import Visit, loads, outline
from coach.timeline import schedule

TEXT = """
title: T
chimes: none
parts:
  - title: "The {side} leg"
    repeat: {side: [left, right]}
    steps:
      - title: Glide
        move: {say: Stand at the feet., for: 10s}
        say: Glide slowly up the {side} leg, all the way.
        again: Up the {side} leg.
        caution: Light over the knee.
        strokes: {count: 3}
        time: 60s
        cues:
          - {at: 50%, say: Slower.}
          - {at: 70%, chime: drop}
      - {title: Rest, say: Do nothing at all., time: 30s}
"""


def visits(guidance: str) -> tuple[Visit, ...]:
    return outline(loads(f"guidance: {guidance}{TEXT}"))


def heard(visit: Visit) -> list[str]:
    parts = (visit.move, visit.say, visit.caution, *(cue.heard for cue in visit.cues), visit.announce)
    return [part.line for part in parts if part]


def test_full_says_everything_the_author_wrote() -> None:
    left, _, right, _ = visits("full")
    announced = "Next: The left leg. Glide."
    rest = ["Light over the knee.", "Slower.", "drop", announced]
    assert heard(left) == ["Stand at the feet.", "Glide slowly up the left leg, all the way.", *rest]
    assert heard(right)[1] == "Up the right leg."


def test_brief_says_which_stroke_and_what_to_care_for() -> None:
    left, rest, right, _ = visits("brief")
    assert heard(left)[:-1] == ["Stand at the feet.", "Up the left leg.", "Light over the knee.", "drop"]
    assert heard(right)[1] == "Up the right leg."
    assert heard(rest) == ["Rest.", "Next: Rest."]


def test_tones_are_one_code_in_every_script_whatever_its_chimes() -> None:
    left, rest, _, _ = visits("tones")
    assert heard(left) == ["turn", "drop", "drop", "care", "rise"]
    assert heard(rest) == ["rise"]
    timeline = schedule(loads(f"guidance: tones{TEXT}"))
    assert not [cue for cue in timeline.cues if cue.kind == "say"]
    assert [cue.line for cue in timeline.cues if cue.kind == "chime"][:4] == ["gong", "turn", "bowl", "care"]
    assert timeline.cues[-1].line == "gong"


def test_what_is_asked_for_beats_the_script() -> None:
    script = loads(f"guidance: tones{TEXT}")
    assert schedule(script, guidance="full") == schedule(loads(f"guidance: full{TEXT}"))


def test_the_same_strokes_take_the_same_time_in_every_guidance() -> None:
    plans = [schedule(loads(f"guidance: {guidance}{TEXT}")) for guidance in ("full", "brief", "tones")]
    assert len({tuple(step.span for step in plan.steps) for plan in plans}) == 1


@pytest.mark.parametrize("guidance", ["loud", "Full", "[full]"])
def test_another_guidance_is_a_fault(guidance: str) -> None:
    with pytest.raises(Exception, match="guidance: "):
        visits(guidance)
