"""The first frame of an MP3: Xing's header and LAME's tag, which tell a player what only the encoder knows.

A player that knows them plays exactly the frames that went in, and seeks at once. They stand where a frame's main
data would, in a frame that is otherwise silent.
(G. Bouvigne, "MP3 Info Tag revision 1 specifications"; Xing's header is as in its own ``dxhead.c``.)
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from coach.exporters.crc import crc16
from coach.exporters.mpeg import HEADER, Layout

if TYPE_CHECKING:
    from coach.units import Frames

NAME = 9
"""Octets of the encoder's name."""

DELAY = 576
"""Frames of silence that LAME puts before the sound."""

LEAST = 64
"""Kilobits a second of the first frame, at the least: below, the tag would not go into it."""

LEAST_INDEX = {False: 5, True: 8}
"""What a header writes for `LEAST` (ISO 11172-3, 2.4.2.3; ISO 13818-3, 2.4.2.3, for MPEG-2)."""

FIELDS = 0b1111
"""Of Xing's header: count of frames, count of octets, table of contents and quality are there."""

CONSTANT = 1
"""Of LAME's tag: the bit rate is constant."""

FROM_48_KHZ = 0b10 << 6
"""Of LAME's tag: the sound that went in had 48 kHz."""

MODES = (1, 3, 2, 0)
"""Of LAME's tag: stereo, joint stereo, two channels and one, by the mode in a header (ISO 11172-3, 2.4.2.3)."""


@dataclass(frozen=True, slots=True)
class Music:
    """What stands after the first frame."""

    header: bytes
    """Header of its first frame."""
    length: int
    """Octets."""
    check: int
    """CRC-16 of all of them."""
    sound: Frames
    """Frames of sound that went into it, at the stream's own rate."""
    encoder: bytes
    """Name and version of the encoder, as LAME writes them."""
    effort: int
    """LAME's quality setting, 0 to 9."""


def tag_layout(layout: Layout) -> Layout:
    """Return how the first frame is laid out."""
    return replace(layout, bit_rate=max(layout.bit_rate, LEAST))


def tag_frame(music: Music, layout: Layout) -> bytes:
    """Return the first frame.

    Args:
        music: What stands after it.
        layout: How the frames of the music are laid out.
    """
    own = tag_layout(layout)
    count, whole = music.length // layout.size, own.size + music.length
    shares = ((own.size + music.length * percent // 100) * 256 // whole for percent in range(100))
    padding = count * layout.sound - DELAY - music.sound
    quality = (9 - music.effort) * 10 + 9
    xing = b"Info" + _number(FIELDS, 4) + _number(count, 4) + _number(whole, 4) + bytes(shares) + _number(quality, 4)
    lame = b"".join(
        (
            music.encoder[:NAME].ljust(NAME),
            _number(CONSTANT, 1),
            bytes(1 + 8),  # low-pass and loudness: not told
            bytes(1),  # flags, and which threshold of hearing: not told
            _number(min(layout.bit_rate, 255), 1),
            _number(DELAY << 12 | padding, 3),
            _number(FROM_48_KHZ | MODES[music.header[3] >> 6] << 2, 1),
            bytes(1 + 2),  # gain and preset: none
            _number(whole, 4),
            _number(music.check, 2),
        )
    )
    frame = _header(music.header, layout).ljust(own.head, b"\0") + xing + lame
    return (frame + _number(crc16(frame), 2)).ljust(own.size, b"\0")


def _header(header: bytes, layout: Layout) -> bytes:
    """Return the music's header with the bit rate of the first frame."""
    if layout.bit_rate >= LEAST:
        return header
    rate = LEAST_INDEX[layout.low] << 4 | header[2] & 0x0F
    return header[:2] + bytes([rate]) + header[3:HEADER]


def _number(value: int, octets: int) -> bytes:
    return value.to_bytes(octets, "big")
