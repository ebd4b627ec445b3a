"""The machine kept awake for as long as a session lasts; its screen may go dark."""

from __future__ import annotations

from threading import Event, Thread
from typing import TYPE_CHECKING

from coach.controls.base import Control
from coach.errors import EngineMissingError
from coach.registry import require

if TYPE_CHECKING:
    from coach.controls.base import Link
    from coach.units import Seconds

INSTALL = "pip install wakepy"

PATIENCE: Seconds = 3.0
"""Seconds that letting go may take; the system lets go by itself when the process ends."""


class Awake(Control):
    """Holds the machine awake, a pause included: who turns over should not find it asleep."""

    def __init__(self) -> None:
        self._closed = Event()
        self._thread: Thread | None = None

    def open(self, link: Link) -> None:
        """Hold it, in a thread: whoever is asked for it may take his time."""
        self._thread = Thread(target=self._hold, args=(link,), name="coach-awake", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Let go."""
        self._closed.set()
        if self._thread:
            self._thread.join(PATIENCE)

    def _hold(self, link: Link) -> None:
        try:
            wakepy = require("wakepy", INSTALL)
        except EngineMissingError as fault:
            link.note(f"the machine may fall asleep while it plays: {fault}")
            return
        with wakepy.keep.running(on_fail="pass") as held:
            if not held.active:
                link.note("the machine may fall asleep while it plays: nothing here lets itself be asked to stay awake")
            self._closed.wait()
