"""A file held against the plan it was made by: what the words stand above, and what else begins too suddenly."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from coach.audio.loudness import ABSOLUTE_GATE, passes, to_lufs
from coach.audio.meter import FINE, MOMENTARY, trailing
from coach.audio.onset import BEFORE, ONSET, ROOM, SILENT
from coach.errors import SoundError
from coach.meter.measure import worst_onset
from coach.meter.values import Voicing
from coach.mixer import Course, Duck, Levels
from coach.units import Seconds, format_clock, to_seconds

if TYPE_CHECKING:
    from collections.abc import Iterable

    from coach.meter.values import Measured
    from coach.timeline import Span, Timeline
    from coach.units import Lufs

    Mask = npt.NDArray[np.bool_]

ALIKE: Seconds = 0.25
"""A file and its plan may differ in length by this much: MP3 comes in frames, with silence around them."""

LEAST: Seconds = 1.0
"""Pauses shorter than this in all say nothing of a bed."""


def voicing(measured: Measured, timeline: Timeline, duck: Duck | None = None) -> Voicing | None:
    """Tell how words stand above the bed in a session that was exported.

    The bed is heard by itself only in the pauses; the plan tells how much further down it is under words.

    Args:
        measured: The exported file.
        timeline: The plan of the same script with the same wishes.
        duck: How its bed makes way for words; as it does by default where it is None.

    Returns:
        None for a session without words.

    Raises:
        SoundError: The plan is not this file's, as their lengths differ, or it is a mere estimate.
    """
    if abs(measured.length - timeline.seconds) > ALIKE:
        lasts, planned = format_clock(measured.length), format_clock(timeline.seconds)
        about = "about " if timeline.estimated else ""
        message = (
            f"{measured.file.path}: lasts {lasts}, and its plan {about}{planned}: expected the script that it was "
            "exported from, and the same --voice, --fit, --guidance and --cache"
        )
        raise SoundError(message)
    if timeline.estimated:
        message = (
            f"{measured.file.path}: where its words sound is not known: some of them are not in the speech cache: "
            "name the --cache that it was exported with, or export it again"
        )
        raise SoundError(message)
    powers, step = measured.curves.powers, measured.curves.step
    at = (np.arange(len(powers)) + 0.5) * step
    course = Course(timeline, Levels(duck=duck or Duck()))
    inner = (at > course.fade_in / timeline.rate) & (at < measured.length - course.fade_out / timeline.rate)
    lines = (span for cue in timeline.cues if cue.kind == "say" for span in cue.sounding)
    words = _within(at, lines, timeline.rate)
    if not words.any():
        return None
    near = _within(at, (cue.span for cue in timeline.cues), timeline.rate, 2 * ONSET * FINE, BEFORE * FINE)
    pauses = inner & ~near
    gains = course.bed((at * timeline.rate).astype(np.int64)).astype(np.float64) ** 2
    bed = pause = None
    if pauses.sum() * step >= LEAST and powers[pauses].mean() > 0:
        pause = to_lufs(float(powers[pauses].mean()))
        bed = to_lufs(float(powers[pauses].sum() / gains[pauses].sum() * gains[words].mean()))
    if pause is None or pause < ABSOLUTE_GATE:
        bed = pause = None
    begins = _within(at, (cue.span for cue in timeline.cues if cue.kind == "say"), timeline.rate, 2 * ONSET * FINE)
    spoken = _of_words(powers, words)
    room = max(spoken + ROOM, SILENT)
    covered = (gains > 0) & (pause is not None and pause > room)
    onset = worst_onset(measured.curves, inner & ~begins, np.where(covered, SILENT, room))
    return Voicing(spoken, bed, pause, onset)


def _of_words(powers: npt.NDArray[np.float64], words: Mask) -> Lufs:
    """Return the gated loudness of the 400 ms blocks that lie in words, or of all words where they are shorter."""
    whole = trailing(words.astype(np.float64), MOMENTARY) > 1.0 - 0.5 / MOMENTARY
    blocks = trailing(powers, MOMENTARY)[whole] if whole.any() else powers[words]
    counted = blocks[passes(blocks)]
    return to_lufs(float(counted.mean())) if len(counted) else -np.inf


def _within(
    at: npt.NDArray[np.floating], spans: Iterable[Span], rate: int, before: Seconds = 0.0, after: Seconds = 0.0
) -> Mask:
    """Tell which instants lie in a span, or shortly before or after one."""
    found = np.zeros(len(at), np.bool_)
    for span in spans:
        start, end = to_seconds(span.start, rate) - before, to_seconds(span.end, rate) + after
        found[np.searchsorted(at, start) : np.searchsorted(at, end)] = True
    return found
