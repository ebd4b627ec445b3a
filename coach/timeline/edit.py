"""Edits: functions from timeline to timeline."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from coach.timeline.values import Chapter, Span, StepSpan, Timeline

if TYPE_CHECKING:
    from coach.units import Frames


def cut(timeline: Timeline, span: Span) -> Timeline:
    """Return the part of a timeline inside a span, counted anew from the span's first frame.

    Cues that begin inside the span are kept, and end with it at the latest; those that began before are left out.
    """
    length = span.length

    def inside(other: Span) -> Span:
        moved = other.shifted(-span.start)
        return Span(max(0, moved.start), min(length, moved.end))

    return replace(
        timeline,
        length=length,
        steps=tuple(
            replace(step, span=inside(step.span), opens=max(0, step.opens - span.start))
            for step in timeline.steps
            if step.span.start < span.end and step.span.end > span.start
        ),
        cues=tuple(
            replace(
                cue, span=inside(cue.span), phrases=tuple(inside(one) for one in cue.phrases if one.start < span.end)
            )
            for cue in timeline.cues
            if span.start <= cue.span.start < span.end
        ),
        chapters=tuple(_chapters(timeline.chapters, span)),
        beds=tuple(
            replace(bed, span=bed.span.shifted(-span.start))
            for bed in timeline.beds
            if bed.span.start < span.end and bed.span.end > span.start
        ),
        holds=tuple(hold - span.start for hold in timeline.holds if span.start <= hold < span.end),
    )


def step_span(step: StepSpan) -> Span:
    """Return a step with its change of position: what a preview plays."""
    return Span(step.opens, step.span.end)


def _chapters(chapters: tuple[Chapter, ...], span: Span) -> list[Chapter]:
    before: Frames = max((chapter.start for chapter in chapters if chapter.start <= span.start), default=0)
    return [
        replace(chapter, start=max(0, chapter.start - span.start))
        for chapter in chapters
        if before <= chapter.start < span.end
    ]
