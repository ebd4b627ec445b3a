"""A session bus of our own."""

from __future__ import annotations

import subprocess
from contextlib import contextmanager
from typing import TYPE_CHECKING

from conftest import needs

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def session_bus() -> Iterator[str]:
    """Run a bus by dbus-run-session, and give its address; where the context ends, so does the bus."""
    needs("dbus-run-session")
    command = ("dbus-run-session", "--", "sh", "-c", 'echo "$DBUS_SESSION_BUS_ADDRESS"; read -r _')
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin
        assert process.stdout
        yield process.stdout.readline().strip()
        process.stdin.close()
