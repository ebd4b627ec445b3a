from __future__ import annotations

from itertools import pairwise

import pytest

from coach.script import Heard, estimate, loads
from coach.timeline import RATE, BedSpan, Span, Timeline, cut, schedule

PART = "- {{{bed}steps: [{{title: S{number}, say: Go on., time: {time}}}]}}\n"


def planned(*parts: tuple[str, str], own: str = "shore") -> Timeline:
    """Plan a session of parts, each with its bed and its time."""
    texts = [
        PART.format(bed=f"bed: {bed}, " if bed else "", number=number, time=f"{{fixed: {time}}}")
        for number, (bed, time) in enumerate(parts)
    ]
    return schedule(loads(f"title: T\nlead: 1s\nchimes: none\nbed: {own}\nparts:\n{''.join(texts)}"))


def test_one_bed_lies_under_everything() -> None:
    timeline = planned(("", "30s"), ("shore", "30s"), ("{level: -21 dB}", "30s"))
    assert timeline.beds == (BedSpan(Span(0, timeline.length), "shore", -21.0),)


def test_a_short_part_crosses_no_longer_than_it_lasts() -> None:
    timeline = planned(("", "30s"), ("rain", "4s"), ("wind", "30s"))
    starts, ends = ([getattr(bed.span, edge) for bed in timeline.beds] for edge in ("start", "end"))
    assert (starts[0], ends[-1]) == (0, timeline.length)
    opens = [step.opens for step in timeline.steps]
    assert [(start + end) / 2 for start, end in zip(starts[1:], ends[:-1], strict=True)] == opens[1:]
    assert [end - start for start, end in zip(starts[1:], ends[:-1], strict=True)] == [4 * RATE, 4 * RATE]
    assert ends[0] <= starts[2], "never three at once"


def test_a_level_of_its_own_keeps_the_sessions_sound_and_a_sound_its_level() -> None:
    timeline = planned(("{level: -30 dB}", "30s"), ("wind", "30s"), own="{sound: rain, level: -25 dB}")
    assert [(bed.sound, bed.level) for bed in timeline.beds] == [("rain", -30.0), ("wind", -25.0)]


def test_both_sides_of_a_part_have_one_bed() -> None:
    text = "title: T\nparts:\n- {bed: rain, repeat: {side: [left, right]}, steps: [{title: A, say: B., time: 30s}]}\n"
    assert [bed.sound for bed in schedule(loads(text)).beds] == ["rain"]


def test_a_cut_keeps_the_beds_that_are_heard_in_it_and_where_they_cross() -> None:
    timeline = planned(("", "30s"), ("rain", "30s"), ("wind", "30s"))
    span = Span(timeline.steps[1].opens, timeline.steps[1].span.end - 10 * RATE)
    beds = cut(timeline, span).beds
    assert [bed.sound for bed in beds] == ["shore", "rain"]
    for old, new in pairwise(beds):
        assert (old.span.end + new.span.start) / 2 == 0
    assert [bed.span.shifted(span.start) for bed in beds] == [bed.span for bed in timeline.beds[:2]]


LINE = "Glide up. [pause 2.5s] Rest here. [pause 1s] Breathe. [pause 3s]"


def measured(heard: Heard) -> tuple[float, bool]:
    return (estimate(heard.line) if heard.kind == "say" else 1.8), True


@pytest.mark.parametrize("rate", [RATE, 44_100])
def test_it_is_known_where_the_words_of_a_line_sound(rate: int) -> None:
    text = f"title: T\nsteps: [{{title: A, say: '{LINE}', time: 60s}}, {{title: B, say: Go on., time: 30s}}]\n"
    timeline = schedule(loads(text), measured, rate=rate)
    cue = next(cue for cue in timeline.cues if cue.text.startswith("Glide"))
    first, second, third = cue.phrases
    assert first.start == cue.span.start
    for span, words in zip(cue.phrases, ("Glide up.", "Rest here.", "Breathe."), strict=True):
        assert span.length == pytest.approx(estimate(words) * rate, abs=1)
    pauses = [(second.start - first.end) / rate, (third.start - second.end) / rate, (cue.span.end - third.end) / rate]
    assert pauses == pytest.approx([2.5, 1, 3], abs=1 / rate)
    assert [cue.phrases for cue in timeline.cues if cue.text == "Go on."] == [()]
    part = cut(timeline, Span(cue.span.start, second.start + 100))
    assert part.cues[0].phrases == (first.shifted(-cue.span.start), Span(second.start - cue.span.start, part.length))
