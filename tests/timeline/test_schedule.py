from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.errors import TimingError
from coach.script import Heard, estimate, loads
from coach.timeline import Timeline, cut, dump, schedule, step_span
from coach.units import Seconds, to_frame

WORDS = [
    "Glide",
    "slowly",
    "up",
    "the",
    "whole",
    "leg",
    "and",
    "over",
    "the",
    "hip",
    "then",
    "back",
    "down",
    "once",
    "more",
]


def measured(heard: Heard, /) -> tuple[Seconds, bool]:
    tempo = 1.9 if heard.voice else 1.1
    return (estimate(heard.line) * tempo if heard.kind == "say" else 6.0), True


def says(timeline: Timeline) -> list[str]:
    return [cue.text for cue in timeline.cues if cue.kind == "say"]


lines = st.integers(1, len(WORDS)).map(lambda count: " ".join(WORDS[:count]) + ".")
instants = st.one_of(
    st.integers(0, 90).map(lambda n: f"{n}s"),
    st.integers(0, 99).map(lambda n: f"{n}%"),
    st.integers(1, 40).map(lambda n: f"-{n}s"),
)


@st.composite
def scripts(draw: st.DrawFn) -> str:
    def step(index: int) -> dict[str, Any]:
        ideal = draw(st.integers(20, 200))
        made: dict[str, Any] = {
            "title": f"Stroke {index}",
            "say": draw(lines),
            "time": {"ideal": f"{ideal}s", "least": f"{draw(st.integers(5, ideal))}s", "most": f"{ideal * 3}s"},
            "cues": [{"at": draw(instants), "say": draw(lines)} for _ in range(draw(st.integers(0, 2)))],
        }
        if draw(st.booleans()):
            made["again"] = draw(lines)
        if draw(st.booleans()):
            made["caution"] = draw(lines)
        if draw(st.booleans()):
            made["move"] = {"say": draw(lines), "for": f"{draw(st.integers(0, 20))}s"}
        return made

    parts: list[dict[str, Any]] = []
    for number in range(draw(st.integers(1, 2))):
        part: dict[str, Any] = {"steps": [step(10 * number + n) for n in range(draw(st.integers(1, 3)))]}
        if draw(st.booleans()):
            part["repeat"] = {"side": ["left", "right"]}
        parts.append(part)
    roles = draw(st.sets(st.sampled_from(["cautions", "counts", "moves"])))
    top = {"lead": f"{draw(st.integers(0, 20))}s", "voices": dict.fromkeys(sorted(roles), "slower")}
    return yaml.safe_dump({"title": "T", **top, "parts": parts})


@settings(max_examples=150, deadline=None)
@given(scripts(), st.one_of(st.none(), st.integers(60, 3000)))
def test_the_laws_of_time_hold_for_any_script(text: str, slot: int | None) -> None:
    script = loads(text)
    try:
        timeline = schedule(script, measured, slot=slot)
    except TimingError:
        return
    words = sorted(cue.span for cue in timeline.cues if cue.kind == "say")
    assert all(before.end <= after.start for before, after in pairwise(words)), "words overlap"
    for cue in timeline.cues:
        if cue.kind == "say":
            assert cue.span.length == pytest.approx(
                to_frame(measured(Heard("say", cue.line, cue.voice))[0], timeline.rate), abs=1
            )
    lengths: dict[str, set[int]] = {}
    for step in timeline.steps:
        lengths.setdefault(step.id, set()).add(step.span.length)
    assert all(len(both) == 1 for both in lengths.values()), "sides differ"
    for before, after in pairwise(timeline.steps):
        assert before.span.end == after.opens <= after.span.start
    if slot is not None:
        assert timeline.length == slot * timeline.rate
    assert timeline == schedule(script, measured, slot=slot)


def step(title: str, **more: object) -> dict[str, object]:
    return {"title": title, "say": "Glide up.", "time": "60s", **more}


def session(*steps: dict[str, object], **top: object) -> Timeline:
    return schedule(loads(yaml.safe_dump({"title": "T", **top, "steps": list(steps)})), measured)


def test_the_next_stroke_is_announced_before_the_present_one_ends() -> None:
    timeline = session(step("One"), step("Two"), lead="12s")
    announced = next(cue for cue in timeline.cues if cue.text == "Next: Two.")
    end = timeline.steps[0].span.end
    assert announced.span.start == end - 12 * timeline.rate
    assert announced.step == "one"
    assert timeline.steps[1].span.start == end


def test_an_announcement_makes_room_for_the_authors_own_last_words() -> None:
    timeline = session(step("One", cues=[{"at": "-10s", "say": "Last one."}]), step("Two"))
    assert says(timeline) == ["Glide up.", "Last one.", "Next: Two.", "Glide up."]


def test_the_next_stroke_is_announced_after_the_last_word_on_this_one() -> None:
    timeline = session(step("One", cues=[{"at": "90%", "say": "Keep going."}]), step("Two"))
    assert says(timeline) == ["Glide up.", "Keep going.", "Next: Two.", "Glide up."]


def test_a_long_lead_takes_no_more_than_a_third_of_a_step() -> None:
    timeline = session(step("One"), step("Two"), lead="5m")
    announced = next(cue for cue in timeline.cues if cue.text == "Next: Two.")
    assert announced.span.start == timeline.steps[0].span.end - 20 * timeline.rate


@pytest.mark.parametrize("at", ["10m", "-10m"])
def test_a_chime_outside_its_step_is_refused(at: str) -> None:
    with pytest.raises(TimingError, match=r"the chime 'drop' at -?10m is outside the step"):
        session(step("One", cues=[{"at": at, "chime": "drop"}]))


def test_a_change_of_position_has_its_own_time_before_hands_are_on() -> None:
    timeline = session(step("One"), step("Two", move={"say": "Walk round.", "for": "15s"}))
    two = timeline.steps[1]
    assert two.span.start - two.opens == 15 * timeline.rate
    walk = next(cue for cue in timeline.cues if cue.text == "Walk round.")
    assert two.opens <= walk.span.start < walk.span.end <= two.span.start


def test_cues_stand_at_offset_share_and_distance_from_the_end() -> None:
    cues = [{"at": "20s", "say": "A."}, {"at": "50%", "say": "B."}, {"at": "-15s", "say": "C."}]
    timeline = session(step("One", cues=cues, time={"fixed": "100s"}))
    start = timeline.steps[0].span.start
    at = {cue.text: (cue.span.start - start) / timeline.rate for cue in timeline.cues if cue.kind == "say"}
    assert (at["A."], at["B."], at["C."]) == (20, 50, 85)


def test_a_caution_follows_the_opening_words() -> None:
    timeline = session(step("One", caution="Stay light."))
    assert says(timeline) == ["Glide up.", "Stay light."]


def test_words_that_need_more_time_than_the_ideal_get_it_and_it_is_said() -> None:
    timeline = session(step("One", say=" ".join(WORDS) + ".", time={"ideal": "3s", "least": "2s", "most": "60s"}))
    assert timeline.steps[0].span.length > 3 * timeline.rate
    assert "its words need it" in timeline.notes[0]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"time": {"fixed": "2s"}, "say": " ".join(WORDS)}, "has at most 2.0s"),
        ({"cues": [{"at": "3s", "say": "Go on."}], "say": " ".join(WORDS)}, "before the words ahead of it are over"),
        ({"cues": [{"at": "-1s", "say": "That was the very last one."}]}, "and has 1s: start it earlier"),
    ],
)
def test_words_that_do_not_fit_name_step_line_and_seconds(more: dict[str, object], said: str) -> None:
    with pytest.raises(TimingError) as caught:
        session(step("One", **more))
    assert "script:" in str(caught.value)
    assert "step 'one'" in str(caught.value)
    assert said in str(caught.value)


def test_a_slot_stretches_and_shrinks_every_step_by_the_same_share_of_its_give() -> None:
    def lengths(slot: float) -> list[float]:
        text = yaml.safe_dump(
            {
                "title": "T",
                "steps": [
                    step("A", time={"ideal": "100s", "least": "50s", "most": "150s"}),
                    step("B", time={"ideal": "100s", "least": "90s", "most": "200s"}),
                ],
            }
        )
        return [one.span.length / 48_000 for one in schedule(loads(text), measured, slot=slot).steps]

    rigid = 4 + 14
    assert lengths(rigid + 275) == pytest.approx([125, 150], abs=1e-4)
    assert lengths(rigid + 170) == pytest.approx([75, 95], abs=1e-4)


def test_a_slot_that_cannot_be_kept_is_refused_with_the_shortest_and_the_longest() -> None:
    script = loads(yaml.safe_dump({"title": "T", "steps": [step("A", time={"ideal": "60s", "most": "90s"})]}))
    for slot in (20, 600):
        with pytest.raises(TimingError, match=r"can last from 54s to 1m48s"):
            schedule(script, measured, slot=slot)
    assert schedule(script, measured, slot=54).seconds == 54
    assert schedule(script, measured, slot=108).seconds == 108


def test_a_cut_counts_from_its_first_frame_and_keeps_the_rest_as_it_was() -> None:
    whole = session(step("One"), step("Two", move={"say": "Walk.", "for": "10s"}), step("Three"))
    span = step_span(whole.steps[1])
    part = cut(whole, span)
    assert part.length == span.length
    assert says(part) == ["Walk.", "Glide up.", "Next: Three."]
    assert [cue.span.shifted(span.start) for cue in part.cues] == [
        cue.span for cue in whole.cues if span.start <= cue.span.start < span.end
    ]
    assert [chapter.title for chapter in part.chapters] == ["Two"]


def test_the_dump_loses_nothing_of_when_things_sound() -> None:
    timeline = session(step("One"), step("Two"))
    plain = dump(timeline)
    assert plain["frames"] == timeline.length == plain["length"] * plain["rate"]
    assert [(cue["start_frame"], cue["end_frame"]) for cue in plain["cues"]] == [
        (cue.span.start, cue.span.end) for cue in timeline.cues
    ]
    assert set(plain["steps"][0]) == {"id", "title", "side", "start", "end", "start_frame", "end_frame"}
    assert set(plain["cues"][0]) == {
        "start",
        "end",
        "start_frame",
        "end_frame",
        "kind",
        "step",
        "side",
        "text",
        "phrases",
    }


def test_estimates_are_marked_and_measured_lengths_are_not() -> None:
    script = loads(yaml.safe_dump({"title": "T", "steps": [step("One")]}))
    assert schedule(script).estimated
    assert not schedule(script, measured).estimated
