from __future__ import annotations

import signal
import sys
from threading import Event
from typing import TYPE_CHECKING

import numpy as np
import pytest
from children import coach_play, left, play_programme
from programmes import FORMAT, PROGRAMMES, blocks, onsets, sounding
from sound_server import SoundServer, deaf, sound_server

from coach.errors import EngineMissingError
from coach.players import open_player
from coach.players.base import WENT_AWAY
from coach.players.simpleaudio import TOO_NEW

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LACKS = open_player("simpleaudio").missing()
installed = pytest.mark.skipif(LACKS is not None, reason="simpleaudio is an extra, for Python 3.11 only")

LEAVES_WITHIN = 3.0
"""Seconds between Ctrl-C and silence: a quarter, and what a busy machine adds."""

INTERRUPTED = 130


@pytest.fixture
def server() -> Iterator[SoundServer]:
    with sound_server() as running:
        yield running


@pytest.mark.skipif(LACKS is None, reason="simpleaudio is installed, and this Python is one it runs on")
def test_where_it_cannot_be_used_it_says_why_instead_of_playing() -> None:
    with pytest.raises(EngineMissingError) as refusal:
        open_player("simpleaudio").play(blocks(PROGRAMMES["short"]), FORMAT, lambda _: None, Event())
    assert LACKS is not None
    assert LACKS in str(refusal.value)
    assert (TOO_NEW == LACKS) == (sys.version_info >= (3, 12))


@installed
def test_a_programme_is_heard_whole_and_in_order(server: SoundServer) -> None:
    sent = PROGRAMMES["short"]
    assert play_programme(server.environment, "simpleaudio", "short")["reached"] == len(sent)
    heard = sounding(server.heard())
    assert len(onsets(heard)) == len(onsets(sent))
    assert np.array_equal(heard[heard.any(axis=1)], sent[sent.any(axis=1)])


@installed
def test_ctrl_c_leaves_at_once(server: SoundServer, tmp_path: Path) -> None:
    with coach_play(server.environment, tmp_path, "--player", "simpleaudio") as process:
        server.wait_for_sound(1.0)
        pressed = server.recorded()
        process.send_signal(signal.SIGINT)
        assert left(process).code == INTERRUPTED
    end = int(np.flatnonzero(server.heard().any(axis=1))[-1])
    assert (end - pressed) / FORMAT.rate <= LEAVES_WITHIN


@installed
def test_without_a_device_the_session_is_refused_in_one_line(tmp_path: Path) -> None:
    with coach_play(deaf(tmp_path), tmp_path, "--player", "simpleaudio") as process:
        gone = left(process)
    assert gone.code == 1
    assert gone.messages[-1].startswith("coach: no sound device")


@installed
def test_a_server_that_dies_ends_the_session_with_a_line(server: SoundServer, tmp_path: Path) -> None:
    with coach_play(server.environment, tmp_path, "--player", "simpleaudio") as process:
        server.wait_for_sound(1.0)
        server.kill()
        gone = left(process)
    assert gone.code == 1
    assert gone.messages[-1] == f"coach: {WENT_AWAY}"
