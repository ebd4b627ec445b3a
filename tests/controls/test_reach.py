from __future__ import annotations

import json
import re
import subprocess
import sys
import threading
from dataclasses import replace
from importlib.metadata import EntryPoint
from typing import TYPE_CHECKING

import pytest
import standing

from coach import registry
from coach.controls import Control
from coach.errors import ControlError
from coach.live.values import Action
from coach.registry import load, names

if TYPE_CHECKING:
    from coach.controls import Link
    from coach.live.values import Status

EVENTS: list[str] = []


class Good(Control):
    def open(self, link: Link) -> None:
        EVENTS.append("open")
        link.ask(Action.NEXT)

    def show(self, status: Status) -> None:
        EVENTS.append(status.state)

    def close(self) -> None:
        EVENTS.append("close")


class NeverOpens(Good):
    def open(self, link: Link) -> None:
        super().open(link)
        message = "no such button: press another"
        raise ControlError(message)


class NeverShows(Good):
    def show(self, status: Status) -> None:
        super().show(status)
        message = "its\nlamp is broken"
        raise ZeroDivisionError(message)


class NeverCloses(Good):
    def close(self) -> None:
        raise OSError


@pytest.fixture
def strangers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Register controls as a stranger's package would."""
    found = {
        name: EntryPoint(name, f"{__name__}:{name}", "coach.controls")
        for name in ("Good", "NeverOpens", "NeverShows", "NeverCloses")
    }
    found["Gone"] = EntryPoint("Gone", "no_such_package:Gone", "coach.controls")
    monkeypatch.setattr(registry, "_entries", lambda _: found)
    EVENTS.clear()


@pytest.mark.usefixtures("strangers")
def test_a_strangers_control_is_found_opened_shown_and_closed() -> None:
    session = standing.Standing()
    reach = session.reach(["Good"])
    assert EVENTS == []
    reach.show(standing.STATUS)
    reach.show(replace(standing.STATUS, state="paused"))
    reach.close()
    assert EVENTS == ["open", "playing", "paused", "close"]
    assert session.asked == [Action.NEXT]


@pytest.mark.usefixtures("strangers")
def test_whatever_goes_wrong_in_one_is_one_note_and_the_others_go_on() -> None:
    session = standing.Standing()
    reach = session.reach()
    reach.show(standing.STATUS)
    reach.show(standing.STATUS)
    reach.close()
    assert EVENTS.count("playing") == 2 + 1 + 2
    assert [re.sub(r"\(.*\)", "", note) for note in sorted(session.notes)] == [
        "control 'Gone' cannot be loaded : pip install --force-reinstall no_such_package:Gone",
        "no such button: press another",
        "the control 'NeverCloses' is left out: OSError",
        "the control 'NeverShows' is left out: ZeroDivisionError: its lamp is broken",
    ]


def test_coachs_own_are_registered_as_a_strangers_would_be() -> None:
    assert names("controls") == ("awake", "keyboard", "lines", "mpris", "socket")
    assert all(issubclass(load("controls", name), Control) for name in names("controls"))


def test_all_of_coachs_own_leave_no_thread_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")
    session = standing.Standing()
    for _ in range(3):
        reach = session.reach()
        reach.show(standing.STATUS)
        reach.close()
    assert threading.active_count() == 1
    assert session.asked == []


def test_the_heavy_parts_of_controls_load_when_they_are_opened() -> None:
    code = "import json, sys, coach.controls.mpris, coach.controls.awake; print(json.dumps([*sys.modules]))"
    ran = subprocess.run((sys.executable, "-c", code), capture_output=True, text=True, check=True)
    assert not {"dbus_fast", "wakepy", "numpy", "coach.script"} & set(json.loads(ran.stdout))
