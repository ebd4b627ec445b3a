"""Every session that coach ships, read as a careful teacher would: its care, its words and its lengths."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

import coach
from coach.errors import TimingError
from coach.script import estimate, outline, shipped
from coach.script.marks import plain_text
from coach.session import Wishes, check, plan

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coach.script import Visit
    from coach.script.fields import Guidance
    from coach.timeline import Timeline

SIDES = ("left", "right")


@dataclass(frozen=True, slots=True)
class Booking:
    """What a masseur may count on from one session."""

    natural: tuple[int, int]
    """Shortest and longest natural length, in minutes."""
    fits: tuple[int, ...]
    """Slots it must fit with all its words, in minutes."""
    briefly: tuple[int, ...]
    """Slots it must fit with fewer words, or none, in minutes."""
    ask: tuple[str, ...]
    """What must be said before it, beside what is said before every session."""
    sides: tuple[str, ...]
    """Cautions that must be heard on each side."""
    once: tuple[str, ...] = ()
    """Cautions that must be heard in the steps that are done once."""


BONE = "never on the blade, on its lower corner, or on the spine"

BOOKINGS = {
    "back-of-legs": Booking(
        natural=(25, 35),
        fits=(20, 30, 45),
        briefly=(20, 30, 45),
        ask=("painful, hot, swollen calf", "in pregnancy, nobody lies face down"),
        sides=("no pressure in the hollow", "off the inner thigh", "as far as feels good", "never press on the instep"),
    ),
    "feet": Booking(
        natural=(22, 28),
        fits=(20, 30),
        briefly=(10, 20, 30),
        ask=("painful, hot, swollen calf",),
        sides=(
            *("light over the top of the foot", "in pregnancy, put no pressure on the inner ankle"),
            *("never make it crack", "stop at any pain"),
        ),
        once=("oil off the soles",),
    ),
    "hands-and-forearms": Booking(
        natural=(18, 22),
        fits=(10, 20, 30),
        briefly=(10, 20, 30),
        ask=("hot, swollen arm",),
        sides=("light over the wrist and the inner elbow", "never press into its hollow", "never make it crack"),
    ),
    "neck-and-shoulders": Booking(
        natural=(15, 18),
        fits=(10, 20, 30),
        briefly=(10, 20, 30),
        ask=("dizziness, or numb arms",),
        sides=("off the front of the neck", BONE),
        once=(
            *("never the front of the neck", "never press the sides or the front of the neck"),
            *("beside the spine, never on it", "you never pull it, turn it, or crack it", "dizzy, stop"),
        ),
    ),
    "full-back": Booking(
        natural=(28, 32),
        fits=(20, 30, 45),
        briefly=(10, 20, 30, 45),
        ask=("brittle bones", "in pregnancy, nobody lies face down", "numbness"),
        sides=("never the spine", "press away from it", BONE, "never press the sides or the front of the neck"),
        once=("beside the spine, never on it", "kidneys", "no weight on the spine"),
    ),
}

EVERYBODY = (
    *("injur", "operation", "pregnan", "blood thinners", "broken skin", "swelling", "varicose veins", "fever"),
    *("see a doctor", r"\bstop", "oil"),
)
"""What is asked or said before any massage."""

TRIPS = re.compile(
    r"\d|[A-Za-z]\.[A-Za-z]|\b(live|lives|read|lead|wound|wind|tear|bow|close|etc|e\.g|i\.e|approx|min|sec)\b",
    re.IGNORECASE,
)
"""Figures, abbreviations, and words that are spelt alike and said differently."""

OFF_THE_SPINE = re.compile(
    r"(beside|side of|(never|not) on|(away )?from|before|off|never|no weight on|never cross) the spine|"
    r"never on [^.]*, or on the spine"
)
"""The only ways in which a session may speak of the spine."""


@pytest.fixture(params=BOOKINGS)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def script(name: str) -> coach.Script:
    return coach.load(name)


def wishes(minutes: int | None = None, guidance: Guidance = "full") -> Wishes:
    return Wishes(voice="rehearsal", fit=None if minutes is None else minutes * 60.0, guidance=guidance)


def spoken(visit: Visit) -> Iterator[str]:
    """Yield every line a visit may say, whatever the guidance."""
    yield from (*(heard.line for heard in visit.words(None)), visit.announce.line, visit.again.line)


def heard(script: coach.Script, side: str, guidance: Guidance) -> str:
    cues = plan(script, wishes(guidance=guidance)).cues
    return " ".join(cue.text for cue in cues if cue.kind == "say" and (cue.side or "") == side).lower()


def test_every_session_that_ships_is_held_to_account_here() -> None:
    assert set(shipped()) == set(BOOKINGS)


@pytest.mark.parametrize("guidance", ["full", "brief", "tones"])
def test_it_checks_clean_with_nothing_to_advise(name: str, guidance: Guidance) -> None:
    checked = check(name, wishes(guidance=guidance))
    assert (checked.faults, checked.advice) == ((), ())
    assert checked.timeline
    assert checked.timeline.notes == ()


def test_it_says_how_to_check_it_and_where_editors_find_its_schema(name: str) -> None:
    first, *rest = shipped()[name].read_text("utf-8").splitlines()
    assert first == "# yaml-language-server: $schema=../coach/script/schema.json"
    comment = [line for line in rest[:5] if line.startswith("#")]
    assert f"coach check scripts/{name}.yaml" in comment[-1]


def test_its_natural_length_is_what_it_is_booked_for(name: str, script: coach.Script) -> None:
    low, high = BOOKINGS[name].natural
    assert low * 60 <= plan(script, wishes()).seconds <= high * 60


@pytest.mark.parametrize("guidance", ["full", "brief", "tones"])
def test_it_fits_the_slots_people_book_to_the_frame(name: str, script: coach.Script, guidance: Guidance) -> None:
    booking = BOOKINGS[name]
    for minutes in booking.fits if guidance == "full" else booking.briefly:
        timeline = plan(script, wishes(minutes, guidance))
        assert timeline.length == minutes * 60 * timeline.rate
        assert_alike_on_both_sides(timeline)


@pytest.mark.parametrize("name", [name for name, booking in BOOKINGS.items() if 10 not in booking.fits])
def test_ten_minutes_are_refused_where_the_words_need_more(name: str) -> None:
    with pytest.raises(TimingError, match=r"can last from .* the words of .* take what they have"):
        plan(coach.load(name), wishes(10))


def assert_alike_on_both_sides(timeline: Timeline) -> None:
    left, right = ([(step.id, step.span.length) for step in timeline.steps if step.side == side] for side in SIDES)
    assert left
    assert left == right


def test_both_sides_get_the_same_hands_on_time_to_the_frame(script: coach.Script) -> None:
    assert_alike_on_both_sides(plan(script, wishes()))


def test_it_begins_by_asking_and_says_when_there_is_no_massage(name: str, script: coach.Script) -> None:
    first = script.parts[0].steps[0]
    assert (first.id, first.title) == ("before", "Before you begin")
    assert first.say.startswith(("Before you begin", "Welcome. [pause 1s] Before you begin"))
    words = " ".join((first.say, first.caution or "", *(cue.say or "" for cue in first.cues))).lower()
    assert [word for word in EVERYBODY if not re.search(word, words)] == []
    assert [question for question in BOOKINGS[name].ask if question not in words] == []


def test_those_who_skip_the_words_still_hear_what_to_ask_and_when_not_to_massage(script: coach.Script) -> None:
    first = script.parts[0].steps[0]
    assert first.caution
    words = f"{first.again} {first.caution}".lower()
    assert [word for word in EVERYBODY[:9] if word not in words] == []


def test_it_ends_with_rest_and_a_client_who_gets_up_slowly(script: coach.Script) -> None:
    last = script.parts[-1].steps[-1]
    assert last.title == "Rest"
    goodbye = (last.cues[-1].say or "").lower()
    assert all(word in goodbye for word in ("as slowly as you can", "up slowly", "water"))


@pytest.mark.parametrize("guidance", ["full", "brief"])
def test_its_cautions_are_spoken_on_every_side(name: str, script: coach.Script, guidance: Guidance) -> None:
    booking = BOOKINGS[name]
    for side, cautions in (("", booking.once), *((side, booking.sides) for side in SIDES)):
        words = heard(script, side, guidance)
        assert [caution for caution in cautions if caution not in words] == []


def test_the_pressure_is_asked_about(script: coach.Script) -> None:
    cautions = " ".join(visit.caution.line for visit in outline(script) if visit.caution)
    assert re.search(r"[Ii]s the pressure right|whether the pressure is right", cautions)


def test_nothing_is_ever_pressed_on_the_spine(script: coach.Script) -> None:
    for visit in outline(script):
        for line in spoken(visit):
            assert len(re.findall(r"\bspine\b", line.lower())) == len(OFF_THE_SPINE.findall(line.lower())), line


def test_repeated_steps_name_the_side_and_never_left_or_right(script: coach.Script) -> None:
    for part in script.parts:
        if part.repeat:
            for step in part.steps:
                words = str(step.model_dump(exclude={"time", "strokes"}))
                assert not re.search(
                    r"\b(left|right)\b", re.sub(r"pressure (is )?right|[Ii]s the pressure right", "", words)
                ), step.id


def test_each_side_is_announced_by_name_and_said_at_its_first_step(script: coach.Script) -> None:
    for visit in outline(script):
        if visit.side and visit.opens_part:
            assert f"the {visit.side} " in visit.announce.line
            assert any(re.search(rf"\b{visit.side}\b", heard.line) for heard in visit.words(None))


def test_what_is_said_again_is_really_shorter(script: coach.Script) -> None:
    for part in script.parts:
        for step in part.steps:
            assert step.again, step.id
            assert seconds_of_words(step.again) <= 0.75 * seconds_of_words(step.say), step.id


def seconds_of_words(line: str) -> float:
    """Estimate a line without its pauses."""
    return estimate(plain_text(line.replace("{side}", "left").replace("{other_side}", "right")))


def test_a_change_of_position_is_announced_before_it_comes(script: coach.Script) -> None:
    visits = outline(script)
    for visit in visits[1:]:
        if visit.move:
            assert visit.step.announce, visit.step.id
            assert visit.announce.line.startswith("Next, ")


def test_cautions_are_short(script: coach.Script) -> None:
    for visit in outline(script)[1:]:
        if visit.caution:
            assert len(re.findall(r"[.?!:](?= |$)", visit.caution.line)) <= 2
            assert len(visit.caution.line.split()) <= 20


def test_no_word_trips_the_tongue(script: coach.Script) -> None:
    for visit in outline(script):
        for line in spoken(visit):
            words = re.sub(r"\[pause [^\]]*\]", "", line)
            assert TRIPS.findall(words) == [], words


def test_no_two_steps_open_with_the_same_words(script: coach.Script) -> None:
    openings = Counter(" ".join(step.say.split()[:5]) for part in script.parts for step in part.steps)
    assert [opening for opening, times in openings.items() if times > 1] == []
