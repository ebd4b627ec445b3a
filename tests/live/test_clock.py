from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from coach.errors import PlayerError
from coach.live.journal import AWAY
from coach.session.clock import Unheard
from coach.session.live import _given_up

if TYPE_CHECKING:
    from coach.live.values import State


class World:
    def __init__(self, since: float | None = None) -> None:
        self.now = 1000.0
        self.heard = 0.0
        self.unheard = Unheard(since, lambda: self.now)

    def goes_on(self, seconds: float, *, sounding: bool = True) -> float:
        """Let time go by, heard only where there is a device; return what was told to be lost."""
        lost = 0.0
        for _ in range(round(seconds / 0.05)):
            self.now += 0.05
            self.heard += 0.05 * sounding
            lost += self.unheard.look(self.heard, sounding=sounding)
        return lost


def test_a_session_that_is_heard_loses_nothing() -> None:
    world = World()
    assert world.goes_on(600) == 0.0
    assert world.unheard.slept == 0.0


def test_time_without_a_device_is_told_once_when_it_is_back() -> None:
    world = World()
    world.goes_on(20)
    assert world.goes_on(7, sounding=False) == 0.0
    assert world.goes_on(20) == pytest.approx(7.0)


def test_a_clock_that_goes_slow_is_made_up_for_a_second_at_a_time() -> None:
    world = World()
    lost = 0.0
    for _ in range(2000):
        world.now += 1.0
        world.heard += 0.999
        lost += world.unheard.look(world.heard, sounding=True)
    assert lost == pytest.approx(2.0, abs=1.0)


def test_a_machine_that_slept_is_told_of() -> None:
    world = World()
    world.goes_on(20)
    world.now += 300
    assert world.unheard.look(world.heard, sounding=True) == pytest.approx(300.0, abs=0.1)
    assert world.unheard.slept == pytest.approx(300.0)
    world.goes_on(1)
    assert world.unheard.slept == 0.0


def test_time_before_the_first_frame_is_not_lost() -> None:
    world = World()
    assert world.goes_on(5, sounding=False) == 0.0
    assert world.goes_on(20) == 0.0


def test_a_booked_session_makes_up_for_what_its_beginning_took() -> None:
    world = World(since=999.6)
    assert world.goes_on(5, sounding=False) == 0.0
    assert world.goes_on(20) == pytest.approx(5.4)


@pytest.mark.parametrize(
    ("state", "lost", "over"),
    [("playing", 0.0, False), ("lost", AWAY - 1, False), ("leaving", 0.0, False), ("leaving", 0.1, True)],
)
def test_a_lost_device_is_waited_for_but_not_by_a_session_that_leaves(state: State, lost: float, *, over: bool) -> None:
    status: Any = SimpleNamespace(state=state)
    deck: Any = SimpleNamespace(lost_for=lost)
    assert _given_up(status, deck) is over


def test_after_long_enough_nobody_waits_for_a_device() -> None:
    status: Any = SimpleNamespace(state="lost")
    deck: Any = SimpleNamespace(lost_for=AWAY + 1)
    with pytest.raises(PlayerError, match="--resume"):
        _given_up(status, deck)
