"""A page with the chart and, under it, the table of everything that is heard. One file, without any script."""

from __future__ import annotations

import re
from html import escape
from itertools import groupby
from typing import TYPE_CHECKING

from coach.charts.layout import clock, heard
from coach.charts.palette import DARK, LIGHT
from coach.charts.sheet import printable
from coach.units import format_clock, format_duration, to_seconds

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coach.timeline import Cue, StepSpan, Timeline

MOST_ROWS = 10_000
"""The most cues in the table."""

_STYLE = """
:root { color-scheme: light dark; LIGHT }
@media screen and (prefers-color-scheme: dark) { :root { DARK } }
body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
main { max-width: 1560px; margin: 0 auto; padding: 1rem; }
figure { margin: 0 0 2rem; overflow-x: auto; }
svg { display: block; width: 100%; min-width: 960px; height: auto; }
g[id^="bar-"]:hover > path { stroke: var(--ink) !important; stroke-width: 1.2px !important; }
table { border-collapse: collapse; width: 100%; max-width: 70rem; margin: 0 auto; }
caption { text-align: left; font-weight: 600; font-size: 1.15rem; padding: 0 0 .5rem .6rem; }
th, td { text-align: left; vertical-align: top; padding: .25rem .6rem; border-top: 1px solid var(--grid); }
thead th { position: sticky; top: 0; background: var(--paper); color: var(--faint); font-weight: 500; border: 0; }
tbody th { background: var(--lane); font-weight: 600; }
tbody th small { color: var(--faint); font-weight: 400; margin-left: .6rem; }
td:nth-child(-n+2) { font-variant-numeric: tabular-nums; white-space: nowrap; color: var(--faint); }
td:nth-child(3) { white-space: nowrap; }
td:nth-child(3)::before { content: ""; display: inline-block; width: .7em; height: .7em; margin-right: .5em;
  background: var(--kind); }
.say { --kind: var(--say); } .chime { --kind: var(--chime); } .pulse { --kind: var(--pulse); }
@page { margin: 10mm; }
@media print { main { padding: 0; } figure { break-after: page; } svg { min-width: 0; } thead th { position: static; } }
"""

_WORDS = {"say": "words", "chime": "chime", "pulse": "stroke"}


def page(timeline: Timeline, svg: str) -> str:
    """Return a page for a session and its chart, light or dark as the reader's system is."""
    style = _STYLE.replace("LIGHT", _variables(LIGHT)).replace("DARK", _variables(DARK))
    title = escape(printable(timeline.title))
    more = len(timeline.cues) - MOST_ROWS
    rest = f"<p>{more} more cues: coach plan --json lists them all.</p>\n" if more > 0 else ""
    return (
        f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>{title}</title>\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<style>{style}</style>\n</head>\n<body>\n<main>\n<figure>\n{_inline(svg, title)}</figure>\n"
        "<table>\n<caption>What is heard, and when</caption>\n<thead><tr>"
        "<th>time</th><th>for</th><th>kind</th><th>what is heard</th></tr></thead>\n"
        f"{''.join(_table(timeline))}</table>\n{rest}</main>\n</body>\n</html>\n"
    )


def _variables(palette: dict[str, str]) -> str:
    return " ".join(f"--{name}: {colour};" for name, colour in palette.items())


def _inline(svg: str, title: str) -> str:
    """Return a drawing to stand in a page: its colours by name, and without the addresses only a file needs."""
    drawing = svg[svg.index("<svg") :]
    drawing = re.sub(r' (?:xmlns(?::\w+)?|version)="[^"]*"', "", drawing, count=3)
    drawing = drawing.replace("<svg", f'<svg role="img" aria-label="{title}: what happens when"', 1)
    names = {colour: name for name, colour in LIGHT.items()}
    return re.sub(r"#[0-9a-f]{6}\b", lambda found: f"var(--{names[found[0]]})", drawing)


def _table(timeline: Timeline) -> Iterator[str]:
    """Yield the table's body: each step with its time, and under it what is heard."""
    steps = {(step.id, step.side): step for step in timeline.steps}
    for key, cues in groupby(timeline.cues[:MOST_ROWS], key=lambda cue: (cue.step, cue.side)):
        yield f"<tbody>\n{_step(steps[key], timeline.rate)}"
        for cue in cues:
            yield _cue(cue, timeline.rate)
        yield "</tbody>\n"


def _step(step: StepSpan, rate: int) -> str:
    start, end = to_seconds(step.span.start, rate), to_seconds(step.span.end, rate)
    title = escape(printable(f"{step.title} ({step.side})" if step.side else step.title))
    return (
        f'<tr><th colspan="4" scope="rowgroup">{title}'
        f"<small>{clock(start, end)}, {format_duration(end - start)} hands on</small></th></tr>\n"
    )


def _cue(cue: Cue, rate: int) -> str:
    start = to_seconds(cue.span.start, rate)
    return (
        f"<tr><td>{format_clock(start)}</td><td>{format_duration(to_seconds(cue.span.length, rate))}</td>"
        f'<td class="{cue.kind}">{_WORDS[cue.kind]}</td><td>{escape(printable(heard(cue)))}</td></tr>\n'
    )
