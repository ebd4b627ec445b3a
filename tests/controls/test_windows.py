from __future__ import annotations

import signal
import sys
from threading import Event
from types import SimpleNamespace

import pytest

from coach.controls.windows import Console

PREFIXED = {
    (0xE0, "home up page-up left right end down page-down insert delete"): (71, 72, 73, 75, 77, 79, 80, 81, 82, 83),
    (0, "f1 f2 f3 f4 f5 f6 f7 f8 f9 f10"): range(59, 69),
    (0xE0, "f11 f12"): (133, 134),
    (0xE0, "escape:93"): (147,),
}
PLAIN = {
    " ": "space",
    "\r": "enter",
    "\x1b": "escape",
    "\x08": "backspace",
    "n": "n",
    "\u00e9": "\u00e9",
    "\u00e0": "\u00e0",
}
TABLE = [*PLAIN.items()] + [
    (chr(prefix) + chr(code), name)
    for (prefix, named), codes in PREFIXED.items()
    for name, code in zip(named.split(), codes, strict=True)
]
"""What _getch gives for keys, by Microsoft's table of key codes, and our names."""


@pytest.fixture
def codes(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Stand in for a console, with codes that wait."""
    waiting: list[str] = []
    console = SimpleNamespace(kbhit=lambda: bool(waiting), getwch=lambda: waiting.pop(0))
    monkeypatch.setitem(sys.modules, "msvcrt", console)
    return waiting


@pytest.mark.parametrize(("sent", "name"), TABLE)
def test_a_key_has_the_same_name_as_elsewhere(codes: list[str], sent: str, name: str) -> None:
    codes += sent
    with Console() as console:
        assert list(console.keys(0.1)) == [name]
        assert list(console.keys(0.0)) == []


def test_ctrl_c_interrupts_as_ever(codes: list[str]) -> None:
    interrupted = Event()
    before = signal.signal(signal.SIGINT, lambda *_: interrupted.set())
    codes.append("\x03")
    assert list(Console().keys(0.1)) == []
    signal.signal(signal.SIGINT, before)
    assert interrupted.is_set()
