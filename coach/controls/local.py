"""A local socket: `coach tell`, and whatever else runs in this user's name, can lead the session."""

from __future__ import annotations

import os
import selectors
import socket
import stat
import struct
import sys
from contextlib import suppress
from threading import Event, Thread
from typing import TYPE_CHECKING

from coach.controls.base import Control
from coach.controls.protocol import FAULT, LONGEST, Pace, Splitter, answer
from coach.controls.sockets import SUFFIX, SUPPORTED, private_folder, sessions
from coach.errors import ControlError

if TYPE_CHECKING:
    from pathlib import Path

    from coach.controls.base import Link
    from coach.units import Seconds

LOOK: Seconds = 0.1
"""Seconds after which the thread looks whether it is still wanted."""

REST: Seconds = 0.005
"""Seconds of rest after each round: callers that never stop take next to nothing from the session."""

CALLERS = 32
"""The most callers at once; one more, and the one that was silent longest is sent away."""


class LocalSocket(Control):
    """Hears callers, one thread for all of them."""

    def __init__(self) -> None:
        self._closed = Event()
        self._thread: Thread | None = None
        self._server: socket.socket | None = None
        self._path: Path | None = None

    def open(self, link: Link) -> None:
        """Listen, where there are local sockets; the sockets of sessions that died are cleared away.

        Raises:
            ControlError: The socket cannot be made.
        """
        if not SUPPORTED:
            return
        where = private_folder()
        sessions()
        self._path = where / f"{os.getpid()}{SUFFIX}"
        self._server = _listening(self._path)
        self._thread = Thread(target=self._serve, args=(self._server, link), name="coach-socket", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Send all callers away, and take the socket down."""
        self._closed.set()
        if self._thread:
            self._thread.join()
        if self._server and self._path:
            self._server.close()
            with suppress(OSError):
                self._path.unlink()

    def _serve(self, server: socket.socket, link: Link) -> None:
        with selectors.DefaultSelector() as selector:
            selector.register(server, selectors.EVENT_READ)
            callers = _Callers(selector, link)
            while not self._closed.is_set():
                for key, _ in selector.select(LOOK):
                    if key.fileobj is server:
                        callers.accept(server)
                    else:
                        callers.hear(key.fd)
                self._closed.wait(REST)
            callers.close()


class _Callers:
    """Those who are connected, the one that was silent longest first."""

    def __init__(self, selector: selectors.BaseSelector, link: Link) -> None:
        self._selector, self._link, self._pace = selector, link, Pace()
        self._callers: dict[int, tuple[socket.socket, Splitter]] = {}

    def accept(self, server: socket.socket) -> None:
        """Take in those who wait, if they are this user."""
        for _ in range(CALLERS):
            try:
                caller, _address = server.accept()
            except OSError:  # nobody waits any more, or the process has no descriptor left
                return
            caller.settimeout(0)
            if not _is_me(caller):
                caller.close()
                continue
            if len(self._callers) >= CALLERS:
                self._drop(next(iter(self._callers)))
            self._callers[caller.fileno()] = (caller, Splitter())
            self._selector.register(caller, selectors.EVENT_READ)

    def hear(self, number: int) -> None:
        """Answer what a caller has said by now."""
        if number not in self._callers:  # sent away in this very round
            return
        caller, splitter = self._callers[number]
        self._callers[number] = self._callers.pop(number)
        try:
            more = caller.recv(LONGEST)
        except BlockingIOError:
            return
        except OSError:
            more = b""
        lines = splitter.feed(more) if more else splitter.end()
        if not all(self._answered(caller, line) for line in lines) or not more:
            self._drop(number)
        elif splitter.overfull:
            self._answered(caller, *splitter.end())
            self._drop(number)

    def close(self) -> None:
        """Send everybody away."""
        for number in tuple(self._callers):
            self._drop(number)

    def _answered(self, caller: socket.socket, line: bytes) -> bool:
        """Answer a line, and return whether the caller may say more: whoever takes no answer may not."""
        too_soon = self._pace.wait()
        said = f"{FAULT}too many lines at once: wait a little" if too_soon else answer(line, self._link)
        reply = f"{said}\n".encode()
        try:
            return caller.send(reply) == len(reply) and not too_soon
        except OSError:
            return False

    def _drop(self, number: int) -> None:
        caller, _ = self._callers.pop(number)
        self._selector.unregister(caller)
        caller.close()


def _listening(path: Path) -> socket.socket:
    """Return a socket that listens; it has its name only from then on, so that nobody takes it for a dead one."""
    draft = path.with_suffix(".new")
    server = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        draft.unlink(missing_ok=True)
        server.bind(str(draft))
        draft.chmod(stat.S_IRUSR | stat.S_IWUSR)
        server.settimeout(0)
        server.listen(socket.SOMAXCONN)
        draft.replace(path)
    except OSError as error:
        server.close()
        message = f"{path}: {error.strerror or error}: coach tell will not reach this session"
        raise ControlError(message) from error
    return server


def _is_me(caller: socket.socket) -> bool:
    """Return whether a caller is this user; where the system does not tell, the folder keeps others out."""
    if sys.platform != "linux":
        return True
    credentials = struct.Struct("3i")
    found = caller.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, credentials.size)
    return bool(credentials.unpack(found)[1] == os.getuid())
