"""How long scheduling takes, by the number of cues: it should grow with them, and no faster.

    python tests/bench/schedule.py

The rivals, on the same script: PyYAML's loader in C reading its text, and pydantic checking what was read.
"""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING

import yaml
from measure import table

from coach.script import Script
from coach.timeline import schedule

if TYPE_CHECKING:
    from collections.abc import Callable


def script(cues: int) -> dict[str, object]:
    """Return a session of two sides whose timeline holds about this many cues, ten in each step."""
    step = {
        "say": "Glide up.",
        "caution": "Stay light.",
        "time": "100s",
        "cues": [{"at": f"{share}%", "say": "Go on."} for share in range(20, 80, 10)],
    }
    steps = [{"title": f"Stroke {number}", **step} for number in range(cues // 20)]
    return {"title": "T", "parts": [{"repeat": {"side": ["left", "right"]}, "steps": steps}]}


def best(run: Callable[[], object], times: int = 5) -> float:
    """Return the least seconds of several runs: what the machine's other work disturbs least."""
    took = []
    for _ in range(times):
        start = time.perf_counter()
        run()
        took.append(time.perf_counter() - start)
    return min(took)


def row(cues: int) -> list[str]:
    """Measure a session of about so many cues."""
    values = script(cues)
    text = json.dumps(values)
    made = Script.model_validate(values)
    took = best(lambda: schedule(made))
    reading = best(lambda: yaml.load(text, Loader=yaml.CSafeLoader), 3)
    checking = best(lambda: Script.model_validate(values), 3)
    count = len(schedule(made).cues)
    each = 1e6 * took / count
    return [str(count), f"{took * 1000:.0f} ms", f"{each:.0f} us", f"{took / reading:.2f}", f"{took / checking:.2f}"]


def main() -> None:
    """Print the table."""
    head = ["cues", "schedule()", "a cue", "against PyYAML", "against pydantic"]
    table("Scheduling, against reading the same script and against checking it", head, map(row, (1_000, 10_000)))


if __name__ == "__main__":
    main()
