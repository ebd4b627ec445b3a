from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.errors import TimingError
from coach.script import Heard, estimate, loads
from coach.timeline import Cue, Timeline, schedule
from coach.units import Seconds, to_frame

RATE = 48_000


def measured(heard: Heard, /) -> tuple[Seconds, bool]:
    return (estimate(heard.line) * 1.1 if heard.kind == "say" else 6.0), True


def session(*steps: dict[str, object], slot: Seconds | None = None, guidance: str = "full") -> Timeline:
    text = yaml.safe_dump({"title": "T", "guidance": guidance, "steps": list(steps)})
    return schedule(loads(text), measured, slot=slot)


def step(title: str = "One", **more: object) -> dict[str, object]:
    return {"title": title, "say": "Glide up.", "time": "60s", **more}


def pulses(timeline: Timeline, side: str | None = None) -> list[Cue]:
    return [cue for cue in timeline.cues if cue.kind == "pulse" and side in {None, cue.side}]


def said(timeline: Timeline) -> list[str]:
    return [cue.text for cue in timeline.cues if cue.kind == "say"]


@pytest.mark.parametrize("slot", [None, 70, 120])
def test_strokes_fill_the_time_from_the_opening_words_to_the_end_whatever_time_there_is(slot: Seconds | None) -> None:
    timeline = session(step(strokes={"count": 3, "each": "15s"}), slot=slot)
    strokes = pulses(timeline)
    words = next(cue for cue in timeline.cues if cue.text == "Glide up.")
    assert len(strokes) == 3
    assert all(before.span.end == after.span.start for before, after in pairwise(strokes))
    assert max(cue.span.length for cue in strokes) - min(cue.span.length for cue in strokes) <= 1
    assert 0 <= strokes[0].span.start - words.span.end <= RATE
    assert 0 <= timeline.steps[0].span.end - strokes[-1].span.end <= RATE


def test_without_a_count_there_are_as_many_strokes_as_there_is_time_for() -> None:
    short, long = (session(step(strokes={"each": "10s"}), slot=slot) for slot in (60, 130))
    assert len(pulses(short)) < len(pulses(long))
    for timeline in (short, long):
        assert all(7 * RATE < cue.span.length < 13 * RATE for cue in pulses(timeline))


def test_both_sides_are_stroked_alike_to_the_frame_though_the_words_differ() -> None:
    text = yaml.safe_dump(
        {
            "title": "T",
            "parts": [
                {
                    "repeat": {"side": ["left", "right"]},
                    "steps": [
                        step(say="Glide up the {side} leg. [pause 9s] Go on.", again="Again.", strokes={"each": "10s"})
                    ],
                }
            ],
        }
    )
    timeline = schedule(loads(text), measured)
    left, right = (
        [cue.span.shifted(-step.span.start) for cue in pulses(timeline, step.side)] for step in timeline.steps
    )
    assert len(left) > 1
    assert left == right


def test_strokes_are_counted_aloud_or_only_the_last_or_none() -> None:
    def calls(say: str, guidance: str = "full") -> list[str]:
        timeline = session(step(strokes={"count": 4, "say": say}), guidance=guidance)
        starts = {cue.span.start for cue in pulses(timeline)}
        return [cue.text for cue in timeline.cues if cue.kind != "pulse" and cue.span.start in starts]

    assert calls("count") == ["Two.", "Three.", "Last one."]
    assert calls("last") == ["Last one."]
    assert calls("none") == []
    assert calls("count", "brief") == ["Last one."]
    assert calls("last", "tones") == ["drops"]


def test_a_single_stroke_is_not_called_the_last() -> None:
    assert said(session(step(strokes={"count": 1}, time={"fixed": "60s"}))) == ["Glide up."]


def test_strokes_too_short_for_a_tone_are_left_out_and_it_is_said() -> None:
    timeline = session(step(strokes={"count": 200}))
    assert pulses(timeline) == []
    assert timeline.notes == ("script:3:3: step 'one': no tone for its strokes: they would last under a second",)


@pytest.mark.parametrize("guidance", ["full", "brief", "tones"])
def test_short_strokes_are_called_before_the_next_step_is_announced(guidance: str) -> None:
    timeline = session(step(strokes={"count": 8}, time="70s"), step("Two"), guidance=guidance)
    last = next(cue for cue in timeline.cues if cue.line in {"Last one.", "drops"})
    announced = next(cue for cue in timeline.cues if cue.line in {"Next: Two.", "rise"})
    final = pulses(timeline)[-1].span
    assert final.start == last.span.start < announced.span.start
    assert announced.span.start < final.end


def test_nothing_more_is_said_of_a_stroke_once_the_next_is_announced() -> None:
    cues = [{"at": "-3s", "say": "Now."}]
    timeline = session(step(strokes={"each": "5s", "say": "count"}, time="90s", cues=cues), step("Two"))
    announced = next(cue for cue in timeline.cues if cue.text == "Next: Two.")
    later = [cue.text for cue in timeline.cues if cue.kind == "say" and cue.span.start > announced.span.start]
    assert "Two." in said(timeline)
    assert later == ["Now.", "Glide up."]


def test_half_of_a_longer_step_is_marked_where_nothing_else_sounds() -> None:
    def drops(**more: Any) -> list[float]:  # noqa: ANN401 - any key of a step
        timeline = session(step(**more), step("Two", time="30s"))
        return [cue.span.start / RATE - 4 for cue in timeline.cues if cue.line == "drop"]

    assert drops() == [30]
    assert drops(cues=[{"at": "50%", "say": "Slower."}]) == []
    assert drops(strokes={"count": 4}) == []


def test_a_caution_is_spoken_again_in_a_long_step() -> None:
    assert said(session(step(caution="Stay light."))).count("Stay light.") == 1
    assert said(session(step(caution="Stay light.", time="3m"))).count("Stay light.") == 2
    assert said(session(step(caution="Stay light.", time="3m"), guidance="brief")).count("Stay light.") == 1


def test_the_minutes_left_are_told_at_their_minute_where_nobody_else_speaks() -> None:
    timeline = session(step(time="4m"))
    end = timeline.steps[0].span.end
    left = {cue.text: (end - cue.span.start) / RATE for cue in timeline.cues if "minute" in cue.text}
    assert left == {"Three more minutes.": 180, "One more minute.": 60}


texts = st.sampled_from(["Go.", "Glide slowly up the whole leg.", "Hold here, [pause 3s] and breathe."])


@st.composite
def scripts(draw: st.DrawFn) -> str:
    def one(index: int) -> dict[str, object]:
        made: dict[str, object] = {
            "title": f"Stroke {index}",
            "say": draw(texts),
            "time": {"ideal": f"{draw(st.integers(40, 500))}s", "least": "30s", "most": "11m"},
            "cues": [
                {"at": f"{draw(st.integers(10, 90))}%", "say": draw(texts)} for _ in range(draw(st.integers(0, 2)))
            ],
        }
        if draw(st.booleans()):
            made["caution"] = draw(texts)
        if draw(st.booleans()):
            made["strokes"] = {"each": f"{draw(st.integers(2, 30))}s", "say": draw(st.sampled_from(["last", "count"]))}
        return made

    steps = [one(index) for index in range(draw(st.integers(1, 4)))]
    return yaml.safe_dump({"title": "T", "parts": [{"repeat": {"side": ["left", "right"]}, "steps": steps}]})


@settings(max_examples=100, deadline=None)
@given(scripts(), st.sampled_from(["full", "brief", "tones"]))
def test_full_leaves_nobody_alone_brief_does_not_chatter_and_tones_say_nothing(text: str, guidance: str) -> None:
    script = loads(text.replace("title: T", f"title: T\nguidance: {guidance}"))
    try:
        timeline = schedule(script, measured)
    except TimingError:
        return
    words = [cue for cue in timeline.cues if cue.kind == "say"]
    assert all(before.span.end <= after.span.start for before, after in pairwise(words))
    for step in timeline.steps:
        inside = [cue for cue in timeline.cues if step.span.start <= cue.span.start < step.span.end]
        if guidance == "tones":
            assert not words
        if guidance == "brief":
            assert sum(cue.kind == "say" for cue in inside) <= 4, "title, caution, last one, and what comes next"
        if guidance == "full":
            edges = [step.span.start, *(cue.span.start for cue in inside), step.span.end]
            assert max(after - before for before, after in pairwise(edges)) <= 80 * RATE


def test_lengths_of_what_is_added_are_measured_like_all_others() -> None:
    timeline = session(step(time="4m"))
    for cue in timeline.cues:
        if cue.kind == "say":
            assert cue.span.length == pytest.approx(to_frame(measured(Heard("say", cue.line))[0], RATE), abs=1)
