"""What one MP3 of a 30-minute session costs, against other ways to make the same mix.

    python tests/bench/export.py [--minutes 30] [--without-pydub] [--cold]

All of them place the same clips on the same timeline over the same bed and write 128 kbit/s, one after another,
each in a process of its own, with the clips already spoken:

- coach: `coach export`, from script and cache, as a user does it; makes its bed, its gains and its ducking on the spot
- ffmpeg: one filter graph over WAV files that coach wrote: adelay, amix, sidechaincompress, alimiter, libmp3lame
- pydub: AudioSegment.overlay over the same WAV files, then the same ffmpeg to encode; neither ducks nor limits
- lameenc alone: the finished samples encoded, on one thread: the floor
- coach, cold (with --cold): the same export with nothing spoken before

It ends with the goals, on two cores with nothing else at work. A machine that is shared stretches wall time unevenly:
there, the best of several rounds tells more, and processor time more than wall.

The last two columns are read from the files and show that it was the same work: length and loudness.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

import imageio_ffmpeg
from measure import Cost, run, table
from rivals import BIT_RATE, by_coach, by_ffmpeg

WORKER = Path(__file__).with_name("rivals.py")


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description="What one MP3 of a session costs, coach against others.")
    parser.add_argument("--minutes", type=float, default=30.0)
    parser.add_argument("--without-pydub", action="store_true", help="it takes a minute and a gigabyte")
    parser.add_argument("--cold", action="store_true", help="also with an empty cache: speaking takes a minute or so")
    parser.add_argument("--rounds", type=int, default=1, help="each is run so often; the quickest counts")
    wishes = parser.parse_args()
    encoder = Path(imageio_ffmpeg.get_ffmpeg_exe())
    with TemporaryDirectory(prefix="coach-bench-") as name:
        folder = Path(name)

        def command(rival: str) -> list[str | Path]:
            return [sys.executable, WORKER, rival, folder, f"{wishes.minutes:g}"]

        run(command("prepare"))
        doers = {
            "coach": by_coach(folder, wishes.minutes),
            "ffmpeg": by_ffmpeg(folder, encoder),
            "lameenc": command("lameenc"),
        }
        if not wishes.without_pydub:
            doers["pydub"] = command("pydub")
        costs = _quickest(doers, wishes.rounds)
        if wishes.cold:
            costs["cold"] = run(by_coach(folder, wishes.minutes, cold=True))
        rows = [
            (_named(rival), *_figures(cost, costs["coach"]), *_heard(folder / f"{rival}.mp3", encoder))
            for rival, cost in costs.items()
        ]
    head = ("", "wall s", "x coach", "CPU s", "x coach", "peak MB", "x coach", "length s", "LUFS")
    table(f"{wishes.minutes:g} minutes to an MP3 of {BIT_RATE} kbit/s", head, rows)
    _goals(costs, wishes.minutes * 60)


def _quickest(doers: dict[str, list[str | Path]], rounds: int) -> dict[str, Cost]:
    """Return what each costs in the quickest of some rounds, in which each has its turn."""
    costs = [{name: run(command) for name, command in doers.items()} for _ in range(rounds)]
    return {name: min((cost[name] for cost in costs), key=lambda cost: cost.wall) for name in doers}


def _goals(costs: dict[str, Cost], seconds: float) -> None:
    """Print each goal with what was reached."""
    coach = costs["coach"]
    print(f"wall against the floor's: {coach.wall / costs['lameenc'].wall:.2f} (goal: at most 0.65)")
    for rival, goal in (("ffmpeg", 3), ("pydub", 6)):
        if rival in costs:
            print(f"times as fast as {rival}: {costs[rival].wall / coach.wall:.1f} (goal: {goal})")
    print(f"peak memory: {coach.peak:.0f} MB (goal: under 250)")
    if "cold" in costs:
        print(f"cold, share of the session's length: 1/{seconds / costs['cold'].wall:.0f} (goal: under 1/40)")


def _named(rival: str) -> str:
    if rival == "cold":
        return "coach, cold"
    if rival == "ffmpeg":
        return f"ffmpeg {imageio_ffmpeg.get_ffmpeg_version().split('-')[0]}, one graph"
    return f"{rival} {version(rival)}" + (" alone" if rival == "lameenc" else "")


def _figures(cost: Cost, coach: Cost) -> list[str]:
    pairs = ((cost.wall, coach.wall), (cost.cpu, coach.cpu), (cost.peak, coach.peak))
    return [text for own, other in pairs for text in (f"{own:.1f}", f"{own / other:.2f}")]


def _heard(file: Path, encoder: Path) -> tuple[str, str]:
    """Return a file's length and loudness, as ffmpeg's meter reads them."""
    meter: list[str | Path] = [encoder, "-nostdin", "-i", file, "-af", "ebur128", "-f", "null", "-"]
    said = subprocess.run(meter, capture_output=True, text=True, check=True).stderr
    hours, minutes, seconds = re.findall(r"time=(\d+):(\d+):([\d.]+)", said)[-1]
    loudness = re.findall(r"I:\s+(-?[\d.]+) LUFS", said)[-1]
    return f"{int(hours) * 3600 + int(minutes) * 60 + float(seconds):.2f}", loudness


if __name__ == "__main__":
    main()
