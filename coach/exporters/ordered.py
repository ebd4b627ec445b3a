"""Work done on all cores, its results in order."""

from __future__ import annotations

import os
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

Item = TypeVar("Item")
Result = TypeVar("Result")


def ordered(work: Callable[[Item], Result], items: Iterable[Item], most: int) -> Iterator[Result]:
    """Yield what a function makes of each item, in the items' order; a few are worked on at once.

    Items are drawn in the caller's thread, and no further ahead than keeps the cores busy: memory stays flat.

    Args:
        work: Lets go of the interpreter's lock for most of its time.
        items: What it works on.
        most: How many are worked on at once at most.
    """
    workers = min(os.cpu_count() or 1, most)
    pool, waiting = ThreadPoolExecutor(workers, thread_name_prefix="coach-export"), deque[Future[Result]]()
    try:
        for item in items:
            waiting.append(pool.submit(work, item))
            if len(waiting) > workers:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)
