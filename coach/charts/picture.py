"""A chart onto a sheet: where each lane lies, and what each thing looks like."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from coach.charts.layout import clock
from coach.charts.sheet import Sheet, fitted, width_of, wrapped
from coach.timeline.advice import CROWDED
from coach.units import Seconds, format_clock, format_duration

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coach.charts.values import Bar, Chart, Line, Quiet

WIDTH: Final = 1040.0
"""Points across."""

LEFT, RIGHT = 64.0, 24.0
"""Points beside the lanes: their names stand at the left."""

SHORTEST: Seconds = 60.0
"""The least time across the sheet, so that a short session is not drawn out."""

LEGIBLE: Final = 40.0
"""Points a line of words must have for its beginning to stand in it."""

LOW: Final = 0.45
"""A share under this leaves room for its figure above it; over it, the figure stands inside."""

TICKS: Final = (5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600, 7200, 21600)
"""Seconds between the marks of an axis: the first that leaves room for the clock times."""

LANES: Final = {"step": 34.0, "say": 17.0, "share": 20.0, "chime": 11.0, "pulse": 13.0, "bed": 17.0}
"""Height of each lane, from the top, in points."""

NAMES: Final = {
    "step": "steps",
    "say": "words",
    "share": "words %",
    "chime": "chimes",
    "pulse": "strokes",
    "bed": "bed",
}
"""What stands beside each lane."""

LEGEND: Final = {
    "step": "hands-on step",
    "move": "change of position",
    "say": "words",
    "share": "share of words",
    "crowded": f"crowded: over {CROWDED:.0%}",
    "chime": "chime",
    "pulse": "stroke: up, and back",
    "bed": "bed, making way for words",
    "quiet": "nothing heard for over a minute",
}
"""What each colour means."""

HEAD, HEADING, GAP, AXIS, SPACE = 78.0, 17.0, 3.0, 14.0, 16.0
"""Points: above the lines, above a line's lanes, between lanes, for a line's axis, and between lines."""


def picture(chart: Chart) -> Sheet:
    """Draw a chart."""
    lanes = [name for name in LANES if _there(name, chart)]
    each = HEADING + sum(LANES[name] + GAP for name in lanes) + AXIS + SPACE
    sheet = Sheet(WIDTH, HEAD + each * len(chart.lines) + 14.0 * len(chart.notes))
    _head(sheet, chart)
    for index, line in enumerate(chart.lines):
        _Drawn(sheet, chart, line, lanes, HEAD + index * each).draw()
    for index, note in enumerate(reversed(chart.notes)):
        sheet.text(LEFT, sheet.height - 12.0 - 14.0 * index, note, 8.0, colour="faint")
    return sheet


def _there(name: str, chart: Chart) -> bool:
    """Tell whether a session has anything for a lane, or of a colour."""
    if name == "quiet":
        return any(line.quiet for line in chart.lines)
    if name == "crowded":
        return any(bar.share > CROWDED for line in chart.lines for bar in line.bars)
    if name == "bed":
        return chart.bed
    return name == "step" or {"share": "say"}.get(name, name) in chart.lanes


def _head(sheet: Sheet, chart: Chart) -> None:
    room = sheet.width - LEFT - RIGHT
    sheet.text(LEFT, 24.0, fitted(chart.title, room, 17.0, bold=True), 17.0, bold=True)
    sheet.text(LEFT, 43.0, chart.about, 9.5, colour="faint")
    x, size = LEFT, 7.5
    for name, meaning in LEGEND.items():
        if not _there(name, chart):
            continue
        edge = {"step": "edge", "move": "edge", "quiet": "silence", "crowded": "crowd", "share": "say"}.get(name)
        sheet.box(x, 58.0, 10.0, 8.0, name, edge=edge, hatched=name == "move")
        sheet.text(x + 14.0, 62.0, meaning, size, colour="faint")
        x += 14.0 + width_of(meaning, size) + 15.0


class _Drawn:
    """One line of a chart, being drawn."""

    def __init__(self, sheet: Sheet, chart: Chart, line: Line, lanes: list[str], top: float) -> None:
        self.sheet, self.line, self.lanes, self.top = sheet, line, lanes, top
        self.scale = (WIDTH - LEFT - RIGHT) / max(SHORTEST, chart.before + chart.after)
        self.zero = LEFT + chart.before * self.scale - line.origin * self.scale
        self.left, self.right = self.x(line.start), self.x(line.end)
        self.tops: dict[str, float] = {}
        self.bottom = top + HEADING
        for name in lanes:
            self.tops[name] = self.bottom
            self.bottom += LANES[name] + GAP

    def x(self, at: Seconds) -> float:
        """Return where an instant lies across."""
        return self.zero + at * self.scale

    def draw(self) -> None:
        """Draw the line, from the back to the front."""
        self._heading()
        for name in self.lanes:
            self.sheet.box(self.left, self.tops[name], self.right - self.left, LANES[name], "lane")
            middle = self.tops[name] + LANES[name] / 2
            self.sheet.text(LEFT - 6.0, middle, NAMES[name], 7.0, colour="faint", across="right")
        self._axis()
        for quiet in self.line.quiet:
            self._quiet(quiet)
        if self.line.bed:
            self._bed()
        for bar in self.line.bars:
            getattr(self, f"_{bar.lane}")(bar, *self._ends(bar))

    def _ends(self, bar: Bar) -> tuple[float, float]:
        """Return a bar's left edge and its width, as far as it is on this line."""
        left, right = max(bar.start, self.line.start), min(bar.end, self.line.end)
        return self.x(left), (right - left) * self.scale

    def _heading(self) -> None:
        title = f"{self.line.title} (continued)" if self.line.continued else self.line.title
        when = f"{clock(self.line.start, self.line.end)}  ·  {format_duration(self.line.end - self.line.start)}"
        room = self.sheet.width - RIGHT - LEFT - width_of(when, 8.0) - 10.0
        title = fitted(title[:1].upper() + title[1:], room, 10.0, bold=True)
        middle = self.top + HEADING / 2 - 2.0
        self.sheet.text(LEFT, middle, title, 10.0, bold=True)
        after = LEFT + width_of(title, 10.0, bold=True) + 10.0
        self.sheet.text(after if title else LEFT, middle, when, 8.0, colour="faint")

    def _axis(self) -> None:
        lanes_end = self.bottom - GAP
        self.sheet.line((self.left, lanes_end + 2.0), (self.right, lanes_end + 2.0), "edge")
        for at in self._ticks():
            x, label = self.x(at), format_clock(at)
            self.sheet.line((x, self.top + HEADING), (x, lanes_end + 2.0), "grid", 0.5)
            self.sheet.line((x, lanes_end + 2.0), (x, lanes_end + 5.0), "edge")
            self.sheet.text(x, lanes_end + 11.0, label, 7.0, colour="faint", across="center")

    def _ticks(self) -> Iterator[int]:
        room = width_of(format_clock(self.line.end), 7.0) + 14.0
        every = next((tick for tick in TICKS if tick * self.scale >= room), TICKS[-1])
        first = -(-int(self.line.start) // every) * every
        return (at for at in range(first, int(self.line.end) + 1, every) if at >= self.line.start)

    def _quiet(self, quiet: Quiet) -> None:
        left, width = self.x(quiet.start), (quiet.end - quiet.start) * self.scale
        length = format_duration(quiet.whole)
        about = f"{clock(quiet.start, quiet.end)} · nothing is heard but the bed for {length}"
        name = next((name for name in ("say", "chime", "pulse") if name in self.tops), "step")
        top, bottom = self.tops[name], self.tops.get("bed", self.bottom) - GAP
        self.sheet.box(left, top, width, bottom - top, "quiet", about=about)
        for x in (left, left + width):
            self.sheet.line((x, top), (x, top + LANES[name]), "silence")
        label = next((label for label in (f"{length} quiet", length) if width_of(label, 7.5) + 4.0 <= width), "")
        middle = top + LANES[name] / 2
        self.sheet.text(left + width / 2, middle, label, 7.5, bold=True, colour="silence", across="center")

    def _bed(self) -> None:
        floor, height = self.tops["bed"] + LANES["bed"], LANES["bed"]
        top = [(self.x(at), floor - height * level) for at, level in self.line.bed]
        self.sheet.shape([(top[0][0], floor), *top, (top[-1][0], floor)], "bed", "The bed's level: down under words")
        for ground in self.line.grounds:
            left, width = self.x(ground.start), (ground.end - ground.start) * self.scale
            self.sheet.line((left, self.tops["bed"]), (left, floor), "edge")
            name = "no bed" if ground.name == "none" else f"bed: {ground.name}"
            self.sheet.text(left + 3.0, self.tops["bed"] + 4.5, fitted(name, width - 5.0, 6.5), 6.5)

    def _step(self, bar: Bar, left: float, width: float) -> None:
        top, height = self.tops["step"], LANES["step"]
        self.sheet.box(left, top, width, height, "step", edge="edge", about=bar.about)
        self._named(bar, left + 3.0, width - 5.0)
        if "share" in self.tops:
            self._shared(bar, left, width)

    def _named(self, bar: Bar, left: float, room: float) -> None:
        """Write a step's title and its length, smaller and in more lines where it is narrow."""
        size, lines = 7.5, wrapped(bar.label, room, 7.5, 2, bold=True)
        if any(line.endswith("…") for line in lines) or not lines:
            size, lines = 6.3, wrapped(bar.label, room, 6.3, 3, bold=True)
        length = format_duration(bar.end - bar.start)
        texts = [*((line, True) for line in lines), *[(length, False)] * (width_of(length, 6.5) <= room)]
        middle = self.tops["step"] + LANES["step"] / 2
        for index, (text, bold) in enumerate(texts):
            at = middle + (size + 1.5) * (index - (len(texts) - 1) / 2)
            self.sheet.text(left, at, text, size if bold else 6.5, bold=bold, colour="ink" if bold else "faint")

    def _shared(self, bar: Bar, left: float, width: float) -> None:
        """Draw how much of a step its words take: the higher, the more."""
        crowded = bar.share > CROWDED
        top, high = self.tops["share"], LANES["share"]
        fill, edge = ("crowded", "crowd") if crowded else ("share", "say")
        floor, height = top + high, high * min(1.0, bar.share)
        self.sheet.box(left, floor - height, width, height, fill, about=bar.about)
        self.sheet.line((left, floor - height), (left + width, floor - height), edge, 2.0 if crowded else 1.0)
        label = f"{bar.share:.0%}"
        if width_of(label, 7.0, bold=crowded) + 5.0 <= width:
            middle = top + 4.5 if bar.share < LOW else floor - 4.5
            self.sheet.text(left + 3.5, middle, label, 7.0, bold=crowded)

    def _move(self, bar: Bar, left: float, width: float) -> None:
        top, height = self.tops["step"], LANES["step"]
        self.sheet.box(left, top, width, height, "move", edge="edge", hatched=True, about=bar.about)

    def _say(self, bar: Bar, left: float, width: float) -> None:
        top, height = self.tops["say"], LANES["say"]
        self.sheet.box(left, top, width, height, "say", about=bar.about)
        if words := fitted(bar.label, width - 6.0, 7.0) if width > LEGIBLE else "":
            self.sheet.text(left + 3.0, top + height / 2, words, 7.0, colour="paper")

    def _chime(self, bar: Bar, left: float, width: float) -> None:
        """Draw a chime as what it is: a strike that dies away."""
        floor = self.tops["chime"] + LANES["chime"]
        self.sheet.shape([(left, self.tops["chime"]), (left + width, floor), (left, floor)], "chime", bar.about)

    def _pulse(self, bar: Bar, left: float, width: float) -> None:
        """Draw a stroke as its tone goes: up to where the hands turn back, and down."""
        floor, high = self.tops["pulse"] + LANES["pulse"], LANES["pulse"]
        foot, turn = floor - high / 3, left + width * bar.peak
        corners = [(left, floor), (left, foot), (turn, floor - high), (left + width, foot), (left + width, floor)]
        self.sheet.shape(corners, "pulse", bar.about)
