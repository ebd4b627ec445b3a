"""A timeline as plain data: what ``coach plan --json`` prints, seconds and frames side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from coach.units import to_seconds

if TYPE_CHECKING:
    from coach.timeline.values import Span, Timeline


def dump(timeline: Timeline) -> dict[str, Any]:
    """Return a timeline as values that JSON can hold, losing nothing of when things sound.

    Times are in seconds, each with its frame beside it. A step's span is its hands-on time.
    A cue has a voice where it is not the session's own.
    """

    def span(value: Span) -> dict[str, float | int]:
        return {
            "start": to_seconds(value.start, timeline.rate),
            "end": to_seconds(value.end, timeline.rate),
            "start_frame": value.start,
            "end_frame": value.end,
        }

    return {
        "title": timeline.title,
        "length": timeline.seconds,
        "frames": timeline.length,
        "rate": timeline.rate,
        "steps": [
            {"id": step.id, "title": step.title, "side": step.side, **span(step.span)} for step in timeline.steps
        ],
        "cues": [
            {
                **span(cue.span),
                "kind": cue.kind,
                "step": cue.step,
                "side": cue.side,
                "text": cue.text,
                "phrases": [span(phrase) for phrase in cue.phrases],
            }
            | ({"voice": cue.voice} if cue.voice else {})
            for cue in timeline.cues
        ],
        "beds": [{**span(bed.span), "sound": bed.sound, "level": bed.level} for bed in timeline.beds],
        "chapters": [
            {"start": to_seconds(chapter.start, timeline.rate), "title": chapter.title} for chapter in timeline.chapters
        ],
    }
