"""Frames of MPEG audio, layer III: how they are laid out (ISO 11172-3, 2.4.1; ISO 13818-3 for lower rates).

A frame is a header, side information, and a slot of main data. What a frame sounds like need not lie in its own slot:
it may begin in the slots before it, ``main_data_begin`` octets back from its header (2.4.2.7). That is the bit
reservoir, and it ties each frame to those before it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Frames: TypeAlias = npt.NDArray[np.uint8]
"""Frames of one size: shape (count, octets)."""

HEADER = 4
"""Octets of a header (2.4.1.3)."""

LOWEST_MPEG_1 = 32_000
"""Frames per second of sound from which on MPEG-1 is spoken; MPEG-2 below (ISO 13818-3, 2.4.2.3)."""

FARTHEST = 511
"""Octets that ``main_data_begin`` reaches back at most: nine bits (2.4.2.7)."""


@dataclass(frozen=True)
class Layout:
    """How the frames of a stream of constant rate are laid out; at coach's rates none of them is padded."""

    bit_rate: int
    """Kilobits a second."""
    rate: int
    """Frames of sound per second."""
    channels: int
    """Samples in a frame of sound."""

    @property
    def low(self) -> bool:
        """Whether it is MPEG-2, with half the sound in a frame."""
        return self.rate < LOWEST_MPEG_1

    @property
    def sound(self) -> int:
        """Frames of sound in one of the stream: two granules of 576, or one (2.4.2.1)."""
        return 576 if self.low else 1152

    @cached_property
    def size(self) -> int:
        """Octets of a frame (2.4.3.1)."""
        return self.sound // 8 * self.bit_rate * 1000 // self.rate

    @cached_property
    def head(self) -> int:
        """Octets of header and side information (2.4.1.7; ISO 13818-3, 2.4.1.7)."""
        low, full = (9, 17) if self.channels == 1 else (17, 32)
        return HEADER + (low if self.low else full)

    def frames(self, octets: bytes | bytearray) -> Frames:
        """Return the whole frames of a stream, as they lie in it."""
        count = len(octets) // self.size
        return np.frombuffer(octets, np.uint8, count * self.size).reshape(count, self.size)

    def begin(self, frame: Frames) -> int:
        """Return ``main_data_begin`` of a frame: nine bits, or eight in MPEG-2."""
        first, second = int(frame[HEADER]), int(frame[HEADER + 1])
        return first if self.low else first << 1 | second >> 7


def spliced(before: Frames, instead: Frames, layout: Layout, begin: int) -> Frames:
    """Return frames with the end of their slots taken from others, so that what follows them finds its main data.

    Args:
        before: Frames that stay.
        instead: As many frames of another stream, that were followed by what is to follow.
        layout: How they are laid out.
        begin: ``main_data_begin`` of the frame to follow. In ``before``, these octets belonged to frames that go.
    """
    whole = before.copy()
    slots = whole[:, layout.head :].ravel()
    if begin:
        slots[-begin:] = instead[:, layout.head :].ravel()[-begin:]
    whole[:, layout.head :] = slots.reshape(len(whole), -1)
    return whole
