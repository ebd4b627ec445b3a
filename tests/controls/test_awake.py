from __future__ import annotations

import subprocess
import sys
import threading
from typing import TYPE_CHECKING

import inhibitor
import pytest
import standing
from bus import session_bus
from sound_server import wait_until

from coach import registry
from coach.controls import awake
from coach.controls.awake import Awake
from coach.errors import EngineMissingError

if TYPE_CHECKING:
    from pathlib import Path


def test_a_desktop_is_asked_to_stay_awake_until_the_session_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "asked"
    session, control = standing.Standing(), Awake()
    with session_bus() as address:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
        with subprocess.Popen((sys.executable, inhibitor.__file__, str(file))) as desktop:
            wait_until(file.exists)
            control.open(session.link)
            wait_until(lambda: file.read_text().startswith("inhibit by "))
            assert "let go" not in file.read_text()
            control.close()
            assert file.read_text().splitlines()[1:] == [f"let go of {inhibitor.COOKIE}"]
            desktop.kill()
    assert session.notes == []
    assert threading.active_count() == 1


def test_where_nobody_can_be_asked_it_says_so_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")
    session, control = standing.Standing(), Awake()
    control.open(session.link)
    wait_until(lambda: bool(session.notes))
    control.close()
    (note,) = session.notes
    assert note.startswith("the machine may fall asleep while it plays: ")
    assert threading.active_count() == 1


def test_without_its_package_it_names_the_command_that_installs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(module: str, install: str) -> object:
        return registry.require(f"no_{module}", install)

    monkeypatch.setattr(awake, "require", missing)
    session, control = standing.Standing(), Awake()
    control.open(session.link)
    wait_until(lambda: bool(session.notes))
    control.close()
    assert session.notes[0].endswith("pip install wakepy")
    with pytest.raises(EngineMissingError):
        missing("wakepy", "")
