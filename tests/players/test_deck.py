from __future__ import annotations

import threading
from contextlib import contextmanager
from itertools import pairwise
from threading import Event
from typing import TYPE_CHECKING

import numpy as np
import pytest
from fake_player import PATIENCE, Clock, FakePlayer, Watched
from numbered import RISE, numbers
from programmes import FORMAT, RATE

from coach.errors import PlayerError
from coach.players import keeper
from coach.players.deck import TAIL, Deck
from coach.players.health import Health
from coach.players.keeper import LOOK, Keeper, Watch
from coach.players.link import Link
from coach.players.reel import Reel

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coach.audio import Samples

ASK = RATE // 5
"""Frames that the fake device asks for at a time: its period."""

LONG = 60 * RATE


class Desk:
    """A deck on a fake player, and all that a test moves."""

    def __init__(self, source: Watched | None = None, link: Link | None = None) -> None:
        self.player, self.clock = FakePlayer(), Clock()
        self.source = source or Watched(LONG)
        self.lost, self.back = Event(), Event()
        self.deck = Deck(self.player, FORMAT, self.source, link, Watch(self.lost.set, self.back.set, self.clock))

    def play(self, asks: int) -> None:
        """Let the device ask as a real one does: twice at once, then each period."""
        for ask in range(asks):
            self.source.wait_until_read((ask + 1) * ASK)
            self.clock.now += 0.2 if ask > 1 else 0.0
            self.player.draw(ASK)


@contextmanager
def on_a_desk(source: Watched | None = None, link: Link | None = None) -> Iterator[Desk]:
    desk = Desk(source, link)
    with desk.deck:
        yield desk


def threads() -> set[str]:
    return {thread.name for thread in threading.enumerate() if thread.name.startswith("coach-")}


def test_a_device_draws_every_frame_in_order_however_much_it_asks_for() -> None:
    with on_a_desk() as desk:
        drawn = np.zeros((0, 2), np.float32)
        for wanted in (1, 960, 961, 4799, 9600, 33):
            desk.source.wait_until_read(len(drawn) + wanted)
            drawn = np.concatenate([drawn, desk.player.draw(wanted)])
    assert np.array_equal(drawn, numbers(0, 16_354))


def test_what_was_heard_lies_a_lag_behind_the_device_and_follows_the_clock_for_one_period() -> None:
    with on_a_desk() as desk:
        desk.play(2)
        assert desk.deck.heard == 0
        heard = []
        for desk.clock.now in (0.1, 0.2, 5.0):
            heard.append(desk.deck.heard)
        assert heard == [RATE // 10, ASK, ASK]


def test_what_was_heard_does_not_count_a_wireless_links_delay() -> None:
    with on_a_desk(link=Link(delay=0.15)) as desk:
        desk.play(3)
        assert desk.deck.heard == ASK - round(0.15 * RATE)


def test_a_flush_drops_what_was_not_heard_and_goes_on_at_the_frame_it_is_aimed_at() -> None:
    with on_a_desk() as desk:
        desk.play(3)
        before = desk.player.streams[0]
        desk.clock.now += 0.05
        with desk.deck.flush() as wall:
            assert before.closed.is_set()
            assert not any(before.pull(ASK))
            assert wall == desk.deck.heard == ASK + RATE // 20
            desk.source.aim = 100_000
        desk.player.wait_for_tries(2)
        drawn = desk.player.draw(ASK)
        assert np.array_equal(drawn[RISE:], numbers(wall + 100_000, ASK)[RISE:])
        assert desk.deck.health == Health(reopenings=1)


def test_sound_that_was_broken_off_rises_from_nothing_without_a_step() -> None:
    with on_a_desk() as desk:
        desk.play(3)
        with desk.deck.flush() as wall:
            pass
        desk.player.wait_for_tries(2)
        gain = desk.player.draw(RISE)[:, 0] / numbers(wall, RISE)[:, 0]
    assert gain[0] < 1e-6
    assert gain[-1] == pytest.approx(1.0, abs=1e-4)
    assert all(0.0 <= after - before < 2.0 / RISE for before, after in pairwise(gain.tolist()))


def test_a_flush_whose_caller_fails_still_gives_the_sound_back() -> None:
    with on_a_desk() as desk:
        with pytest.raises(ArithmeticError), desk.deck.flush():
            raise ArithmeticError
        desk.player.wait_for_tries(2)
        assert np.array_equal(desk.player.draw(ASK)[RISE:], numbers(0, ASK)[RISE:])


def test_a_refresh_keeps_what_the_device_asks_for_next_and_changes_what_follows() -> None:
    with on_a_desk() as desk:
        desk.play(2)
        desk.source.wait_until_read(4 * ASK - 960)
        with desk.deck.refresh() as wall:
            assert wall == 3 * ASK
            desk.source.aim = 50_000
            kept = desk.player.draw(ASK)
        desk.source.wait_until_read(4 * ASK)
        changed = desk.player.draw(ASK)
        assert np.array_equal(kept, numbers(2 * ASK, ASK))
        assert np.array_equal(changed, numbers(wall + 50_000, ASK))
        assert len(desk.player.streams) == 1
        assert desk.deck.health == Health()


@pytest.mark.parametrize("says_so", [True, False])
def test_a_lost_device_is_looked_for_until_it_is_back_and_nothing_unheard_is_left_out(*, says_so: bool) -> None:
    with on_a_desk() as desk:
        desk.play(4)
        lost = desk.player.streams[0]
        desk.player.refuses = True
        if says_so:
            lost.gone_away = True
        else:
            desk.clock.now += 1.21
        assert desk.lost.wait(PATIENCE)
        desk.player.wait_for_tries(2)
        desk.clock.now += 0.6
        desk.player.wait_for_tries(3)
        assert lost.closed.is_set()
        assert not desk.back.is_set()
        assert desk.deck.lost_for > 0
        assert desk.deck.heard == 2 * ASK
        desk.player.refuses = False
        desk.clock.now += 0.6
        assert desk.back.wait(PATIENCE)
        assert desk.deck.lost_for == 0
        assert np.array_equal(desk.player.draw(ASK)[RISE:], numbers(2 * ASK, ASK)[RISE:])
        assert desk.deck.health.reopenings == 1


def test_a_device_that_only_pauses_for_breath_is_not_lost() -> None:
    with on_a_desk() as desk:
        desk.play(3)
        desk.clock.now += 1.19
        assert not desk.lost.wait(4 * LOOK)
        assert desk.deck.heard == 2 * ASK


def test_a_device_is_not_lost_because_the_machine_slept() -> None:
    player, clock, lost = FakePlayer(), Clock(), Event()
    reel = Reel(Watched(LONG), FORMAT)
    watcher = Keeper(player, FORMAT, reel, Link(), Watch(on_lost=lost.set, clock=clock))
    watcher.open(0.0)
    watcher.look()
    clock.now += 3600.0
    watcher.look()
    player.draw(ASK)
    for clock.now in (3600.4, 3600.8, 3601.1):
        watcher.look()
        assert not lost.is_set()
    clock.now = 3601.3
    watcher.look()
    assert lost.is_set()


def test_a_device_that_hangs_when_closed_is_left_behind_and_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeper, "CLOSING", 0.01)
    with on_a_desk() as desk:
        free = desk.player.streams[0].hangs = Event()
        with desk.deck.flush():
            pass
        desk.player.wait_for_tries(2)
        assert desk.deck.health.hung == 1
        free.set()


def test_an_empty_reel_is_counted_and_costs_no_frame_and_no_time_on_the_clock() -> None:
    with on_a_desk() as desk:
        desk.source.wait_until_read(2 * ASK - 960)
        whole = desk.player.draw(3 * ASK)
        got = int(np.flatnonzero(whole.any(axis=1))[-1]) + 1
        assert np.array_equal(whole[:got], numbers(0, got))
        assert desk.deck.health.underruns == 1
        desk.source.wait_until_read(got + ASK)
        assert np.array_equal(desk.player.draw(ASK), numbers(got, ASK))
        desk.clock.now += 0.2
        assert desk.deck.heard == got


def test_a_device_that_asks_late_is_counted() -> None:
    with on_a_desk() as desk:
        desk.play(3)
        desk.clock.now += 0.29
        desk.source.wait_until_read(4 * ASK)
        desk.player.draw(ASK)
        assert desk.deck.health.gaps == 0
        desk.clock.now += 0.31
        desk.source.wait_until_read(5 * ASK)
        desk.player.draw(ASK)
        assert desk.deck.health.gaps == 1


def test_a_preroll_wakes_the_link_unheard_before_the_first_frame_and_after_a_loss_but_not_after_a_flush() -> None:
    with on_a_desk(link=Link(preroll=0.1)) as desk:
        led = RATE // 10

        def begins_with_a_whisper(drawn: Samples) -> bool:
            steps = np.abs(np.round(drawn[:led] * 32768))
            return bool(steps.any() and steps.max() <= 2)

        first = desk.player.draw(ASK)
        assert begins_with_a_whisper(first)
        assert np.array_equal(first[led:], numbers(0, ASK - led))
        desk.player.draw(ASK)
        desk.clock.now += 0.2
        assert desk.deck.heard == ASK - led
        with desk.deck.flush():
            pass
        desk.player.wait_for_tries(2)
        assert not begins_with_a_whisper(desk.player.draw(ASK))
        desk.clock.now += 0.6
        desk.player.streams[-1].gone_away = True
        assert desk.back.wait(PATIENCE)
        assert begins_with_a_whisper(desk.player.draw(ASK))


def test_all_is_over_only_when_the_last_frame_was_heard() -> None:
    with on_a_desk(source=Watched(2 * ASK + 7)) as desk:
        desk.player.draw(ASK)
        desk.source.wait_until_read(2 * ASK + 7)
        for _ in range(3):
            desk.player.draw(ASK)
        assert not desk.deck.wait(0)
        desk.clock.now += 0.2
        assert desk.deck.heard == 2 * ASK + 7
        desk.deck.wait(0)
        desk.clock.now += TAIL
        assert desk.deck.wait(0)
        assert desk.deck.health.underruns == 0


def test_what_goes_wrong_in_the_source_is_handed_to_whoever_waits() -> None:
    class Tripping(Watched):
        def read(self, wall: int, count: int) -> Samples | None:
            if wall >= ASK:
                raise ArithmeticError
            return super().read(wall, count)

    with on_a_desk(source=Tripping(LONG)) as desk, pytest.raises(ArithmeticError):
        desk.deck.wait(0)


def test_without_a_device_at_the_start_it_is_refused_and_no_thread_stays() -> None:
    desk = Desk()
    desk.player.refuses = True
    with pytest.raises(PlayerError, match="no sound device"):
        desk.deck.start()
    assert not threads()


def test_closing_lets_every_thread_go_also_while_the_device_is_lost() -> None:
    with on_a_desk() as desk:
        desk.player.refuses = True
        desk.player.streams[0].gone_away = True
        assert desk.lost.wait(PATIENCE)
        assert threads() >= {"coach-render", "coach-keep"}
    assert not threads()
