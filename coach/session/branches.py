"""Blocks rendered once and drained by several exporters, each in a thread of its own."""

from __future__ import annotations

from queue import Empty, Full, Queue
from threading import Event, Thread
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from typing import TypeAlias

    from coach.audio import Samples

    Drain: TypeAlias = Callable[[Iterator[Samples]], None]

AHEAD = 4
"""Blocks that wait for an exporter at most: memory stays flat when one is slower than the others."""

LOOK = 0.1
"""Seconds after which a thread that waits for another looks whether it still lives."""


def drain_together(blocks: Iterable[Samples], drains: Sequence[Drain]) -> None:
    """Hand every block to each of several drains; return when all of them are done.

    The first drain that fails stops the others, and its exception is raised here.

    Args:
        blocks: What is drained; rendered in this thread.
        drains: Each is called with an iterator of all the blocks, which it must not change.
    """
    if len(drains) == 1:
        drains[0](iter(blocks))
        return
    branches = [_Branch(drain) for drain in drains]
    try:
        for block in blocks:
            for branch in branches:
                branch.feed(block)
        for branch in branches:
            branch.feed(None)
        for branch in branches:
            branch.finish()
    finally:
        for branch in branches:
            branch.abandon()


class _AbandonedError(Exception):
    """Ends a drain whose blocks will not come."""


class _Branch:
    """One drain in its thread, and the blocks that wait for it."""

    def __init__(self, drain: Drain) -> None:
        self._drain = drain
        self._waiting: Queue[Samples | None] = Queue(AHEAD)
        self._abandoned = Event()
        self._failure: BaseException | None = None
        self._thread = Thread(target=self._run, name="coach-export", daemon=True)
        self._thread.start()

    def feed(self, block: Samples | None) -> None:
        """Hand over a block, or None for the end; wait while too many wait already."""
        while self._thread.is_alive():
            try:
                self._waiting.put(block, timeout=LOOK)
            except Full:
                continue
            return
        self._raise()

    def finish(self) -> None:
        """Wait until the drain is done."""
        self._thread.join()
        self._raise()

    def abandon(self) -> None:
        """End the drain, done or not."""
        self._abandoned.set()
        self._thread.join()

    def _raise(self) -> None:
        if self._failure:
            raise self._failure

    def _run(self) -> None:
        try:
            self._drain(self._blocks())
        except BaseException as error:  # noqa: BLE001 - handed to the thread that waits
            self._failure = error

    def _blocks(self) -> Iterator[Samples]:
        while not self._abandoned.is_set():
            try:
                block = self._waiting.get(timeout=LOOK)
            except Empty:
                continue
            if block is None:
                return
            yield block
        raise _AbandonedError
