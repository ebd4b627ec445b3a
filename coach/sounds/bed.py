"""What a bed is: sound without a beginning or an end, read at any frame."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from coach.audio import Samples
    from coach.audio.loudness import Powers
    from coach.units import Frames


class Bed(ABC):
    """A bed of sound in two channels, as loud as its maker was asked to make it."""

    @abstractmethod
    def read(self, start: Frames, count: Frames) -> Samples:
        """Return ``count`` frames from frame ``start`` of an endless sound: shape (count, 2).

        The same frames are the same samples whenever they are read, and in whatever blocks. What is returned belongs
        to the caller, who may write to it.
        """

    @abstractmethod
    def powers(self, steps: int) -> Powers:
        """Return the K-weighted power of each of the first ``steps`` steps of 100 ms."""

    def close(self) -> None:  # noqa: B027 - most beds hold nothing open
        """Let go of whatever the bed holds open."""


class NoBed(Bed):
    """Silence."""

    def read(self, start: Frames, count: Frames) -> Samples:  # noqa: ARG002 - silence is alike everywhere
        """Return zeros."""
        return np.zeros((count, 2), np.float32)

    def powers(self, steps: int) -> Powers:
        """Return zeros."""
        return np.zeros(steps)
