from __future__ import annotations

import string
from typing import TYPE_CHECKING

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from coach.controls import WORDS, Keymap
from coach.controls.escapes import WORDS as NAMES
from coach.controls.escapes import is_key
from coach.controls.keymap import OWN
from coach.errors import ControlError
from coach.live.values import Action

if TYPE_CHECKING:
    from pathlib import Path

KEYS = st.one_of(
    st.sampled_from(sorted(NAMES)), st.sampled_from(string.printable).filter(is_key), st.just("escape[99~")
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "coach" / "keys.yaml"


def fault(file: Path, text: str) -> str:
    file.parent.mkdir()
    file.write_text(text, "utf-8")
    with pytest.raises(ControlError) as found:
        Keymap.load(file)
    assert "\n" not in str(found.value)
    return str(found.value).removeprefix(str(file))


def test_every_action_has_its_words_and_all_but_two_have_a_key() -> None:
    assert set(WORDS) == set(Action)
    assert all(map(is_key, OWN))
    assert {action for action in Action if not Keymap({}).keys(action)} == {Action.PAUSE, Action.RESUME}


def test_without_a_file_the_keys_are_coachs_own(file: Path) -> None:
    assert all(Keymap.load(file).action(key) is action for key, action in OWN.items())
    assert Keymap.load(file).action("z") is None


def test_with_caps_lock_a_letter_means_the_same_unless_both_cases_mean_something() -> None:
    keymap = Keymap({})
    assert keymap.action("N") is Action.NEXT
    assert (keymap.action("f"), keymap.action("F")) == (Action.FULLER, Action.BRIEFER)


@given(keys=st.dictionaries(KEYS, st.one_of(st.none(), st.sampled_from(Action))))
def test_what_is_saved_is_loaded_again(
    keys: dict[str, Action | None], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("keys") / "keys.yaml"
    assert Keymap.load(Keymap(keys).save(path)) == Keymap(keys)
    assert [one.name for one in path.parent.iterdir()] == ["keys.yaml"]
    assert yaml.safe_load(path.read_text("utf-8")) == {key: str(action or "none") for key, action in keys.items()}


def test_keys_that_yaml_takes_for_something_else_are_keys(file: Path) -> None:
    file.parent.mkdir()
    file.write_text("n: back\n1: next\n-: louder\nq: none\n'[': time\n", "utf-8")
    keymap = Keymap.load(file)
    assert [keymap.action(key) for key in "n1-q["] == [Action.BACK, Action.NEXT, Action.LOUDER, None, Action.TIME]
    assert keymap.keys(Action.BACK) == ("n", "b", "left", "page-up")
    assert keymap.keys(Action.STOP) == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("f5: nxt", ":1:5: no action 'nxt': did you mean 'next'?"),
        ("f5: next\npgdn: next", ":2:1: no key is called 'pgdn': coach keys --learn ACTION finds its name"),
        ("f5: next\nf5: back", ":2:1: the key 'f5' is here twice: keep one of them"),
        ("- f5", ":1:1: this is no map of keys"),
        ("f5: [next]", ":1:5: no action ''"),
        ("f5: next\n f6: back", ":2:4: mapping values are not allowed here: write lines like 'page-down: next'"),
        ("[: next", ":1:2: "),
        ("a: \x07", ": this is no YAML"),
    ],
)
def test_a_fault_in_the_file_is_one_line_with_its_place(file: Path, text: str, said: str) -> None:
    assert fault(file, text).startswith(said)


def test_a_file_that_is_no_text_or_no_file_is_one_line(file: Path, tmp_path: Path) -> None:
    file.parent.mkdir()
    file.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ControlError, match="it is no text"):
        Keymap.load(file)
    with pytest.raises(ControlError, match="coach keys --reset"):
        Keymap.load(tmp_path)
    file.unlink()
    file.parent.rmdir()
    file.parent.write_text("in the way")
    with pytest.raises(ControlError, match="cannot be written"):
        Keymap({}).save(file)
