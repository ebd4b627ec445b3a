"""What a screen shows of a live session: a few lines to be read from across the room."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import zip_longest
from typing import TYPE_CHECKING

from rich.text import Text

from coach.cli.letters import drawn

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from coach.live.values import State, Status
    from coach.units import Seconds

BRIGHT, CALM, DIM = "#e8cfa0", "#b08d57", "#6f5a3a"
"""Warm and low: what is looked at from afar, what is read, and what is only there."""

DARK = "on #0d0a07"
"""The ground: next to black, also where the terminal is white."""

MARGIN = 2
"""Empty cells at either side."""

PLAIN_ROWS = 14
"""Rows of everything that is not large."""

LARGEST = (14, 9)
"""Rows that the step's name, and its time, take at most."""

MOST_ROWS = 2
"""Rows that the words said last, what matters now, and the keys, each take at most."""

BOUND = "\u00a0"
"""A blank at which no row is broken."""

MINUTE = 60
"""Seconds in a minute."""

DOING: Mapping[State, str] = {
    "playing": "",
    "paused": "paused",
    "waiting": "waiting for you",
    "preparing": "the next words are on their way",
    "lost": "no sound device: waiting until it is back",
    "leaving": "fading out",
    "over": "done",
}
"""What each state is called."""

WAITS: tuple[State, ...] = ("paused", "waiting")
"""States that a press ends."""


@dataclass(frozen=True, slots=True)
class Hints:
    """Keys to be shown, where there are any."""

    keys: Sequence[tuple[str, str]] = ()
    """Each key, or keys, and what they do."""
    go_on: str = ""
    """The key that goes on from a pause."""


def view(status: Status, size: tuple[int, int], *, hints: Hints, note: str, clock: datetime) -> tuple[Text, ...]:
    """Return the rows to be shown.

    Args:
        status: Where the session stands.
        size: The cells there are, across and down.
        hints: The keys that lead the session.
        note: What the masseur should know now; mostly empty.
        clock: The time of the day.
    """
    columns, rows = size
    wide = max(1, columns - 2 * MARGIN)
    room = max(0, rows - PLAIN_ROWS)
    large = drawn(status.step or status.title, wide, min(LARGEST[0], room * 3 // 5), lines=2)
    second = _beside(status, wide, min(LARGEST[1], room * 2 // 5))
    made = [
        _ends(status.title, f"{status.number} of {status.count}" if status.number else "", wide),
        Text(),
        *(Text(row, f"bold {BRIGHT}") for row in large),
        Text(),
        *(Text(row, BRIGHT) for row in second),
        Text(),
        _ends(_session(status, clock), "", wide, CALM),
        _progress(status.position, status.length, wide),
        Text(),
        Text(f"then  {status.upcoming}" if status.upcoming else "the last step", CALM),
        *_folded(_matter(status, hints, note).split(), wide, style=f"bold {BRIGHT}"),
    ]
    keys = (f"{key} {does}".replace(" ", BOUND) for key, does in hints.keys)
    last = [*_folded(status.said.split(), wide), *_folded(keys, wide, "   ")]
    filler = [Text()] * max(0, rows - len(made) - len(last))
    return tuple(_placed(row, min(wide + MARGIN, columns)) for row in [*made, *filler, *last][:rows])


def told(status: Status) -> str:
    """Return where a session stands, in one plain line: for a log, or a pipe."""
    side = f" ({status.side})" if status.side else ""
    name = f"{status.number} of {status.count}: {status.step}{side}" if status.number else status.title
    return f"{status.state} {name}, {_time(status.left)} left{status.message and ': '}{status.message}"


def _session(status: Status, clock: datetime) -> str:
    ends = clock + timedelta(seconds=status.left + MINUTE / 2)
    over = f", {_time(status.over)} over its slot" if round(status.over) else ""
    return f"{_time(status.left)} left in the session, which ends at {ends:%H:%M}{over}"


def _matter(status: Status, hints: Hints, note: str) -> str:
    doing = DOING[status.state]
    if doing and status.state in WAITS and hints.go_on:
        doing += f": {hints.go_on} goes on"
    return " · ".join(part for part in (doing, status.message, note) if part)


def _progress(position: Seconds, length: Seconds, wide: int) -> Text:
    done = round(wide * min(1.0, position / length)) if length else 0
    return Text.assemble(("━" * done, CALM), ("─" * (wide - done), DIM))


def _time(seconds: Seconds) -> str:
    """Return a time as minutes and seconds, rounded up: 0:00 is the end, and nothing else."""
    whole = max(0, -int(-seconds // 1))
    return f"{whole // MINUTE}:{whole % MINUTE:02}"


def _ends(start: str, end: str, wide: int, style: str = DIM) -> Text:
    gap = max(1, wide - Text(start).cell_len - Text(end).cell_len)
    return Text(f"{start}{' ' * gap}{end}" if end else start, style)


def _beside(status: Status, wide: int, rows: int) -> list[str]:
    """Draw the time left in the step at the left edge, and its side at the right one."""
    if not status.step:
        return []
    left, side = (
        drawn(_time(status.step_left), wide // 2, rows),
        drawn((status.side or "").upper(), wide // 2 - 2, rows),
    )
    edge = max(0, wide - max(map(len, side), default=0))
    return [f"{first:<{edge}}{second}".rstrip() for first, second in zip_longest(left, side, fillvalue="")]


def _folded(words: Iterable[str], wide: int, gap: str = " ", style: str = DIM) -> list[Text]:
    """Set words in a few rows, cut short with an ellipsis where there are more."""
    rows: list[str] = []
    for word in words:
        if rows and Text(rows[-1] + gap + word).cell_len <= wide:
            rows[-1] += gap + word
        else:
            rows.append(word)
    if len(rows) > MOST_ROWS:
        rows = [*rows[: MOST_ROWS - 1], f"{rows[MOST_ROWS - 1]} …"]
    return [Text(row, style) for row in rows]


def _placed(row: Text, edge: int) -> Text:
    placed = Text(" " * MARGIN) + row
    placed.truncate(edge, overflow="ellipsis")
    placed.no_wrap = True
    return placed
