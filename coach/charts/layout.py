"""A timeline into a chart: lines, and on each line what goes on, in seconds. Nothing is drawn here."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING, get_args

import numpy as np

from coach.charts.rows import TALLEST, Row, rows
from coach.charts.values import Bar, Chart, Ground, Lane, Line, Quiet
from coach.mixer import Course, Levels
from coach.units import Seconds, format_clock, format_duration, to_frame, to_seconds

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from coach.mixer import Duck
    from coach.timeline import Cue, StepSpan, Timeline

EMPTY: Seconds = 60.0
"""A stretch is worth showing as empty when nothing was heard for longer than this."""

MOST_BARS = 6000
"""The most bars drawn one by one; of more, neighbours are drawn together."""

BED_POINTS = 1200
"""Instants of a full line at which the bed's level is looked up."""

TOLD = 3
"""Of bars drawn together, this many are told in full."""


def layout(timeline: Timeline, duck: Duck | None) -> Chart:
    """Lay a session out as a chart: a pure function.

    Args:
        timeline: The session.
        duck: How its bed makes way for words; None where it has no bed.
    """
    found = rows(timeline)
    shown, left_out = found[:TALLEST], len(found) - TALLEST
    before = max(row.origin - row.start for row in shown)
    after = max(row.end - row.origin for row in shown)
    bars = sorted([*_steps(timeline), *_cues(timeline)], key=lambda bar: (bar.start, bar.end))
    notes = []
    if len(bars) > MOST_BARS:
        notes.append(f"There are {len(bars)} cues and steps: those that stand close together are drawn as one.")
    if left_out > 0:
        notes.append(f"{left_out} more lines are not drawn.")
    course = Course(timeline, Levels(duck=duck)) if duck else None
    quiet, grounds = _quiet(timeline), tuple(_grounds(timeline))
    grain = (before + after) / (MOST_BARS / (len(shown) * len(get_args(Lane)))) if len(bars) > MOST_BARS else 0.0
    lines = []
    for row, inside in zip(shown, _by_row(bars, shown), strict=True):
        lines.append(
            Line(
                title=row.title,
                start=row.start,
                end=row.end,
                origin=row.origin,
                continued=row.continued,
                bars=_together(inside, grain) if grain else tuple(inside),
                quiet=tuple(_clipped(quiet, row)),
                bed=_levels(course, row, timeline.rate, (before + after) / BED_POINTS) if course else (),
                grounds=tuple(_inside(grounds, row)),
            )
        )
    return Chart(
        title=timeline.title,
        about=_about(timeline),
        lines=tuple(lines),
        before=before,
        after=after,
        lanes=frozenset(bar.lane for bar in bars),
        bed=course is not None,
        notes=tuple(notes),
    )


def clock(start: Seconds, end: Seconds) -> str:
    """Write a stretch as people read it on a player: ``1:05 to 1:20``."""
    return f"{format_clock(start)} to {format_clock(end)}"


def _steps(timeline: Timeline) -> Iterable[Bar]:
    words: defaultdict[tuple[str, str | None], list[Cue]] = defaultdict(list)
    for cue in timeline.cues:
        if cue.kind == "say":
            words[cue.step, cue.side].append(cue)
    for step in timeline.steps:
        opens, start, end = (to_seconds(at, timeline.rate) for at in (step.opens, step.span.start, step.span.end))
        share = _share(step, words[step.id, step.side])
        title = f"{step.title} ({step.side})" if step.side else step.title
        about = f"{clock(start, end)} · {title}, {format_duration(end - start)}, words {share:.0%} of the time"
        yield Bar("step", start, end, step.title, about, share)
        if opens < start:
            how = f"{clock(opens, start)} · Change of position, {format_duration(start - opens)}"
            yield Bar("move", opens, start, "move", how)


def _share(step: StepSpan, words: Iterable[Cue]) -> float:
    said = (min(cue.span.end, step.span.end) - max(cue.span.start, step.span.start) for cue in words)
    return sum(max(0, frames) for frames in said) / max(1, step.span.length)


def _cues(timeline: Timeline) -> Iterable[Bar]:
    for cue in timeline.cues:
        start, end = to_seconds(cue.span.start, timeline.rate), to_seconds(cue.span.end, timeline.rate)
        label = cue.text if cue.kind == "say" else ""
        peak = float(cue.line) if cue.kind == "pulse" else 0.0
        yield Bar(cue.kind, start, end, label, f"{clock(start, end)} · {heard(cue)}", peak=peak)


def heard(cue: Cue) -> str:
    """Say what a cue is: its words, or what sounds."""
    who = f" (by {cue.voice})" if cue.voice else ""
    return {"say": f"{cue.text}{who}", "chime": f"(chime: {cue.text})", "pulse": f"({cue.text})"}[cue.kind]


def _by_row(bars: Sequence[Bar], shown: Sequence[Row]) -> list[list[Bar]]:
    """Deal bars out to the lines on which they are seen; one that crosses a break is on both."""
    ends = [row.end for row in shown]
    dealt: list[list[Bar]] = [[] for _ in shown]
    order = sorted(range(len(shown)), key=lambda index: ends[index])
    ends = [ends[index] for index in order]
    for bar in bars:
        place = bisect_left(ends, bar.start)
        while place < len(order) and shown[order[place]].start < bar.end:
            row = shown[order[place]]
            if bar.start < row.end:
                dealt[order[place]].append(bar)
            place += 1
    return dealt


def _together(bars: Iterable[Bar], grain: Seconds) -> tuple[Bar, ...]:
    """Draw bars of a lane together that begin within the same grain of time."""
    buckets: defaultdict[tuple[str, int], list[Bar]] = defaultdict(list)
    for bar in bars:
        buckets[bar.lane, int(bar.start // grain)].append(bar)
    return tuple(_one(bucket) for bucket in buckets.values())


def _one(bars: Sequence[Bar]) -> Bar:
    if len(bars) == 1:
        return bars[0]
    end = max(bar.end for bar in bars)
    told = [bar.about for bar in bars[:TOLD]]
    if len(bars) > TOLD:
        told.append(f"and {len(bars) - TOLD} more")
    share = sum(bar.share * (bar.end - bar.start) for bar in bars) / (end - bars[0].start)
    return Bar(bars[0].lane, bars[0].start, end, f"{len(bars)} steps", "; ".join(told), share)


def _quiet(timeline: Timeline) -> list[tuple[Seconds, Seconds]]:
    """Return the stretches in which nothing is heard but the bed, if they are long."""
    found, silent = [], 0
    for cue in timeline.cues:
        found.append((silent, cue.span.start))
        silent = max(silent, cue.span.end)
    found.append((silent, timeline.length))
    seconds = ((to_seconds(start, timeline.rate), to_seconds(end, timeline.rate)) for start, end in found)
    return [(start, end) for start, end in seconds if end - start > EMPTY]


def _clipped(quiet: Iterable[tuple[Seconds, Seconds]], row: Row) -> Iterable[Quiet]:
    for start, end in quiet:
        if start < row.end and end > row.start:
            yield Quiet(max(start, row.start), min(end, row.end), end - start)


def _grounds(timeline: Timeline) -> Iterable[Ground]:
    """Yield the beds of a session that has several, from the middle of one crossing to that of the next."""
    beds = timeline.beds if len({bed.sound for bed in timeline.beds}) > 1 else ()
    edges = [max(0, bed.span.start) for bed in beds[:1]]
    edges += [(old.span.end + new.span.start) // 2 for old, new in pairwise(beds)]
    edges += [timeline.length]
    for bed, (start, end) in zip(beds, pairwise(edges), strict=True):
        yield Ground(to_seconds(start, timeline.rate), to_seconds(end, timeline.rate), bed.sound)


def _inside(grounds: Iterable[Ground], row: Row) -> Iterable[Ground]:
    for ground in grounds:
        if ground.start < row.end and ground.end > row.start:
            yield Ground(max(ground.start, row.start), min(ground.end, row.end), ground.name)


def _levels(course: Course, row: Row, rate: int, every: Seconds) -> tuple[tuple[Seconds, float], ...]:
    """Return the bed's level along a line, without the points in the middle of level stretches."""
    count = max(2, int((row.end - row.start) / every) + 1)
    frames = np.linspace(to_frame(row.start, rate), to_frame(row.end, rate), count).astype(np.int64)
    levels = np.round(course.bed(frames).astype(float), 3)
    bends = np.ones(count, dtype=bool)
    bends[1:-1] = (levels[1:-1] != levels[:-2]) | (levels[1:-1] != levels[2:])
    return tuple(zip((frames[bends] / rate).tolist(), levels[bends].tolist(), strict=True))


def _about(timeline: Timeline) -> str:
    said = sum(cue.span.length for cue in timeline.cues if cue.kind == "say")
    steps = len(timeline.steps)
    facts = [
        format_duration(timeline.seconds),
        f"{steps} steps" if steps != 1 else "1 step",
        f"words {said / max(1, timeline.length):.0%} of the time",
    ]
    if timeline.estimated:
        facts.append("some lengths estimated: not spoken yet")
    return " · ".join(facts)
