"""Processes of coach, played to a sound server."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import programmes
from sound_server import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

SCRIPT = """\
title: A minute of rest
language: en
bed: shore
chimes: {step: none, end: none}
parts:
  - title: Rest
    steps:
      - title: Rest
        say: "[pause 20s] Let your shoulders drop."
        time: 60s
"""

PROGRESS = ("speaking ", "playing ", "leaving ", "lost ", "over ")
"""How lines of progress start."""

MESSAGE = "coach: "
"""How every other line on standard error starts."""


@dataclass(frozen=True)
class Left:
    code: int
    messages: tuple[str, ...]


def play_programme(environment: Mapping[str, str], player: str, programme: str, *more: str) -> dict[str, int]:
    """Play a programme to its end in a process of its own, and return what that process reports."""
    command = (sys.executable, programmes.__file__, player, programme, *more)
    ran = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=PATIENCE)
    assert (ran.returncode, ran.stderr) == (0, "")
    report: dict[str, int] = json.loads(ran.stdout)
    return report


@contextmanager
def coach_play(
    environment: Mapping[str, str], folder: Path, *options: str, use: tuple[str, ...] = ("play",)
) -> Iterator[subprocess.Popen[str]]:
    """Start `coach play` on a minute of shore, or another use of coach."""
    script = folder / "rest.yaml"
    script.write_text(SCRIPT, encoding="utf-8")
    command = (
        *(sys.executable, "-c", "from coach.cli import main; main()", use[0], str(script), *use[1:]),
        *("--voice", "rehearsal", "--cache", str(folder / "cache"), *options),
    )
    pipe = subprocess.PIPE
    with subprocess.Popen(command, env=environment, stdout=pipe, stderr=pipe, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def left(process: subprocess.Popen[str]) -> Left:
    """Wait for a process to end by itself; it said nothing but progress and messages."""
    answer, said = process.communicate(timeout=PATIENCE)
    lines = said.splitlines()
    stray = [line for line in lines if not line.startswith((*PROGRESS, MESSAGE))]
    assert (answer, stray) == ("", [])
    return Left(process.returncode, tuple(line for line in lines if line.startswith(MESSAGE)))
