"""What the system's signals mean while it sounds: nothing breaks off, and a terminal takes nothing with it."""

from __future__ import annotations

import os
import signal
import sys
from contextlib import contextmanager, suppress
from threading import Event
from typing import TYPE_CHECKING, Any, TypeAlias

import typer

from coach.cli import INTERRUPTED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from coach.cli.listener import Shown
    from coach.cli.screen import Seen

    Handlers: TypeAlias = Mapping[str, Callable[..., Any]]


@contextmanager
def fading(listener: Shown) -> Iterator[Event]:
    """Turn the first Ctrl-C while it sounds, or the system's wish, into a fade-out; the second leaves at once.

    The exit code is 130 either way.
    """
    stop = Event()

    def on_interrupt(*_: object) -> None:
        if stop.is_set() or not listener.sounding:
            raise KeyboardInterrupt
        stop.set()

    with _handling({"SIGINT": on_interrupt, "SIGTERM": on_interrupt}):
        yield stop
    if stop.is_set():
        raise typer.Exit(INTERRUPTED)


@contextmanager
def lasting(seen: Seen) -> Iterator[None]:
    """Let a session outlive its terminal, and give the terminal back while it is suspended.

    Args:
        seen: Shows the session.
    """
    terminals = tuple(_terminals())

    def on_hangup(*_: object) -> None:
        seen.close()
        _let_go(terminals)
        seen.note("the terminal is gone: the session goes on, and coach tell reaches it")

    def on_suspend(*_: object) -> None:
        seen.close()
        before = signal.signal(signal.SIGTSTP, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGTSTP)
        signal.signal(signal.SIGTSTP, before)

    with _handling({"SIGHUP": on_hangup, "SIGTSTP": on_suspend}):
        yield


def _terminals() -> Iterator[int]:
    """Yield the descriptors of standard streams that are a terminal; asked when it is gone, none would say so."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        with suppress(AttributeError, OSError, ValueError):  # no such stream, or one that is no file
            if stream.isatty():
                yield stream.fileno()


def _let_go(terminals: Sequence[int]) -> None:
    """Turn what was a terminal into nothing: reading it ends, and writing to it is no fault."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for descriptor in terminals:
        os.dup2(nothing, descriptor)
    os.close(nothing)


@contextmanager
def _handling(handlers: Handlers) -> Iterator[None]:
    """Handle signals, as far as this system has them."""
    known = {number: done for name, done in handlers.items() if (number := getattr(signal, name, None)) is not None}
    before = {number: signal.signal(number, done) for number, done in known.items()}
    try:
        yield
    finally:
        for number, done in before.items():
            signal.signal(number, done)
