"""Sound as a value: float32 samples with their format."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from coach.units import Frames, Seconds, to_seconds

Samples: TypeAlias = npt.NDArray[np.float32]
"""Samples at full scale ±1: shape (frames,) for one channel, (frames, channels) for several."""


@dataclass(frozen=True, slots=True)
class Format:
    """What a stream of blocks is made of. Samples are always float32 at full scale ±1."""

    rate: int = 48_000
    """Frames per second."""
    channels: int = 2
    """Samples in a frame."""


@dataclass(frozen=True, slots=True, eq=False)
class Clip:
    """A short sound, whole in memory. Its samples cannot be written to."""

    samples: Samples
    """Shape (frames,): one channel, full scale ±1."""
    rate: int
    """Frames per second."""

    def __post_init__(self) -> None:
        if self.samples.ndim != 1:
            message = f"a clip has one channel: shape (frames,), not {self.samples.shape}"
            raise ValueError(message)
        frozen = np.ascontiguousarray(self.samples, dtype=np.float32)
        frozen = frozen.view()
        frozen.setflags(write=False)
        object.__setattr__(self, "samples", frozen)

    def __len__(self) -> Frames:
        return len(self.samples)

    @property
    def seconds(self) -> Seconds:
        """The clip's length in seconds."""
        return to_seconds(len(self), self.rate)
