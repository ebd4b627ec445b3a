"""How long it takes from a press, a line or a media key until the session is asked.

    python tests/bench/controls.py

playerctl and dbus-daemon must be installed. Rivals: what the same client takes to be answered by the bus itself, which
asks no player anything, and a bare socket that echoes.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import threading
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter, sleep
from typing import TYPE_CHECKING

from measure import table

sys.path[:0] = [str(Path(__file__).parents[1] / "controls")]

import standing  # noqa: E402 - it stands beside the tests

from coach.controls import tell  # noqa: E402 - as above
from coach.controls.local import LocalSocket  # noqa: E402 - as above
from coach.controls.mpris import Mpris  # noqa: E402 - as above
from coach.controls.protocol import EVERY  # noqa: E402 - as above

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

TIMES = 100
"""How often each is measured."""

PLAYERCTL = ("play-pause", "next", "previous", "stop", "position", "metadata")


def run(*command: str) -> None:
    """Run a client to its end, quietly."""
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)


def times(act: Callable[[], object], done: Callable[[], bool] = lambda: True) -> list[float]:
    """Return the milliseconds of each time something is done, no faster than lines may come."""
    took = []
    for _ in range(TIMES):
        sleep(EVERY)
        begin = perf_counter()
        act()
        while not done():
            sleep(0.0005)
        took.append(1000 * (perf_counter() - begin))
    return sorted(took)


def row(name: str, took: list[float], rival: list[float]) -> list[str]:
    """Return a line of the table."""
    most = took[round(0.99 * (len(took) - 1))]
    return [
        name,
        f"{median(took):.1f} ms",
        f"{most:.1f} ms",
        f"{took[-1]:.1f} ms",
        f"{median(took) / median(rival):.2f}",
    ]


def keyboard(folder: Path) -> list[float]:
    """Measure from a byte in the terminal to the action, in a process of its own."""
    master, slave = os.openpty()
    file = folder / "asked"
    command = (sys.executable, standing.__file__, "keyboard", str(file))
    with subprocess.Popen(command, stdin=slave, start_new_session=True) as session:
        sleep(1.0)
        seen = 0

        def heard() -> bool:
            nonlocal seen
            size = file.stat().st_size
            more, seen = size > seen, size
            return more

        keys = iter("nb" * TIMES)
        took = times(lambda: os.write(master, next(keys).encode()), heard)
        session.kill()
    return took


@contextmanager
def echo(path: Path) -> Iterator[Callable[[], None]]:
    """Run a bare socket that sends back what it gets."""
    server = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    server.bind(str(path))
    server.listen()

    def serve() -> None:
        for _ in range(TIMES):
            caller, _ = server.accept()
            caller.send(caller.recv(99))
            caller.close()

    def ask() -> None:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as caller:
            caller.connect(str(path))
            caller.send(b"next\n")
            caller.recv(99)

    thread = threading.Thread(target=serve)
    thread.start()
    yield ask
    thread.join()
    server.close()


def main() -> None:
    """Print the table; it runs itself under a bus of its own."""
    if "under-a-bus" not in sys.argv:
        os.execvp("dbus-run-session", ("dbus-run-session", "--", sys.executable, __file__, "under-a-bus"))  # noqa: S606 - found on PATH
    rows = []
    with tempfile.TemporaryDirectory(prefix="coach-") as name:
        os.environ["XDG_RUNTIME_DIR"] = name
        session = standing.Standing()
        mpris, local = Mpris(), LocalSocket()
        mpris.open(session.link)
        local.open(session.link)
        sleep(1.0)
        with echo(Path(name) / "echo") as ask:
            bare = times(ask)
        rows.append(row("a bare socket", bare, bare))
        rows.append(row("coach.controls.tell", times(lambda: tell("next")), bare))
        rows.append(row("a key", keyboard(Path(name)), bare))
        bus = times(lambda: run("playerctl", "-l"))
        rows.append(row("playerctl -l", bus, bus))
        clients = {one: partial(run, "playerctl", "-p", "coach", one) for one in PLAYERCTL}
        rows.extend(row(f"playerctl {one}", times(act), bus) for one, act in clients.items())
        mpris.close()
        local.close()
    table(f"Asked and answered, {TIMES} times each", ["", "median", "99th", "most", "against its rival"], rows)


if __name__ == "__main__":
    main()
