"""What the benches share: the cost of a process, and a table. It imports nothing heavy.

On Linux a child's peak memory starts at its parent's: so whoever measures stays small, and whatever loads
arrays runs in a child.
"""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from time import perf_counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

SCRIPTS = Path(__file__).parents[2] / "scripts"
"""The session scripts of this checkout."""

SESSION = SCRIPTS / "back-of-legs.yaml"
"""The session that the benches are about."""

_UNIT = 1 if sys.platform == "darwin" else 1024


@dataclass(frozen=True, slots=True)
class Cost:
    """What a process took, the processes that it started included."""

    wall: float
    """Seconds on the clock."""
    cpu: float
    """Seconds of processor, user and system."""
    peak: float
    """Greatest resident memory of any one process, in MB."""


def run(command: Sequence[str | Path]) -> Cost:
    """Run a command to its end, quietly; what it says is shown where it fails."""
    with TemporaryFile("w+", errors="replace") as said:
        begin = perf_counter()
        child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=said)
        _, status, usage = os.wait4(child.pid, 0)
        wall = perf_counter() - begin
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode:
            said.seek(0)
            sys.exit(f"{said.read()}{' '.join(map(str, command))[:200]}: exit {child.returncode}")
    return Cost(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * _UNIT / 1e6)


def table(title: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print a table: the first column to the left, the others to the right."""
    lines = [tuple(head), *(tuple(row) for row in rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    print(title)
    for line in lines:
        first, *others = (cell.rjust(width) for cell, width in zip(line, widths, strict=True))
        print("  ".join([first.strip().ljust(widths[0]), *others]).rstrip())
    print(f"load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
