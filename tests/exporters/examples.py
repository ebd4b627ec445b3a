"""A session to export, with everything a file can say of itself, and sound to go with it."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.image import imsave

from coach.audio import Format, Samples
from coach.exporters import About, Quality, exporters, whole_file
from coach.exporters.base import STANDARD
from coach.script import loads
from coach.timeline import schedule

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

RATE = 48_000

SCRIPT = """
title: Zwölf Züge
language: de-AT
parts:
  - title: "{side} leg"
    repeat: {side: [left, right]}
    steps:
      - {title: A longer name for the first, say: Glide slowly up the whole leg., time: {fixed: 12.3456s}}
      - {title: Größe, say: And down., time: {fixed: 11s}}
  - steps:
      - {title: Rest, say: "Rest a while.", time: {fixed: 12.345s}}
"""


def cover() -> bytes:
    """Return a picture of three by two pixels, as PNG."""
    file = io.BytesIO()
    imsave(file, np.linspace(0, 1, 24).reshape(2, 3, 4), format="png")
    return file.getvalue()


TIMELINE = schedule(loads(SCRIPT))
ABOUT = About(TIMELINE, "de-AT", Format(RATE, 2), "Both legs, and a rest, für Füße.", "2026-03-01", cover())
STARTS = tuple(round(chapter.start * 1000 / RATE) for chapter in TIMELINE.chapters)
TITLES = tuple(chapter.title for chapter in TIMELINE.chapters)
SPOKEN = tuple(cue for cue in TIMELINE.cues if cue.kind == "say")


def sound() -> Samples:
    """Return the session as faint noise with a burst of loud noise at every line that is spoken."""
    random = np.random.default_rng(5)
    whole = random.normal(0, 0.001, (TIMELINE.length, 2))
    for cue in SPOKEN:
        whole[cue.span.start : cue.span.start + RATE // 2] += random.normal(0, 0.1, (RATE // 2, 2))
    return np.clip(whole, -0.9, 0.9).astype(np.float32)


def blocks(whole: Samples, size: int = RATE) -> Iterator[Samples]:
    """Yield sound in blocks."""
    for at in range(0, len(whole), size):
        yield whole[at : at + size]


def write(path: Path, whole: Samples, quality: Quality = STANDARD, about: About = ABOUT) -> Path:
    """Export sound to a path, by its suffix."""
    with whole_file(path) as file:
        exporters()[path.suffix[1:]].write(file, blocks(whole), about, quality)
    return path
