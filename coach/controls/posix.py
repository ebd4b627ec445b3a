"""Keys of a POSIX terminal.

While a session plays, the terminal gives each key at once and does not show it, and no key freezes its output; Ctrl-C
interrupts as ever. Whatever ends the session, a watchman, the system's own ``sh`` and ``stty``, waits for the end of a
pipe, and puts the terminal back if it is still as the session made it: even after ``kill -9`` it echoes again.
"""

from __future__ import annotations

import os
import signal
import subprocess
import termios
from contextlib import suppress
from select import select
from time import sleep
from typing import TYPE_CHECKING, Any, Self, TypeAlias

from coach.controls.escapes import Keys

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coach.units import Seconds

AT_ONCE = 1024
"""The most bytes that are read at once."""

SEQUENCE: Seconds = 0.05
"""Seconds within which all of a key's bytes have come."""

SUSPEND = "ctrl+z"
"""The key that suspends: it is heard as a key, so that the terminal is put back before the session stops."""

STOPPING: Seconds = 1.5
"""Seconds that a session may take to stop when it suspends itself: it gives its screen back first. No key is heard
meanwhile, and the terminal is left alone."""

WATCHMAN = "exec 3<&1; read -r _; stty -a <&3 | grep -q 'susp = <undef>' && stty \"$1\" <&3"
"""Waits for the session's end, and puts the terminal back if it still is as the session had it."""

INPUT, LOCAL, CHARACTERS = 0, 3, 6
"""Where `termios` keeps the flags of input, those of the terminal itself, and the characters that do something."""

Attributes: TypeAlias = list[Any]
"""A terminal's, as `termios` gives them."""


class Tty:
    """The terminal at a file descriptor."""

    def __init__(self, descriptor: int) -> None:
        """Name it; nothing is changed before it is entered."""
        self._descriptor = descriptor
        self._keys = Keys()
        self._pipe: int | None = None
        self._watchman: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        # In the background, reading and setting then fail instead of stopping the session.
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTTIN, signal.SIGTTOU})
        self._before = self._attributes()
        self._ours = _listening(self._before, bytes([os.fpathconf(self._descriptor, "PC_VDISABLE") & 0xFF]))
        with suppress(OSError, subprocess.CalledProcessError):  # a system without stty
            self._watch()
        if self._foreground():
            termios.tcflush(self._descriptor, termios.TCIFLUSH)  # what was typed before was not meant for the session
            self._listen()
        return self

    def __exit__(self, *_: object) -> None:
        self._restore()
        if self._pipe is not None:
            os.close(self._pipe)
        if self._watchman:
            self._watchman.wait()

    def keys(self, patience: Seconds) -> Iterator[str]:
        """Yield the keys that were pressed."""
        if not self._foreground():
            sleep(patience)
            return
        self._listen()
        for key in self._read(SEQUENCE if self._keys.unfinished else patience):
            if key == SUSPEND:
                self._suspend()
            else:
                yield key

    def _read(self, patience: Seconds) -> Iterator[str]:
        if not select([self._descriptor], [], [], patience)[0]:
            yield from self._keys.end()
            return
        try:
            sent = os.read(self._descriptor, AT_ONCE)
        except OSError:
            if self._foreground():
                raise EOFError from None
            return
        if not sent:
            raise EOFError
        yield from self._keys.feed(sent)

    def _foreground(self) -> bool:
        """Return whether the terminal is this session's to read, not that of another job of its shell."""
        try:
            return os.tcgetpgrp(self._descriptor) == os.getpgrp()
        except OSError:
            if os.isatty(self._descriptor):  # a terminal without jobs
                return True
            raise EOFError from None

    def _listen(self) -> None:
        """Hear each key; the shell has put its own ways in force when the session was suspended."""
        if self._attributes() != self._ours:
            with suppress(termios.error):
                termios.tcsetattr(self._descriptor, termios.TCSANOW, self._ours)
            self._ours = self._attributes()

    def _attributes(self) -> Attributes:
        try:
            return termios.tcgetattr(self._descriptor)
        except termios.error:
            raise EOFError from None

    def _restore(self) -> None:
        with suppress(termios.error, EOFError):
            if self._foreground():
                termios.tcsetattr(self._descriptor, termios.TCSANOW, self._before)

    def _suspend(self) -> None:
        self._restore()
        os.killpg(os.getpgrp(), signal.SIGTSTP)
        sleep(STOPPING)

    def _watch(self) -> None:
        asked = subprocess.run(
            ("stty", "-g"),  # noqa: S607 - the system's own
            stdin=self._descriptor,
            capture_output=True,
            text=True,
            check=True,
        )
        reading, self._pipe = os.pipe()
        try:
            self._watchman = subprocess.Popen(  # noqa: S603 - all of it is ours
                ("sh", "-c", WATCHMAN, "coach", asked.stdout.strip()),  # noqa: S607 - the system's own
                stdin=reading,
                stdout=self._descriptor,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        finally:
            os.close(reading)


def _listening(before: Attributes, nothing: bytes) -> Attributes:
    """Return a terminal's attributes changed so that each key is given at once, unseen, and none freezes or suspends.

    Args:
        before: What they are.
        nothing: The character that stands for no character.
    """
    made: Attributes = [*before[:CHARACTERS], list(before[CHARACTERS])]
    made[INPUT] &= ~termios.IXON
    made[LOCAL] &= ~(termios.ECHO | termios.ICANON | termios.IEXTEN)
    made[CHARACTERS][termios.VMIN], made[CHARACTERS][termios.VTIME] = 1, 0
    made[CHARACTERS][termios.VSUSP] = nothing
    return made
