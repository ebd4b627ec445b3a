"""What a WAV file holds after its sound: cue points with labels, and an ID3 tag."""

from __future__ import annotations

import os
import struct
from typing import IO, TYPE_CHECKING

from coach.exporters.id3 import tag

if TYPE_CHECKING:
    from coach.exporters.base import About

LARGEST = 0xFFFFFFFF
"""The largest size that a RIFF header holds; RF64 puts the size into its ds64 chunk (EBU Tech 3306)."""


def append(file: IO[bytes], about: About) -> None:
    """Add the chunks at the end of a WAV or RF64 file, and count them in its header.

    Editors read the cue points (Multimedia Programming Interface and Data Specifications 1.0), players the ID3 tag;
    its chapters have the same numbers, so that those who read both find each once.
    """
    size = file.seek(0, os.SEEK_END)
    marks = about.timeline.chapters
    cues = b"".join(
        struct.pack("<II4sIII", number, mark.start, b"data", 0, 0, mark.start) for number, mark in enumerate(marks)
    )
    labels = b"".join(
        _chunk(b"labl", struct.pack("<I", number) + mark.title.encode() + b"\0") for number, mark in enumerate(marks)
    )
    chunks = (
        (b"cue ", struct.pack("<I", len(marks)) + cues),
        (b"LIST", b"adtl" + labels),
        (b"id3 ", tag(about)),
    )
    size += file.write((b"\0" if size % 2 else b"") + b"".join(_chunk(name, data) for name, data in chunks))
    file.seek(0)
    if file.read(4) == b"RF64":
        file.seek(20)
        file.write(struct.pack("<Q", size - 8))
    else:
        file.write(struct.pack("<I", size - 8))


def _chunk(name: bytes, data: bytes) -> bytes:
    return name + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2)
