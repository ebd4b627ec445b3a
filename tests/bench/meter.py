"""What it costs to measure a file: coach's meter against ffmpeg's, one after another.

python tests/bench/meter.py FILE
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import imageio_ffmpeg
from measure import run, table


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description="What it costs to measure a file, coach against ffmpeg.")
    parser.add_argument("file", type=Path)
    file = parser.parse_args().file
    ffmpeg = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-nostdin", "-i", file]
    commands = {
        "coach measure": [sys.executable, "-m", "coach", "measure", file],
        "ffmpeg ebur128, true peak": [*ffmpeg, "-af", "ebur128=peak=true", "-f", "null", "-"],
        "ffmpeg ebur128, no peak": [*ffmpeg, "-af", "ebur128", "-f", "null", "-"],
        "ffmpeg, decoding alone": [*ffmpeg, "-f", "null", "-"],
    }
    costs = {name: run(command) for name, command in commands.items()}
    rows = [(name, f"{cost.wall:.1f}", f"{cost.cpu:.1f}", f"{cost.peak:.0f}") for name, cost in costs.items()]
    table(f"measuring {file.name}", ("", "wall s", "CPU s", "peak MB"), rows)


if __name__ == "__main__":
    main()
