from __future__ import annotations

from itertools import pairwise
from threading import Event
from typing import TYPE_CHECKING

import numpy as np
import pytest
from programmes import BLOCK, FORMAT, blocks
from sound_server import sound_server

from coach.errors import EngineMissingError
from coach.players import DEFAULT, Player, open_player, players

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coach.audio import Samples

SECOND = np.full((FORMAT.rate, FORMAT.channels), 500, np.int16)
SILENT = ("null",)
"""Players that need no sound server."""


@pytest.fixture(params=sorted(players()))
def player(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Player]:
    """Yield each player in turn, with something to play on."""
    found = open_player(request.param)
    if lacks := found.missing():
        pytest.skip(lacks)
    if request.param in SILENT:
        yield found
        return
    with sound_server() as server:
        for name, value in server.environment.items():
            monkeypatch.setenv(name, value)
        yield found


def failing() -> Iterator[Samples]:
    yield from blocks(SECOND)
    message = "the mixer tripped"
    raise ArithmeticError(message)


class TestEveryPlayer:
    def test_returns_where_there_is_nothing_to_play(self, player: Player) -> None:
        reached: list[int] = []
        player.play([], FORMAT, reached.append, Event())
        assert not any(reached)

    def test_tells_a_position_that_grows_to_the_last_frame(self, player: Player) -> None:
        reached: list[int] = []
        player.play(blocks(SECOND), FORMAT, reached.append, Event())
        assert all(before <= after for before, after in pairwise(reached))
        assert reached[-1] == len(SECOND)

    def test_plays_a_last_block_that_is_shorter_than_the_others(self, player: Player) -> None:
        reached: list[int] = []
        ragged = SECOND[: 10 * BLOCK + 1]
        player.play(blocks(ragged), FORMAT, reached.append, Event())
        assert reached[-1] == len(ragged)

    def test_hands_on_what_goes_wrong_in_the_blocks(self, player: Player) -> None:
        with pytest.raises(ArithmeticError, match="the mixer tripped"):
            player.play(failing(), FORMAT, lambda _: None, Event())

    def test_names_its_device_in_one_line(self, player: Player) -> None:
        assert len(player.device().splitlines()) == 1


@pytest.mark.parametrize("name", sorted(players()))
def test_what_a_player_lacks_is_nothing_or_one_line(name: str) -> None:
    lacks = open_player(name).missing()
    assert lacks is None or len(lacks.splitlines()) == 1


def test_the_default_player_is_usable_wherever_coach_is_installed() -> None:
    assert open_player(DEFAULT).missing() is None


def test_an_unknown_player_is_answered_with_the_nearest_known_one() -> None:
    with pytest.raises(EngineMissingError, match="did you mean 'miniaudio'"):
        open_player("minaudio")
