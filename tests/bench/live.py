"""Live playback on a real sound server: shift over a long run, flushes, and a server that is killed and restarted.

    python tests/bench/live.py --minutes 10 --load 2      # every frame says which one it is; the monitor is read
    python tests/bench/live.py --minutes 0 --flushes 20 --kills 50 --player sounddevice

Needs pulseaudio and pulseaudio-utils. Everything is read from the recorded monitor of a null sink.
"""

# ruff: noqa: E402 - the tests' own sound server is found first
from __future__ import annotations

import argparse
import os
import subprocess
import sys
from contextlib import ExitStack, contextmanager
from itertools import pairwise
from pathlib import Path
from statistics import median
from threading import Event
from time import monotonic, sleep
from typing import TYPE_CHECKING

import numpy as np

sys.path[:0] = [str(Path(__file__).parent.parent), str(Path(__file__).parent.parent / "players")]

from numbered import CYCLE, RISE, Numbers, runs
from programmes import FORMAT, RATE
from sound_server import SoundServer, sound_server, wait_until

from coach.players import open_player
from coach.players.deck import Deck
from coach.players.keeper import Watch
from coach.players.streaming import StreamingPlayer

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

BUSY = "while True: sum(range(10_000))"
"""What keeps a core busy."""

EVER = 24 * 3600 * RATE


def main() -> None:
    """Run what was asked for, and print a table."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--minutes", type=float, default=2.0, help="of the long run")
    asked.add_argument("--flushes", type=int, default=20)
    asked.add_argument("--kills", type=int, default=5)
    asked.add_argument("--load", type=int, default=0, help="processes that keep a core busy meanwhile")
    asked.add_argument("--player", default="miniaudio")
    options = asked.parse_args()
    player = open_player(options.player)
    if not isinstance(player, StreamingPlayer):
        sys.exit(f"{options.player} does not stream")
    with _loaded(options.load):
        if options.minutes:
            _shift(player, round(options.minutes * 60 * RATE))
        if options.flushes:
            _flush(player, options.flushes)
        if options.kills:
            _kill(player, options.kills)


def _shift(player: StreamingPlayer, length: int) -> None:
    with _serving(50) as server:
        with Deck(player, FORMAT, Numbers(length)) as deck:
            while not deck.wait(0.1):
                pass
            health = deck.health
        heard = runs(server.heard())
    inserted = sum(after.place - before.place - before.count for before, after in pairwise(heard))
    lost = sum((after.first - before.end) % CYCLE for before, after in pairwise(heard))
    got = sum(run.count for run in heard)
    print(f"{length / RATE / 60:g} min: {got} of {length} frames heard in {len(heard)} run(s)")
    print(f"  shift {inserted - lost} samples ({inserted} put between, {lost} left out); {health}")


def _flush(player: StreamingPlayer, count: int) -> None:
    calls: list[tuple[int, int, int, float]] = []
    source = Numbers(EVER)
    with _serving(5) as server:
        with Deck(player, FORMAT, source) as deck:
            for _ in range(count):
                server.wait_for_sound(0.6, after=server.recorded())
                began, called = server.recorded(), monotonic()
                with deck.flush() as wall:
                    took = monotonic() - called
                    sleep(0.5)
                    left = server.recorded()
                calls.append((began, wall, left, took))
            server.wait_for_sound(0.6, after=server.recorded())
            health = deck.health
        heard = runs(server.heard())
    _row("flush: the call, to a closed device", [call[3] for call in calls])
    turns = [(old, new, call) for call in calls for old, new in pairwise(heard) if 0 <= new.first - call[1] <= RISE]
    _row("flush: the call, to the last sample", [(old.place + old.count - call[0]) / RATE for old, _, call in turns])
    _row("flush: leaving it, to the first sample", [(new.place - RISE - call[2]) / RATE for _, new, call in turns])
    _row("flush: heard twice", [(old.end - call[1]) / RATE for old, _, call in turns])
    print(f"  {health}")


def _kill(player: StreamingPlayer, count: int) -> None:
    back, recovery, marks = Event(), [], []
    with _serving(50) as server:
        with Deck(player, FORMAT, Numbers(EVER), watch=Watch(on_back=back.set)) as deck:
            for _ in range(count):
                server.wait_for_sound(1.0, after=server.recorded())
                marks.append(_in_use())
                back.clear()
                server.kill()
                server.start()
                returned = server.recorded()
                wait_until(back.is_set)
                server.wait_for_sound(0.1, after=returned)
                recovery.append(int(np.flatnonzero(server.so_far()[returned:].any(axis=1))[0]) / RATE)
            server.wait_for_sound(1.0, after=server.recorded())
            marks.append(_in_use())
            health = deck.health
        heard = runs(server.heard())
    steps = [before.end - after.first + RISE for before, after in pairwise(heard)]
    again = [((step + CYCLE // 2) % CYCLE - CYCLE // 2) / RATE for step in steps]
    _row(f"{count} kills: the server's return, to sound", recovery)
    _row(f"{count} kills: heard twice (below 0: the dead recorder kept it)", again)
    print(f"  (threads, descriptors) at first {marks[0]}, at last {marks[-1]}; {health}")


def _row(what: str, seconds: Sequence[float]) -> None:
    low, middle, high = (1000 * value for value in (min(seconds), median(seconds), max(seconds)))
    print(f"{what}: {low:.0f} to {high:.0f} ms, median {middle:.0f}, of {len(seconds)}")


def _in_use() -> tuple[int, int]:
    return len(os.listdir("/proc/self/task")), len(os.listdir("/proc/self/fd"))  # noqa: PTH208 - names are enough


@contextmanager
def _serving(chunk: int) -> Iterator[SoundServer]:
    with sound_server(chunk) as server:
        os.environ.update(server.environment)
        yield server


@contextmanager
def _loaded(processes: int) -> Iterator[None]:
    with ExitStack() as running:
        for _ in range(processes):
            process = running.enter_context(subprocess.Popen((sys.executable, "-c", BUSY)))
            running.callback(process.kill)
        yield


if __name__ == "__main__":
    main()
