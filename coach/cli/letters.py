"""Large letters for a terminal, to be read from across the room: drawn with a font, in quarters of a cell."""

from __future__ import annotations

from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

QUARTERS = " ▘▝▀▖▌▞▛▗▚▐▜▄▙▟█"
"""A cell by which of its quarters are lit: upper left 1, upper right 2, lower left 4, lower right 8."""

LEAST = 14
"""Below this many points letters are no longer letters: a line of the terminal's own reads better."""

MEASURED = 100
"""Points at which a text is measured."""

FINER = 4
"""How many times finer letters are drawn first, so that no stem is lost between two quarters."""

LIT = 110
"""From this grey on, of 255, a quarter is lit."""

NOBODYS = "\uffff"
"""A sign that no font has."""

GAP = 1
"""Empty rows between two lines of letters."""

FONT = Path("mpl-data", "fonts", "ttf", "DejaVuSans-Bold.ttf")
"""The font, in matplotlib's folder: coach brings it for its charts, and it has the letters of most languages."""


@lru_cache(maxsize=64)
def drawn(text: str, columns: int, rows: int, lines: int = 1) -> tuple[str, ...]:
    """Draw a text as large as it fits.

    Args:
        text: What to draw.
        columns: The cells there are, across.
        rows: The cells there are, down. A cell is taken to be twice as high as it is wide.
        lines: In how many lines, at most, words may be set to make them larger.

    Returns:
        Rows of block elements, without blanks at their ends; the text itself, in one row, where letters would be too
        small to be drawn, or the font lacks one.
    """
    if not text:
        return ()
    if not _has(text):
        return (text,)
    settings = [_broken(text, count) for count in range(1, min(lines, len(text.split())) + 1)]
    sizes = [_size(setting, columns, rows) for setting in settings]
    best = max(range(len(settings)), key=lambda place: sizes[place])
    if sizes[best] < LEAST:
        return (text,)
    out: list[str] = []
    for line in settings[best]:
        out += [""] * (GAP if out else 0) + _rows(line, sizes[best])
    return tuple(out)


def _has(text: str) -> bool:
    """Return whether the font is there, and has every letter: what it lacks looks like what no font has."""
    try:
        font = _font(LEAST)
    except OSError:
        return False
    none = bytes(font.getmask(NOBODYS))
    return all(letter.isspace() or bytes(font.getmask(letter)) != none for letter in set(text))


def _broken(text: str, count: int) -> tuple[str, ...]:
    """Set a text in so many lines that the longest is as short as can be."""
    words = text.split()
    if count == 1:
        return (" ".join(words),)
    choices = ((" ".join(words[:cut]), *_broken(" ".join(words[cut:]), count - 1)) for cut in range(1, len(words)))
    return min(
        (choice for choice in choices if len(choice) == count and all(choice)),
        key=lambda choice: max(map(len, choice)),
        default=(text,),
    )


def _size(setting: tuple[str, ...], columns: int, rows: int) -> int:
    """Return the points in which lines just fit: two quarters of a cell across, four points of height to a row."""
    boxes = [_font(MEASURED).getbbox(line) for line in setting]
    wide = max(right - left for left, _, right, _ in boxes)
    high = sum(bottom - top for _, top, _, bottom in boxes)
    room = 4 * (rows - (GAP + 1) * (len(setting) - 1) - 1)
    return int(MEASURED * min((2 * columns - 2) / wide, room / high)) if room > 0 else 0


def _rows(line: str, points: int) -> list[str]:
    font = _font(FINER * points)
    left, top, right, bottom = (round(edge) for edge in font.getbbox(line))
    cells = -(left - right) // (2 * FINER) + 1, -(top - bottom) // (4 * FINER) + 1
    picture = Image.new("L", (2 * FINER * cells[0], 4 * FINER * cells[1]))
    ImageDraw.Draw(picture).text((-left, -top), line, font=font, fill=255)
    quarters = picture.resize((2 * cells[0], 2 * cells[1]), Image.Resampling.BOX)
    lit = [value >= LIT for value in quarters.tobytes()]
    return [row for place in range(cells[1]) if (row := _row(lit, 2 * cells[0], place)) or place < cells[1] - 1]


def _row(lit: list[bool], width: int, row: int) -> str:
    upper, lower = lit[2 * row * width :][:width], lit[(2 * row + 1) * width :][:width]
    quarters = zip(upper[::2], upper[1::2], lower[::2], lower[1::2], strict=True)
    return "".join(QUARTERS[a + 2 * b + 4 * c + 8 * d] for a, b, c, d in quarters).rstrip()


@lru_cache(maxsize=64)
def _font(points: int) -> ImageFont.FreeTypeFont:
    spec = find_spec("matplotlib")
    folder = Path(spec.origin).parent if spec and spec.origin else Path()
    return ImageFont.truetype(folder / FONT, points)
