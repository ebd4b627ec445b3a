"""What mixing costs: processor time for half an hour of the shipped session over each bed, and where it goes.

    python tests/bench/mixing.py [--minutes 30]

With the rehearsal voice, its clips spoken beforehand and unmeasured. Bed, gains, loudness and limiter are counted;
speech and encoding are not. To hold: under 1/250 of the session's length. The last bed changes from part to part.
"""

from __future__ import annotations

import argparse
import cProfile
import os
import pstats
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time
from typing import TYPE_CHECKING

from measure import SESSION, table

os.environ["OMP_NUM_THREADS"] = "1"  # one thread: processor time is what it takes, not what it wakes

import coach
from coach.script.model import Bed, PartBed
from coach.session import Log, Wishes
from coach.session.studio import Studio
from coach.sounds import BEDS

if TYPE_CHECKING:
    from coach.script import Script

LIMIT = 250
"""The share of a session's length that mixing may take: one part in so many."""

CHANGING = "rain, then another"
"""The name of the bed that changes."""


def main() -> None:
    """Measure, and print two tables."""
    parser = argparse.ArgumentParser(description="Processor time of mixing, bed by bed.")
    parser.add_argument("--minutes", type=float, default=30.0, help="how long the session lasts")
    wishes = parser.parse_args()
    script, rows = coach.load(SESSION), []
    profile = cProfile.Profile()
    with TemporaryDirectory(prefix="coach-bench-") as folder:
        asked = Wishes(voice="rehearsal", fit=wishes.minutes * 60, cache=Path(folder))
        for bed in (*BEDS, CHANGING):
            prepared, mixed = _cost(_over(script, bed), asked)
            share = wishes.minutes * 60 / (prepared + mixed)
            rows.append((bed, f"{prepared:.2f}", f"{mixed:.2f}", f"1/{share:.0f}", "" if share > LIMIT else "OVER"))
        profile.enable()
        _cost(_over(script, "shore"), asked)
        profile.disable()
    table(f"Mixing {wishes.minutes:g} minutes", ("bed", "gains CPU s", "mix CPU s", "of its length", ""), rows)
    pstats.Stats(profile).sort_stats("tottime").print_stats(12)


def _over(script: Script, bed: str) -> Script:
    """Return the session over another bed."""
    if bed != CHANGING:
        return script.model_copy(update={"bed": Bed(sound=bed)})
    parts = [
        part.model_copy(update={"bed": PartBed(sound=("rain", "brown")[place % 2])})
        for place, part in enumerate(script.parts)
    ]
    return script.model_copy(update={"parts": tuple(parts)})


def _cost(script: Script, wishes: Wishes) -> tuple[float, float]:
    """Return processor time, in seconds: of opening beds and working out gains, and of the mix."""
    studio = Studio(script, wishes, Log())
    timeline = studio.measured()
    with studio.beds() as warm:
        studio.mixer(timeline, warm)  # a bed's sounds are made once for a process
    begin = process_time()
    with studio.beds() as beds:
        mixer = studio.mixer(timeline, beds)
        ready = process_time()
        for _ in mixer.blocks():
            pass
    return ready - begin, process_time() - ready


if __name__ == "__main__":
    main()
