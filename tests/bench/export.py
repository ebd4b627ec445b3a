"""What one MP3 of a 30-minute session costs, against other ways to make the same mix.

    python tests/bench/export.py [--minutes 30] [--without-pydub]

All of them place the same clips on the same timeline over the same bed and write 128 kbit/s, one after another,
each in a process of its own, with the clips already spoken:

- coach: from script and cache, as a user does it; makes its bed, its gains and its ducking on the spot
- ffmpeg: one filter graph over WAV files that coach wrote: adelay, amix, sidechaincompress, alimiter, libmp3lame
- pydub: AudioSegment.overlay over the same WAV files, then the same ffmpeg to encode; neither ducks nor limits
- lameenc alone: the finished samples encoded, on one thread: the floor

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
from rivals import BIT_RATE, by_ffmpeg

WORKER = Path(__file__).with_name("rivals.py")


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description="What one MP3 of a session costs, coach against others.")
    parser.add_argument("--minutes", type=float, default=30.0)
    parser.add_argument("--without-pydub", action="store_true", help="it takes a minute and a gigabyte")
    wishes = parser.parse_args()
    encoder = Path(imageio_ffmpeg.get_ffmpeg_exe())
    with TemporaryDirectory(prefix="coach-bench-") as name:
        folder = Path(name)

        def command(rival: str) -> list[str | Path]:
            return [sys.executable, WORKER, rival, folder, f"{wishes.minutes:g}"]

        run(command("prepare"))
        costs = {"coach": run(command("coach")), "ffmpeg": run(by_ffmpeg(folder, encoder))}
        if not wishes.without_pydub:
            costs["pydub"] = run(command("pydub"))
        costs["lameenc"] = run(command("lameenc"))
        rows = [
            (_named(rival), *_figures(cost, costs["coach"]), *_heard(folder / f"{rival}.mp3", encoder))
            for rival, cost in costs.items()
        ]
    head = ("", "wall s", "x coach", "CPU s", "x coach", "peak MB", "x coach", "length s", "LUFS")
    table(f"{wishes.minutes:g} minutes to an MP3 of {BIT_RATE} kbit/s", head, rows)


def _named(rival: str) -> str:
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
