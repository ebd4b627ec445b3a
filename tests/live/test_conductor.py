from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from coach.audio.finish import LOUDNESS
from coach.cache import Cache
from coach.live.company import Plan
from coach.live.conductor import EXTRA, TWICE, Conductor
from coach.live.desk import LEAVING, Desk, Run
from coach.live.values import Action
from coach.mixer import Mixer, Sources
from coach.script import load, loads
from coach.sounds import open_bed
from coach.speech import Cast, Speech
from coach.timeline import RATE, Now, Timeline, schedule
from coach.voices import open_voice

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from coach.audio import Clip
    from coach.live.values import Status
    from coach.script import Script
    from coach.timeline import Cue
    from coach.units import Frames, Seconds

SCRIPT = """
title: Legs
voice: rehearsal
bed: {bed}
parts:
  - title: "The {{side}} leg"
    repeat: {{side: [left, right]}}
    steps:
      - {{title: Up, say: "Glide slowly up the {{side}} leg, all the way.", time: {{ideal: 60s, least: 20s, most: 2m}}}}
      - title: Down
        move: {{say: Come round to the other side., for: 12s{wait}}}
        say: And down again.
        time: {{ideal: 60s, least: 20s, most: 2m}}
"""
AHEAD = round(0.3 * RATE)
"""What the stand-in for a device takes ahead of what is heard."""


class Tape:
    """A stand-in for a device: takes blocks ahead, and keeps what was heard."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.heard: Frames = 0
        self.lost_for: Seconds = 0.0
        self.flushes = 0
        self._taken: Frames = 0
        self.sound = np.zeros((RATE * 1300, 2), np.float32)
        self.over = False

    def listen(self, seconds: Seconds) -> None:
        end = self.heard + round(seconds * RATE)
        while self._taken < end + AHEAD:
            block = self._desk.read(self._taken, 960)
            if block is None:
                self.over = True
                break
            self.sound[self._taken : self._taken + len(block)] = block
            self._taken += len(block)
        self.heard = min(end, self._taken)

    @contextmanager
    def flush(self) -> Iterator[Frames]:
        self.flushes += 1
        self._taken = self.heard
        yield self.heard

    @contextmanager
    def refresh(self) -> Iterator[Frames]:
        yield self._taken


class Spoken:
    """Words that are all there, but for those that are named."""

    def __init__(self, speech: Speech) -> None:
        self._speech = speech
        self.missing: set[str] = set()
        self.wanted: list[str] = []
        self.foreseen: set[str] = set()
        self.told: list[str] = []

    def want(self, cues: Sequence[Cue]) -> None:
        self.wanted = [cue.line for cue in cues]

    def ready(self, cue: Cue) -> bool:
        return cue.line not in self.missing

    def fits(self, cue: Cue) -> bool:
        return self.ready(cue)

    def foresee(self, asides: Sequence[str]) -> None:
        self.foreseen |= set(asides)

    def aside(self, said: str) -> Clip | None:
        self.told.append(said)
        return self._speech.clip(said)


class Sayings:
    def left(self, step: Seconds, session: Seconds) -> str:
        return f"{step / 60:.0f} minutes in this step, {session / 60:.0f} in all."

    def over(self, seconds: Seconds) -> str:
        return f"This will run {seconds / 60:.0f} minutes over."


class Session:
    """A conductor with everything about it, on a tape."""

    def __init__(
        self,
        cache: Path,
        bed: str = "none",
        wait: str = "",
        slot: Seconds | None = None,
        script: Script | None = None,
    ) -> None:
        speech = Speech(open_voice("rehearsal"), Cache(cache), RATE, {})
        script = script or loads(SCRIPT.format(bed=bed, wait=wait))
        sources = Sources(Cast(speech))
        self.planned = schedule(script, sources.length, slot=slot)
        lain = open_bed(bed, Path(), RATE, LOUDNESS - 20.0)
        self.mixer = Mixer(self.planned, sources, lain)
        self.desk = Desk(Run(0, 0, self.mixer))
        self.tape = Tape(self.desk)
        self.words = Spoken(speech)
        now = Now(booked=self.planned.length if slot else None)
        self.lead = Conductor(
            Plan(script, sources.length, lambda _: lain), self.desk, self.tape, self.words, Sayings(), now
        )
        self.lead.begin()

    def listen(self, seconds: Seconds) -> Status:
        status = self.lead.look()
        for _ in range(round(seconds * 10)):
            self.tape.listen(0.1)
            status = self.lead.look()
        return status

    @property
    def timeline(self) -> Timeline:
        return self.lead.timeline

    def words_at(self, wall: Seconds, cue: Cue) -> bool:
        """Tell whether the words of a cue are heard from a wall second on."""
        start = round(wall * RATE)
        said = self.mixer._sources.clip(cue).samples  # noqa: SLF001 - the sound that is looked for
        got = self.tape.sound[start : start + len(said), 0]
        return bool(np.corrcoef(got[2400:], said[2400:])[0, 1] > 0.9)


@pytest.fixture
def session(own_cache: Path) -> Session:
    return Session(own_cache)


def said(timeline: Timeline, text: str, number: int = 0) -> Cue:
    return [cue for cue in timeline.cues if text in cue.text][number]


def test_left_alone_every_cue_is_heard_at_its_frame(session: Session) -> None:
    session.listen(session.planned.seconds + 2)
    assert session.tape.over
    for cue in session.planned.cues:
        if cue.kind == "say":
            assert session.words_at(cue.span.start / RATE, cue), cue.text


def test_a_pause_breaks_off_words_and_going_on_says_them_again(session: Session) -> None:
    cue = said(session.planned, "Glide slowly")
    session.listen(cue.span.start / RATE + 1.0)
    session.lead.do(Action.PAUSE)
    assert session.tape.flushes == 1
    assert session.listen(10).state == "paused"
    paused = session.tape.sound[round((cue.span.start / RATE + 1.1) * RATE) : session.tape.heard]
    assert np.abs(paused).max() < 1e-3
    back_at = session.tape.heard + AHEAD
    session.lead.do(Action.RESUME)
    assert session.listen(8).state == "playing"
    assert session.words_at(back_at / RATE, cue)


def test_a_pause_in_silence_needs_no_gap(session: Session) -> None:
    session.listen(20)
    session.lead.do(Action.TOGGLE)
    assert session.tape.flushes == 0
    assert session.listen(5).state == "paused"
    session.lead.do(Action.TOGGLE)
    assert session.listen(5).state == "playing"


@pytest.mark.parametrize("action", [Action.NEXT, Action.BACK, Action.REPEAT])
def test_a_jump_is_heard_at_the_very_frame(session: Session, action: Action) -> None:
    session.listen(100)
    wall = session.tape.heard
    session.lead.do(action)
    session.listen(20)
    steps = session.planned.steps
    place = {Action.NEXT: steps[2].opens, Action.BACK: steps[1].opens, Action.REPEAT: None}[action]
    begun = [cue for cue in session.planned.cues if cue.kind == "say" and cue.span.start <= wall]
    target = begun[-1].span.start if place is None else place
    first = next(cue for cue in session.planned.cues if cue.kind == "say" and cue.span.start >= target)
    assert session.words_at((wall + first.span.start - target) / RATE, first)


def test_the_slot_holds_after_a_pause_and_two_repeats(own_cache: Path) -> None:
    session = Session(own_cache, slot=300.0)
    session.listen(30)
    session.lead.do(Action.REPEAT)
    session.listen(20)
    session.lead.do(Action.PAUSE)
    session.listen(60)
    session.lead.do(Action.RESUME)
    session.listen(20)
    session.lead.do(Action.REPEAT)
    status = session.listen(10)
    assert status.over == 0
    assert status.left + session.tape.heard / RATE == pytest.approx(300.0, abs=0.05)
    session.listen(200)
    assert session.tape.over
    assert session.tape.heard == 300 * RATE
    last = session.desk.run(session.tape.heard).mixer.timeline
    left, right = ([step.span.length for step in last.steps if step.side == side] for side in ("left", "right"))
    assert left[1] == right[1]


def test_a_shipped_session_of_twenty_minutes_holds_through_a_long_pause_and_two_repeats(own_cache: Path) -> None:
    session = Session(own_cache, slot=1200.0, script=load("hands-and-forearms"))
    session.listen(200)
    session.lead.do(Action.PAUSE)
    session.listen(90)
    session.lead.do(Action.RESUME)
    for _ in range(2):
        session.listen(15)
        session.lead.do(Action.REPEAT)
    begun = session.timeline.steps[: session.listen(1).number]
    session.listen(1000)
    assert session.tape.over
    assert session.tape.heard == 1200 * RATE
    ahead = {step.id for step in session.timeline.steps} - {step.id for step in begun}
    for name in ahead:
        assert len({step.span.length for step in session.timeline.steps if step.id == name}) == 1, name


@pytest.mark.parametrize("paused", [False, True])
def test_time_that_went_by_unheard_is_taken_from_the_rest_of_the_slot(own_cache: Path, *, paused: bool) -> None:
    session = Session(own_cache, slot=300.0)
    session.listen(30)
    if paused:
        session.lead.do(Action.PAUSE)
    session.lead.late(25 * RATE)
    session.listen(5)
    if paused:
        assert session.timeline == session.planned, "the plan is held"
        session.lead.do(Action.RESUME)
    session.listen(400)
    assert session.tape.over
    assert session.tape.heard == (300 - 25) * RATE
    ups = [step for step in session.timeline.steps if step.id == "down"]
    assert ups[0].span.length == ups[1].span.length


def test_without_a_slot_time_that_went_by_unheard_changes_nothing(session: Session) -> None:
    session.listen(30)
    session.lead.late(25 * RATE)
    session.listen(1)
    assert session.timeline == session.planned


def test_what_cannot_fit_any_more_is_said(own_cache: Path) -> None:
    session = Session(own_cache, slot=300.0)
    session.listen(40)
    session.lead.do(Action.PAUSE)
    session.listen(240)
    at = session.tape.heard
    session.lead.do(Action.RESUME)
    status = session.listen(12)
    assert status.over > 60
    assert np.abs(session.tape.sound[at + RATE : at + 8 * RATE]).max() > 0.01


def test_more_time_lengthens_this_step_and_nothing_else_without_a_slot(session: Session) -> None:
    session.listen(30)
    before = session.timeline
    session.lead.do(Action.MORE)
    after = session.timeline
    assert after.steps[0].span.length - before.steps[0].span.length == round(EXTRA * RATE)
    assert after.steps[1].span.length == before.steps[1].span.length


def test_a_step_that_waits_holds_until_it_is_told_to_go_on(own_cache: Path) -> None:
    session = Session(own_cache, wait=", wait: true")
    session.listen(session.planned.holds[0] / RATE + 5)
    assert session.lead.look().state == "waiting"
    session.listen(30)
    goes_on = session.tape.heard + AHEAD
    session.lead.do(Action.TOGGLE)
    session.listen(10)
    cue = said(session.planned, "And down")
    assert session.words_at((goes_on + cue.span.start - session.planned.holds[0]) / RATE, cue)


def test_words_that_are_not_spoken_yet_are_waited_for(own_cache: Path) -> None:
    session = Session(own_cache)
    cue = said(session.planned, "And down")
    session.words.missing = {cue.line}
    session.lead.begin()
    status = session.listen(cue.span.start / RATE + 5)
    assert status.state == "preparing"
    assert cue.line in session.words.wanted
    session.words.missing = set()
    at = session.tape.heard + AHEAD
    assert session.listen(5).state == "playing"
    assert any(session.words_at((at + late) / RATE, cue) for late in range(0, RATE // 5, RATE // 50))


def test_words_spoken_in_time_are_never_waited_for(own_cache: Path) -> None:
    session = Session(own_cache)
    cue = said(session.planned, "And down")
    session.words.missing = {cue.line}
    session.lead.begin()
    session.listen(cue.span.start / RATE - 20)
    session.words.missing = set()
    session.listen(40)
    assert session.words_at(cue.span.start / RATE, cue)


def test_the_time_left_is_said_beside_the_plan_which_waits_for_it(session: Session) -> None:
    session.listen(30)
    before = session.lead.look()
    session.lead.do(Action.TIME)
    session.listen(2)
    assert np.abs(session.tape.sound[31 * RATE : 32 * RATE]).max() > 0.01
    after = session.listen(18)
    assert after.state == "playing"
    assert after.position - before.position < 19


def test_what_the_time_is_told_with_was_spoken_before_anyone_asked(session: Session) -> None:
    for _ in range(5):
        session.listen(23)
        session.lead.do(Action.TIME)
        session.listen(12)
    assert len(set(session.words.told)) == 5
    assert set(session.words.told) <= session.words.foreseen


def test_it_stops_only_when_asked_twice(session: Session) -> None:
    session.listen(10)
    session.lead.do(Action.STOP)
    assert "once more" in session.lead.look().message
    session.listen(TWICE + 1)
    assert session.lead.look().message == ""
    session.lead.do(Action.STOP)
    session.lead.do(Action.NEXT)
    session.lead.do(Action.STOP)
    session.listen(1)
    assert session.lead.look().state == "playing"
    session.lead.do(Action.STOP)
    assert session.lead.look().state == "leaving"
    session.listen(LEAVING + 1)
    assert session.tape.over


def test_fewer_words_from_now_on(session: Session) -> None:
    session.listen(20)
    session.lead.do(Action.BRIEFER)
    assert str(session.timeline.guidance) == "brief"
    assert session.lead.look().message == "guidance: brief"
    session.lead.do(Action.FULLER)
    session.lead.do(Action.FULLER)
    assert str(session.timeline.guidance) == "full"


def test_voice_and_bed_are_turned_each_by_itself(own_cache: Path) -> None:
    session = Session(own_cache, bed="brown")
    session.listen(5)
    for _ in range(3):
        session.lead.do(Action.SOFTER)
    run = session.desk.run(session.tape.heard + AHEAD)
    assert (run.voice, run.under) == (-6.0, 0.0)
    session.lead.do(Action.BED_LOUDER)
    assert session.desk.run(session.tape.heard + AHEAD).under == 2.0
