from __future__ import annotations

import os
import signal
import subprocess
import sys
import termios
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import standing
from sound_server import PATIENCE, wait_until
from terminals import Terminal, in_a_shell

from coach.controls import Keymap
from coach.controls.keyboard import Presses
from coach.live.values import Action

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    found = Terminal(tmp_path)
    yield found
    for descriptor in (found.master, found.slave):
        with suppress(OSError):  # the test has closed it
            os.close(descriptor)


def test_each_press_asks_for_what_its_key_means(terminal: Terminal) -> None:
    with terminal.session() as process:
        terminal.press(" n\x1b[Dr+-t\x1b[A\x1bOB][fFz\x1b[6~\x1b[99~q")
        assert process.wait(PATIENCE) == 0
    assert terminal.asked() == [
        *("toggle", "next", "back", "repeat", "more", "less", "time", "louder", "softer"),
        *("bed-louder", "bed-softer", "fuller", "briefer", "next", "stop"),
    ]


@pytest.mark.parametrize("end", [None, signal.SIGTERM, signal.SIGKILL, signal.SIGINT])
def test_the_terminal_is_as_it_was_whatever_ends_the_session(terminal: Terminal, end: signal.Signals | None) -> None:
    with terminal.session() as process:
        if end is None:
            terminal.press("q")
        else:
            process.send_signal(end)
        process.wait(PATIENCE)
        wait_until(lambda: terminal.attributes() == terminal.before)


def test_the_terminal_is_not_touched_once_somebody_else_has_changed_it(terminal: Terminal) -> None:
    with terminal.session() as process:
        process.send_signal(signal.SIGSTOP)
        shells: list[Any] = [*terminal.before[:3], terminal.before[3] & ~termios.ICANON, *terminal.before[4:]]
        termios.tcsetattr(terminal.slave, termios.TCSANOW, shells)
        theirs = terminal.attributes()
        tasks = Path(f"/proc/{process.pid}/task").iterdir()
        watchman = [child for task in tasks for child in (task / "children").read_text().split()]
        assert watchman
        process.kill()
        wait_until(lambda: not any(_runs(int(child)) for child in watchman))
        assert terminal.attributes() == theirs


def test_a_session_can_be_suspended_and_taken_up_again(terminal: Terminal) -> None:
    with in_a_shell(terminal) as shell:
        shell(f"{sys.executable} {standing.__file__} keyboard {terminal.file}")
        wait_until(terminal.listened_to)
        terminal.press("n")
        wait_until(lambda: terminal.asked() == ["next"])
        terminal.press("\x1a")
        wait_until(lambda: terminal.attributes() == terminal.before)
        shell("echo sus''pended")
        wait_until(lambda: terminal.shows("suspended"))
        shell("fg")
        wait_until(terminal.listened_to)
        terminal.press("bq")
        wait_until(lambda: terminal.asked() == ["next", "back", "stop"])
        wait_until(lambda: terminal.attributes() == terminal.before)


def test_a_session_in_the_background_takes_no_keys_and_is_not_stopped(terminal: Terminal) -> None:
    with in_a_shell(terminal) as shell:
        shell(f"{sys.executable} {standing.__file__} keyboard {terminal.file} &")
        shell("sleep 1; echo n''ext")
        wait_until(lambda: terminal.shows("next"))
        assert terminal.attributes() == terminal.before
        shell("jobs; echo lis''ted")
        wait_until(lambda: terminal.shows("listed"))
        assert terminal.shows("Running")
        shell("fg")
        wait_until(terminal.listened_to)
        terminal.press("q")
        wait_until(lambda: terminal.asked() == ["stop"])


def test_a_terminal_that_closes_is_noted_and_the_session_goes_on(terminal: Terminal) -> None:
    with terminal.session() as process:
        os.close(terminal.master)
        wait_until(lambda: "note: the terminal is gone" in "".join(terminal.asked()))
        assert process.poll() is None


def test_keys_of_the_users_own_are_heard_and_a_fault_in_them_is_noted(terminal: Terminal) -> None:
    file = terminal.folder / "coach" / "keys.yaml"
    Keymap({"f5": Action.REPEAT, "n": None}).save(file)
    with terminal.session() as process:
        terminal.press("n\x1b[15~q")
        process.wait(PATIENCE)
    assert terminal.asked() == ["repeat", "stop"]
    file.write_text("f5: nothing\n")
    terminal.file.unlink()
    with terminal.session() as process:
        terminal.press("nq")
        process.wait(PATIENCE)
    note, *asked = terminal.asked()
    assert note.startswith(f"note: {file}:1:5: no action 'nothing'")
    assert asked == ["next", "stop"]


def test_coach_keys_learns_what_a_clicker_sends_and_forgets_it(terminal: Terminal) -> None:
    def keys(*options: str) -> str:
        with terminal.running(sys.executable, "-m", "coach", "keys", *options) as process:
            if options[:1] == ("--learn",):
                wait_until(lambda: terminal.shows("press the key"))
                wait_until(terminal.listened_to)
                terminal.press("\x1b[5~")
            assert process.wait(PATIENCE) == 0
        terminal.shows("")
        shown, terminal.shown = terminal.shown.decode(), b""
        return " ".join(shown.split())

    file = terminal.folder / "coach" / "keys.yaml"
    assert "coach: page-up means toggle" in keys("--learn", "toggle")
    assert terminal.attributes() == terminal.before
    assert Keymap.load(file).changed == {"page-up": Action.TOGGLE}
    assert "pause, or go on page-up, space" in keys()
    assert "pause, or go on space" in keys("--reset")
    assert Keymap.load(file).changed == {}


def test_a_key_is_learned_from_a_terminal_only_and_for_an_action_only(tmp_path: Path) -> None:
    def refused(action: str, code: int) -> str:
        ran = subprocess.run(
            (sys.executable, "-m", "coach", "keys", "--learn", action),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            env={**os.environ, "XDG_CONFIG_HOME": str(tmp_path)},
            check=False,
        )
        assert ran.returncode == code
        return ran.stderr

    assert "a key is learned from a terminal" in refused("next", 1)
    assert "did you mean 'next'?" in " ".join(refused("nxt", 2).replace("│", "").split())


def test_a_key_that_is_held_down_counts_once() -> None:
    now = 0.0
    presses = Presses(lambda: now)

    def counted(action: Action, *times: float) -> list[float]:
        nonlocal now
        found = []
        for now in times:
            if presses.counts(str(action), action):
                found.append(now)
        return found

    repeating = [10.5 + number / 30 for number in range(100)]
    assert counted(Action.TOGGLE, 10.0, *repeating) == [10.0]
    assert counted(Action.STOP, 20.0, *(10 + time for time in repeating)) == [20.0]
    assert counted(Action.LOUDER, 30.0, 30.1, 30.2, 30.51, 30.82) == [30.0, 30.51, 30.82]
    assert counted(Action.TOGGLE, 40.0, 40.81) == [40.0, 40.81]


def test_another_key_in_between_is_no_key_that_is_held() -> None:
    presses = Presses(lambda: 5.0)
    assert all(presses.counts(key, Action.NEXT) for key in "nbn")


def _runs(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
