"""How the bed makes way: frame by frame as its definition says, however the session is cut into blocks."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.mixer.duck import Duck, DuckCurve
from coach.timeline import Span

RATE = 100
DUCK = Duck(depth=6.0, attack=0.5, hold=1.0, release=1.5)
LENGTH = 3000


def defined(words: list[Span], frame: int) -> float:
    """Return the gain in dB at a frame, from words that lie apart: an S down before each, and an S up after it."""

    def s_curve(share: float) -> float:
        x = min(1.0, max(0.0, share))
        return x * x * (3 - 2 * x)

    deepest = 0.0
    for span in words:
        if span.start <= frame <= span.end:
            return -DUCK.depth
        coming = 1 - (span.start - frame) / (DUCK.attack * RATE) if frame < span.start else 0.0
        going = 1 - (frame - span.end) / (DUCK.release * RATE) if frame > span.end else 0.0
        deepest = max(deepest, s_curve(coming), s_curve(going))
    return -DUCK.depth * deepest


@st.composite
def lines(draw: st.DrawFn) -> list[Span]:
    """Draw words that lie further apart than the bed is held down."""
    edges = sorted(draw(st.sets(st.integers(1, LENGTH // 101), min_size=2, max_size=12)))
    spans = [Span(101 * first, 101 * last) for first, last in pairwise(edges)]
    return spans[::2]


@settings(max_examples=50, deadline=None)
@given(lines(), st.lists(st.integers(1, LENGTH - 1), max_size=8, unique=True))
def test_the_curve_is_the_defined_one_however_it_is_cut(words: list[Span], cuts: list[int]) -> None:
    curve = DuckCurve(words, DUCK, RATE)
    blocks = [
        np.broadcast_to(curve.gains(start, end - start), end - start)
        for start, end in pairwise([0, *sorted(cuts), LENGTH])
    ]
    heard = 20 * np.log10(np.concatenate(blocks))
    assert heard == pytest.approx([defined(words, frame) for frame in range(LENGTH)], abs=1e-3)


def test_words_that_follow_soon_keep_the_bed_down() -> None:
    curve = DuckCurve([Span(500, 700), Span(799, 900)], DUCK, RATE)
    assert 20 * np.log10(curve.at(np.arange(500, 901))) == pytest.approx(-DUCK.depth, abs=1e-4)
