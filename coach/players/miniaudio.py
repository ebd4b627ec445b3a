"""miniaudio: the default player. Its wheels bring everything it needs.

A thread renders ahead into a short queue; the device's callback only copies. Position is the count of
frames that the device has taken. The device's period is 200 ms: at that, the time between two cues is
exact to the sample, also when both cores are busy.
"""

from __future__ import annotations

from importlib.util import find_spec
from queue import Empty, Full, Queue
from threading import Event, Thread
from time import monotonic
from typing import TYPE_CHECKING, Any

import numpy as np

from coach.audio import Format
from coach.errors import PlayerError
from coach.players.alsa import hush
from coach.players.base import WENT_AWAY, Player
from coach.registry import require

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable

    from coach.audio import Samples
    from coach.units import Frames, Seconds

INSTALL = "pip install miniaudio"

PERIOD: Seconds = 0.2
"""Seconds of sound that the device asks for at a time."""

AHEAD: Seconds = 0.4
"""Seconds rendered ahead of the device."""

LOST: Seconds = 3.0
"""Seconds without a word from the device after which it counts as gone; it never says so itself."""

LOOK: Seconds = 0.05
"""Seconds between two looks at the position."""


class MiniaudioPlayer(Player):
    """Plays through the machine's default device."""

    def play(
        self,
        blocks: Iterable[Samples],
        form: Format,
        heard: Callable[[Frames], None],
        stop: Event,  # noqa: ARG002 - the blocks end by themselves
    ) -> None:
        """Play blocks on the default device."""
        miniaudio = require("miniaudio", INSTALL)
        feed = _Feed(blocks, form)
        device = _open(miniaudio, form)
        try:
            feed.start()
            device.start(feed.callback())
            feed.watch(heard)
        except miniaudio.MiniaudioError as error:
            raise PlayerError(_no_device(error)) from error
        finally:
            feed.close()
            device.close()

    def device(self) -> str:
        """Open the default device, and return the sound system that answered."""
        device = _open(require("miniaudio", INSTALL), Format())
        try:
            return f"the default one of {device.backend}"
        finally:
            device.close()

    def missing(self) -> str | None:
        """Return the command that installs miniaudio, where it is missing."""
        return None if find_spec("miniaudio") else INSTALL


def _open(miniaudio: Any, form: Format) -> Any:  # noqa: ANN401 - miniaudio ships no types
    hush()
    try:
        return miniaudio.PlaybackDevice(
            output_format=miniaudio.SampleFormat.FLOAT32,
            nchannels=form.channels,
            sample_rate=form.rate,
            buffersize_msec=round(PERIOD * 1000),
            backends=[backend for backend in miniaudio.Backend if backend is not miniaudio.Backend.NULL],
            app_name="coach",
        )
    except miniaudio.MiniaudioError as error:
        raise PlayerError(_no_device(error)) from error


class _Feed:
    """The queue between the renderer and the device."""

    def __init__(self, blocks: Iterable[Samples], form: Format) -> None:
        self._blocks, self._form = blocks, form
        self._queue: Queue[Samples | None] = Queue(maxsize=max(2, round(AHEAD / 0.02)))
        self._closed, self._drained = Event(), Event()
        self._failure: BaseException | None = None
        self._taken: Frames = 0
        self._asked = monotonic()
        self._renderer = Thread(target=self._render, name="coach-render", daemon=True)

    def start(self) -> None:
        """Start to render; return when the queue is full or holds everything."""
        self._renderer.start()
        while self._renderer.is_alive() and not self._queue.full():
            self._closed.wait(0.002)

    def callback(self) -> Generator[bytes, int, None]:
        """Return the generator that the device draws from."""
        generator = self._serve()
        next(generator)
        return generator

    def watch(self, heard: Callable[[Frames], None]) -> None:
        """Follow the position until all was heard.

        Raises:
            PlayerError: The device went quiet.
        """
        self._asked = monotonic()
        while not self._drained.wait(LOOK):
            heard(self._taken)
            if self._failure:
                raise self._failure
            if monotonic() - self._asked > LOST:
                raise PlayerError(WENT_AWAY)
        self._closed.wait(2 * PERIOD)
        heard(self._taken)
        if self._failure:
            raise self._failure

    def close(self) -> None:
        """Let the renderer go, and wait until it has: what it draws from may be closed next."""
        self._closed.set()
        if self._renderer.ident is not None:
            self._renderer.join()

    def _render(self) -> None:
        try:
            for block in self._blocks:
                self._put(block)
                if self._closed.is_set():
                    return
        except BaseException as error:  # noqa: BLE001 - handed to the thread that waits
            self._failure = error
        self._put(None)

    def _put(self, block: Samples | None) -> None:
        while not self._closed.is_set():
            try:
                self._queue.put(block, timeout=0.1)
            except Full:
                continue
            return

    def _serve(self) -> Generator[bytes, int, None]:
        rest: Any = np.zeros((0, self._form.channels), np.float32)
        wanted = yield b""
        while True:
            self._asked = monotonic()
            pieces, have = [rest], len(rest)
            while have < wanted and not self._drained.is_set():
                try:
                    block = self._queue.get_nowait()
                except Empty:
                    break
                if block is None:
                    self._drained.set()
                else:
                    pieces.append(block)
                    have += len(block)
            joined = np.concatenate(pieces)
            rest = joined[wanted:]
            self._taken += min(have, wanted)
            short = np.zeros((max(0, wanted - have), self._form.channels), np.float32)
            wanted = yield np.concatenate([joined[:wanted], short]).astype(np.float32).tobytes()


def _no_device(error: Exception) -> str:
    reason = " ".join(str(error.args[0] if error.args else error).split())
    return f"no sound device ({reason}): plug one in or start the sound server; coach export writes a file instead"
