from __future__ import annotations

import os
import subprocess
import sys
import threading
from contextlib import contextmanager
from dataclasses import replace
from typing import IO, TYPE_CHECKING

import pytest
import standing
from bus import session_bus
from conftest import needs
from sound_server import wait_until

from coach.controls.mpris import Mpris
from coach.live.values import Action

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from coach.live.values import State


@pytest.fixture
def bus(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    needs("playerctl")
    with session_bus() as address:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
        yield address


@contextmanager
def published(session: standing.Standing) -> Iterator[Mpris]:
    control = Mpris()
    control.open(session.link)
    try:
        wait_until(lambda: "coach" in playerctl("--list-all"))
        yield control
    finally:
        control.close()
        assert threading.active_count() == 1


@contextmanager
def following(command: tuple[str, ...]) -> Iterator[IO[str]]:
    """Run a program that follows what goes on, and give what it prints."""
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        try:
            yield process.stdout
        finally:
            process.kill()


def playerctl(*arguments: str, player: str = "coach") -> str:
    ran = subprocess.run(("playerctl", "-p", player, *arguments), capture_output=True, text=True, check=False)
    return ran.stdout.strip()


@pytest.mark.usefixtures("bus")
def test_playerctl_leads_the_session() -> None:
    session = standing.Standing()
    asked = {
        "play-pause": Action.TOGGLE,
        "pause": Action.PAUSE,
        "play": Action.RESUME,
        "next": Action.NEXT,
        "previous": Action.BACK,
        "stop": Action.STOP,
    }
    with published(session):
        for command in asked:
            playerctl(command)
    assert session.asked == list(asked.values())


@pytest.mark.usefixtures("bus")
def test_playerctl_shows_title_step_and_position() -> None:
    session = standing.Standing()
    with published(session):
        assert playerctl("metadata", "title") == "Effleurage (left)"
        assert playerctl("metadata", "album") == "Evening legs"
        assert playerctl("metadata", "mpris:length") == "600000000"
        assert playerctl("metadata", "mpris:trackid") == "'/org/coach/visit/2'"
        assert float(playerctl("position")) == pytest.approx(61.5, abs=0.1)  # playerctl reckons on by itself
        session.status = replace(standing.STATUS, state="paused", position=75.25)
        assert float(playerctl("position")) == 75.25
    assert playerctl("--list-all") == ""
    assert session.notes == []


@pytest.mark.usefixtures("bus")
@pytest.mark.parametrize(
    ("state", "shown"),
    [
        ("playing", "Playing"),
        ("leaving", "Playing"),
        ("paused", "Paused"),
        ("waiting", "Paused"),
        ("preparing", "Paused"),
        ("lost", "Paused"),
        ("over", "Stopped"),
    ],
)
def test_it_plays_while_its_position_moves(state: State, shown: str) -> None:
    session = standing.Standing()
    session.status = replace(standing.STATUS, state=state)
    with published(session):
        assert playerctl("status") == shown


@pytest.mark.usefixtures("bus")
def test_what_changes_is_told_to_whoever_follows() -> None:
    session = standing.Standing()
    command = ("playerctl", "-p", "coach", "--follow", "metadata", "--format", "{{status}}|{{title}}")
    with published(session) as control, following(command) as told:

        def show(**changed: str | float | None) -> None:
            session.status = replace(session.status, **changed)  # type: ignore[arg-type] # fields by name
            control.show(session.status)

        assert told.readline() == "Playing|Effleurage (left)\n"
        show(state="paused")
        assert told.readline() == "Paused|Effleurage (left)\n"
        show(step="Holding", side=None, number=3)
        assert told.readline() == "Paused|Holding\n"
        show(step="", number=0)
        assert told.readline() == "Paused|Evening legs\n"


@pytest.mark.usefixtures("bus")
def test_a_jump_is_told_and_what_clients_reckon_themselves_is_not() -> None:
    session = standing.Standing()
    watch = "interface='org.mpris.MediaPlayer2.Player',member='Seeked'"
    with published(session) as control, following(("dbus-monitor", watch)) as monitor:
        for _ in range(4):
            monitor.readline()  # its own name, got and lost: from now on it hears everything
        for position in (61.6, 61.7, 30.0, 30.1, 300.0):
            session.status = replace(session.status, position=position)
            control.show(session.status)
        told: list[str] = []
        while "int64 300000000" not in told:
            told.append(monitor.readline().strip())
    assert [line for line in told if line.startswith("int64")] == ["int64 30000000", "int64 300000000"]


@pytest.mark.usefixtures("bus")
def test_it_says_that_it_cannot_seek_and_does_not() -> None:
    session = standing.Standing()
    with published(session):
        subprocess.run(("playerctl", "-p", "coach", "position", "300"), capture_output=True, check=False)
        said = call("org.freedesktop.DBus.Properties.GetAll", "string:org.mpris.MediaPlayer2.Player")
    assert '"CanSeek" variant boolean false' in said
    assert '"CanGoNext" variant boolean true' in said
    assert session.asked == []


@pytest.mark.usefixtures("bus")
def test_a_second_session_has_a_name_of_its_own(tmp_path: Path) -> None:
    file = tmp_path / "asked"
    with (
        published(standing.Standing()),
        subprocess.Popen((sys.executable, standing.__file__, "mpris", str(file))) as other,
    ):
        name = f"coach.instance{other.pid}"
        wait_until(lambda: name in playerctl("--list-all", player="%any"))
        playerctl("next", player=name)
        wait_until(lambda: file.read_text() == "next\n")
        other.kill()


@pytest.mark.parametrize("address", [None, "unix:path=/nowhere", "junk"])
def test_without_a_bus_it_is_not_there_and_says_so_once(address: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DBUS_SESSION_BUS_ADDRESS", "DISPLAY", "XDG_RUNTIME_DIR"):
        monkeypatch.delenv(name, raising=False)
    if address:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
    session, control = standing.Standing(), Mpris()
    control.open(session.link)
    wait_until(lambda: bool(session.notes))
    control.show(standing.STATUS)
    control.close()
    (note,) = session.notes
    assert note.startswith("media keys and lock screens do not reach this session: ")
    assert "\n" not in note


def test_a_bus_that_dies_is_noted_and_the_session_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    needs("playerctl")
    session, control = standing.Standing(), Mpris()
    with session_bus() as address:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
        control.open(session.link)
        wait_until(lambda: "coach" in playerctl("--list-all"))
    wait_until(lambda: bool(session.notes))
    control.show(replace(standing.STATUS, state="paused"))
    control.close()
    assert session.notes == ["media keys and lock screens do not reach this session: the session bus has gone"]


def test_closed_at_once_it_leaves_no_thread() -> None:
    for _ in range(5):
        control = Mpris()
        control.open(standing.Standing().link)
        control.close()
    assert threading.active_count() == 1


def call(method: str, *arguments: str) -> str:
    command = ("dbus-send", "--print-reply", "--dest=org.mpris.MediaPlayer2.coach", "/org/mpris/MediaPlayer2")
    ran = subprocess.run((*command, method, *arguments), capture_output=True, text=True, check=True, env=os.environ)
    return " ".join(ran.stdout.split())
