"""Whether every session meets its loudness and its true peak over every bed, and at every length.

    python tests/bench/levels.py [--sessions feet ...] [--beds shore ...] [--at 10m 20m 60m] [--mp3]

Without ``--mp3`` each session is mixed block by block and read by coach's own meter, which `tests/audio` holds to the
EBU's signals and to ffmpeg's. With it each is exported to MP3, and read by ffmpeg's ebur128. ``--at`` makes
sessions last that long, where they can; without it they last as long as they are written. Words are spoken once,
into the cache. A figure outside -16 ±0.3 LUFS, over -2 dBTP before encoding, or over -1 dBTP in the MP3, has a ``!``.
"""

from __future__ import annotations

import argparse
import re
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import imageio_ffmpeg
import numpy as np
from measure import SCRIPTS, table

import coach
from coach.audio.loudness import PowerMeter, integrated
from coach.audio.peak import PeakMeter
from coach.errors import TimingError
from coach.meter import OVER, TARGET
from coach.meter.verdict import NEAR
from coach.mixer import Levels
from coach.session import Wishes
from coach.sounds import BEDS
from coach.timeline import RATE
from coach.units import Decibels, Lufs, Seconds, format_clock, parse_duration

if TYPE_CHECKING:
    from coach.script import Script

SLACK: Decibels = 0.05
"""How far a reading may be off."""


def main() -> None:
    """Measure, and print a table."""
    shipped = sorted(path.stem for path in SCRIPTS.glob("*.yaml"))
    parser = argparse.ArgumentParser(description="Loudness and true peak of every session over every bed.")
    parser.add_argument("--sessions", nargs="*", default=shipped)
    parser.add_argument("--beds", nargs="*", default=list(BEDS))
    parser.add_argument("--at", nargs="*", type=parse_duration, default=[None], help="how long sessions last")
    parser.add_argument("--mp3", action="store_true", help="export each, and read it by ffmpeg's meter")
    wishes = parser.parse_args()
    read, most = (_of_mp3, OVER) if wishes.mp3 else (_of_blocks, Levels().ceiling)
    rows: list[tuple[str, ...]] = []
    outside = 0
    for session in wishes.sessions:
        for fit in wishes.at:
            script = coach.load(SCRIPTS / f"{session}.yaml")
            try:
                length = coach.schedule(script, slot=fit).seconds
            except TimingError as error:
                print(f"{session}: {error}", flush=True)
                continue
            cells = [_cell(*read(_over(script, bed), fit), most) for bed in wishes.beds]
            outside += sum("!" in cell for cell in cells)
            rows.append((session, format_clock(length), *cells))
            print(*rows[-1], flush=True)
    how = "in the MP3, by ffmpeg" if wishes.mp3 else "before encoding, by coach"
    table(f"LUFS / dBTP {how}: {outside} outside", ("", "lasts", *wishes.beds), rows)


def by_ffmpeg(file: Path) -> tuple[Lufs, Decibels]:
    """Return a file's integrated loudness and its true peak, as ffmpeg's ebur128 reads them."""
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-hide_banner", "-nostdin", "-i", file]
    meter = ["-af", "ebur128=peak=true", "-f", "null", "-"]
    said = subprocess.run([*command, *meter], capture_output=True, text=True, check=True).stderr
    loudness, peak = re.findall(r"I:\s+(\S+) LUFS", said)[-1], re.findall(r"Peak:\s+(\S+) dBFS", said)[-1]
    return float(loudness), float(peak)


def _over(script: Script, bed: str) -> Script:
    return script.model_copy(update={"bed": script.bed.model_copy(update={"sound": bed})})


def _of_blocks(script: Script, fit: Seconds | None) -> tuple[Lufs, Decibels]:
    power, peak = PowerMeter(RATE, 2), PeakMeter(2, RATE // 200, OVER)
    powers, highest = [], 0.0
    for block in coach.render(script, Wishes(fit=fit)):
        powers.append(power.feed(block))
        highest = max(highest, float(peak.feed(block).max(initial=0.0)))
    return integrated(np.concatenate([*powers, power.rest()])), float(20 * np.log10(highest))


def _of_mp3(script: Script, fit: Seconds | None) -> tuple[Lufs, Decibels]:
    with TemporaryDirectory(prefix="coach-bench-") as folder:
        file = Path(folder) / "session.mp3"
        coach.export(script, file, Wishes(fit=fit))
        return by_ffmpeg(file)


def _cell(loudness: Lufs, peak: Decibels, most: Decibels) -> str:
    outside = abs(loudness - TARGET) > NEAR + SLACK or peak > most + SLACK
    return f"{loudness:.2f}/{peak:.2f}{'!' if outside else ''}"


if __name__ == "__main__":
    main()
