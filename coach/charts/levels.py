"""A measured file onto a sheet: its loudness over time, where it peaks, and what goes on under it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from coach.audio.loudness import to_power
from coach.audio.meter import FINE, MOMENTARY, SHORT_TERM, trailing
from coach.charts.layout import clock, heard
from coach.charts.picture import LEFT, RIGHT, TICKS, WIDTH
from coach.charts.sheet import Sheet, fitted, width_of, wrapped
from coach.meter import OVER, TARGET, Mark
from coach.mixer import Course, Levels
from coach.units import Lufs, Seconds, format_clock, format_duration, to_gain, to_seconds

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

    from coach.audio.loudness import Powers
    from coach.meter import Measured
    from coach.mixer import Duck
    from coach.timeline import Timeline

LOWEST: Final[Lufs] = -60.0
"""The foot of the scale: what is softer is silence."""

SCALE: Final = (-50, -40, -30, -20, -10, 0)
"""Loudness with a line of its own, in LUFS."""

HEAD, PEAKS, PLOT, GAP, CHAPTERS, WORDS, BED, AXIS, FOOT = 78.0, 13.0, 250.0, 4.0, 30.0, 13.0, 15.0, 16.0, 12.0
"""Points: above everything, then the height of each lane, the space between them, the axis, and under everything."""

DOT: Final = 3.0
"""Points from the middle of a dot to its corners; peaks closer than twice that are one dot."""

LEGEND: Final = {
    "share": ("bed", "momentary loudness: 400 ms"),
    "say": ("say", "short-term loudness: 3 s"),
    "pulse": ("pulse", f"wanted for the whole: {TARGET:.0f} LUFS"),
    "crowd": ("crowd", f"true peak over {OVER:.0f} dBTP"),
    "quiet": ("silence", "silence"),
}
"""What each colour means, and the colour of its edge."""


def levels(measured: Measured, timeline: Timeline | None = None, duck: Duck | None = None) -> Sheet:
    """Draw a measured file.

    Args:
        measured: The file.
        timeline: The plan that it was made by, where it is known: its words and the bed's ducking are drawn as well.
        duck: How the plan's bed makes way for words; None where it has no bed.
    """
    marks = measured.file.chapters
    if timeline and not marks:
        marks = tuple(Mark(to_seconds(chapter.start, timeline.rate), chapter.title) for chapter in timeline.chapters)
    lanes = PEAKS + PLOT + 2 * GAP
    lanes += (CHAPTERS + GAP if marks else 0.0) + (WORDS + GAP if timeline else 0.0)
    lanes += BED + GAP if timeline and duck else 0.0
    drawn = _Drawn(Sheet(WIDTH, HEAD + lanes + AXIS + FOOT), measured)
    drawn.head()
    drawn.axis(HEAD + lanes, [mark.at for mark in marks])
    drawn.peaks()
    drawn.loudness()
    top = HEAD + PEAKS + PLOT + 2 * GAP
    if marks:
        drawn.chapters(marks, top)
        top += CHAPTERS + GAP
    if timeline:
        drawn.words(timeline, top)
    if timeline and duck:
        drawn.bed(timeline, duck, top + WORDS + GAP)
    return drawn.sheet


class _Drawn:
    """A measured file, being drawn."""

    def __init__(self, sheet: Sheet, measured: Measured) -> None:
        self.sheet, self.measured = sheet, measured
        self.scale = (WIDTH - LEFT - RIGHT) / measured.length
        self.right = WIDTH - RIGHT
        self.plot = HEAD + PEAKS + GAP
        self.over = np.flatnonzero(measured.curves.peaks > to_gain(OVER))

    def x(self, at: Seconds) -> float:
        return LEFT + min(max(at, 0.0), self.measured.length) * self.scale

    def y(self, loudness: Lufs) -> float:
        return self.plot + PLOT * min(1.0, max(0.0, loudness / LOWEST))

    def head(self) -> None:
        found, room = self.measured, self.right - LEFT
        self.sheet.text(LEFT, 24.0, fitted(found.file.path.name, room, 17.0, bold=True), 17.0, bold=True)
        ranges = "" if found.loudness_range is None else f"range {found.loudness_range:.1f} LU"
        peak = f"true peak {found.true_peak.value:.1f} dBTP at {format_clock(found.true_peak.at)}"
        facts = [format_duration(found.length), f"{found.integrated:.1f} LUFS", ranges, peak]
        self.sheet.text(LEFT, 43.0, " · ".join(fact for fact in facts if fact), 9.5, colour="faint")
        x = LEFT
        for colour, (edge, meaning) in LEGEND.items():
            if (colour == "quiet" and not found.silences) or (colour == "crowd" and not len(self.over)):
                continue
            self.sheet.box(x, 58.0, 10.0, 8.0, colour, edge=edge)
            self.sheet.text(x + 14.0, 62.0, meaning, 7.5, colour="faint")
            x += 14.0 + width_of(meaning, 7.5) + 15.0

    def axis(self, bottom: float, marks: list[Seconds]) -> None:
        self.sheet.box(LEFT, self.plot, self.right - LEFT, PLOT, "lane")
        for silence in self.measured.silences:
            left, right = self.x(silence.start), self.x(silence.end)
            about = f"{clock(silence.start, silence.end)} · silence, {format_duration(silence.end - silence.start)}"
            self.sheet.box(left, self.plot, right - left, PLOT, "quiet", edge="silence", about=about)
        for loudness in SCALE:
            self.sheet.line((LEFT, self.y(loudness)), (self.right, self.y(loudness)), "grid")
            self._named(self.y(loudness), str(loudness))
        self._named(self.plot + PLOT - 2.0, "LUFS")
        for at in marks:
            self.sheet.line((self.x(at), self.plot), (self.x(at), self.plot + PLOT), "edge", 0.5)
        self.sheet.line((LEFT, bottom), (self.right, bottom), "edge")
        room = width_of(format_clock(self.measured.length), 7.0) + 14.0
        every = next((tick for tick in TICKS if tick * self.scale >= room), TICKS[-1])
        for at in range(0, int(self.measured.length) + 1, every):
            self.sheet.line((self.x(at), bottom), (self.x(at), bottom + 3.0), "edge")
            self.sheet.text(self.x(at), bottom + 9.0, format_clock(at), 7.0, colour="faint", across="center")

    def peaks(self) -> None:
        middle, curves = HEAD + PEAKS / 2, self.measured.curves
        self._named(middle, "peaks")
        if not len(self.over):
            self.sheet.text(LEFT + 4.0, middle, f"none over {OVER:.0f} dBTP", 7.0, colour="faint")
        columns = (self.over * curves.step * self.scale // (2 * DOT)).astype(int)
        for column in np.unique(columns):
            steps = self.over[columns == column]
            highest = steps[curves.peaks[steps].argmax()]
            at = highest * curves.step
            about = f"{format_clock(at)} · true peak {20 * np.log10(curves.peaks[highest]):.1f} dBTP"
            x = self.x(at)
            corners = [(x - DOT, middle), (x, middle - DOT), (x + DOT, middle), (x, middle + DOT)]
            self.sheet.shape(corners, "crowd", about)

    def loudness(self) -> None:
        momentary = list(self._columns(MOMENTARY))
        upper = [(x, self.y(high)) for x, _, high in momentary]
        lower = [(x, self.y(low)) for x, low, _ in reversed(momentary)]
        self.sheet.shape([*upper, *lower], "share", "Momentary loudness")
        self.sheet.curve(upper, "bed", 0.9)
        self.sheet.line((LEFT, self.y(TARGET)), (self.right, self.y(TARGET)), "pulse", 1.0)
        self._named(self.y(TARGET), f"{TARGET:.0f}", "pulse")
        self.sheet.curve([(x, self.y(high)) for x, _, high in self._columns(SHORT_TERM)], "say", 1.1)

    def chapters(self, marks: tuple[Mark, ...], top: float) -> None:
        self._named(top + CHAPTERS / 2, "chapters")
        ends = [*(mark.at for mark in marks[1:]), self.measured.length]
        for mark, end in zip(marks, ends, strict=True):
            left, width = self.x(mark.at), self.x(end) - self.x(mark.at)
            about = f"{clock(mark.at, end)} · {mark.title}"
            self.sheet.box(left, top, width, CHAPTERS, "step", edge="edge", about=about)
            lines = wrapped(mark.title, width - 5.0, 6.3, 3)
            for index, line in enumerate(lines):
                middle = top + CHAPTERS / 2 + 8.0 * (index - (len(lines) - 1) / 2)
                self.sheet.text(left + 3.0, middle, line, 6.3)

    def words(self, timeline: Timeline, top: float) -> None:
        self._named(top + WORDS / 2, "words")
        for cue in timeline.cues:
            if cue.kind == "say":
                start, end = to_seconds(cue.span.start, timeline.rate), to_seconds(cue.span.end, timeline.rate)
                about = f"{clock(start, end)} · {heard(cue)}"
                self.sheet.box(self.x(start), top, self.x(end) - self.x(start), WORDS, "say", about=about)

    def bed(self, timeline: Timeline, duck: Duck, top: float) -> None:
        floor = top + BED
        self._named(floor - BED / 2, "bed")
        frames = np.linspace(0, timeline.length, int(self.right - LEFT)).astype(np.int64)
        gains = Course(timeline, Levels(duck=duck)).bed(frames)
        line = [(self.x(at / timeline.rate), floor - BED * float(gain)) for at, gain in zip(frames, gains, strict=True)]
        self.sheet.shape([(LEFT, floor), *line, (line[-1][0], floor)], "bed", "The bed's level: down under words")

    def _columns(self, window: int) -> Iterator[tuple[float, Lufs, Lufs]]:
        """Yield a place across, and the least and the greatest loudness there: of windows around each instant."""
        curves = self.measured.curves
        means = _decibels(trailing(curves.powers, window))
        each = max(1, round(1.0 / (curves.step * self.scale)))
        for start in range(0, len(means), each):
            here = means[start : start + each]
            at = (start + len(here) / 2) * curves.step - window * FINE / 2
            if at >= 0:
                yield self.x(at), float(here.min()), float(here.max())

    def _named(self, middle: float, name: str, colour: str = "faint") -> None:
        self.sheet.text(LEFT - 6.0, middle, name, 7.5, bold=colour != "faint", colour=colour, across="right")


def _decibels(powers: Powers) -> npt.NDArray[np.float64]:
    least = to_power(LOWEST)
    return LOWEST + 10.0 * np.log10(np.maximum(powers, least) / least)
