"""Ten thousand scripts with mistakes in them: each ends in a plan, or in a fault with its place."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest

from coach.errors import CoachError
from coach.script import loads
from coach.timeline import schedule

EVERYTHING = """\
title: All there is
language: en-US
voice: rehearsal
guidance: full
slot: 6m
bed: {sound: shore, level: -24 dB}
chimes: {step: bowl, halfway: drop, side: gong, end: gong}
lead: 10s
pronounce: {effleurage: ˌɛflɜːˈɹɑːʒ}
parts:
  - title: Settle
    steps:
      - title: Arrive
        say: Breathe. [pause 2s] Let your hands grow warm.
        time: 40s
  - title: "The {side} leg"
    repeat: {side: [left, right]}
    steps:
      - id: glide
        title: Glide
        announce: Next, the {side} leg.
        move: {say: "Stand at the feet, oil your hands.", for: 15s}
        say: Glide up the {side} leg, not the {other_side}. <break time="1s"/> Say [[ˌɛfl]] now.
        again: The {side} leg again.
        caution: Light over the knee.
        strokes: {count: 3, each: 10s, up: 7s, say: count}
        time: {ideal: 90s, least: 50s, most: 3m}
        cues:
          - {at: 50%, chime: drop}
          - {at: -20s, say: Nearly done.}
      - title: Hold
        say: Hold still.
        time: {fixed: 30s}
"""  # noqa: RUF001 - IPA

SHIPPED = (Path(__file__).parents[2] / "scripts" / "back-of-legs.yaml").read_text("utf-8")

TOKENS = [
    *(
        "{",
        "}",
        "[",
        "]",
        ":",
        "- ",
        "#",
        "'",
        '"',
        "|",
        ">",
        "&a",
        "*a",
        "!!int",
        "%",
        "@",
        "\t",
        "\0",
        "\n",
        "---",
        "...",
    ),
    *("null", "~", "yes", "1e9", "-1", "0s", "9999999h", "150%", "-5s", "{side}", "{x}", "[pause 9s]", "<b>", "[[x]]"),
    *("title", "say", "time", "steps", "parts", "repeat", "strokes", "cues", "at", "é", "\u202e", "🙂", "x" * 300),
]


def mutated(text: str, dice: random.Random) -> str:
    for _ in range(dice.randint(1, 3)):
        lines = text.splitlines(keepends=True) or [""]
        place, line = dice.randrange(len(text) + 1), dice.randrange(len(lines))
        match dice.randrange(8):
            case 0:
                text = text[:place] + dice.choice(TOKENS) + text[place:]
            case 1:
                text = text[:place] + text[place + dice.randint(1, 8) :]
            case 2:
                text = "".join(lines[:line] + lines[line + 1 :])
            case 3:
                text = "".join([*lines[:line], lines[line], *lines[line:]])
            case 4:
                lines[line] = " " * dice.randint(1, 4) + lines[line]
                text = "".join(lines)
            case 5:
                other = dice.randrange(len(lines))
                lines[line], lines[other] = lines[other], lines[line]
                text = "".join(lines)
            case 6:
                words = re.findall(r"\S+", text) or ["x"]
                text = text.replace(dice.choice(words), dice.choice([*TOKENS, *words]), 1)
            case _:
                text = text[:place]
    return text


@pytest.mark.parametrize(("text", "count"), [(EVERYTHING, 9_000), (SHIPPED, 1_000)], ids=["everything", "shipped"])
def test_every_mutated_script_ends_in_a_plan_or_in_a_fault_with_its_place(text: str, count: int) -> None:
    dice = random.Random(len(text))  # noqa: S311 - dice, not secrets
    plans = 0
    for number in range(count):
        script = mutated(text, dice)
        try:
            assert schedule(loads(script, "s.yaml")).length > 0
            plans += 1
        except CoachError as error:
            for fault in error.faults:
                assert re.match(r"s\.yaml:\d+:\d+$", fault.where), (number, fault, script)
                assert "\n" not in str(fault), (number, fault, script)
    assert 0.02 * count < plans < 0.9 * count, "the mistakes should be neither all fatal nor all harmless"
