"""A sheet to draw on: matplotlib without its plots. Measured in points from the upper left corner."""

from __future__ import annotations

import io
import math
import re
import warnings
from bisect import bisect_right
from contextlib import contextmanager
from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING, Any, Final, Literal

from matplotlib import style
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.lines import Line2D
from matplotlib.patches import Polygon, Rectangle
from matplotlib.text import Text
from matplotlib.textpath import TextToPath
from matplotlib.transforms import Affine2D

from coach.charts.palette import LIGHT

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from matplotlib.artist import Artist
    from matplotlib.backends.backend_pdf import PdfPages

INCH: Final = 72.0
"""Points in an inch."""

SHARPEST: Final = 160.0
"""Pixels to an inch of a PNG that is not too large."""

LARGEST: Final = 30e6
"""The most pixels in a PNG: a taller sheet is drawn with fewer to an inch."""

_LOOK: Final[list[Any]] = [
    "default",  # whatever the user has set for other plots
    {
        # Real text: it can be searched, read aloud, selected and coloured, and is a tenth of the size of outlines.
        # It is laid out for DejaVu Sans, which comes with matplotlib and is the widest of the fonts named.
        "svg.fonttype": "none",
        "font.sans-serif": ["DejaVu Sans", "Verdana", "Arial", "Helvetica"],
        "svg.hashsalt": "coach",
        "pdf.fonttype": 42,  # letters as TrueType: they can be searched and read aloud
        "hatch.linewidth": 0.6,
    },
]
_UNDATED: Final = dict.fromkeys(("Date", "Creator", "Format", "Type"))
_UNDATED_PAGES: Final = {"Creator": "coach", **dict.fromkeys(("CreationDate", "Producer"))}
_NAMED: Final = re.compile(r'<g id="(bar-\d+)">')


class Sheet:
    """Takes shapes and text in the order in which they lie on each other; colours go by their names."""

    def __init__(self, width: float, height: float, colours: Mapping[str, str] = LIGHT) -> None:
        self.width, self.height = width, height
        """Its size, in points."""
        self._colours = colours
        self._figure = Figure(figsize=(width / INCH, height / INCH), facecolor=colours["paper"])
        self._points = (
            Affine2D().scale(1 / INCH, -1 / INCH).translate(0.0, height / INCH) + self._figure.dpi_scale_trans
        )
        self._told: dict[str, str] = {}

    def box(  # noqa: PLR0913 - a place, a size and a look
        self,
        left: float,
        top: float,
        width: float,
        height: float,
        fill: str,
        *,
        edge: str | None = None,
        hatched: bool = False,
        about: str = "",
    ) -> None:
        """Draw a rectangle; ``about`` is shown when it is pointed at."""
        shape = Rectangle((left, top), width, height, hatch="//////" if hatched else None, **self._look(fill, edge))
        self._add(shape, about)

    def shape(self, corners: Sequence[tuple[float, float]], fill: str, about: str = "") -> None:
        """Draw a filled shape."""
        self._add(Polygon(corners, closed=True, **self._look(fill, None)), about)

    def curve(
        self,
        points: Sequence[tuple[float, float]],
        colour: str,
        width: float,
        ends: Literal["projecting", "round"] = "projecting",
    ) -> None:
        """Draw a line through some points; both ends reach half its width beyond them."""
        across, down = zip(*points, strict=True) if points else ((), ())
        self._add(
            Line2D(across, down, color=self._colours[colour], lw=width, solid_joinstyle="round", solid_capstyle=ends)
        )

    def line(self, start: tuple[float, float], end: tuple[float, float], colour: str, width: float = 0.6) -> None:
        """Draw a straight line."""
        self.curve((start, end), colour, width)

    def text(  # noqa: PLR0913 - a place, words and a look
        self,
        x: float,
        middle: float,
        words: str,
        size: float,
        *,
        bold: bool = False,
        colour: str = "ink",
        across: Literal["left", "center", "right"] = "left",
    ) -> None:
        """Write one line of text, its middle at a height."""
        self._add(
            Text(
                x,
                middle,
                words,
                fontsize=size,
                fontweight="bold" if bold else "normal",
                color=self._colours[colour],
                horizontalalignment=across,
                verticalalignment="center_baseline",
                parse_math=False,
            )
        )

    def png(self, across: int | None = None) -> tuple[bytes, bool]:
        """Return the sheet as a PNG, and whether its font had every letter.

        Args:
            across: Pixels across; as many as make a sharp picture that is not too large where it is None.
        """
        sharp = min(SHARPEST, math.sqrt(LARGEST / (self.width * self.height)) * INCH)
        dpi = across * INCH / self.width if across else sharp
        FigureCanvasAgg(self._figure)
        return self._saved("png", dpi=dpi, metadata={"Software": None})

    def svg(self) -> str:
        """Return the sheet as SVG."""
        from matplotlib.backends.backend_svg import FigureCanvasSVG  # noqa: PLC0415 - a PNG does without

        FigureCanvasSVG(self._figure)
        saved, _ = self._saved("svg", metadata=_UNDATED)
        return _NAMED.sub(lambda found: f"{found[0]}<title>{escape(self._told[found[1]])}</title>", saved.decode())

    def page(self, pages: PdfPages) -> None:
        """Add the sheet to the pages of a PDF."""
        pages.savefig(self._figure)  # type: ignore[no-untyped-call]  # matplotlib gives it no types

    def _saved(self, kind: str, **how: Any) -> tuple[bytes, bool]:  # noqa: ANN401 - matplotlib's own keywords
        file = io.BytesIO()
        with _drawing() as said:
            self._figure.savefig(file, format=kind, **how)
        return file.getvalue(), _all_there(said)

    def _add(self, artist: Artist, about: str = "") -> None:
        artist.set_transform(self._points)
        artist.set_zorder(1)
        if about:
            name = f"bar-{len(self._told)}"
            self._told[name] = printable(about)
            artist.set_gid(name)
        self._figure.add_artist(artist)

    def _look(self, fill: str, edge: str | None) -> dict[str, Any]:
        colour = self._colours[edge] if edge else "none"
        return {"facecolor": self._colours[fill], "edgecolor": colour, "linewidth": 0.6 if edge else 0.0}


def bound(sheets: Sequence[Sheet], title: str) -> tuple[bytes, bool]:
    """Return sheets as the pages of a PDF, and whether their font had every letter."""
    from matplotlib.backends.backend_pdf import PdfPages  # noqa: PLC0415 - a picture does without, and it takes 0.2 s

    file = io.BytesIO()
    with _drawing() as said, PdfPages(file, metadata={"Title": title, **_UNDATED_PAGES}) as pages:
        for sheet in sheets:
            sheet.page(pages)
    return file.getvalue(), _all_there(said)


@contextmanager
def _drawing() -> Iterator[list[warnings.WarningMessage]]:
    """Draw as coach does, whatever the user's taste, and gather what matplotlib warns of."""
    with style.context(_LOOK), warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        yield said


def _all_there(said: Sequence[warnings.WarningMessage]) -> bool:
    return not any("Glyph" in str(warning.message) for warning in said)


def printable(text: str) -> str:
    """Return text in one line, without the characters that no picture can show."""
    return "".join(letter for letter in " ".join(text.split()) if letter.isprintable())


def width_of(text: str, size: float, *, bold: bool = False) -> float:
    """Return how wide a line of text is, in points."""
    return _width(text, bold=bold) * size


@lru_cache(maxsize=16_384)
def _width(text: str, *, bold: bool) -> float:
    """Return how wide a line of text is for each point of its size: it grows with it, unhinted."""
    font = FontProperties(size=1.0, weight="bold" if bold else "normal")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a letter that the font lacks is told of when it is drawn
        width: float = TextToPath().get_text_width_height_descent(text, font, ismath=False)[0]
    return width


def fitted(text: str, width: float, size: float, *, bold: bool = False) -> str:
    """Return as much of a text as fits, ending in … where it is shortened; empty where next to nothing does."""
    text = printable(text)
    if width_of(text, size, bold=bold) <= width:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if width_of(text[:middle].rstrip() + "…", size, bold=bold) <= width:
            low = middle
        else:
            high = middle - 1
    return text[:low].rstrip() + "…" if low > 1 else ""


def wrapped(text: str, width: float, size: float, lines: int, *, bold: bool = False) -> tuple[str, ...]:
    """Return a text in a few lines that fit, the last one ending in … where it must be shortened."""
    words = printable(text).split()
    found: list[str] = []
    while words and len(found) < lines:
        counts = range(1, len(words) + 1)
        taken = bisect_right(counts, width, key=lambda count: width_of(" ".join(words[:count]), size, bold=bold)) or 1
        last = len(found) == lines - 1
        line = fitted(" ".join(words if last else words[:taken]), width, size, bold=bold)
        found.append(line)
        if not line or line.endswith("…"):
            break
        words = words[taken:]
    return tuple(line for line in found if line)
