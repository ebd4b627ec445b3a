from __future__ import annotations

import fcntl
import os
import struct
import subprocess
import sys
import termios
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

import standing
from conftest import needs
from sound_server import wait_until

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

SESSION = (sys.executable, standing.__file__, "keyboard")


class Terminal:
    """A terminal, and someone who types."""

    def __init__(self, folder: Path) -> None:
        self.master, self.slave = os.openpty()
        self.folder, self.file = folder, folder / "asked"
        self.before = self.attributes()
        self.shown = b""
        os.set_blocking(self.master, False)

    def attributes(self) -> list[Any]:
        return termios.tcgetattr(self.slave)

    def listened_to(self) -> bool:
        return not self.attributes()[3] & (termios.ICANON | termios.ECHO)

    def press(self, sent: str) -> None:
        os.write(self.master, sent.encode())

    def shows(self, text: str) -> bool:
        with suppress(BlockingIOError):
            self.shown += os.read(self.master, 1 << 16)
        return text.encode() in self.shown

    def asked(self) -> list[str]:
        return self.file.read_text("utf-8").split("\n")[:-1] if self.file.exists() else []

    def sized(self, columns: int, rows: int) -> None:
        fcntl.ioctl(self.slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def hang_up(self) -> None:
        """Close it as a window is closed: whoever it belongs to gets SIGHUP."""
        os.close(self.slave)
        os.close(self.master)

    @contextmanager
    def running(self, *command: str, environment: Mapping[str, str] | None = None) -> Iterator[subprocess.Popen[bytes]]:
        """Run a command to which the terminal belongs."""
        needs("setsid")
        own = {**(environment or os.environ), "XDG_CONFIG_HOME": str(self.folder), "TERM": "xterm-256color"}
        with subprocess.Popen(
            ("setsid", "--ctty", *command), stdin=self.slave, stdout=self.slave, stderr=self.slave, env=own
        ) as process:
            try:
                yield process
            finally:
                process.kill()

    @contextmanager
    def session(self) -> Iterator[subprocess.Popen[bytes]]:
        with self.running(*SESSION, str(self.file)) as process:
            wait_until(self.listened_to)
            yield process


@contextmanager
def in_a_shell(terminal: Terminal, environment: Mapping[str, str] | None = None) -> Iterator[Callable[[str], None]]:
    """Run a shell with jobs; dash puts no terminal back as others do, so nobody covers for the session."""
    needs("dash")
    with terminal.running("dash", "-i", environment=environment):
        yield lambda line: terminal.press(f"{line}\n")
