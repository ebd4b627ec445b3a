"""The cyclic redundancy check of the LAME tag: CRC-16 with the polynomial 0x8005, lowest bit first."""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt

POLYNOMIAL = 0xA001
"""x^16 + x^15 + x^2 + 1, lowest bit first."""


def crc16(octets: bytes, crc: int = 0) -> int:
    """Return the check of some octets, at least two of them.

    The check is linear: that of two halves is that of the first, moved on by the length of the second, added to that
    of the second. So neighbours are added up in pairs, then pairs of pairs, each round in one go.

    Args:
        octets: The octets.
        crc: The check of what stands before them.
    """
    even = np.frombuffer(bytes(len(octets) % 2) + octets, np.uint8).copy()  # zeros in front change nothing
    even[len(octets) % 2 :][:2] ^= np.array([crc & 0xFF, crc >> 8], np.uint8)
    words = even.view("<u2")
    level = 0
    while len(words) > 1:
        if len(words) % 2:
            words = np.concatenate([np.zeros(1, np.uint16), words])
        words = _moved_on(level)[words[::2]] ^ words[1::2]
        level += 1
    return int(_moved_on(0)[words[0]])


@cache
def _moved_on(level: int) -> npt.NDArray[np.uint16]:
    """Return what each check becomes after ``2 ** level`` words of zeros."""
    if level:
        half = _moved_on(level - 1)
        return half[half]
    checks = np.arange(1 << 16, dtype=np.uint16)
    for _ in range(16):
        checks = np.where(checks & 1, checks >> 1 ^ POLYNOMIAL, checks >> 1).astype(np.uint16)
    return checks
