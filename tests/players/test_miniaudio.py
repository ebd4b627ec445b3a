from __future__ import annotations

import signal
from time import monotonic, sleep
from typing import TYPE_CHECKING

import numpy as np
import pytest
from children import coach_play, left, play_programme
from programmes import FORMAT, LEVEL, PROGRAMMES, RATE, Tape, onsets, sounding
from sound_server import SoundServer, deaf, sound_server

from coach.mixer.ending import FADE
from coach.players.base import WENT_AWAY

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LIBRARIES = ("libpulse.so.0", "libpulse.so", "libasound.so.2", "libasound.so", "libjack.so.0", "libjack.so")
"""What miniaudio looks for on Linux."""

ENDS_WITHIN = 2.5
"""Seconds of sound between the wish to stop and silence."""

GONE_WITHIN = 8.0
"""Seconds between a server's death and the session's end, which takes about three."""

SLACK = 3.0
"""Seconds that signals, exits and recordings may take on a busy machine."""

BETWEEN = 0.4
"""Seconds between two presses of Ctrl-C."""

INTERRUPTED = 130


@pytest.fixture
def server() -> Iterator[SoundServer]:
    with sound_server() as running:
        yield running


def level(tape: Tape) -> float:
    return float(np.sqrt(np.mean(tape.astype(np.float64) ** 2)))


def test_a_programme_is_heard_frame_for_frame_from_the_first_click_to_the_last(server: SoundServer) -> None:
    sent = PROGRAMMES["clicks"]
    assert play_programme(server.environment, "miniaudio", "clicks")["reached"] == len(sent)
    heard = sounding(server.heard())
    assert onsets(heard) == onsets(sent)
    assert len(heard) == len(sent)
    assert np.array_equal(heard, sent)


def test_a_stop_fades_without_a_step_and_is_soon_silent(server: SoundServer) -> None:
    stopped = play_programme(server.environment, "miniaudio", "steady", str(RATE))["stopped"]
    heard = sounding(server.heard())
    falls = np.diff(heard.astype(np.int32), axis=0)
    assert set(np.unique(falls)) == {-1, 0}
    assert heard[0].tolist() == [LEVEL] * FORMAT.channels
    fade = int((heard[:, 0] < LEVEL).sum())
    assert 0.9 * FADE < fade / RATE <= FADE
    assert stopped >= RATE
    assert (len(heard) - stopped) / RATE <= ENDS_WITHIN


def test_ctrl_c_fades_the_session_out(server: SoundServer, tmp_path: Path) -> None:
    with coach_play(server.environment, tmp_path) as process:
        server.wait_for_sound(3.0)
        pressed = server.recorded()
        process.send_signal(signal.SIGINT)
        assert left(process).code == INTERRUPTED
    tape = server.heard()
    end = int(np.flatnonzero(tape.any(axis=1))[-1])
    assert (end - pressed) / RATE <= ENDS_WITHIN + SLACK
    early, middle, late = np.array_split(tape[end - round(FADE * RATE) : end], 3)
    assert level(early) > level(middle) > level(late)
    assert np.abs(tape[end - RATE // 20 : end]).max() < 0.05 * np.abs(tape).max()


def test_a_second_ctrl_c_leaves_at_once(server: SoundServer, tmp_path: Path) -> None:
    with coach_play(server.environment, tmp_path) as process:
        server.wait_for_sound(3.0)
        before = level(server.so_far()[-RATE:])
        process.send_signal(signal.SIGINT)
        sleep(BETWEEN)
        process.send_signal(signal.SIGINT)
        assert left(process).code == INTERRUPTED
    end = sounding(server.heard())[-RATE // 10 :]
    assert level(end) > 0.5 * before


def test_without_a_device_the_session_is_refused_in_one_line(tmp_path: Path) -> None:
    with coach_play(deaf(tmp_path), tmp_path) as process:
        gone = left(process)
    assert gone.code == 1
    assert [message.startswith("coach: no sound device") for message in gone.messages].count(True) == 1
    assert gone.messages[-1].startswith("coach: no sound device")


def test_without_any_sound_library_the_session_is_refused_instead_of_played_to_nobody(tmp_path: Path) -> None:
    for library in LIBRARIES:
        (tmp_path / library).touch()
    with coach_play({**deaf(tmp_path), "LD_LIBRARY_PATH": str(tmp_path)}, tmp_path) as process:
        gone = left(process)
    assert gone.code == 1
    assert gone.messages[-1].startswith("coach: no sound device")


def test_a_server_that_dies_ends_a_preview_with_a_line(server: SoundServer, tmp_path: Path) -> None:
    with coach_play(server.environment, tmp_path, use=("preview", "1")) as process:
        server.wait_for_sound(1.0)
        server.kill()
        died = monotonic()
        gone = left(process)
    assert monotonic() - died < GONE_WITHIN
    assert gone.code == 1
    assert gone.messages[-1] == f"coach: {WENT_AWAY}"


def test_a_session_waits_for_a_server_that_dies_says_so_and_can_be_left(server: SoundServer, tmp_path: Path) -> None:
    with coach_play(server.environment, tmp_path) as process:
        server.wait_for_sound(1.0)
        server.kill()
        sleep(GONE_WITHIN)
        assert process.poll() is None
        process.send_signal(signal.SIGINT)
        gone = left(process)
    assert gone.code == INTERRUPTED
    assert "coach: the sound device went away: the session waits until it is back" in gone.messages


def test_a_server_that_soon_returns_is_played_on_again(server: SoundServer, tmp_path: Path) -> None:
    with coach_play(server.environment, tmp_path) as process:
        server.wait_for_sound(1.0)
        server.kill()
        server.start()
        server.wait_for_sound(1.0, after=server.recorded())
        process.send_signal(signal.SIGINT)
        assert left(process).code == INTERRUPTED
