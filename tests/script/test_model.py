from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import pydantic
import pytest

from coach.errors import ScriptError
from coach.script import Instant, Script, loads

if TYPE_CHECKING:
    from coach.script.step import Strokes

STEP = "{title: One, say: Go on., time: 60s}"


def faults(text: str) -> list[str]:
    with pytest.raises(ScriptError) as caught:
        loads(text, "s.yaml")
    return [str(fault) for fault in caught.value.faults]


def script(text: str) -> Script:
    return loads(text, "s.yaml")


def test_the_shortest_script_is_a_title_and_steps() -> None:
    one = script(f"title: T\nsteps: [{STEP}]\n")
    step = one.parts[0].steps[0]
    assert (step.id, step.time.least, step.time.ideal, step.time.most) == ("one", 36, 60, 120)
    assert (one.voice, one.bed.sound, one.lead) == ("en_US-joe-medium", "shore", 10)


def test_shorthands_mean_what_their_long_forms_mean() -> None:
    short = script(f"title: T\nbed: none\nchimes: none\nsteps: [{STEP}]\n")
    assert short.bed.sound == "none"
    assert (short.chimes.step, short.chimes.side, short.chimes.end) == ("none",) * 3
    fixed = script("title: T\nsteps: [{title: One, say: Go., time: {fixed: 45s}}]\n").parts[0].steps[0].time
    assert (fixed.least, fixed.ideal, fixed.most) == (45, 45, 45)


@pytest.mark.parametrize(
    ("text", "instant"), [("30s", Instant(30, 0)), ("50%", Instant(0, 0.5)), ("-10s", Instant(-10, 1))]
)
def test_instants_are_linear_in_the_time_a_step_gets(text: str, instant: Instant) -> None:
    cue = script(f"title: T\nsteps: [{{title: A, say: Go., time: 2m, cues: [{{at: {text}, say: Now.}}]}}]\n")
    assert cue.parts[0].steps[0].cues[0].at == instant
    assert instant.at(100) == {"30s": 30, "50%": 50, "-10s": 90}[text]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"title: T\nstpes: []\nsteps: [{STEP}]\n", "s.yaml:2:1: unknown key 'stpes': did you mean 'steps'?"),
        ("title: T\nsteps:\n  - {title: A, say: B, tmie: 3s, time: 3s}\n", "unknown key 'tmie': did you mean 'time'?"),
        ("title: T\nsteps:\n  - title: A\n    say: B\n    time: 90\n", "s.yaml:5:11: time: '90' is no duration"),
        (
            "title: T\nsteps:\n  - title: A\n    say: [B]\n    time: 9s\n",
            "s.yaml:4:5: say: expected text, found a list",
        ),
        ("title: T\nsteps:\n  - title: A\n    time: 9s\n", "s.yaml:3:5: 'say' is missing"),
        ("title: T\nsteps: none\n", "s.yaml:2:8: steps: expected a list"),
        ("title: T\n", "s.yaml:1:1: 'parts' is missing"),
        (f"title: T\nbed: {{sound: shore, level: loud}}\nsteps: [{STEP}]\n", "s.yaml:2:28: level: 'loud' is no level"),
        (f"title: T\nlanguage: English\nsteps: [{STEP}]\n", "s.yaml:2:11: language: 'English'"),
        ("title: T\nsteps: [{title: A, say: B, time: {ideal: 9s, least: 10s}}]\n", "expected 0 < least <= ideal"),
        ("title: T\nsteps: [{title: A, say: B, time: 9s, cues: [{at: 150%, say: C}]}]\n", "after the end"),
        ("title: T\nsteps: [{title: A, say: B, time: 9s, cues: [{at: 5s}]}]\n", "either say or chime"),
        ("title: T\nsteps: [{id: a, title: A, say: B, time: 9s}, {id: a, title: C, say: D, time: 9s}]\n", "called 'a'"),
        ("title: T\nsteps: [{title: 'Legs [left]', say: B, time: 9s}]\n", "s.yaml:2:17: title: unknown mark '[left'"),
        ("title: T\nparts: [{repeat: {side: []}, steps: [{title: A, say: B, time: 9s}]}]\n", "side: is empty"),
        ("title: T\nparts: [{repeat: [a], steps: [{title: A, say: B, time: 9s}]}]\n", "such as {side: [left, right]}"),
        ("title: T\nsteps: [{title: A, say: Up, and down., time: 9s}]\n", "text with a comma in it needs quotes"),
        (
            "title: T\npronounce: {leg: 'l]g'}\nsteps: [{title: A, say: B, time: 9s}]\n",
            "sounds in IPA, without brackets",
        ),
        ("title: T\nsteps: [{title: A, say: 'Up the {side} leg.', time: 9s}]\n", "unknown name '{side}'"),
        ("title: T\nsteps: [{title: A, say: 'Up <brake/> on.', time: 9s}]\n", "unknown mark '<brake/'"),
        (f"title: T\nlanguage: xx\nsteps: [{STEP}]\n", "s.yaml:2:11: no built-in phrases for language 'xx'"),
        ("just words\n", "s.yaml:1:1: expected keys and values"),
        ("", "s.yaml:1:1: expected keys and values"),
    ],
)
def test_a_fault_says_what_where_and_what_was_expected(text: str, said: str) -> None:
    found = faults(text)
    assert any(said in fault for fault in found), found
    assert all("\n" not in fault for fault in found)


def test_all_faults_are_found_in_one_pass_in_the_order_of_the_file() -> None:
    found = faults("titel: T\nsteps:\n  - {title: A, say: B, time: x}\n  - {title: C, say: [], time: 9s}\n")
    assert [fault.split(":")[1] for fault in found] == ["1", "1", "3", "4"]


def test_values_cannot_be_changed() -> None:
    one = script(f"title: T\nsteps: [{STEP}]\n")
    with pytest.raises(pydantic.ValidationError):
        one.title = "U"  # type: ignore[misc]  # that is the point
    with pytest.raises(dataclasses.FrozenInstanceError):
        Instant(1, 0).offset = 2  # type: ignore[misc]  # that is the point


def test_steps_of_one_title_get_ids_of_their_own() -> None:
    steps = script(f"title: T\nsteps: [{STEP}, {STEP}, {{id: one-2, title: B, say: C., time: 9s}}]\n").parts[0].steps
    assert [step.id for step in steps] == ["one", "one-3", "one-2"]
    accents = script("title: T\nsteps: [{title: Pétrissage à deux, say: B., time: 9s}]\n").parts[0].steps
    assert accents[0].id == "petrissage-a-deux"


def test_least_and_most_alone_put_the_ideal_between_them() -> None:
    time = script("title: T\nsteps: [{title: A, say: B., time: {least: 1m, most: 3m}}]\n").parts[0].steps[0].time
    assert (time.least, time.ideal, time.most) == (60, 120, 180)


def strokes(text: str) -> Strokes | None:
    return script(f"title: T\nsteps: [{{title: A, say: B., time: 60s, strokes: {text}}}]\n").parts[0].steps[0].strokes


def test_strokes_rise_for_a_time_or_a_share_of_each() -> None:
    timed = strokes("{count: 3, each: 15s, up: 10s}")
    assert timed is not None
    assert (timed.count, timed.each, timed.say) == (3, 15, "last")
    assert timed.rise == pytest.approx(2 / 3)
    shared = strokes("{count: 3, up: 25%}")
    assert shared is not None
    assert shared.rise == 0.25
    for up, rise in (("0%", 0), ("100%", 1), ("0s", 0), ("-5s", 0.5)):
        only = strokes(f"{{each: 10s, up: {up}}}")
        assert only is not None
        assert only.rise == rise


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{up: 60%}", "strokes have a count, or a time for each, or both"),
        ("{count: 3, up: 10s}", "add each, or give a share such as 60%"),
        ("{each: 5s, up: 10s}", "up: 10s is longer than each stroke, which lasts 5s"),
        ("{count: many}", "count: expected a whole number, found 'many'"),
        ("{count: 3, say: lst}", "say: 'lst' is not one of these: 'last', 'count' or 'none'"),
        ("3", "strokes: expected keys and values, found '3'"),
    ],
)
def test_strokes_that_cannot_be_meant_are_faults(text: str, said: str) -> None:
    found = faults(f"title: T\nsteps: [{{title: A, say: B., time: 60s, strokes: {text}}}]\n")
    assert any(said in fault for fault in found), found


def test_a_stroke_that_could_last_for_minutes_is_a_fault_of_its_step() -> None:
    found = faults("title: T\nsteps: [{title: A, say: B., time: 5m, strokes: {count: 2}}]\n")
    assert len(found) == 1
    assert found[0].startswith("s.yaml:2:9: step 1: a stroke could last 5m, and the longest is 2m: ")
