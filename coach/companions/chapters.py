"""Chapters as a file of their own: the JSON Chapters Format 1.2 of the podcast namespace (Podcasting 2.0)."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from coach.timeline import Timeline
    from coach.units import Frames

VERSION: Final = "1.2.0"
"""The version of the format."""


def chapters(timeline: Timeline) -> str:
    """Return a session's chapters. Times are in seconds, rounded to the nearest thousandth; each ends with the next."""

    def at(position: Frames) -> float:
        return round(position / timeline.rate, 3)

    starts = [*(chapter.start for chapter in timeline.chapters), timeline.length]
    listed = [
        {"startTime": at(start), "endTime": at(end), "title": chapter.title}
        for chapter, (start, end) in zip(timeline.chapters, pairwise(starts), strict=True)
    ]
    whole = {"version": VERSION, "title": timeline.title, "chapters": listed}
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"
