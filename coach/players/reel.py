"""The reel: what was rendered and not yet handed to a device."""

from __future__ import annotations

from collections import deque
from contextlib import contextmanager
from threading import Condition, Lock
from typing import TYPE_CHECKING

import numpy as np

from coach.audio.envelope import smoothstep
from coach.units import Frames, Seconds, to_frame

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coach.audio import Format, Samples
    from coach.players.source import Source

BLOCK: Seconds = 0.02
"""Seconds in a block: short, so that a wish is heard soon."""

AHEAD: Seconds = 0.4
"""Seconds rendered ahead of the device: as much as it asks for at once when it opens."""

RISE: Seconds = 0.01
"""Seconds over which the sound rises after it was broken off: no click."""


class Reel:
    """A run of frames ``[handed, written)`` by the wall clock: one thread writes its end, a device takes its start."""

    def __init__(self, source: Source, form: Format) -> None:
        self._source, self._form = source, form
        self._ahead = to_frame(AHEAD, form.rate)
        self._turn = Lock()
        """Held by whoever reads the source or aims it anew. Taken before `_state`, never after it."""
        self._state = Condition()
        """Held for moments only: the device waits for it."""
        self._blocks: deque[memoryview] = deque()
        self._handed: Frames = 0
        self._written: Frames = 0
        self._risen: Frames = 0
        self._ended = self._cut = False
        self._failure: BaseException | None = None

    @property
    def end(self) -> Frames | None:
        """The frame at which the sound is over; None while there is more to come."""
        with self._state:
            return self._written if self._ended else None

    @property
    def failure(self) -> BaseException | None:
        """What went wrong in the source."""
        with self._state:
            return self._failure

    def run(self) -> None:
        """Write whenever there is room, until `cut`: the work of the renderer's thread."""
        while self._wait(full=False):
            try:
                self.write()
            except BaseException as error:  # noqa: BLE001 - handed to the thread that waits
                with self._state:
                    self._failure, self._ended = error, True
                    self._state.notify_all()

    def write(self) -> None:
        """Render one block."""
        with self._turn:
            block = self._source.read(self._written, to_frame(BLOCK, self._form.rate))
            with self._state:
                if block is None:
                    self._ended = True
                else:
                    self._blocks.append(self._cast(block))
                    self._written += len(block)
                self._state.notify_all()

    def take(self, frames: Frames) -> tuple[Frames, bytes, bool]:
        """Hand frames over: the first one's number, at most as many as asked for, and whether too few were there."""
        wanted = frames * self._size
        with self._state:
            first, pieces = self._handed, []
            while wanted and self._blocks:
                block = self._blocks[0]
                pieces.append(block[:wanted])
                wanted -= len(pieces[-1])
                if len(pieces[-1]) == len(block):
                    self._blocks.popleft()
                else:
                    self._blocks[0] = block[len(pieces[-1]) :]
            data = b"".join(pieces)
            self._handed += len(data) // self._size
            self._state.notify_all()
            return first, data, bool(wanted) and not self._ended

    def fill(self) -> None:
        """Wait until as much is written as there is room for."""
        self._wait(full=True)

    def cut(self) -> None:
        """Let everyone go who waits."""
        with self._state:
            self._cut = True
            self._state.notify_all()

    @contextmanager
    def rewound(self, wall: Frames) -> Iterator[None]:
        """Drop everything and write from a frame on, with a rise; the source is nobody else's meanwhile."""
        with self._turn:
            with self._state:
                self._blocks.clear()
                self._handed = self._written = wall
                self._risen = wall + to_frame(RISE, self._form.rate)
                self._ended, self._failure = False, None
            try:
                yield
            finally:
                self._go_on()

    @contextmanager
    def trimmed(self, keep: Frames) -> Iterator[Frames]:
        """Drop all but the next few frames and write on from there; the source is nobody else's meanwhile."""
        with self._turn:
            with self._state:
                kept = b"".join(self._blocks)[: keep * self._size]
                self._blocks = deque([memoryview(kept)] if kept else [])
                self._written = self._handed + len(kept) // self._size
                self._ended = False
                wall = self._written
            try:
                yield wall
            finally:
                self._go_on()

    def _go_on(self) -> None:
        with self._state:
            self._state.notify_all()

    def _wait(self, *, full: bool) -> bool:
        """Wait until it is full, or until it is not; return False once it was cut."""
        with self._state:
            self._state.wait_for(lambda: self._cut or full == self._full())
            return not self._cut

    def _full(self) -> bool:
        return self._ended or self._written - self._handed >= self._ahead

    @property
    def _size(self) -> int:
        """Bytes in a frame."""
        return 4 * self._form.channels

    def _cast(self, block: Samples) -> memoryview:
        missing = self._risen - self._written
        if missing > 0:
            rise = to_frame(RISE, self._form.rate)
            place = (rise - missing + np.arange(len(block), dtype=np.float32)) / np.float32(rise)
            block = block * smoothstep(place)[:, None]
        return memoryview(np.ascontiguousarray(block, dtype=np.float32).tobytes())
