"""Telling a running session something, from anywhere on this machine."""

from __future__ import annotations

import socket
from time import monotonic, sleep
from typing import TYPE_CHECKING

from coach.controls.protocol import FAULT
from coach.controls.sockets import SUPPORTED, sessions
from coach.errors import ControlError

if TYPE_CHECKING:
    from pathlib import Path

    from coach.units import Seconds

PATIENCE: Seconds = 2.0
"""Seconds that a session may take to answer."""

AGAIN: Seconds = 0.02
"""Seconds after which a session that is too busy is tried again."""

MOST = 1 << 16
"""The most bytes that an answer may have."""


def tell(word: str, session: str = "") -> str:
    """Tell a session something, and return its answer.

    Args:
        word: An action, or ``status``.
        session: Which session, by the number of its process; the newest where it is empty.

    Raises:
        ControlError: No such session runs, it does not answer, or it knows no such action.
    """
    path = _chosen(session)
    answer = _answer(path, word)
    if answer.startswith(FAULT):
        raise ControlError(answer.removeprefix(FAULT))
    return answer


def _chosen(session: str) -> Path:
    if not SUPPORTED:
        message = "coach tell needs local sockets, which this system's Python has not: use the keys, or standard input"
        raise ControlError(message)
    found = sessions()
    if not found:
        message = "no session is running: coach play SCRIPT starts one"
        raise ControlError(message)
    named = [path for path in found if path.stem == session or not session]
    if not named:
        running = ", ".join(path.stem for path in found)
        message = f"no session '{session}' is running (running: {running})"
        raise ControlError(message)
    return named[0]


def _answer(path: Path, word: str) -> str:
    line = " ".join(word.split()).encode()
    received = b""
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as caller:
            _connect(caller, path)
            caller.sendall(line + b"\n")
            while not received.endswith(b"\n") and len(received) < MOST:
                more = caller.recv(MOST)
                if not more:
                    break
                received += more
    except OSError as error:
        received = b""
        reason = f" ({error.strerror or error})"
    else:
        reason = ""
    if not received:
        message = f"session {path.stem} does not answer{reason}: it may be suspended; --session names another"
        raise ControlError(message)
    return received.decode("utf-8", "replace").strip()


def _connect(caller: socket.socket, path: Path) -> None:
    """Connect to a session, however many others do so at the same moment."""
    caller.settimeout(PATIENCE)
    until = monotonic() + PATIENCE
    while True:
        try:
            return caller.connect(str(path))
        except BlockingIOError:
            if monotonic() > until:
                raise
            sleep(AGAIN)
