from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from programmes import BLOCK, RATE, blocks, steady

from coach.players.ledger import Ledger
from coach.players.source import KEPT, Replay

asks = st.lists(
    st.tuples(st.integers(1, 50), st.integers(0, 50), st.integers(0, 50)),
    min_size=1,
    max_size=40,
)
"""What a device asks for, how much of it comes before the programme, and how much the programme can give."""


@given(asks, st.integers(0, 60), st.integers(0, 60))
def test_it_agrees_with_a_tape_on_which_every_frame_is_written_down(
    given_out: list[tuple[int, int, int]], lag: int, since: int
) -> None:
    ledger, wall, start, now = Ledger(1, 1000), 1000, 0, 0.0
    tape: list[bool] = []
    for wanted, most_lead, most in given_out:
        lead = min(most_lead, wanted)
        count = min(most, wanted - lead)
        start, now = len(tape), now + 100.0
        ledger.give(now, wanted, lead, wall, count)
        tape += [False] * lead + [True] * count + [False] * (wanted - lead - count)
        wall += count
    place = start - lag + min(since, given_out[-1][0])
    assert ledger.heard(now + since, lag) == 1000 + sum(tape[: max(0, place)])
    assert ledger.sure(lag) == 1000 + sum(tape[: max(0, start - lag)])


def test_blocks_are_read_again_from_any_frame_that_is_kept() -> None:
    tape = steady(2)
    tape[:, 0] = np.arange(len(tape)) % 3000
    once = np.concatenate(list(blocks(tape)))
    source = Replay(blocks(tape), RATE)
    wall = 0
    while (block := source.read(wall, 960)) is not None:
        wall += len(block)
    assert wall == len(tape)
    for start in (0, 1, BLOCK - 1, BLOCK, RATE + 5, len(tape) - 1):
        found, at = [], start
        while (block := source.read(at, 960)) is not None:
            found.append(block)
            at += len(block)
        assert np.array_equal(np.concatenate(found), once[start:])


def test_only_so_much_is_kept_however_long_it_plays() -> None:
    source = Replay((np.zeros((RATE, 2), np.float32) for _ in range(60)), RATE)
    for second in range(60):
        source.read(second * RATE, RATE)
    kept = round(KEPT * RATE)
    assert source.read(60 * RATE - kept, RATE) is not None
    with pytest.raises(ValueError, match="no longer kept"):
        source.read(60 * RATE - kept - RATE - 1, RATE)
