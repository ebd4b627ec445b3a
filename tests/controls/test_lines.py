from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from dataclasses import asdict
from typing import TYPE_CHECKING

import pytest
import standing
from hypothesis import given
from hypothesis import strategies as st
from sound_server import PATIENCE, wait_until

from coach.controls import Link
from coach.controls.lines import Lines
from coach.controls.protocol import BURST, EVERY, LONGEST, Pace, Splitter, answer
from coach.live.values import Action

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.mark.parametrize("action", Action)
def test_an_action_is_a_line_and_is_answered_with_ok(action: Action) -> None:
    session = standing.Standing()
    assert answer(f" {action}\r".encode(), session.link) == "ok"
    assert session.asked == [action]


def test_status_is_one_line_of_json() -> None:
    said = answer(b"status", standing.Standing().link)
    assert json.loads(said) == asdict(standing.STATUS)
    assert "\n" not in said


@given(st.binary())
def test_whatever_else_is_one_line_of_fault(line: bytes) -> None:
    session = standing.Standing()
    said = answer(line, session.link)
    assert said.startswith("fault: ")
    assert said.isprintable()
    assert len(said) < 300
    assert session.asked == []


def test_a_fault_names_the_nearest_action() -> None:
    session = standing.Standing()
    assert answer(b"nxet", session.link).startswith("fault: no action 'nxet': did you mean 'next'? (known: back,")
    assert answer(b"next" * 100, session.link) == "fault: a line of more than 256 bytes: write one action a line"


@given(st.lists(st.binary(max_size=40).filter(lambda line: b"\n" not in line and bool(line.strip()))), st.data())
def test_lines_are_cut_at_their_ends_in_whatever_pieces_they_come(lines: list[bytes], data: st.DataObject) -> None:
    whole = b"\n".join(lines)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(whole)))))
    splitter = Splitter()
    pieces = [whole[begin:end] for begin, end in zip([0, *cuts], [*cuts, len(whole)], strict=True)]
    assert [*(line for piece in pieces for line in splitter.feed(piece)), *splitter.end()] == lines


def test_of_an_endless_line_next_to_nothing_is_kept() -> None:
    splitter = Splitter()
    for _ in range(1000):
        assert list(splitter.feed(b"x" * 1000)) == []
    (kept,) = splitter.end()
    assert len(kept) == LONGEST + 1


def test_whoever_never_stops_is_slowed_down_and_whoever_pauses_is_not() -> None:
    now = 0.0
    pace = Pace(lambda: now)
    assert [pace.wait() for _ in range(BURST)] == [0.0] * BURST
    assert pace.wait() == pytest.approx(EVERY)
    taken = 0
    for _ in range(1000):
        now += 0.01
        taken += pace.wait() == 0
    assert taken == pytest.approx(10 / EVERY, abs=1)
    now += 1000
    assert [pace.wait() for _ in range(BURST)] == [0.0] * BURST


@pytest.fixture
def pipe(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """Be the writer of standard input."""
    reading, writing = os.pipe()
    with os.fdopen(reading, "rb") as file:
        monkeypatch.setattr(sys, "stdin", file)
        yield writing


def test_lines_of_standard_input_lead_the_session_until_it_ends(pipe: int) -> None:
    session, lines = standing.Standing(), Lines()
    lines.open(session.link)
    os.write(pipe, b"next\n\nba")
    os.write(pipe, b"ck\nstatus\nnonsense\nrepeat")
    os.close(pipe)
    wait_until(lambda: len(session.asked) == 3)
    lines.close()
    assert session.asked == [Action.NEXT, Action.BACK, Action.REPEAT]
    assert [line.split()[0] for line in session.answers] == ["ok", "ok", '{"state":', "fault:", "ok"]
    assert threading.active_count() == 1


def test_a_writer_who_never_stops_is_made_to_wait(pipe: int) -> None:
    session, lines = standing.Standing(), Lines()
    lines.open(session.link)
    os.set_blocking(pipe, False)
    os.write(pipe, b"next\n" * 10_000)
    wait_until(lambda: len(session.asked) > BURST)
    lines.close()
    assert BURST < len(session.asked) < 3 * BURST
    assert threading.active_count() == 1
    os.close(pipe)


def test_whoever_reads_no_answers_is_heard_all_the_same(pipe: int) -> None:
    session, lines = standing.Standing(), Lines()

    def gone(_: str) -> None:
        raise BrokenPipeError

    lines.open(Link(session.asked.append, lambda: session.status, session.notes.append, gone))
    os.write(pipe, b"next\nback\n")
    wait_until(lambda: len(session.asked) == 2)
    os.close(pipe)
    lines.close()


@pytest.mark.parametrize("feed", ["</dev/null", "<&-", "<{junk}"])
def test_no_input_and_an_endless_one_do_the_session_no_harm(feed: str, tmp_path: Path) -> None:
    (tmp_path / "junk").write_bytes(os.urandom(1 << 20).replace(b"\n", b" "))
    file = tmp_path / "asked"
    command = f"exec {sys.executable} {standing.__file__} lines {file} {feed.format(junk=tmp_path / 'junk')}"
    with subprocess.Popen(("sh", "-c", command), stderr=subprocess.PIPE) as process:
        wait_until(file.exists)
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(1.0)
        process.terminate()
        _, said = process.communicate(timeout=PATIENCE)
    assert said == b""
    assert "note:" not in file.read_text()
