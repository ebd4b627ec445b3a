from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from programmes import RATE
from sound_server import SoundServer, sound_server

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SCRIPT = """
title: Legs
voice: rehearsal
bed: none
chimes: none
slot: 60s
steps:
  - {title: Up, say: "Glide slowly up the leg, and rest.", time: {ideal: 20s, least: 8s, most: 1m}}
  - {title: Down, say: And down., time: {ideal: 20s, least: 8s, most: 1m}}
"""


class Led:
    """A session in a process of its own, led by lines on its standard input."""

    def __init__(self, folder: Path, server: SoundServer, *options: str) -> None:
        command = [sys.executable, "-m", "coach", "play", "legs.yaml", *options]
        self.child = subprocess.Popen(
            command,
            cwd=folder,
            env=dict(server.environment),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def tell(self, line: str) -> str:
        assert self.child.stdin is not None
        assert self.child.stdout is not None
        self.child.stdin.write(line + "\n")
        self.child.stdin.flush()
        return self.child.stdout.readline().strip()

    def status(self) -> dict[str, Any]:
        answer: dict[str, Any] = json.loads(self.tell("status"))
        return answer

    def until(self, **wanted: object) -> dict[str, Any]:
        """Wait until its status is what is wanted."""
        deadline = time.monotonic() + 40
        while not wanted.items() <= (status := self.status()).items():
            assert time.monotonic() < deadline, (status, wanted)
            time.sleep(0.05)
        return status

    def interrupted(self) -> tuple[int, str]:
        self.child.send_signal(signal.SIGINT)
        _, said = self.child.communicate(timeout=30)
        return self.child.returncode, said


@pytest.fixture
def server() -> Iterator[SoundServer]:
    with sound_server() as running:
        yield running


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "legs.yaml").write_text(SCRIPT)
    return tmp_path


def test_it_pauses_at_once_goes_on_and_leaves_when_interrupted(folder: Path, server: SoundServer) -> None:
    led = Led(folder, server)
    server.wait_for_sound(0.3)
    assert led.tell("pause") == "ok"
    paused = led.until(state="paused")
    silent_from = server.recorded()
    time.sleep(1.5)
    assert led.status()["position"] == paused["position"]
    assert not server.so_far()[silent_from + RATE // 2 :].any()
    assert led.tell("resume") == "ok"
    server.wait_for_sound(1.0, after=silent_from + RATE // 2)
    going = led.until(state="playing")
    assert going["said"] == "Glide slowly up the leg, and rest."
    assert "sing" in led.tell("sing")
    code, said = led.interrupted()
    assert code == 130, said
    assert "Traceback" not in said


def test_next_is_heard_and_the_slot_still_ends_when_it_was_booked(folder: Path, server: SoundServer) -> None:
    led = Led(folder, server)
    server.wait_for_sound(2.0)
    begun = led.status()
    assert led.tell("next") == "ok"
    after = led.until(step="Down")
    spent = after["left"] + begun["position"]
    assert spent == pytest.approx(60.0, abs=1.5)
    assert led.interrupted()[0] == 130


def test_what_was_killed_is_taken_up_at_the_words_said_last(folder: Path, server: SoundServer) -> None:
    led = Led(folder, server)
    server.wait_for_sound(5.0)
    stood = led.status()
    led.child.kill()
    led.child.communicate()
    again = Led(folder, server, "--resume")
    taken_up = again.until(state="playing", step="Up")
    assert taken_up["said"] == stood["said"]
    assert taken_up["position"] < stood["position"]
    assert taken_up["left"] < stood["left"] - 0.5, "the time away is gone"
    assert again.interrupted()[0] == 130


def test_a_slot_ends_by_the_clock_though_the_device_was_gone_or_the_session_stopped(
    folder: Path, server: SoundServer
) -> None:
    led = Led(folder, server)
    server.wait_for_sound(1.0)
    ends = time.monotonic() + led.status()["left"]
    server.kill()
    time.sleep(3.0)
    server.start()
    led.until(state="playing")
    led.child.send_signal(signal.SIGSTOP)
    time.sleep(3.0)
    led.child.send_signal(signal.SIGCONT)
    deadline = time.monotonic() + 20
    while abs(time.monotonic() + led.status()["left"] - ends) > 1.5:
        assert time.monotonic() < deadline, (time.monotonic() + led.status()["left"], ends)
        time.sleep(0.1)
    assert led.interrupted()[0] == 130


@pytest.mark.parametrize("options", [(), ("--from", "down"), ("--resume",)])
def test_it_ends_at_the_time_of_the_day_that_was_asked_for(
    folder: Path, server: SoundServer, options: tuple[str, ...]
) -> None:
    (folder / "legs.yaml").write_text(SCRIPT.replace("most: 1m", "most: 3m"))
    if "--resume" in options:
        killed = Led(folder, server)
        server.wait_for_sound(3.0)
        killed.child.kill()
        killed.child.communicate()
    ends = datetime.now().astimezone().replace(second=0, microsecond=0) + timedelta(minutes=1)
    if ends.timestamp() - time.time() < 45:  # what is left of the first step, and the second
        ends += timedelta(minutes=1)
    led = Led(folder, server, "--until", f"{ends:%H:%M}", *options)
    server.wait_for_sound(1.0, after=server.recorded())
    deadline = time.monotonic() + 20
    while abs(time.time() + led.status()["left"] - ends.timestamp()) > 0.3:
        assert time.monotonic() < deadline, (time.time() + led.status()["left"], ends.timestamp())
        time.sleep(0.1)
    assert led.interrupted()[0] == 130


def test_there_must_be_something_to_resume(folder: Path, server: SoundServer) -> None:
    led = Led(folder, server, "--resume")
    _, said = led.child.communicate(timeout=60)
    assert led.child.returncode == 1
    assert said.splitlines()[-1].endswith("no session of it was stopped half-way: play it without --resume")


def test_a_rehearsal_leaves_out_the_long_stretches_and_is_brief(folder: Path, server: SoundServer) -> None:
    lengths = []
    for guidance in ((), ("--guidance", "brief"), ("--guidance", "full")):
        led = Led(folder, server, "--rehearse", *guidance)
        server.wait_for_sound(0.5, after=server.recorded())
        lengths.append(led.status()["length"])
        assert led.interrupted()[0] == 130
    assert lengths[0] == lengths[1] < lengths[2] < 30
    assert np.abs(server.heard()).max() > 300
