"""Whether memory stays flat: peak memory and time of sessions of 10 minutes, 30 minutes and 8 hours.

    python tests/bench/memory.py [--hours 8]

A script is made with as many sides as it takes, for the rehearsal voice over the shore; its clips are spoken
into a cache of its own first, unmeasured. Then each length is exported to MP3, and drained block by block through
`coach.render`, each in a process of its own. To hold: the same memory whatever the length, under 250 MB, and time
that grows with the length and no faster.
"""

from __future__ import annotations

import argparse
import resource
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from measure import Cost, run, table

ROUND = 5
"""Minutes of one side: five steps of about one minute."""

SIDES = 48
"""Sides of one part: a script takes no more than 50."""

LIMIT = 250.0
"""Peak memory, in MB, that a session may take, however long."""

BOUND = 4_000_000_000
"""Bytes of address space that the work may take: a fault in it ends the bench and not the machine."""

_HEAD = """\
title: A long session
voice: rehearsal
parts:
"""

_PART = """\
  - title: "{{side}}"
    repeat: {{side: [{sides}]}}
    steps:
"""

_STEP = """\
      - title: Stroke {number}
        announce: Next, the {{side}}, and stroke {number}.
        move: {{say: "Walk round to the {{side}}, and oil your hands.", for: 8s}}
        say: >-
          Hands together on the {{side}}. [pause 1s] Glide up slowly, and draw back down. [pause 2s] Stay light.
        caution: Never press on the {{side}} where it hurts.
        time: {{ideal: 52s, least: 40s, most: 3m}}
        cues:
          - {{at: 60%, say: Slower still.}}
"""


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description="Peak memory and time of short and long sessions.")
    parser.add_argument("--hours", type=float, default=8.0, help="the longest session")
    parser.add_argument("--work", nargs=3, help=argparse.SUPPRESS)
    wishes = parser.parse_args()
    if wishes.work:
        _work(*wishes.work)
        return
    with TemporaryDirectory(prefix="coach-bench-") as name:
        folder = Path(name)
        rows: list[tuple[str, float, Cost]] = []
        for minutes in (10.0, 30.0, wishes.hours * 60):
            (folder / f"{minutes:g}.yaml").write_text(_script(minutes), "utf-8")
            run(_command("speak", minutes, folder))
            rows += [(use, minutes, run(_command(use, minutes, folder))) for use in ("export", "render")]
    table(
        "Peak memory and time by length of the session, clips already spoken",
        ("", "minutes", "peak MB", "wall s", "CPU s", "CPU s per hour"),
        [
            (
                use,
                f"{minutes:g}",
                f"{cost.peak:.0f}",
                f"{cost.wall:.1f}",
                f"{cost.cpu:.1f}",
                f"{_hourly(cost, minutes):.1f}",
            )
            for use, minutes, cost in sorted(rows, key=lambda row: (row[0], row[1]))
        ],
    )
    peak = max(cost.peak for _, _, cost in rows)
    print(f"greatest peak {peak:.0f} MB: {'under' if peak < LIMIT else 'OVER'} the limit of {LIMIT:.0f} MB")


def _hourly(cost: Cost, minutes: float) -> float:
    return cost.cpu * 60 / minutes


def _command(use: str, minutes: float, folder: Path) -> list[str | Path]:
    return [sys.executable, Path(__file__), "--work", use, f"{minutes:g}", folder]


def _script(minutes: float) -> str:
    rounds = range(1, max(1, round(minutes / ROUND)) + 1)
    return _HEAD + "".join(_part(rounds[first : first + SIDES], first) for first in range(0, len(rounds), SIDES))


def _part(rounds: range, first: int) -> str:
    sides = ", ".join(f"round {number}" for number in rounds)
    steps = (_STEP.format(number=number) for number in range(first + 1, first + 6))
    return _PART.format(sides=sides) + "".join(steps)


def _work(use: str, minutes: str, folder: str) -> None:
    """Do one piece of work; the process that measures it loads none of this."""
    resource.setrlimit(resource.RLIMIT_AS, (BOUND, BOUND))
    import coach  # noqa: PLC0415 - loaded in the process that is measured
    from coach.session import Wishes  # noqa: PLC0415 - as above

    script = coach.load(Path(folder) / f"{minutes}.yaml")
    wishes = Wishes(fit=float(minutes) * 60, cache=Path(folder) / "cache")
    if use == "export":
        coach.export(script, Path(folder) / "session.mp3", wishes)
        return
    for _ in coach.render(script, wishes):
        if use == "speak":  # the first block comes when everything is spoken
            break


if __name__ == "__main__":
    main()
