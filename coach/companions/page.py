"""A cue sheet as a page: one file without any script, light or dark on a screen, and one page on paper."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

from coach.charts.palette import DARK, LIGHT
from coach.charts.sheet import printable
from coach.companions.laid import CARE, EDGE, FOOT, HEAD, MOVE, NOTE, SMALL
from coach.companions.paper import largest
from coach.companions.words import words
from coach.units import format_clock, format_duration

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coach.companions.values import Block, CueSheet, Row
    from coach.companions.words import Words

_USED: Final = ("paper", "ink", "faint", "edge", "step", "crowd")
"""The colours of the page."""

_STYLE: Final = """
:root { color-scheme: light dark; LIGHT font: 18px/1.25 "DejaVu Sans", Verdana, system-ui, sans-serif; }
@media screen and (prefers-color-scheme: dark) { :root { DARK } }
body { margin: 0; background: var(--paper); color: var(--ink); }
main { max-width: 46rem; margin: 0 auto; padding: 1rem; overflow-x: auto; }
header { display: flex; justify-content: space-between; align-items: baseline; gap: 1rem; }
h1, header b { font-size: HEADrem; font-weight: 700; margin: 0; }
header span { font-size: NOTErem; color: var(--faint); white-space: nowrap; }
header b { color: var(--ink); }
p { margin: 0; font-size: FOOTrem; color: var(--faint); }
table { border-collapse: collapse; width: 100%; margin: .3rem 0; }
th, td { padding: .3rem 0; text-align: left; vertical-align: baseline; font-weight: 400; }
tr { border-top: 1px solid var(--edge); break-inside: avoid; }
.at, .no { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; padding-right: .7rem; }
.no { padding: .3rem 0 .3rem .7rem; font-size: SMALLrem; }
.step > * { line-height: 1.25rem; }
.step th, .step .at { font-weight: 700; }
.head { background: var(--step); border: 0; break-after: avoid; }
.head + tr { border-top: 0; }
.head th { padding-block: .15rem; font-size: SMALLrem; font-weight: 700; }
.head .at, .head .no { font-size: NOTErem; font-weight: 400; color: var(--faint); }
.move, .care { font-size: NOTErem; }
.move { break-after: avoid; }
.move .at { color: var(--faint); }
.move td:last-child, .care td:last-child { padding-left: 1.6em; text-indent: -1.6em; }
.move b, .care b { display: inline-block; width: 1.6em; text-indent: 0; }
.cared > * { padding-bottom: 0; }
.care { border-top: 0; break-before: avoid; color: var(--crowd); }
.care > * { padding-top: 0; }
h2 { font-size: SMALLrem; margin: .3rem 0; }
ul { margin: 0; padding: 0; list-style: none; font-size: NOTErem; }
@media screen and (max-width: 36rem) { .head .no { font-size: 0; } }
@page { margin: EDGEpt; }
@media print {
  :root { font-size: SIZEpt; }
  main { max-width: none; padding: 0; overflow: visible; }
  .head { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
"""

CLOSER: Final = 0.97
"""A page's letters against those of the PDF: browsers break lines and pages a little differently."""


def page(sheet: CueSheet) -> str:
    """Return a cue sheet as HTML."""
    known, title = words(sheet.language), escape(printable(sheet.title))
    columns = max((len(block.sides) or 1 for block in sheet.blocks), default=1)
    notes = f"<p>{MOVE} {escape(known.move)} &emsp; {CARE} {escape(known.care)}</p>\n"
    notes += f"<p>{escape(known.estimated)}</p>\n" if sheet.estimated else ""
    return (
        f'<!DOCTYPE html>\n<html lang="{escape(sheet.language)}">\n<head>\n<meta charset="utf-8">\n'
        f'<title>{title}</title>\n<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<style>{_style(sheet)}</style>\n</head>\n<body>\n<main>\n<header><h1>{title}</h1>"
        f"<span><b>{format_clock(sheet.length)}</b> {escape(known.total)}</span></header>\n{notes}"
        f"<table>\n{''.join(_block(block, columns, known) for block in sheet.blocks)}</table>\n"
        f"{''.join(_foot(sheet, known))}</main>\n</body>\n</html>\n"
    )


def _style(sheet: CueSheet) -> str:
    sizes = {"HEAD": HEAD, "NOTE": NOTE, "SMALL": SMALL, "FOOT": FOOT, "EDGE": EDGE, "SIZE": CLOSER * largest(sheet)}
    style = _STYLE.replace("LIGHT", _variables(LIGHT)).replace("DARK", _variables(DARK))
    for name, size in sizes.items():
        style = style.replace(f"{name}rem", f"{size:g}rem").replace(f"{name}pt", f"{size:g}pt")
    return style


def _variables(palette: dict[str, str]) -> str:
    return " ".join(f"--{name}: {palette[name]};" for name in _USED)


def _block(block: Block, columns: int, known: Words) -> str:
    heads = "".join(
        f'<th class="at" scope="col">{escape(printable(name))}</th>' for name in block.sides or (known.time,)
    )
    heads += f"{_empty(columns - (len(block.sides) or 1))}<th>{escape(printable(block.title))}</th>"
    heads += "".join(f'<th class="no" scope="col">{escape(name)}</th>' for name in (known.strokes, known.lasts))
    rows = "".join(f"\n{line}" for row in block.rows for line in _row(row, columns))
    return f'<tbody>\n<tr class="head">{heads}</tr>{rows}\n</tbody>\n'


def _row(row: Row, columns: int) -> Iterator[str]:
    times = "".join(f'<td class="at">{format_clock(start)}</td>' for start in row.starts)
    times += _empty(columns - len(row.starts))
    text = escape(printable(row.text))
    if row.is_move:
        yield f'<tr class="move">{times}<td colspan="3"><b>{MOVE}</b>{text}</td></tr>'
        return
    yield (
        f'<tr class="step{" cared" if row.caution else ""}">{times}<th scope="row">{text}</th>'
        f'<td class="no">{row.strokes}</td><td class="no">{format_duration(round(row.lasts))}</td></tr>'
    )
    if row.caution:
        care = f"<b>{CARE}</b>{escape(printable(row.caution))}"
        yield f'<tr class="care">{_empty(columns)}<td colspan="3">{care}</td></tr>'


def _empty(columns: int) -> str:
    return f'<td colspan="{columns}"></td>' if columns else ""


def _foot(sheet: CueSheet, known: Words) -> Iterator[str]:
    if sheet.tones:
        yield f"<h2>{escape(known.tones)}</h2>\n<ul>\n"
        yield from (f"<li>{escape(printable(tone))}</li>\n" for tone in sheet.tones)
        yield "</ul>\n"
