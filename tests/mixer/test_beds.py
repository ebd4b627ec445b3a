"""Beds that change from part to part: they cross at equal power, never under a silence, alike in whatever blocks."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from coach.audio.finish import LOUDNESS
from coach.audio.loudness import PowerMeter, Powers, integrated, powers
from coach.cache import Cache
from coach.mixer import BedTrack, Mixer, Sources
from coach.script import loads
from coach.sounds import Bed, open_bed
from coach.speech import Cast, Speech
from coach.timeline import RATE, Span, Timeline, cut, schedule
from coach.voices import open_voice

if TYPE_CHECKING:
    from coach.audio import Samples

SCRIPT = """
title: T
voice: rehearsal
bed: {sound: FIRST, level: -20 dB}
parts:
  - title: One
    steps: [{title: A, say: Glide up., time: 20s}]
  - title: Two
    bed: SECOND
    steps: [{title: B, say: "Glide up, and over. [pause 6s] And down.", time: 26s}]
  - title: Three
    steps: [{title: C, say: And down., time: 20s}]
"""


def planned(first: str, second: str) -> Timeline:
    return schedule(loads(SCRIPT.replace("FIRST", first).replace("SECOND", second)))


def track(timeline: Timeline) -> BedTrack:
    sounds = {bed.sound: open_bed(bed.sound, Path(), RATE, LOUDNESS) for bed in timeline.beds}
    return BedTrack(timeline, sounds)


def alone(sound: str, level: float) -> Bed:
    return open_bed(sound, Path(), RATE, LOUDNESS + level)


def crossing(timeline: Timeline, number: int) -> Span:
    """Return when one bed crosses into the next."""
    before, after = timeline.beds[number : number + 2]
    return Span(after.span.start, before.span.end)


def decibels(power: Powers) -> Powers:
    return 10 * np.log10(power)


def test_a_new_bed_comes_as_its_part_opens_and_the_sessions_own_returns() -> None:
    timeline = planned("rain", "{sound: brown, level: -26 dB}")
    assert [(bed.sound, bed.level) for bed in timeline.beds] == [("rain", -20), ("brown", -26), ("rain", -20)]
    first, second = crossing(timeline, 0), crossing(timeline, 1)
    assert (first.start + first.end) / 2 == timeline.steps[1].opens
    assert (second.start + second.end) / 2 == timeline.steps[2].opens
    assert first.length == second.length == 6 * RATE
    under, gain = track(timeline).read(0, timeline.length), 10 ** (-26 / 20)
    before = alone("rain", -20).read(0, first.start)
    assert_allclose(under[: first.start], before, atol=1e-7)
    origin = first.start // 4800 * 4800  # brown begins with its own first frame, at a whole step of 100 ms
    between = open_bed("brown", Path(), RATE, LOUDNESS).read(first.end - origin, second.start - first.end) * gain
    assert_allclose(under[first.end : second.start], between, atol=1e-7)


def test_two_beds_cross_at_equal_power() -> None:
    timeline = planned("rain", "brown")
    span = crossing(timeline, 0)
    heard = powers(track(timeline).read(span.start - 5 * RATE, span.length + 10 * RATE), RATE)
    seconds = heard.reshape(-1, 10).mean(axis=1)
    assert np.ptp(decibels(seconds)) < 2.5, "no second is much softer or louder: rain alone strays as far"
    assert integrated(heard) == pytest.approx(LOUDNESS - 20, abs=0.7)


def test_a_bed_that_only_changes_its_level_goes_straight_there() -> None:
    timeline = planned("brown", "{level: -32 dB}")
    span = crossing(timeline, 0)
    mixed, plain = track(timeline).read(0, span.end), alone("brown", 0).read(0, span.end)
    gains = [
        np.sqrt(np.mean(mixed[at : at + 4800] ** 2) / np.mean(plain[at : at + 4800] ** 2))
        for at in range(span.start - RATE, span.end - 4800, 4800)
    ]
    assert (np.diff(gains) <= 1e-6).all()
    assert 20 * np.log10(gains[0]) == pytest.approx(-20, abs=0.01)
    assert 20 * np.log10(gains[-1]) == pytest.approx(-32, abs=0.3)


def test_a_part_may_be_silent_and_nothing_begins_or_ends_at_once() -> None:
    timeline = planned("rain", "none")
    gone, back = crossing(timeline, 0), crossing(timeline, 1)
    under = track(timeline).read(0, timeline.length)
    assert not under[gone.end : back.start].any()
    assert np.abs(under[gone.end - 48 : gone.end]).max() < 1e-4
    assert np.abs(under[back.start : back.start + 48]).max() < 1e-4
    going = powers(under[gone.start : gone.end], RATE)[1:].reshape(-1, 59)[0]
    fall = np.cos(np.pi / 2 * (np.arange(59) + 1.5) / 60) ** 2
    assert np.abs(decibels(going[:50] / fall[:50]) - decibels(going[0])).max() < 4


@pytest.mark.parametrize("size", [960, 48_000, 7777])
def test_the_same_frame_is_the_same_sample_in_whatever_blocks(size: int) -> None:
    timeline = planned("shore", "wind")
    whole = track(timeline).read(0, timeline.length)
    under = track(timeline)
    blocks = [under.read(at, min(size, timeline.length - at)) for at in range(0, timeline.length, size)]
    assert_array_equal(np.concatenate(blocks), whole)


@pytest.mark.parametrize(("first", "second"), [("rain", "brown"), ("drone", "{level: -28 dB}"), ("bowls", "none")])
def test_changing_beds_know_their_own_powers(first: str, second: str) -> None:
    timeline = planned(first, second)
    under, meter = track(timeline), PowerMeter(RATE, 2)
    steps = timeline.length // 4800
    heard = meter.feed(under.read(0, steps * 4800))
    known = under.powers(steps)

    def of_seconds(found: Powers) -> Powers:
        return np.asarray(found[: steps // 20 * 20].reshape(-1, 20).mean(axis=1))

    sounding = of_seconds(known) > 1e-9
    assert sounding.any()
    assert np.abs(decibels(of_seconds(heard)[sounding] / of_seconds(known)[sounding])).max() < 0.7


def test_a_cut_crosses_as_the_whole_does() -> None:
    timeline = planned("rain", "brown")
    opens = timeline.steps[1].opens
    part = cut(timeline, Span(opens, timeline.steps[1].span.end))
    whole = BedTrack(timeline, {"rain": Steady(), "brown": Steady(0.5)})
    piece = BedTrack(part, {"rain": Steady(), "brown": Steady(0.5)})
    assert_array_equal(piece.read(0, part.length), whole.read(opens, part.length))


class Steady(Bed):
    """A bed that is alike at every frame."""

    def __init__(self, level: float = 1.0) -> None:
        self.level = level

    def read(self, start: int, count: int) -> Samples:
        return np.full((count, 2), self.level * (start >= 0), np.float32)

    def powers(self, steps: int) -> Powers:
        return np.full(steps, 2 * self.level**2)


@pytest.fixture
def mixer(own_cache: Path) -> Mixer:
    sources = Sources(Cast(Speech(open_voice("rehearsal"), Cache(own_cache), RATE, {})))
    script = loads(SCRIPT.replace("FIRST", "rain").replace("SECOND", "brown"))
    timeline = schedule(script, sources.length)
    return Mixer(timeline, sources, track(timeline))


def test_the_bed_never_rises_over_its_own_level(mixer: Mixer, own_cache: Path) -> None:
    """No pumping: in the rendered stem every pause is at most what the bed is by itself, and comes back to it."""
    sources = Sources(Cast(Speech(open_voice("rehearsal"), Cache(own_cache), RATE, {})))
    timeline = schedule(loads(SCRIPT.replace("FIRST", "rain").replace("SECOND", "brown")), sources.length)
    stem = np.concatenate(list(mixer.stem("bed")))
    own = track(timeline).read(0, timeline.length) * np.float32(10 ** ((mixer.gain - mixer.lowered) / 20))
    assert (np.abs(stem) <= np.abs(own) * 1.0001 + 1e-9).all()
    level = powers(stem, RATE) / powers(own, RATE)
    words = [span for cue in timeline.cues if cue.kind == "say" for span in cue.sounding]
    rest = [at for at in range(40, timeline.length // 4800 - 90) if all(not near(at, span) for span in words)]
    assert len(rest) > 150
    assert np.abs(decibels(level[rest])).max() < 0.05


def near(step: int, words: Span) -> bool:
    """Tell whether a step of 100 ms is so near to words that the bed is on its way."""
    return words.start - 0.7 * RATE < step * 4800 < words.end + 1.8 * RATE


def test_the_bed_comes_back_in_a_long_pause_inside_a_line(mixer: Mixer, own_cache: Path) -> None:
    sources = Sources(Cast(Speech(open_voice("rehearsal"), Cache(own_cache), RATE, {})))
    timeline = schedule(loads(SCRIPT.replace("FIRST", "rain").replace("SECOND", "brown")), sources.length)
    cue = next(cue for cue in timeline.cues if cue.text.startswith("Glide up, and"))
    first, second = cue.phrases
    assert second.start - first.end == 6 * RATE
    assert (first.start, second.end) == (cue.span.start, cue.span.end)
    stem = np.concatenate(list(mixer.stem("bed")))
    own = track(timeline).read(0, timeline.length) * np.float32(10 ** ((mixer.gain - mixer.lowered) / 20))

    def gain(at: int) -> float:
        here = slice(at - 2400, at + 2400)
        return float(10 * np.log10(np.mean(stem[here] ** 2) / np.mean(own[here] ** 2)))

    assert gain(first.start + first.length // 2) == pytest.approx(-5, abs=0.1)
    assert gain(first.end + 3 * RATE) == pytest.approx(0, abs=0.1)
    assert gain(second.start + 2400) == pytest.approx(-5, abs=0.1)
