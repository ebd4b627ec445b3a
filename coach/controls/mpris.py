"""Media keys, headset buttons, lock screens and playerctl on Linux: MPRIS, on the session's bus."""

from __future__ import annotations

import asyncio
import sys
from contextlib import suppress
from threading import Event, Thread
from typing import TYPE_CHECKING

from coach.controls.base import Control
from coach.registry import require

if TYPE_CHECKING:
    from coach.controls.base import Link
    from coach.controls.mpris_player import Published
    from coach.live.values import Status

INSTALL = "pip install 'dbus-fast>=5'"


class Mpris(Control):
    """Is a media player to the desktop; an event loop in a thread of its own answers for it."""

    def __init__(self) -> None:
        self._closed = Event()
        self._thread: Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._task: asyncio.Task[None] | None = None
        self._published: Published | None = None

    def open(self, link: Link) -> None:
        """Answer from now on, where there is a bus."""
        if sys.platform == "linux":
            self._thread = Thread(target=self._run, args=(link,), name="coach-mpris", daemon=True)
            self._thread.start()

    def show(self, status: Status) -> None:
        """Tell the desktop what has changed."""
        if self._published and self._loop:
            with suppress(RuntimeError):  # the loop has ended meanwhile
                self._loop.call_soon_threadsafe(self._published.show, status)

    def close(self) -> None:
        """Leave the bus."""
        self._closed.set()
        if self._loop and self._task:
            with suppress(RuntimeError):  # the loop has ended by itself
                self._loop.call_soon_threadsafe(self._task.cancel)
        if self._thread:
            self._thread.join()

    def _run(self, link: Link) -> None:
        try:
            require("dbus_fast.aio", INSTALL)
            asyncio.run(self._serve(link))
        except asyncio.CancelledError:
            pass
        except Exception as error:  # noqa: BLE001 - whatever a bus may do, the session goes on
            what = " ".join(str(error).split()) or type(error).__name__
            link.note(f"media keys and lock screens do not reach this session: {what}")

    async def _serve(self, link: Link) -> None:
        from coach.controls.mpris_player import publish  # noqa: PLC0415 - it needs dbus-fast, which may be missing

        self._task, self._loop = asyncio.current_task(), asyncio.get_running_loop()
        if self._closed.is_set():
            return
        self._published = await publish(link)
        try:
            await self._published.gone()
        finally:
            self._published.leave()
        message = "the session bus has gone"
        raise ConnectionError(message)
