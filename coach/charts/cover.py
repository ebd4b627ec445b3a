"""A session's cover: its timeline as an arch over its title, like a slow sunrise. Dark, for a room that is dim.

Time runs from the left foot of the arch to the right one. Each step is an arc, in the same colour on every side; a
change of position is a thin bridge; words are the line inside the arch, and strokes the pearls outside it.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from coach.charts.palette import DAWN, DUSK
from coach.charts.sheet import Sheet, printable, wrapped

if TYPE_CHECKING:
    from collections.abc import Iterable

    from coach.timeline import Timeline
    from coach.units import Frames

SIDE: Final = 720.0
"""Points across, and down."""

ACROSS: Final = 1400
"""Pixels across a cover that goes into a file: the least that podcast directories take."""

HORIZON: Final = 412.0
"""Points from the top to the line on which the arch stands."""

INNER, OUTER = 214.0, 292.0
"""Radii of the arch."""

ROUND: Final = 7.0
"""Radius of the corners of an arc, where it is large enough."""

BRIDGE: Final = 3.0
"""Half the thickness of a change of position."""

WORDS: Final = 192.0
"""Radius of the line of words."""

PEN: Final = 4.5
"""Thickness of the line of words."""

STROKES, PEARL = 303.0, 2.2
"""Radius on which the pearls lie, and the radius of each."""

RIPPLES: Final = (348.0, 320.0, 170.0, 128.0, 84.0)
"""Radii of the rings of light behind the arch and under it; the innermost is the sun."""

GAP: Final = 0.005
"""Radians left free at each end of an arc that is long enough."""

THINNEST: Final = 0.012
"""Radians of an arc that can be told from its neighbours: thinner steps are drawn with the next one."""

PLACES: Final = 2880
"""Places around the arch on which words and strokes begin and end."""

ROOM: Final = (640.0, 224.0)
"""Points across and down that the title may take."""

SIZES: Final = range(82, 21, -2)
"""Sizes of the title, in points: the first that fits."""

APART: Final = 28
"""Places between words: closer ones are one line, as the pen is as thick."""

MINUTE, LONG = 60.0, 100
"""Seconds in a minute, and the minutes from which hours are written."""

LEADING: Final = 1.2
"""Height of a line of the title, against its size."""


def cover(timeline: Timeline, size: int = ACROSS) -> bytes:
    """Return a session's cover as a PNG, so many pixels across and down. The same timeline gives the same bytes."""
    return drawn(timeline).png(size)[0]


def drawn(timeline: Timeline) -> Sheet:
    """Draw a session's cover."""
    names = tuple(dict.fromkeys(step.id for step in timeline.steps))
    colours = {f"step {name}": _blend(place / max(1, len(names) - 1)) for place, name in enumerate(names)}
    sheet = Sheet(SIDE, SIDE, {**DUSK, **colours})
    arch = _Arch(sheet, timeline)
    arch.ground()
    arch.steps()
    arch.words()
    arch.strokes()
    _title(sheet, timeline.title)
    return sheet


def _blend(place: float) -> str:
    """Return the colour at a place from 0 to 1 between the first and the last of the dawn."""
    whole, part = divmod(place * (len(DAWN) - 1), 1.0)
    one, other = DAWN[int(whole)], DAWN[min(int(whole) + 1, len(DAWN) - 1)]
    mixed = (round(a + (b - a) * part) for a, b in zip(_channels(one), _channels(other), strict=True))
    return "#" + "".join(f"{channel:02x}" for channel in mixed)


def _channels(colour: str) -> tuple[int, ...]:
    return tuple(bytes.fromhex(colour[1:]))


class _Arch:
    """The timeline, bent to a half circle."""

    def __init__(self, sheet: Sheet, timeline: Timeline) -> None:
        self.sheet, self.timeline = sheet, timeline

    def ground(self) -> None:
        """Draw the light behind the arch, the sun with the session's length in it, and the line on which all stands."""
        for number, radius in enumerate(RIPPLES):
            around = [self._point(math.pi * place / PLACES, radius) for place in range(0, PLACES + 1, 16)]
            self.sheet.shape(around, f"ripple {number}")
        left = (SIDE - ROOM[0]) / 2
        self.sheet.line((left, HORIZON), (SIDE - left, HORIZON), "horizon", 1.5)
        self.sheet.text(SIDE / 2, HORIZON - 26.0, self._length(), 25.0, colour="paper", across="center")

    def steps(self) -> None:
        """Draw an arc for each step, and a bridge where it begins with a change of position."""
        middle = (INNER + OUTER) / 2
        carried: float | None = None
        for step in self.timeline.steps:
            start, end = self._angle(step.span.start), self._angle(step.span.end)
            start = start if carried is None else carried
            carried = start if end - start < THINNEST else None
            if carried is not None:
                continue
            if self._angle(step.opens) < start:
                self._band(self._angle(step.opens), start, (middle - BRIDGE, middle + BRIDGE), "bridge")
            self._band(start, end, (INNER, OUTER), f"step {step.id}")

    def words(self) -> None:
        """Draw a line inside the arch wherever something is said."""
        cues = [cue for cue in self.timeline.cues if cue.kind == "say"]
        for first, last in _joined((self._place(cue.span.start), self._place(cue.span.end)) for cue in cues):
            self.sheet.curve([self._point(self._turn(at), WORDS) for at in range(first, last + 1)], "say", PEN, "round")

    def strokes(self) -> None:
        """Draw a pearl outside the arch for each stroke, where the hands turn back."""
        turns = (
            self._place(cue.span.start + round(cue.span.length * float(cue.line)))
            for cue in self.timeline.cues
            if cue.kind == "pulse"
        )
        for at in dict.fromkeys(turns):
            x, y = self._point(self._turn(at), STROKES)
            around = (math.tau * place / 16 for place in range(16))
            self.sheet.shape([(x + PEARL * math.cos(turn), y + PEARL * math.sin(turn)) for turn in around], "pulse")

    def _length(self) -> str:
        minutes = round(self.timeline.seconds / MINUTE)
        if minutes >= LONG:
            return f"{minutes // 60} h {minutes % 60:02d}"
        return f"{minutes} min" if minutes else f"{round(self.timeline.seconds)} s"

    def _angle(self, position: Frames) -> float:
        """Return how far around the arch a position lies: nothing at its left foot."""
        return math.pi * position / max(1, self.timeline.length)

    def _place(self, position: Frames) -> int:
        return min(PLACES, round(PLACES * position / max(1, self.timeline.length)))

    def _turn(self, place: int) -> float:
        return math.pi * min(1.0, place / PLACES)

    def _point(self, angle: float, radius: float) -> tuple[float, float]:
        return SIDE / 2 - radius * math.cos(angle), HORIZON - radius * math.sin(angle)

    def _band(self, start: float, end: float, radii: tuple[float, float], colour: str) -> None:
        """Draw a part of a ring, its corners round, with a little space before and after."""
        (inner, outer), gap = radii, min(GAP, (end - start) / 6)
        middle = (inner + outer) / 2
        half, thick = ((end - start) / 2 - gap) * middle, (outer - inner) / 2
        corners = _rounded(half, thick, min(ROUND, half, thick))
        self.sheet.shape(
            [self._point((start + end) / 2 + along / middle, middle + up) for along, up in corners], colour
        )


def _rounded(half: float, thick: float, corner: float) -> list[tuple[float, float]]:
    """Return a rectangle around nothing, its corners round, with points enough along it to be bent."""
    found = []
    for quarter, (along, up) in enumerate(((1, 1), (-1, 1), (-1, -1), (1, -1))):
        x, y = along * (half - corner), up * (thick - corner)
        turns = (math.pi / 2 * (quarter + place / 8) for place in range(9))
        found += [(x + corner * math.cos(turn), y + corner * math.sin(turn)) for turn in turns]
        if up == along:  # the next side runs along the ring
            count = max(1, math.ceil(half / 4))
            found += [(x - 2 * x * place / count, up * thick) for place in range(1, count)]
    return found


def _joined(stretches: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return stretches, in order of start, with those that would touch as one."""
    found: list[tuple[int, int]] = []
    for first, last in stretches:
        if found and first - found[-1][1] <= APART:
            found[-1] = (found[-1][0], max(last, found[-1][1]))
        else:
            found.append((first, last))
    return found


def _title(sheet: Sheet, title: str) -> None:
    """Write the title under the arch, as large as there is room."""
    whole = " ".join(printable(title).split())
    tried = ((size, _lines(title, size)) for size in SIZES)
    size, lines = next(
        ((size, lines) for size, lines in tried if " ".join(lines) == whole), (SIZES[-1], _lines(title, SIZES[-1]))
    )
    top = HORIZON + (SIDE - HORIZON) * 0.48 - size * LEADING * (len(lines) - 1) / 2
    for number, line in enumerate(lines):
        sheet.text(SIDE / 2, top + number * size * LEADING, line, size, bold=True, across="center")


def _lines(title: str, size: float) -> tuple[str, ...]:
    """Return a title in lines of a size, all about as long; the last one ends in … where it must."""
    width, height = ROOM
    most = int(height / (size * LEADING))
    lines = wrapped(title, width, size, most, bold=True)
    shares = (share / 20 for share in range(10, 20))
    narrow = (wrapped(title, width * share, size, most, bold=True) for share in shares)
    even = (found for found in narrow if len(found) == len(lines) and " ".join(found) == " ".join(lines))
    return next(even, lines)
