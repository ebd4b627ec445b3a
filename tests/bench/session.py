"""A live session as its masseur meets it: how soon it sounds, how soon it pauses, where it is taken up after a crash.

    python tests/bench/session.py --starts 10 --pauses 20 --kills 10

Each is `coach play` in a process of its own on a real sound server, whose monitor is read. Needs pulseaudio and
pulseaudio-utils. A busy machine starts later: the load is printed.
"""

# ruff: noqa: E402 - the tests' own sound server is found first
from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import sleep
from typing import TYPE_CHECKING, Any

import numpy as np

sys.path[:0] = [str(Path(__file__).parent.parent), str(Path(__file__).parent.parent / "players")]

from programmes import RATE
from sound_server import SoundServer, sound_server, wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

LINES = "\n".join(f"      - {{at: {at}s, say: Line number {at} of this step.}}" for at in range(15, 105, 10))
SCRIPT = f"""
title: Talk
voice: rehearsal
bed: none
steps:
  - title: One
    say: Glide slowly up the leg and back, and let the hands be heavy, and slow, and warm, all the way to the hip.
    time: 2m
    cues:
{LINES}
"""


class Played:
    """A session that plays."""

    def __init__(self, folder: Path, server: SoundServer, *words: str) -> None:
        self.began = server.recorded()
        self.child = subprocess.Popen(
            (sys.executable, "-m", "coach", "play", *words, "--cache", str(folder / "cache")),
            cwd=folder,
            env={**os.environ, **server.environment},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )

    def tell(self, line: str) -> str:
        """Ask for something by a line; return the answer."""
        assert self.child.stdin
        assert self.child.stdout
        self.child.stdin.write(f"{line}\n")
        self.child.stdin.flush()
        return self.child.stdout.readline().strip()

    def status(self) -> dict[str, Any]:
        """Return where it stands."""
        answer: dict[str, Any] = json.loads(self.tell("status"))
        return answer

    def playing(self) -> dict[str, Any]:
        """Return where it stands as soon as it plays."""
        wait_until(lambda: self.status()["state"] == "playing")
        return self.status()

    def kill(self) -> None:
        """End it as a crash does."""
        self.child.kill()
        self.child.communicate()


def main() -> None:
    """Measure, and print."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--starts", type=int, default=10, help="of the shipped session, warm")
    asked.add_argument("--cold", type=int, default=2, help="the same with an empty cache")
    asked.add_argument("--pauses", type=int, default=20)
    asked.add_argument("--kills", type=int, default=10)
    options = asked.parse_args()
    with TemporaryDirectory(prefix="coach-bench-") as name:
        folder = Path(name)
        (folder / "talk.yaml").write_text(SCRIPT, encoding="utf-8")
        _starts(folder, options.starts)
        _colds(folder, options.cold)
        _pauses(folder, options.pauses)
        _kills(folder, options.kills)
    print(f"load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")


def _starts(folder: Path, count: int) -> None:
    if not count:
        return
    command = (sys.executable, "-m", "coach", "export", "back-of-legs", "-o", "legs.flac")
    subprocess.run((*command, "--cache", str(folder / "cache")), cwd=folder, check=True, capture_output=True)
    with sound_server(5) as server:
        first = _first(folder, server, 20.0)
        _row("warm cache, played for the first time: the command, to the first sample", [first])
        later = [_first(folder, server, 0.1) for _ in range(count)]
        _row("played before: the command, to the first sample", later)


def _colds(folder: Path, count: int) -> None:
    with sound_server(5) as server:
        firsts = [_first(folder / f"cold{number}", server, 0.1) for number in range(count)]
    if firsts:
        _row("nothing spoken yet: the command, to the first sample", firsts)


def _first(folder: Path, server: SoundServer, seconds: float) -> float:
    folder.mkdir(exist_ok=True)
    server.wait_for_silence()
    played = Played(folder, server, "back-of-legs")
    server.wait_for_sound(seconds, after=played.began)
    played.kill()
    return int(np.flatnonzero(server.so_far()[played.began :].any(axis=1))[0]) / RATE


def _pauses(folder: Path, count: int) -> None:
    took: list[float] = []
    with sound_server(5) as server, _talking(folder, server) as played:
        for _ in range(count):
            played.tell("repeat")
            server.wait_for_sound(1.0 + random.random(), after=server.recorded())  # noqa: S311 - no secret
            asked = server.recorded()
            played.tell("pause")
            server.wait_for_silence()
            heard = np.flatnonzero(server.so_far()[asked:].any(axis=1))
            took.append((int(heard[-1]) if len(heard) else 0) / RATE)
            played.tell("resume")
    if took:
        _row("pause: the line, to the last sample of the words", took)


def _kills(folder: Path, count: int) -> None:
    apart: list[float] = []
    with sound_server(50) as server:
        for _ in range(count):
            with _talking(folder, server) as played:
                sleep(random.uniform(2.0, 30.0))  # noqa: S311 - no secret
                stood = played.status()
            again = Played(folder, server, "talk.yaml", "--resume")
            server.wait_for_sound(0.3, after=again.began)
            taken = again.playing()
            again.kill()
            apart.append(_line(stood["said"]) - _line(taken["said"]))
    if apart:
        print(f"kill -9 {count} times: taken up {min(apart):.0f} to {max(apart):.0f} cues before the place it stood at")


def _line(said: str) -> float:
    """Return which of the talk's lines was said last."""
    words = said.split()
    return (int(words[2]) - 5) / 10 if words[:2] == ["Line", "number"] else 0.0


@contextmanager
def _talking(folder: Path, server: SoundServer) -> Iterator[Played]:
    played = Played(folder, server, "talk.yaml")
    try:
        server.wait_for_sound(1.0, after=played.began)
        yield played
    finally:
        played.kill()


def _row(what: str, seconds: Sequence[float]) -> None:
    low, middle, high = (1000 * value for value in (min(seconds), median(seconds), max(seconds)))
    print(f"{what}: {low:.0f} to {high:.0f} ms, median {middle:.0f}, of {len(seconds)}", flush=True)


if __name__ == "__main__":
    main()
