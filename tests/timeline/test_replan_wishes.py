"""What a masseur may do in a session, and what comes of it."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from coach.script import Heard, Script, loads
from coach.timeline import Now, StepSpan, Timeline, forward, replan, schedule

if TYPE_CHECKING:
    from coach.units import Seconds

RATE = 48_000


def a_letter_a_tenth(heard: Heard, /) -> tuple[Seconds, bool]:
    return (len(heard.line) / 10 if heard.kind == "say" else 2.0), True


def session(*steps: dict[str, object], sides: bool = False, **top: object) -> Script:
    part: dict[str, object] = {"steps": list(steps)} | ({"repeat": {"side": ["left", "right"]}} if sides else {})
    return loads(json.dumps({"title": "T", "parts": [part], **top}))


def step(title: str, **more: object) -> dict[str, object]:
    return {"title": title, "say": "Glide up.", "time": {"ideal": "60s", "least": "30s", "most": "90s"}, **more}


def at(span: StepSpan, seconds: float) -> int:
    return span.span.start + round(seconds * RATE)


def times(timeline: Timeline, name: str) -> list[float]:
    return [step.span.length / RATE for step in timeline.steps if step.id == name]


def said(timeline: Timeline, span: StepSpan) -> dict[str, float]:
    """Return when each line of a visit is said, in seconds from its start; of a line said twice, the last time."""
    inside = [cue for cue in timeline.cues if cue.kind == "say" and span.span.start <= cue.span.start < span.span.end]
    return {cue.text: (cue.span.start - span.span.start) / RATE for cue in inside}


def test_more_time_moves_what_is_counted_from_the_end_and_nothing_that_has_begun() -> None:
    cues = [{"at": "20s", "say": "Slower."}, {"at": "50%", "say": "Lighter."}, {"at": "-15s", "say": "Last one."}]
    script = session(step("One", cues=cues), step("Two"))
    timeline = schedule(script, a_letter_a_tenth)
    here = at(timeline.steps[0], 25)
    made = replan(script, timeline, Now(here, here), a_letter_a_tenth, more=30.0).timeline
    assert times(made, "one") == [90]
    assert said(made, made.steps[0]) == pytest.approx(
        {"Glide up.": 1.8, "Slower.": 20, "Lighter.": 45, "Last one.": 75, "Next: Two.": 80}, abs=0.001
    )
    assert times(made, "two") == [60]


def test_more_time_may_exceed_the_most_that_the_author_gave_and_the_other_side_gets_as_much() -> None:
    script = session(step("One"), step("Two"), sides=True)
    timeline = schedule(script, a_letter_a_tenth)
    here = at(timeline.steps[0], 30)
    now = Now(here, here, timeline.length)
    made = replan(script, timeline, now, a_letter_a_tenth, more=40.0)
    assert made.over == 0
    assert times(made.timeline, "two") == [30, 30], "first what is not begun on any side gives all it can"
    assert times(made.timeline, "one") == [100, 80]
    assert times(replan(script, timeline, Now(here, here), a_letter_a_tenth, more=40.0).timeline, "one") == [100, 100]


def test_the_next_stroke_is_announced_again_where_more_time_is_asked_for_after_that() -> None:
    script = session(step("One"), step("Two"))
    timeline = schedule(script, a_letter_a_tenth)
    here = at(timeline.steps[0], 55)
    made = replan(script, timeline, Now(here, here), a_letter_a_tenth, more=30.0).timeline
    announced = [cue.span.start - made.steps[0].span.start for cue in made.cues if cue.text == "Next: Two."]
    assert [frame / RATE for frame in announced] == [50, 80]


def test_less_time_leaves_room_for_the_words_that_are_owed_and_no_more() -> None:
    script = session(step("One", cues=[{"at": "-15s", "say": "Last one."}]), step("Two"))
    timeline = schedule(script, a_letter_a_tenth)
    here = at(timeline.steps[0], 20)
    made = replan(script, timeline, Now(here, here), a_letter_a_tenth, more=-300.0).timeline
    assert said(made, made.steps[0])["Last one."] == pytest.approx(20, abs=0.001)
    assert said(made, made.steps[0])["Next: Two."] == pytest.approx(20 + 0.9 + 0.5, abs=0.001)
    assert times(made, "one") == pytest.approx([20 + 0.9 + 0.5 + 1.0 + 0.5], abs=0.001)


def test_a_stroke_under_way_is_finished_and_those_ahead_keep_its_pace() -> None:
    script = session(step("One", strokes={"count": 4}, time="82s"), step("Two"))
    timeline = schedule(script, a_letter_a_tenth)
    strokes = [cue.span for cue in timeline.cues if cue.kind == "pulse"]
    here = strokes[1].start + RATE
    for more, count in ((-80.0, 2), (0.0, 4), (41.0, 6)):
        made = replan(script, timeline, Now(here, here), a_letter_a_tenth, more=more).timeline
        found = [cue.span for cue in made.cues if cue.kind == "pulse"]
        assert found[:2] == strokes[:2]
        assert len(found) == count
        assert all(abs(one.end - two.start) <= 1 for one, two in pairwise(found))
        assert all(abs(span.length / strokes[0].length - 1) < 0.1 for span in found)
        assert found[-1].end <= made.steps[0].span.end


def test_a_pause_shortens_what_is_ahead_and_the_session_ends_when_it_was_booked_to() -> None:
    script = session(step("One"), step("Two"), step("Three"), sides=True)
    timeline = schedule(script, a_letter_a_tenth)
    here = at(timeline.steps[0], 30)
    now = Now(here, here, timeline.length).waited(40 * RATE)
    made = replan(script, timeline, now, a_letter_a_tenth)
    assert made.over == 0
    assert made.timeline.length + 40 * RATE == timeline.length
    assert times(made.timeline, "one") == [60, 60], "the side that is done says how long the other takes"
    assert times(made.timeline, "two") == times(made.timeline, "three") == [50, 50]


def test_what_cannot_be_paid_back_is_told_to_the_frame() -> None:
    script = session(step("One"), step("Two"))
    timeline = schedule(script, a_letter_a_tenth)
    here = at(timeline.steps[0], 30)
    made = replan(script, timeline, Now(here, here, timeline.length).waited(270 * RATE + 7), a_letter_a_tenth)
    assert made.over == 240 * RATE + 7
    assert times(made.timeline, "two") == [30]


def test_a_stroke_that_was_cut_short_is_as_short_on_the_other_side() -> None:
    script = session(step("One"), step("Two"), sides=True)
    timeline = schedule(script, a_letter_a_tenth)
    here = at(timeline.steps[0], 20)
    now = Now(here, here).jumped(timeline, forward(timeline, here))
    made = replan(script, timeline, now, a_letter_a_tenth).timeline
    assert times(made, "one") == [60, 20]
    assert times(made, "two") == [60, 60]


def test_a_stroke_that_was_left_out_says_nothing_about_the_other_side() -> None:
    script = session(step("One"), step("Two"), sides=True)
    timeline = schedule(script, a_letter_a_tenth)
    here = at(timeline.steps[0], 1)
    now = Now(here, here).jumped(timeline, forward(timeline, here))
    assert times(replan(script, timeline, now, a_letter_a_tenth).timeline, "one") == [60, 60]


def test_fewer_words_begin_at_once_and_what_was_begun_is_finished() -> None:
    cues = [{"at": "20s", "say": "Slower."}, {"at": "40s", "say": "Lighter."}]
    script = session(step("One", cues=cues, caution="Mind the knee."), step("Two", cues=cues))
    timeline = schedule(script, a_letter_a_tenth)
    here = at(timeline.steps[0], 20.2)
    made = replan(script, timeline, Now(here, here), a_letter_a_tenth, guidance="brief").timeline
    assert list(said(made, made.steps[0])) == ["Glide up.", "Mind the knee.", "Slower.", "Next: Two."]
    assert list(said(made, made.steps[1])) == ["Two."]
    assert made.guidance == "brief"
    back = replan(script, made, Now(here + RATE, here + RATE), a_letter_a_tenth, guidance="full").timeline
    assert list(said(back, back.steps[0])) == list(said(timeline, timeline.steps[0]))


def test_a_caution_is_said_although_its_moment_has_gone_by() -> None:
    script = session(step("One", say="A" * 100, caution="Mind the knee."), step("Two"))
    timeline = schedule(script, a_letter_a_tenth)
    here = at(timeline.steps[0], 9)
    made = replan(script, timeline, Now(here, here), a_letter_a_tenth, guidance="brief").timeline
    assert said(made, made.steps[0])["Mind the knee."] == pytest.approx(1.8 + 10 + 0.5, abs=0.001)
    assert list(said(made, made.steps[0])) == ["A" * 100, "Mind the knee.", "Next: Two."]


def test_a_line_that_proves_longer_than_it_has_room_for_is_heard_whole() -> None:
    cues = [{"at": "30s", "say": "Slower."}, {"at": "32s", "say": "Lighter."}, {"at": "-2s", "say": "Done."}]
    script = session(step("One", cues=cues), step("Two", cues=cues))
    timeline = schedule(script, a_letter_a_tenth)

    def slow(heard: Heard, /) -> tuple[Seconds, bool]:
        return (6.0 if heard.kind == "say" else 2.0), True

    here = at(timeline.steps[0], 10)
    made = replan(script, timeline, Now(here, here, timeline.length), slow)
    words = [cue.span for cue in made.timeline.cues if cue.kind == "say"]
    assert made.over == 0
    assert all(span.length == 6 * RATE for span in words[1:]), "all but the one that was said"
    assert all(before.end < after.start for before, after in pairwise(words))
    assert words[-1].end <= made.timeline.steps[-1].span.end


def test_a_session_holds_before_hands_go_back_on_where_its_move_says_so() -> None:
    script = session(step("One"), step("Two", move={"say": "Turn over.", "for": "20s", "wait": True}))
    timeline = schedule(script, a_letter_a_tenth)
    assert timeline.holds == (timeline.steps[1].span.start,)
    hold = timeline.holds[0]
    made = replan(script, timeline, Now(hold, hold, timeline.length).waited(5 * RATE), a_letter_a_tenth)
    assert made.timeline.holds == (hold,)
    assert made.over == 5 * RATE, "the visit that is under way keeps its time"


def test_the_end_of_the_slot_stays_where_it_is_on_the_wall_clock() -> None:
    timeline = schedule(session(step("One"), step("Two"), sides=True), a_letter_a_tenth)
    now = Now(booked=20 * 60 * RATE)
    assert now.heard(500).end == now.end
    assert now.waited(500).end == 20 * 60 * RATE - 500
    there = now.heard(500).jumped(timeline, 900)
    assert (there.plan, there.wall, there.end) == (900, 500, 20 * 60 * RATE + 400)
    assert Now().heard(500).end is None


def test_what_a_visit_really_got_is_counted_over_jumps() -> None:
    timeline = schedule(session(step("One"), step("Two")), a_letter_a_tenth)
    one, two = timeline.steps
    now = Now(plan=at(one, 40))
    assert now.jumped(timeline, at(one, 30)).extra == ((0, 10 * RATE),), "ten seconds are heard again"
    assert now.jumped(timeline, two.opens).extra == ((0, -20 * RATE),)
    assert now.jumped(timeline, two.span.end).extra == ((0, -20 * RATE), (1, -60 * RATE))
    assert now.jumped(timeline, at(one, 30)).jumped(timeline, one.opens).extra == (), "it begins anew"
