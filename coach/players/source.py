"""What a deck plays: sound that is read in order, and can be read again from a little earlier."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Protocol

from coach.units import Frames, Seconds, to_frame

if TYPE_CHECKING:
    from collections.abc import Iterable

    from coach.audio import Samples

KEPT: Seconds = 5.0
"""Seconds of what was rendered that can be read again: far more than queue, device and link hold together."""


class Source(Protocol):
    """Sound by the wall clock: the count of frames really heard since the start."""

    def read(self, wall: Frames, count: Frames) -> Samples | None:
        """Return the sound from a frame on; called in one thread at a time.

        Args:
            wall: How many frames will have been heard before it. It goes on where the last block ended, except after
                a flush, a refresh or a lost device: then it is what was heard, and the same frames may be asked again.
            count: How many frames are wanted; a few more or fewer are welcome.

        Returns:
            Shape (frames, channels), full scale ±1; None at the end.
        """


class Replay:
    """Blocks that come once, kept for a while, so that they can be heard again after a device was lost."""

    def __init__(self, blocks: Iterable[Samples], rate: int) -> None:
        self._blocks = iter(blocks)
        self._kept: deque[Samples] = deque()
        self._keep = to_frame(KEPT, rate)
        self._from: Frames = 0
        self._to: Frames = 0

    def read(self, wall: Frames, count: Frames) -> Samples | None:  # noqa: ARG002 - blocks come as they are
        """Return the rest of a block that is kept, or the next block."""
        at = self._from
        for block in self._kept:
            if at <= wall < at + len(block):
                return block[wall - at :]
            at += len(block)
        if wall != self._to:
            message = f"frame {wall} is no longer kept: {self._from} to {self._to} are"
            raise ValueError(message)
        for block in self._blocks:
            self._keep_too(block)
            return block
        return None

    def _keep_too(self, block: Samples) -> None:
        self._kept.append(block)
        self._to += len(block)
        while self._to - self._from - len(self._kept[0]) >= self._keep:
            self._from += len(self._kept.popleft())
