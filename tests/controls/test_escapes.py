from __future__ import annotations

import subprocess

import pytest
from conftest import needs
from hypothesis import example, given
from hypothesis import strategies as st

from coach.controls.escapes import Keys, is_key

CAPABILITIES = {
    "kcuu1": "up",
    "kcud1": "down",
    "kcuf1": "right",
    "kcub1": "left",
    "knp": "page-down",
    "kpp": "page-up",
    "khome": "home",
    "kend": "end",
    "kdch1": "delete",
    "kich1": "insert",
    **{f"kf{number}": f"f{number}" for number in range(1, 21)},
}
"""terminfo's names of keys, and ours."""

TERMINALS = ("xterm", "linux", "screen", "tmux", "rxvt")


def heard(*pieces: bytes) -> list[str]:
    keys = Keys()
    return [*(key for piece in pieces for key in keys.feed(piece)), *keys.end()]


@pytest.mark.parametrize("terminal", TERMINALS)
@pytest.mark.parametrize("capability", CAPABILITIES)
def test_a_key_has_the_name_that_terminfo_gives_it(terminal: str, capability: str) -> None:
    needs("tput")
    sent = subprocess.run(("tput", "-T", terminal, capability), capture_output=True, check=False).stdout
    if not sent or b";" in sent:  # this terminal has no such key, or makes it with Shift
        return
    assert heard(sent) == [CAPABILITIES[capability]]
    assert is_key(CAPABILITIES[capability])


@pytest.mark.parametrize(
    ("sent", "names"),
    [
        ("n", ["n"]),
        (" ", ["space"]),
        ("\r", ["enter"]),
        ("é", ["é"]),
        ("\x1b", ["escape"]),
        ("\x1b\x1b", ["escape", "escape"]),
        ("\x1b\x1b[A", ["escape", "up"]),
        ("\x1bn", ["alt+n"]),
        ("\x1b[", ["alt+["]),
        ("\x1b[1;5C", ["ctrl+right"]),
        ("\x1b[5;2~", ["shift+page-up"]),
        ("\x1b[1;4P", ["shift+alt+f1"]),
        ("\x1b[Z", ["shift+tab"]),
        ("\x02", ["ctrl+b"]),
        ("\x1b[99~n", ["escape[99~", "n"]),
        ("\x1b[200~", ["escape[200~"]),
        ("n\x1b[6~b", ["n", "page-down", "b"]),
    ],
)
def test_what_comes_is_named(sent: str, names: list[str]) -> None:
    assert heard(sent.encode()) == names
    assert all(map(is_key, names))


@given(
    st.lists(st.sampled_from([b"n", b" ", b"\x1b[6~", b"\x1bOA", b"\x1b[1;5C", "é".encode(), b"\x1b[[B"])), st.data()
)
def test_it_does_not_matter_in_which_pieces_keys_come(sent: list[bytes], data: st.DataObject) -> None:
    whole = b"".join(sent)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(whole)))))
    pieces = [whole[begin:end] for begin, end in zip([0, *cuts], [*cuts, len(whole)], strict=True)]
    assert heard(*pieces) == heard(whole) == [key for one in sent for key in heard(one)]


@given(st.binary(max_size=300))
@example(b"\x1b[" + b"1;" * 100)
def test_whatever_comes_is_names_of_keys_and_nothing_is_kept_for_long(sent: bytes) -> None:
    keys = Keys()
    named = [*keys.feed(sent), *keys.feed(b"\x1b\n" * 20)]
    assert all(map(is_key, named))
    assert not keys.unfinished


@pytest.mark.parametrize("name", ["", "spacebar", "pgdn", "hyper+n", "n n", "ctrl+", " ", "\n"])
def test_what_is_no_keys_name_is_told_from_one(name: str) -> None:
    assert not is_key(name)
