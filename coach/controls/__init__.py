"""Ways to reach a live session without looking at it: one file each, found by entry point."""

from __future__ import annotations

from coach.controls.base import Control, Link
from coach.controls.keymap import Keymap
from coach.controls.reach import Reach
from coach.controls.tell import tell
from coach.controls.words import WORDS

__all__ = ["WORDS", "Control", "Keymap", "Link", "Reach", "tell"]
