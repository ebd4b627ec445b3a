"""What is seen of a session, by terminals and by people who wrote neither coach nor its letters."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from time import sleep
from typing import TYPE_CHECKING

import numpy as np
import pyte
import pytest
from matplotlib.figure import Figure
from matplotlib.image import imread
from programmes import RATE
from sound_server import PATIENCE, SoundServer, sound_server, wait_until
from standing import STATUS
from terminals import Terminal, in_a_shell

from coach.cli.letters import drawn
from coach.cli.view import Hints, told, view
from coach.controls import tell
from coach.controls.keyboard import HELD

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    import numpy.typing as npt

COLUMNS, ROWS = 100, 30
CLOCK = datetime(2026, 1, 5, 14, 0, tzinfo=UTC)
SCRIPT = """
title: Evening legs
voice: rehearsal
bed: brown
parts:
  - title: "The {side} leg"
    repeat: {side: [left, right]}
    steps:
      - {title: Wringing, say: "Wring the {side} calf, slowly.", time: {ideal: 40s, least: 20s, most: 1m}}
      - {title: Feathering, say: "And feather it.", time: {ideal: 20s, least: 10s, most: 1m}}
"""
TAKEN, GIVEN_BACK = "\x1b[?1049h", "\x1b[?1049l"
"""What takes a terminal's other screen, and gives it back: xterm's own control sequences."""
QUARTERS = " ▘▝▀▖▌▞▛▗▚▐▜▄▙▟█"


class Watched:
    """A session in a terminal, as somebody else's terminal emulator shows it."""

    def __init__(self, terminal: Terminal, process: subprocess.Popen[bytes]) -> None:
        self.terminal, self.process = terminal, process
        self._screen = pyte.Screen(COLUMNS, ROWS)
        self._stream, self._fed = pyte.ByteStream(self._screen), 0

    def rows(self) -> list[str]:
        self.terminal.shows("")
        new = self.terminal.shown[self._fed :]
        self._fed += len(new)
        self._stream.feed(new)
        return [row.rstrip() for row in self._screen.display]

    def until(self, *texts: str) -> list[str]:
        wait_until(lambda: all(text in "\n".join(self.rows()) for text in texts))
        return self.rows()

    def ended(self) -> int:
        wait_until(lambda: bool(self.rows()) and self.process.poll() is not None)
        return int(self.process.returncode)

    def told(self, word: str) -> str:
        return tell(word, str(self.process.pid))


@pytest.fixture
def server() -> Iterator[SoundServer]:
    with sound_server() as running:
        yield running


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    found = Terminal(tmp_path)
    yield found
    for descriptor in (found.master, found.slave):
        with suppress(OSError):  # the test has closed it
            os.close(descriptor)


@contextmanager
def watched(terminal: Terminal, server: SoundServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[Watched]:
    script = terminal.folder / "legs.yaml"
    script.write_text(SCRIPT)
    terminal.sized(COLUMNS, ROWS)
    for name, value in server.environment.items():
        monkeypatch.setenv(name, value)
    command = (sys.executable, "-m", "coach", "play", str(script))
    with terminal.running(*command, environment=server.environment) as process:
        yield Watched(terminal, process)


def test_the_screen_follows_the_session_and_gives_the_terminal_back(
    terminal: Terminal, server: SoundServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    with watched(terminal, server, monkeypatch) as seen:
        rows = seen.until("1 of 4", "Wring the left calf, slowly.")
        assert rows[0].split() == ["Evening", "legs", "1", "of", "4"]
        assert read(rows, "Wringing") > read(rows, "Feathering") + 0.1
        assert any(row.split() == ["then", "Feathering", "(left)"] for row in rows)
        assert sum("━" in row or "─" in row for row in rows) == 1
        terminal.press("n")
        rows = seen.until("2 of 4", "then  Wringing (right)")
        assert read(rows, "Feathering") > read(rows, "Wringing") + 0.1
        terminal.press(" ")
        seen.until("paused: space goes on")
        terminal.press("q")
        seen.until("stop? once more to stop")
        assert terminal.shows(TAKEN)
        assert not terminal.shows(GIVEN_BACK)
        sleep(HELD)
        terminal.press("q")
        assert seen.ended() == 0
        whole, after = terminal.shown.decode().rsplit(GIVEN_BACK, 1)
        assert whole.count(TAKEN) == 1
        assert "coach: " in after, "what was noted is told again"


def test_a_closed_terminal_does_not_end_the_session(
    terminal: Terminal, server: SoundServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    with watched(terminal, server, monkeypatch) as seen:
        seen.until("1 of 4")
        server.wait_for_sound(0.5)
        terminal.hang_up()
        after = server.recorded()
        server.wait_for_sound(2.0, after=after)
        assert np.abs(server.so_far()[after:].astype(int)).reshape(-1, 4800).max(axis=1).min() > 0, "it went on"
        assert seen.told("next") == "ok"
        wait_until(lambda: '"number": 2' in seen.told("status"))
        assert seen.process.poll() is None
        assert [seen.told("stop"), seen.told("stop")] == ["ok", "ok"]
        assert seen.process.wait(PATIENCE) == 0


def test_who_asks_the_session_to_end_hears_it_fade(
    terminal: Terminal, server: SoundServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    with watched(terminal, server, monkeypatch) as seen:
        seen.until("1 of 4")
        server.wait_for_sound(1.0)
        asked = server.recorded()
        seen.process.send_signal(signal.SIGTERM)
        assert seen.ended() == 130
        loud = np.abs(server.heard()[asked:].astype(float)).max(axis=1)
    sounding = np.flatnonzero(loud > 0)[-1]
    assert sounding > 2.0 * RATE, "it does not break off"
    assert loud[sounding - RATE // 10 : sounding].max() < loud[: RATE // 2].max() / 20, "it fades"


def test_a_suspended_session_gives_the_terminal_back_and_draws_again(terminal: Terminal, server: SoundServer) -> None:
    terminal.sized(COLUMNS, ROWS)
    script = terminal.folder / "legs.yaml"
    script.write_text(SCRIPT)
    with in_a_shell(terminal, server.environment) as shell:
        shell(f"{sys.executable} -m coach play {script}")
        wait_until(lambda: terminal.shows(TAKEN))
        server.wait_for_sound(0.5)
        terminal.press("\x1a")
        wait_until(lambda: terminal.shows(GIVEN_BACK))
        shell("echo sus''pended")
        wait_until(lambda: terminal.shows("suspended"))
        assert not terminal.listened_to()
        server.wait_for_silence()
        after = server.recorded()
        terminal.shown = b""
        shell("fg")
        wait_until(lambda: terminal.shows(TAKEN))
        server.wait_for_sound(0.5, after=after)
        terminal.press("\x03")
        wait_until(lambda: terminal.shows("interrupted"))


def test_whoever_leads_it_by_lines_is_answered_though_a_screen_is_shown(
    terminal: Terminal, server: SoundServer
) -> None:
    script = terminal.folder / "legs.yaml"
    script.write_text(SCRIPT)
    command = (sys.executable, "-m", "coach", "play", str(script))
    pipe, environment = subprocess.PIPE, {**server.environment, "TERM": "xterm-256color"}
    with subprocess.Popen(
        command, stdin=pipe, stdout=pipe, stderr=terminal.slave, env=environment, text=True
    ) as process:
        wait_until(lambda: terminal.shows(TAKEN))
        assert process.stdin
        assert process.stdout
        for word in ("status", "stop", "stop"):
            process.stdin.write(f"{word}\n")
            process.stdin.flush()
            answer = process.stdout.readline()
            assert answer == "ok\n" if word == "stop" else json.loads(answer)["title"] == "Evening legs"
        wait_until(lambda: terminal.shows(GIVEN_BACK) and process.poll() is not None)
    assert not terminal.shows("coach: ok")


@pytest.mark.parametrize("size", [(20, 5), (40, 10), (80, 24), (132, 43), (240, 70), (1, 1)])
def test_every_size_of_window_is_filled_and_never_exceeded(size: tuple[int, int]) -> None:
    columns, rows = size
    hints = Hints((("space", "pause"), ("n", "next")), "space")
    for status in (STATUS, replace(STATUS, step="", side=None), replace(STATUS, message="m" * 300, state="paused")):
        made = view(status, size, hints=hints, note="", clock=CLOCK)
        assert len(made) <= rows
        assert all(row.cell_len <= columns for row in made)


def test_the_end_is_told_by_the_clock_and_so_is_what_runs_over() -> None:
    made = "\n".join(row.plain for row in view(STATUS, (80, 24), hints=Hints(), note="", clock=CLOCK))
    assert "8:59 left in the session, which ends at 14:09" in made
    late = replace(STATUS, over=240.0)
    made = "\n".join(row.plain for row in view(late, (80, 24), hints=Hints(), note="", clock=CLOCK))
    assert "4:00 over its slot" in made
    assert told(STATUS) == "playing 2 of 6: Effleurage (left), 8:59 left"


@pytest.mark.parametrize("text", ["Effleurage", "12:05", "Füße", "LEFT"])
def test_letters_look_like_the_font_says(text: str) -> None:
    rows = drawn(text, 90, 9)
    assert likeness(rows, text) > 0.8
    assert likeness(rows, text[::-1]) < 0.75


def test_letters_that_would_be_too_small_are_the_terminals_own() -> None:
    assert drawn("Thumb glides beside the shin", 40, 4) == ("Thumb glides beside the shin",)
    assert drawn("", 40, 4) == ()


def read(rows: Sequence[str], text: str) -> float:
    """Return how much the first large thing on a screen looks like a text."""
    large = [place for place, row in enumerate(rows) if set(row) & set(QUARTERS[1:])]
    block = [
        rows[place] for place in large if place - large[0] < 12 and all(i in large for i in range(large[0], place))
    ]
    return likeness(block, text)


def likeness(rows: Sequence[str], text: str) -> float:
    """Return the correlation of block elements with a text that matplotlib draws."""
    wide = max(map(len, rows))
    cells = np.array([[QUARTERS.index(cell) for cell in row.ljust(wide)] for row in rows])
    bits = np.zeros((2 * len(rows), 2 * wide))
    for bit, (down, across) in enumerate(((0, 0), (0, 1), (1, 0), (1, 1))):
        bits[down::2, across::2] = cells >> bit & 1
    return float(np.corrcoef(_fitted(bits).ravel(), _fitted(_pictured(text)).ravel())[0, 1])


def _pictured(text: str) -> npt.NDArray[np.float64]:
    figure, made = Figure(figsize=(40, 4)), BytesIO()
    figure.text(0.01, 0.4, text, family="DejaVu Sans", weight="bold", size=100)
    figure.savefig(made, format="png")
    made.seek(0)
    return 1.0 - np.asarray(imread(made), float)[..., 0]


def _fitted(picture: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return what is not empty of a picture, in 40 rows of 200."""
    down, across = np.nonzero(picture > 0.5)
    cut = picture[down.min() : down.max() + 1, across.min() : across.max() + 1]
    places = [
        np.linspace(0, length - 1, count).round().astype(int)
        for length, count in zip(cut.shape, (40, 200), strict=True)
    ]
    return np.asarray(cut[np.ix_(*places)])
