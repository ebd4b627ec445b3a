from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from coach.errors import ScriptError
from coach.script import loads
from coach.script.source import read

if TYPE_CHECKING:
    from pathlib import Path


def fault(text: str) -> str:
    with pytest.raises(ScriptError) as caught:
        loads(text, "s.yaml")
    return " ".join(map(str, caught.value.faults))


def test_values_know_their_line_and_column() -> None:
    values, source, _ = read("s.yaml", "title: T\nsteps:\n  - say: a\n    time: 2m\n")
    assert values == {"title": "T", "steps": [{"say": "a", "time": "2m"}]}
    assert source.where(("steps", 0, "time")) == "s.yaml:4:11"
    assert source.where(("steps", 0, "nowhere")) == "s.yaml:3:5"


@pytest.mark.parametrize("word", ["no", "on", "12:30", "0x10", "1e3", "2026-11-22", "~x"])
def test_scalars_stay_the_text_that_was_written(word: str) -> None:
    values, _, _ = read("s.yaml", f"title: {word}\n")
    assert values == {"title": word}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("title: T\ntitle: U\n", "s.yaml:2:1: 'title' stands twice here"),
        ("a: [1, 2\nb: 3\n", "s.yaml:2:2: not YAML"),
        ("a: &x 1\nb: *x\n", "s.yaml:2:4: scripts have no aliases"),
        ("a: !!python/object:os.system {}\n", "s.yaml:1:4: scripts have no tags"),
        ("a: !env HOME\n", "s.yaml:1:4: scripts have no tags"),
        ("a: b\x07c\n", "s.yaml:1:5: a control character (U+0007)"),
        ("? [a, b]\n: c\n", "s.yaml:1:3: a key must be one word"),
        ("[" * 60 + "]" * 60, "nested more than 20 deep"),
        ("a: |\n" + "  x\n" * 100_000, "larger than 256 KiB"),
        ("a: 'b\n", "not YAML"),
        ("\ta: b\n", "not YAML"),
    ],
)
def test_yaml_that_no_script_needs_is_one_line_with_its_place(text: str, said: str) -> None:
    message = fault(text)
    assert said in message
    assert "\n" not in message


BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{chr(98 + n)}: &{chr(98 + n)} [{','.join([f'*{chr(97 + n)}'] * 9)}]\n" for n in range(12)
)


def test_an_alias_bomb_costs_next_to_nothing(tmp_path: Path) -> None:
    bomb = tmp_path / "bomb.yaml"
    bomb.write_text(BOMB)
    code = """
import resource, sys
from coach.script import load
resource.setrlimit(resource.RLIMIT_AS, (600_000_000, 600_000_000))
resource.setrlimit(resource.RLIMIT_CPU, (5, 5))
try:
    load(sys.argv[1])
except Exception as error:
    print(error)
"""
    ran = subprocess.run([sys.executable, "-c", code, bomb], capture_output=True, text=True, timeout=30, check=True)
    assert "no aliases" in ran.stdout


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "title: T\nsteps:\n" + "  - {title: A, say: B, tmie: 3s, time: 9s}\n" * 5500,
            "more than 20000 keys and values",
        ),
        (
            "title: T\nparts:\n  - repeat: {n: [" + ",".join("abcdefghij" * 5) + "]}\n    steps:\n"
            "      - {title: A, say: B., time: 30s}\n" + "      - {title: C, say: D., time: 30s}\n" * 99,
            "5000 visits and 42 hours: at most 2000 and 24",
        ),
        ("title: T\nsteps:\n" + "  - {title: A, say: B., time: 9h}\n" * 3, "3 visits and 27 hours"),
    ],
    ids=["scalars", "visits", "hours"],
)
def test_more_than_any_session_needs_is_a_fault_with_its_place(text: str, said: str) -> None:
    with pytest.raises(ScriptError) as caught:
        loads(text, "s.yaml")
    assert len(caught.value.faults) == 1
    assert said in str(caught.value)
    assert caught.value.faults[0].position[0] > 1
