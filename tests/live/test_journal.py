from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.live.journal import AWAY, Journal, entry, resumed
from coach.script import loads
from coach.timeline import RATE, Now, Timeline, replan, schedule

if TYPE_CHECKING:
    from pathlib import Path

SCRIPT = """
title: T
voice: rehearsal
parts:
  - repeat: {side: [left, right]}
    steps:
      - {title: Up, say: "Glide up the {side} leg.", time: 60s, cues: [{at: 50%, say: Slowly.}]}
      - {title: Down, move: {say: Turn., for: 10s}, say: Down., time: 60s}
"""


def timeline(slot: float | None = None) -> Timeline:
    return schedule(loads(SCRIPT), slot=slot)


@settings(deadline=None)
@given(st.floats(4.5, 250.0))
def test_a_session_is_taken_up_within_one_cue_of_where_it_stood(seconds: float) -> None:
    planned = timeline()
    at = round(seconds * RATE)
    now = resumed(entry(planned, Now(at, at), 1000.0), planned, 1010.0)
    assert now is not None
    said = [cue.span.start for cue in planned.cues if cue.kind == "say"]
    opened = max((step.opens for step in planned.steps if step.opens <= at), default=planned.steps[0].opens)
    heard = [start for start in said if opened <= start <= at]
    assert now.plan == (heard[-1] if heard else at)
    assert sum(now.plan < start <= at for start in said) <= 1


def test_the_time_away_is_taken_from_the_slot_unless_the_slot_is_long_gone() -> None:
    planned = timeline(slot=300.0)
    kept = entry(planned, Now(100 * RATE, 110 * RATE, 300 * RATE), 1000.0)
    assert kept.left == 190.0
    for away, left in ((20.0, 170.0), (AWAY + 1, 190.0), (-5.0, 190.0)):
        now = resumed(kept, planned, 1000.0 + away)
        assert now is not None
        assert now.booked == left * RATE


def test_the_other_side_still_gets_what_this_side_really_got() -> None:
    planned = timeline()
    second = planned.steps[2].opens + 5 * RATE
    now = resumed(entry(planned, Now(second, second, extra=((1, 15 * RATE),)), 0.0), timeline(), 1.0)
    assert now is not None
    assert now.extra == ((1, 15 * RATE),)
    rest = replan(loads(SCRIPT), timeline(), now).timeline
    assert rest.steps[3].span.length == 75 * RATE


def test_a_session_that_lost_that_step_cannot_be_taken_up() -> None:
    planned = timeline()
    kept = entry(planned, Now(20 * RATE, 20 * RATE), 0.0)
    assert resumed(replace(kept, step="gone"), planned, 1.0) is None


def test_what_was_written_is_read_again_until_the_session_ends(tmp_path: Path) -> None:
    planned, journal = timeline(slot=300.0), Journal(tmp_path / "deep" / "legs.json")
    assert journal.read() is None
    kept = entry(planned, Now(150 * RATE, 150 * RATE, 300 * RATE, extra=((0, 7),)), 12.5)
    journal.write(kept)
    assert journal.read() == kept
    journal.end()
    assert journal.read() is None


@pytest.mark.parametrize("text", ["", "{", "[]", '{"step": 1}', "null"])
def test_a_damaged_journal_counts_as_none(tmp_path: Path, text: str) -> None:
    path = tmp_path / "legs.json"
    path.write_text(text)
    assert Journal(path).read() is None
