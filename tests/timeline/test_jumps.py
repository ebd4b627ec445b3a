from __future__ import annotations

import json
from itertools import pairwise
from typing import TYPE_CHECKING

from coach.script import Heard, loads
from coach.timeline import RATE, Timeline, again, back, cut, forward, opening, place, rehearsal, schedule
from coach.timeline.values import Span

if TYPE_CHECKING:
    from coach.units import Seconds


def length(heard: Heard, /) -> tuple[Seconds, bool]:
    return (2.0 if heard.kind == "say" else 6.0), True


def session(**top: object) -> Timeline:
    step = {
        "say": "Glide up.",
        "time": "90s",
        "move": {"say": "Walk round.", "for": "12s", "wait": True},
        "strokes": {"count": 3},
    }
    steps = [{**step, "title": title} for title in ("One", "Two")]
    part = {"title": "The {side} leg", "repeat": {"side": ["left", "right"]}, "steps": steps}
    return schedule(loads(json.dumps({"title": "T", "parts": [part], **top})), length)


def test_forward_leads_to_the_next_change_of_position_and_at_last_to_the_close() -> None:
    timeline = session()
    opens = [step.opens for step in timeline.steps]
    at, visited = 0, []
    while (there := forward(timeline, at)) != at:
        visited.append(there)
        at = there
    assert visited == [*opens, timeline.steps[-1].span.end]


def test_back_leads_to_this_opening_and_from_there_to_the_one_before() -> None:
    timeline = session()
    one, two = timeline.steps[:2]
    assert back(timeline, two.span.start) == two.opens
    assert back(timeline, two.opens + 2 * RATE) == one.opens
    assert back(timeline, two.opens) == one.opens
    assert back(timeline, one.opens + RATE) == one.opens
    assert back(timeline, one.opens - 1) == 0
    assert back(timeline, timeline.length - 1) == timeline.steps[-1].opens


def test_again_leads_to_the_first_frame_of_the_last_words() -> None:
    timeline = session()
    words = [cue.span for cue in timeline.cues if cue.kind == "say"]
    for span, following in zip(words, [*words[1:], Span(timeline.length, timeline.length)], strict=True):
        assert again(timeline, span.start) == span.start
        assert again(timeline, following.start - 1) == span.start
    assert again(timeline, words[0].start - 1) == words[0].start - 1
    silent = session(guidance="tones")
    assert again(silent, silent.length // 2) == silent.length // 2


def test_a_place_tells_the_step_its_side_what_comes_next_and_the_time_left() -> None:
    timeline = session()
    two = timeline.steps[1]
    here = place(timeline, two.span.start + 30 * RATE)
    assert (here.step.title, here.step.side, here.hands_on) == ("Two", "left", True)
    assert here.following == timeline.steps[2]
    assert here.left == 60 * RATE
    assert here.session_left == timeline.length - two.span.start - 30 * RATE
    assert not place(timeline, two.opens).hands_on
    assert place(timeline, 0).step == timeline.steps[0]
    last = place(timeline, timeline.length)
    assert (last.step, last.following, last.left, last.session_left) == (timeline.steps[-1], None, 0, 0)
    assert opening(timeline, two.span.end - 1) == two.opens
    assert opening(timeline, 0) == 0


def test_a_cut_keeps_the_holds_that_are_in_it() -> None:
    timeline = session()
    span = Span(timeline.steps[1].opens, timeline.steps[2].opens)
    assert cut(timeline, span).holds == (timeline.steps[1].span.start - span.start,)


def test_a_rehearsal_keeps_every_word_and_chime_and_no_long_silence() -> None:
    timeline = session()
    short = rehearsal(timeline)
    kept = [cue for cue in timeline.cues if cue.kind != "pulse"]
    assert [(cue.text, cue.span.length) for cue in short.cues] == [(cue.text, cue.span.length) for cue in kept]
    words = [cue.span for cue in short.cues if cue.kind == "say"]
    assert all(one.end <= two.start for one, two in pairwise(words))
    onsets = sorted([0, *(cue.span.start for cue in short.cues), short.steps[-1].span.end])
    assert max(two - one for one, two in pairwise(onsets)) < 5 * RATE
    assert short.length < timeline.length / 4
    assert short.holds == ()
    assert short.length - short.steps[-1].span.end == timeline.length - timeline.steps[-1].span.end


def test_a_rehearsal_has_every_step_and_chapter_around_its_own_words() -> None:
    timeline = session()
    short = rehearsal(timeline)
    for whole, brief in zip(timeline.steps, short.steps, strict=True):
        before = [c.text for c in timeline.cues if c.kind != "pulse" and whole.opens <= c.span.start < whole.span.end]
        assert [c.text for c in short.cues if brief.opens <= c.span.start < brief.span.end] == before
        assert brief.opens < brief.span.start < brief.span.end
    assert [chapter.start for chapter in short.chapters[1:]] == [step.opens for step in short.steps[1:]]
    assert short.chapters[0].start == 0
