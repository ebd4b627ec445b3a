from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import yaml
from hypothesis import event, given, settings
from hypothesis import strategies as st

from coach.errors import TimingError
from coach.script import Heard, Script, estimate, loads
from coach.timeline import (
    Lengths,
    Now,
    Replanned,
    Timeline,
    again,
    back,
    forward,
    replan,
    schedule,
)
from coach.units import Seconds, to_frame

if TYPE_CHECKING:
    from coach.script.fields import Guidance

RATE = 48_000

TEXT = "Glide slowly up the whole leg and over the hip then back down once more"


def measured(heard: Heard, /) -> tuple[Seconds, bool]:
    return (estimate(heard.line) * (1.9 if heard.voice else 1.1) if heard.kind == "say" else 6.0), True


def spoken(slow: float) -> Lengths:
    """Return a voice that takes its own time over each line: some much longer than was estimated, some shorter."""

    def lengths(heard: Heard, /) -> tuple[Seconds, bool]:
        return (estimate(heard.line) * (0.8 + slow * (len(heard.line) % 3)) if heard.kind == "say" else 6.0), True

    return lengths


lines = st.integers(5, len(TEXT)).map(lambda count: f"{TEXT[:count]}.")
instants = st.one_of(
    st.integers(8, 90).map(lambda n: f"{n}s"),
    st.integers(20, 90).map(lambda n: f"{n}%"),
    st.integers(6, 40).map(lambda n: f"-{n}s"),
)


@st.composite
def scripts(draw: st.DrawFn) -> Script:
    """A session of one or two parts, with or without sides, with every kind of thing that is heard."""

    def step(index: int) -> dict[str, Any]:
        ideal = draw(st.integers(30, 200))
        made: dict[str, Any] = {
            "title": f"Stroke {index}",
            "say": draw(lines),
            "time": {"ideal": f"{ideal}s", "least": f"{draw(st.integers(5, ideal))}s", "most": f"{ideal * 3}s"},
            "cues": [{"at": draw(instants), "say": draw(lines)} for _ in range(draw(st.integers(0, 2)))],
        }
        if draw(st.booleans()):
            made["cues"].append({"at": f"{draw(st.integers(1, 9))}0%", "chime": "drop"})
        if draw(st.booleans()):
            made["again"] = draw(lines)
        if draw(st.booleans()):
            made["caution"] = draw(lines)
        if draw(st.booleans()):
            made["move"] = {"say": draw(lines), "for": f"{draw(st.integers(0, 20))}s", "wait": draw(st.booleans())}
        if draw(st.booleans()):
            made["strokes"] = {"each": f"{draw(st.integers(3, 20))}s", "say": draw(st.sampled_from(["last", "count"]))}
        return made

    parts: list[dict[str, Any]] = []
    for number in range(draw(st.integers(1, 2))):
        part: dict[str, Any] = {"steps": [step(10 * number + n) for n in range(draw(st.integers(1, 3)))]}
        if draw(st.booleans()):
            part["repeat"] = {"side": ["left", "right"]}
        parts.append(part)
    guidance = draw(st.sampled_from(["full", "full", "brief", "tones"]))
    voices = dict.fromkeys(sorted(draw(st.sets(st.sampled_from(["cautions", "counts", "moves"])))), "slower")
    return loads(yaml.safe_dump({"title": "T", "guidance": guidance, "voices": voices, "parts": parts}))


def plan(script: Script, slot: Seconds | None = None) -> Timeline | None:
    try:
        return schedule(script, measured, slot=slot)
    except TimingError:
        event("does not fit")
        return None


def holds(made: Replanned, before: Timeline, now: Now, lengths: Lengths) -> None:
    """Assert all that must be true of a session planned anew."""
    after, at = made.timeline, now.plan
    heard = [cue for cue in before.cues if cue.span.start < at]
    assert [cue for cue in after.cues if cue.span.start < at] == heard, "what was heard is changed"
    done = sum(step.span.end <= at for step in before.steps)
    assert after.steps[:done] == before.steps[:done]
    assert [cue.span for cue in after.cues] == sorted(cue.span for cue in after.cues)
    words = [cue for cue in after.cues if cue.kind == "say"]
    assert all(one.span.end <= two.span.start for one, two in pairwise(words) if two.span.start >= at), "words overlap"
    for cue in words:
        if cue.span.start >= at:
            assert abs(cue.span.length - to_frame(lengths(Heard("say", cue.line, cue.voice))[0], RATE)) <= 1
    for one, two in pairwise(after.steps):
        assert one.span.end == two.opens <= two.span.start < two.span.end
    assert [chapter.start for chapter in after.chapters[1:]] == [step.opens for step in after.steps[1:]]
    for step in after.steps:
        said = [c.span.end for c in words if at <= c.span.start and step.opens <= c.span.start < step.span.end]
        assert all(end <= step.span.end for end in said), "words run over their visit"
    for cue in after.cues:
        if cue.span.start >= at and cue.span.start < after.steps[-1].span.end:
            assert any(
                (s.id, s.side) == (cue.step, cue.side) and s.opens <= cue.span.start <= s.span.end for s in after.steps
            ), "out of place"
    alike: dict[str, set[int]] = {}
    for step in after.steps:
        if step.opens > at:  # one that opens just now is under way, and may be asked for more
            alike.setdefault(step.id, set()).add(step.span.length)
    assert all(len(times) == 1 for times in alike.values()), "sides ahead differ"
    assert made.over == (0 if now.end is None else after.length - now.end)
    assert len(after.steps) == len(before.steps)


@settings(max_examples=100, deadline=None)
@given(scripts(), st.one_of(st.none(), st.integers(60, 1500)), st.floats(0, 1))
def test_where_nothing_has_changed_nothing_changes(script: Script, slot: int | None, share: float) -> None:
    timeline = plan(script, slot)
    if timeline:
        at = int(timeline.length * share)
        assert replan(script, timeline, Now(at, at), measured) == Replanned(timeline, 0)
        assert replan(script, timeline, Now(at, at, timeline.length), measured) == Replanned(timeline, 0)


@settings(max_examples=60, deadline=None)
@given(scripts(), st.integers(60, 1500))
def test_planned_anew_before_anything_was_heard_a_session_is_as_if_scheduled(script: Script, slot: int) -> None:
    natural, booked = plan(script), plan(script, slot)
    if natural and booked:
        made = replan(script, natural, Now(booked=slot * RATE), measured)
        assert made.over == 0
        assert (made.timeline.steps, made.timeline.cues) == (booked.steps, booked.cues)
        assert (made.timeline.length, made.timeline.chapters) == (booked.length, booked.chapters)


EVENTS = st.tuples(
    st.floats(0, 0.5),
    st.sampled_from(["pause", "forward", "back", "again", "more", "less", "brief", "full", "tones", "spoken"]),
    st.floats(0, 1),
)


@settings(max_examples=100, deadline=None)
@given(scripts(), st.sampled_from(["booked", "open"]), st.lists(EVENTS, min_size=1, max_size=8))
def test_whatever_happens_words_stay_apart_and_what_was_heard_stays(
    script: Script, slot: str, happens: list[tuple[float, str, float]]
) -> None:
    timeline, lengths = plan(script), measured
    if timeline is None:
        return
    now = Now(booked=timeline.length if slot == "booked" else None)
    guidances: tuple[Guidance, ...] = ("full", "brief", "tones")
    for share, what, size in happens:
        now = now.heard(int((timeline.length - now.plan) * share))
        more, guidance = 0.0, next((one for one in guidances if one == what), None)
        if what == "pause":
            now = now.waited(int(300 * size * RATE))
        elif what in {"forward", "back", "again"}:
            jump = {"forward": forward, "back": back, "again": again}[what]
            now = now.jumped(timeline, jump(timeline, now.plan))
        elif what in {"more", "less"}:
            more = 60 * size * (1 if what == "more" else -1)
        elif what == "spoken":
            lengths = spoken(size)
        made = replan(script, timeline, now, lengths, more=more, guidance=guidance)
        holds(made, timeline, now, lengths)
        soon = replan(script, made.timeline, now.heard(1), lengths)
        nearer = abs(soon.over) < abs(made.over)  # a side that has opened no longer binds the other to its own words
        assert nearer or soon == made, "planned again, it is another plan"
        timeline = made.timeline
        event(what)
