"""A session to learn in a few minutes: everything that is said and signalled, without the time between."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import replace
from itertools import accumulate
from typing import TYPE_CHECKING

from coach.timeline.lengths import AFTER_CHIME
from coach.timeline.values import Span
from coach.units import Seconds, to_frame

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from coach.timeline.values import Timeline
    from coach.units import Frames

PAUSE: Seconds = 0.5
"""Seconds that are left of each stretch in which nothing is said or signalled."""


def rehearsal(timeline: Timeline) -> Timeline:
    """Return a session with its empty stretches skipped.

    Every line and chime is kept, whole and in order, and each visit, however little is heard in it. The pacing
    tones of strokes are left out: they tell how long a stroke lasts, and here none lasts. Nothing is waited for.
    The close keeps its length, so that the end rings out.
    """
    moved = _squeezed(timeline)

    def shifted(span: Span) -> Span:
        return Span(moved(span.start), moved(span.end))

    return replace(
        timeline,
        length=moved(timeline.length),
        steps=tuple(replace(step, span=shifted(step.span), opens=moved(step.opens)) for step in timeline.steps),
        cues=tuple(
            replace(cue, span=cue.span.shifted(moved(cue.span.start) - cue.span.start))
            for cue in timeline.cues
            if cue.kind != "pulse"
        ),
        chapters=tuple(replace(chapter, start=moved(chapter.start)) for chapter in timeline.chapters),
        holds=(),
    )


def _squeezed(timeline: Timeline) -> Callable[[Frames], Frames]:
    """Return where each frame of a timeline goes when its empty stretches are skipped."""
    skipped = tuple(_skipped(timeline))
    before = (0, *accumulate(span.length for span in skipped))

    def moved(frame: Frames) -> Frames:
        count = bisect_right(skipped, frame, key=lambda span: span.start)
        late = max(0, skipped[count - 1].end - frame) if count else 0
        return frame - before[count] + late

    return moved


def _skipped(timeline: Timeline) -> Iterator[Span]:
    """Yield what is left out of each stretch in which nothing is heard and no visit begins or ends."""
    pause, reach = to_frame(PAUSE, timeline.rate), 0
    for span in _kept(timeline):
        if span.start > reach + pause:
            yield Span(reach + pause, span.start)
        reach = max(reach, span.end)


def _kept(timeline: Timeline) -> list[Span]:
    """Return when something is heard, a visit begins or ends, or the session closes, in order."""
    edges = [frame for step in timeline.steps for frame in (step.opens, step.span.start, step.span.end)]
    close = Span(max(edges, default=0), timeline.length)
    strike = to_frame(AFTER_CHIME, timeline.rate)
    heard = [
        cue.span if cue.kind == "say" else Span(cue.span.start, min(cue.span.end, cue.span.start + strike))
        for cue in timeline.cues
        if cue.kind != "pulse"
    ]
    return sorted([*heard, *(Span(edge, edge) for edge in edges), close])
