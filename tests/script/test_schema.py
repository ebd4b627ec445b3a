from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator

from coach.errors import ScriptError
from coach.script import loads, schema, shipped
from coach.sounds import CHIMES

ROOT = Path(__file__).parents[2]
VALIDATOR = Draft202012Validator(schema(CHIMES))

GOOD = [
    "{title: T, steps: [{title: A, say: B., time: 90s}]}",
    "{title: T, slot: 3m, bed: none, chimes: none, lead: 8s, guidance: brief, steps: [{title: A, say: B., time: 2m}]}",
    "{title: T, bed: {level: -24 dB, duck: {depth: 8 dB}}, steps: [{title: A, say: B., time: {least: 9s, most: 2m}}]}",
    "{title: T, steps: [{title: A, say: B., time: {fixed: 90s}, cues: [{at: -9s, chime: drop}], move: {say: C.}}]}",
    "{title: T, steps: [{title: A, say: B., time: 9s, move: {say: Turn over., for: 9s, wait: true}}]}",
    "{title: T, steps: [{title: A, say: B., time: {ideal: 2 minutes}, cues: [{at: 50%, say: C.}]}]}",
    "{title: T, steps: [{title: A, say: B., time: 90s, strokes: {count: 3, each: 15s, up: 10s, say: count}}]}",
    "{title: T, steps: [{title: A, say: B., time: 90s, strokes: {each: 15s, up: 60%}}]}",
    "{title: T, pan: 30%, bed: none, parts: [{bed: rain, steps: [{title: A, say: B., time: 9s}]}]}",
    "{title: T, parts: [{bed: {sound: a.mp3, level: -30 dB}, steps: [{title: A, say: B., time: 9s}]}]}",
    "{title: T, voice: system, voices: {counts: kokoro:af_heart}, steps: [{title: A, say: B., time: 90s}]}",
    "{title: T, pronounce: {a: lɛ}, parts: [{repeat: {side: [a, b]}, steps: [{title: A, say: B., time: 9s}]}]}",
]

BAD = [
    "{title: T, pan: 30, steps: [{title: A, say: B., time: 90s}]}",
    "{title: T, pan: left, steps: [{title: A, say: B., time: 90s}]}",
    "{title: T, parts: [{bed: {sound: rain, duck: {depth: 3 dB}}, steps: [{title: A, say: B., time: 9s}]}]}",
    "{title: T, parts: [{bed: [rain], steps: [{title: A, say: B., time: 9s}]}]}",
    "{title: T}",
    "{steps: [{title: A, say: B., time: 90s}]}",
    "{title: T, steps: []}",
    "{title: T, steps: [{title: A, say: B., time: 90s}], parts: [{steps: [{title: A, say: B., time: 90s}]}]}",
    "{title: T, stpes: [], steps: [{title: A, say: B., time: 90s}]}",
    "{title: T, guidance: loud, steps: [{title: A, say: B., time: 90s}]}",
    "{title: T, voices: {count: system}, steps: [{title: A, say: B., time: 90s}]}",
    "{title: T, voices: system, steps: [{title: A, say: B., time: 90s}]}",
    "{title: T, bed: {level: loud}, steps: [{title: A, say: B., time: 90s}]}",
    "{title: T, chimes: {step: kazoo}, steps: [{title: A, say: B., time: 90s}]}",
    "{title: T, chimes: bowl, steps: [{title: A, say: B., time: 90s}]}",
    "{title: T, steps: [{title: A, say: B.}]}",
    "{title: T, steps: [{title: A, say: B., time: soon}]}",
    "{title: T, steps: [{title: A, say: B., time: {}}]}",
    "{title: T, steps: [{title: A, say: B., time: {fixed: 9s, most: 10s}}]}",
    "{title: T, steps: [{title: A, say: B., time: 9s, strokes: {up: 60%}}]}",
    "{title: T, steps: [{title: A, say: B., time: 9s, move: {say: C., wait: 5s}}]}",
    "{title: T, steps: [{title: A, say: B., time: 9s, strokes: {count: 0}}]}",
    "{title: T, steps: [{title: A, say: B., time: 9s, cues: [{at: 5s}]}]}",
    "{title: T, steps: [{title: A, say: B., time: 9s, cues: [{at: 5s, say: C., chime: drop}]}]}",
    "{title: T, steps: [{title: A, say: B., time: 9s, cues: [{at: later, say: C.}]}]}",
    "{title: T, parts: [{repeat: {side: left}, steps: [{title: A, say: B., time: 9s}]}]}",
    "{title: T, parts: [{repeat: {side: [a], hand: [b]}, steps: [{title: A, say: B., time: 9s}]}]}",
]


def test_it_is_a_schema() -> None:
    Draft202012Validator.check_schema(schema(CHIMES))


@pytest.mark.parametrize("text", GOOD)
def test_what_a_script_may_say_the_schema_lets_pass(text: str) -> None:
    assert loads(text).title == "T"
    assert [error.message for error in VALIDATOR.iter_errors(yaml.safe_load(text))] == []


@pytest.mark.parametrize("text", BAD)
def test_what_a_script_may_not_say_the_schema_refuses_too(text: str) -> None:
    if "kazoo" not in text:  # which chimes there are, the session knows
        with pytest.raises(ScriptError):
            loads(text)
    assert not VALIDATOR.is_valid(yaml.safe_load(text))


@pytest.mark.parametrize("name", shipped())
def test_shipped_scripts_pass_and_point_their_editor_to_it(name: str) -> None:
    text = shipped()[name].read_text("utf-8")
    assert [error.message for error in VALIDATOR.iter_errors(yaml.safe_load(text))] == []
    reference = re.match(r"# yaml-language-server: \$schema=(\S+)\n", text)
    assert reference, "the first line names the schema"
    named = (shipped()[name].parent / reference[1]).resolve()
    assert named == ROOT / "coach" / "script" / "schema.json"


def test_the_schema_in_the_repository_is_the_one_the_model_makes() -> None:
    kept = json.loads((ROOT / "coach" / "script" / "schema.json").read_text("utf-8"))
    assert kept == schema(CHIMES), "run: coach schema > coach/script/schema.json"


def test_every_key_is_explained_to_whoever_hovers_over_it() -> None:
    def properties(value: object) -> list[tuple[str, object]]:
        if isinstance(value, list):
            return [found for item in value for found in properties(item)]
        if not isinstance(value, dict):
            return []
        here = list(value.get("properties", {}).items())
        return here + [found for item in value.values() for found in properties(item)]

    found = properties(schema(CHIMES))
    assert len(found) > 40
    assert [name for name, kind in found if not (isinstance(kind, dict) and kind.get("description"))] == []
