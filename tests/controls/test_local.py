from __future__ import annotations

import json
import os
import random
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import threading
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import standing
from sound_server import wait_until
from test_cli import coach, refused

from coach.controls import tell
from coach.controls.local import CALLERS, LocalSocket
from coach.controls.protocol import BURST
from coach.controls.sockets import folder, sessions
from coach.errors import ControlError
from coach.live.values import Action

if TYPE_CHECKING:
    from collections.abc import Iterator

OTHER = 65534
"""Another user's number: nobody's."""


@pytest.fixture(autouse=True)
def runtime(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Have a runtime folder of our own, with a path short enough for a socket."""
    with tempfile.TemporaryDirectory(prefix="coach-") as name:
        monkeypatch.setenv("XDG_RUNTIME_DIR", name)
        yield Path(name)


@pytest.fixture
def session() -> Iterator[standing.Standing]:
    found, control = standing.Standing(), LocalSocket()
    control.open(found.link)
    yield found
    control.close()
    assert threading.active_count() == 1
    assert sessions() == ()


@contextmanager
def another(folder: Path, name: str) -> Iterator[tuple[subprocess.Popen[bytes], Path]]:
    """Run a session in a process of its own, and give the file of what it is asked."""
    file, before = folder / name, sessions()
    with subprocess.Popen((sys.executable, standing.__file__, "socket", str(file))) as process:
        try:
            wait_until(lambda: len(sessions()) > len(before))
            yield process, file
        finally:
            process.kill()


def caller() -> socket.socket:
    found = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    found.settimeout(5.0)
    found.connect(str(sessions()[0]))
    return found


def test_coach_tell_tells_the_session_and_shows_where_it_stands(session: standing.Standing) -> None:
    assert coach("tell", "next").stdout == "ok\n"
    assert session.asked == [Action.NEXT]
    assert json.loads(coach("tell", "status").stdout) == asdict(standing.STATUS)
    assert refused("tell", "nxt").startswith("coach: no action 'nxt': did you mean 'next'?")
    assert session.asked == [Action.NEXT]


def test_where_no_session_runs_it_says_so(tmp_path: Path) -> None:
    assert refused("tell", "next") == "coach: no session is running: coach play SCRIPT starts one\n"
    with another(tmp_path, "one") as (process, _):
        said = f"coach: no session '7' is running (running: {process.pid})\n"
        assert refused("tell", "next", "--session", "7") == said


def test_several_lines_may_be_said_by_one_caller(session: standing.Standing) -> None:
    with caller() as one:
        one.sendall(b"next\nsta")
        one.sendall(b"tus\nback")
        one.shutdown(socket.SHUT_WR)
        answers = one.makefile("rb").read().splitlines()
    assert [answers[0], answers[2]] == [b"ok", b"ok"]
    assert json.loads(answers[1])["title"] == "Evening legs"
    assert session.asked == [Action.NEXT, Action.BACK]


def test_the_newest_session_is_told_unless_another_is_named(tmp_path: Path) -> None:
    with another(tmp_path, "one") as (first, of_first), another(tmp_path, "two") as (_, of_second):
        assert tell("next") == "ok"
        assert tell("back", str(first.pid)) == "ok"
        assert (of_first.read_text(), of_second.read_text()) == ("back\n", "next\n")


def test_only_this_user_gets_to_the_socket(session: standing.Standing, runtime: Path) -> None:
    (path,) = sessions()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert path.parent == runtime / "coach"
    assert session.asked == []


@pytest.mark.skipif(os.getuid() != 0, reason="only root can be somebody else")
@pytest.mark.usefixtures("session")
def test_somebody_else_is_sent_away_even_where_the_folder_lets_him_in(runtime: Path) -> None:
    (path,) = sessions()
    for one, mode in ((runtime, 0o755), (path.parent, 0o755), (path, 0o666)):
        one.chmod(mode)
    code = (
        f"import os, socket, sys; os.setuid({OTHER}); s = socket.socket(socket.AF_UNIX); s.connect(sys.argv[1]);"
        "s.sendall(b'next\\n'); print(s.recv(99))"
    )
    ran = subprocess.run((sys.executable, "-c", code, str(path)), capture_output=True, text=True, check=False)
    assert ran.stdout == "b''\n" or "Broken pipe" in ran.stderr or "reset by peer" in ran.stderr
    assert tell("status").startswith("{")


def test_sockets_of_sessions_that_died_are_cleared_away(tmp_path: Path) -> None:
    with another(tmp_path, "one") as (process, _):
        process.kill()
        process.wait()
        assert len(list(folder().iterdir())) == 1
        with another(tmp_path, "two"):
            assert len(list(folder().iterdir())) == 1
            assert tell("next") == "ok"
    assert refused("tell", "next").startswith("coach: no session is running")
    assert list(folder().iterdir()) == []


def test_a_session_that_is_suspended_does_not_answer_and_is_named(tmp_path: Path) -> None:
    with another(tmp_path, "one") as (process, _):
        process.send_signal(signal.SIGSTOP)
        with pytest.raises(ControlError, match=rf"^session {process.pid} does not answer \(.*may be suspended"):
            tell("next")


@pytest.mark.parametrize("seed", range(5))
def test_junk_holds_nothing_up(session: standing.Standing, seed: int) -> None:
    junk = random.Random(seed).randbytes(1 << 20)  # noqa: S311 - junk is no secret
    with caller() as one, pytest.raises(OSError, match=r"Broken pipe|reset by peer"):
        one.sendall(junk)
    wait_until(lambda: _told(Action.TIME))
    assert session.asked == [Action.TIME]


def test_a_line_without_an_end_is_refused_and_its_caller_sent_away(session: standing.Standing) -> None:
    with caller() as one:
        one.sendall(b"next" * 75)
        assert one.makefile("rb").read() == b"fault: a line of more than 256 bytes: write one action a line\n"
    assert session.asked == []


def test_a_caller_who_never_reads_is_sent_away(session: standing.Standing) -> None:
    with caller() as one, pytest.raises(OSError, match=r"Broken pipe|reset by peer"):
        one.sendall(b"status\n" * 100_000)
    wait_until(lambda: _told(Action.NEXT))
    assert session.asked == [Action.NEXT]


def test_a_thousand_callers_hold_nothing_up(session: standing.Standing) -> None:
    silent = []
    for _ in range(1000):
        one = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        one.settimeout(5.0)
        wait_until(lambda one=one: one.connect_ex(str(sessions()[0])) == 0)  # type: ignore[misc] # a default
        silent.append(one)
    assert tell("next") == "ok"
    assert session.asked == [Action.NEXT]
    descriptors = len(list(Path("/proc/self/fd").iterdir()))
    assert descriptors < 1000 + 2 * CALLERS + 50
    for one in silent:
        one.close()


def test_one_who_never_stops_is_slowed_down(session: standing.Standing) -> None:
    for _ in range(200):
        with caller() as one:
            one.sendall(b"more\n" * 10)
            one.recv(999)
    assert len(session.asked) < 5 * BURST
    wait_until(lambda: _told(Action.NEXT))


def test_a_folder_that_is_somebody_elses_is_refused(runtime: Path) -> None:
    (runtime / "coach").symlink_to("/")
    with pytest.raises(ControlError, match="is not this user's own folder: remove it"):
        LocalSocket().open(standing.Standing().link)
    assert refused("tell", "next").startswith("coach: no session is running")


def test_a_path_that_is_too_long_is_one_line(runtime: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    long = runtime / ("x" * 100)
    long.mkdir()
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(long))
    with pytest.raises(ControlError, match=r"AF_UNIX path too long: coach tell will not reach this session$"):
        LocalSocket().open(standing.Standing().link)


def test_without_a_runtime_folder_the_one_for_temporary_files_is_used(
    runtime: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(runtime / "none"))
    monkeypatch.setattr(tempfile, "tempdir", str(runtime))
    session, control = standing.Standing(), LocalSocket()
    control.open(session.link)
    assert sessions()[0].parent == runtime / f"coach-{os.getuid()}"
    assert tell("next") == "ok"
    control.close()


def _told(action: Action) -> bool:
    try:
        return tell(action) == "ok"
    except ControlError:
        return False
