"""Learning a key: whatever a clicker or a pedal sends when it is pressed."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING

from coach.controls.terminal import terminal
from coach.errors import ControlError

if TYPE_CHECKING:
    from coach.units import Seconds

LOOK: Seconds = 0.5
"""Seconds between two looks at the clock."""

PATIENCE: Seconds = 60.0
"""Seconds within which a key must be pressed."""


def pressed() -> str:
    """Wait for a key on the terminal, and return its name.

    Raises:
        ControlError: There is no terminal, or no key came.
    """
    found = terminal()
    if found is None:
        message = "a key is learned from a terminal: run this in one, without a pipe"
        raise ControlError(message)
    until = monotonic() + PATIENCE
    try:
        with found:
            while monotonic() < until:
                for key in found.keys(LOOK):
                    return key
    except EOFError:
        pass
    message = "no key came: what types no key here, such as media keys, need not be learned"
    raise ControlError(message)
