"""The deck on a real sound server: every frame says which one it is, and the tape is read."""

from __future__ import annotations

import os
from itertools import pairwise
from threading import Event
from time import sleep
from typing import TYPE_CHECKING

import numpy as np
import pytest
from numbered import RISE, Numbers, Run, numbers, runs
from programmes import FORMAT, RATE
from sound_server import PATIENCE, SoundServer, sound_server

from coach.audio.envelope import smoothstep
from coach.players import open_player
from coach.players.deck import Deck
from coach.players.keeper import Watch
from coach.players.streaming import StreamingPlayer

if TYPE_CHECKING:
    from collections.abc import Iterator

LONG = 300 * RATE

TRIES = 3
"""Times that a machine may be too busy to let the device ask in time; frames are lost in none of them."""

AGAIN = round(0.08 * RATE)
"""The most frames heard twice after a flush: the server takes some in advance, and more at once when it is slow."""

UNSURE = round(0.3 * RATE)
"""The most frames heard twice after a death: a period, since nobody knows when in it that was, and `AGAIN`."""

UNWRITTEN = round(0.1 * RATE)
"""Frames that a recorder may still hold, and take with it, when its server dies."""

RECOVERY = 2.0
"""Seconds of silence at most between a server's return and the next sound."""


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[SoundServer]:
    with sound_server() as running:
        for name, value in running.environment.items():
            monkeypatch.setenv(name, value)
        yield running


@pytest.fixture(params=["miniaudio", "sounddevice"])
def player(request: pytest.FixtureRequest) -> StreamingPlayer:
    found = open_player(request.param)
    if lacks := found.missing():
        pytest.skip(lacks)
    assert isinstance(found, StreamingPlayer)
    return found


def in_use() -> tuple[int, int]:
    """Return how many threads and file descriptors this process has, those of C libraries too."""
    return len(os.listdir("/proc/self/task")), len(os.listdir("/proc/self/fd"))  # noqa: PTH208 - names are enough


def test_every_frame_is_heard_once_and_none_is_put_between(server: SoundServer, player: StreamingPlayer) -> None:
    heard: list[Run] = []
    for _ in range(TRIES):
        before = server.recorded()
        with Deck(player, FORMAT, Numbers(6 * RATE)) as deck:
            while not deck.wait(0.05):
                pass
            health, reached = deck.health, deck.heard
        heard = runs(server.heard()[before:])
        assert (reached, health.underruns) == (6 * RATE, 0)
        assert sum(run.count for run in heard) == 6 * RATE
        if not health.gaps:
            break
    assert [(run.first, run.count) for run in heard] == [(0, 6 * RATE)]


def test_a_flush_is_silent_at_once_and_lands_on_the_frame_it_is_aimed_at(
    server: SoundServer, player: StreamingPlayer
) -> None:
    source, aims = Numbers(LONG), [40_000, 20_000, 70_000]
    walls: list[int] = []
    with Deck(player, FORMAT, source) as deck:
        for aim in aims:
            server.wait_for_sound(1.0)
            with deck.flush() as wall:
                sleep(0.3)
                source.aim = aim
            walls.append(wall)
        server.wait_for_sound(1.0)
    tape = server.heard()
    heard = runs(tape)
    assert len(heard) == 1 + len(aims)
    for before, after, wall, aim, was in zip(heard, heard[1:], walls, aims, [0, *aims], strict=False):
        assert 0 <= before.end - was - wall <= AGAIN
        silent, target = before.place + before.count, wall + aim
        starts = after.place - (after.first - target)
        assert not tape[silent:starts].any()
        assert starts - silent >= 0.2 * RATE
        risen = (
            numbers(target, RISE)
            * smoothstep(np.linspace(0, 1, RISE, endpoint=False, dtype=np.float32))[:, None]
            * 32768
        )
        assert np.abs(tape[starts : starts + RISE] - risen).max() <= 1.5


def test_a_refresh_changes_the_sound_soon_and_inserts_nothing(server: SoundServer, player: StreamingPlayer) -> None:
    source = Numbers(LONG)
    with Deck(player, FORMAT, source) as deck:
        server.wait_for_sound(1.0)
        heard = deck.heard
        with deck.refresh() as wall:
            source.aim = 100_000
        server.wait_for_sound(1.5)
        assert deck.health.underruns == 0
    before, after = runs(server.heard())
    assert (before.first, before.count) == (0, wall)
    assert (after.first, after.place) == (wall + 100_000, before.place + before.count)
    assert (wall - heard) / RATE <= 0.7


def test_a_server_that_dies_and_returns_is_found_again_with_the_wall_clock_intact(
    server: SoundServer, player: StreamingPlayer
) -> None:
    lost, back = Event(), Event()
    marks: list[tuple[int, int]] = []
    with Deck(player, FORMAT, Numbers(LONG), watch=Watch(lost.set, back.set)) as deck:
        for _ in range(3):
            server.wait_for_sound(1.5)
            lost.clear()
            back.clear()
            marks.append(in_use())
            server.kill()
            assert lost.wait(PATIENCE)
            server.start()
            returned = server.recorded()
            assert back.wait(PATIENCE)
            server.wait_for_sound(0.1, after=returned)
            silent = int(np.flatnonzero(server.so_far()[returned:].any(axis=1))[0])
            assert silent / RATE <= RECOVERY
        server.wait_for_sound(1.5)
        marks.append(in_use())
        assert deck.health.reopenings >= 3
        assert deck.health.hung == 0
        assert deck.health.underruns == 0
    heard = runs(server.heard())
    assert len(heard) == 4
    for before, after in pairwise(heard):
        assert -UNWRITTEN <= before.end - (after.first - RISE) <= UNSURE
    assert len(set(marks)) == 1


def test_after_many_flushes_nothing_is_left_open(server: SoundServer, player: StreamingPlayer) -> None:
    with Deck(player, FORMAT, Numbers(LONG)) as deck:
        server.wait_for_sound(0.5)
        before = in_use()
        for _ in range(10):
            with deck.flush():
                pass
            server.wait_for_sound(0.1, after=server.recorded())
        server.wait_for_sound(0.5)
        assert in_use() == before
