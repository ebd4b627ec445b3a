"""ID3 tags: the title, and a chapter for each step and side (ID3v2 Chapter Frame Addendum 1.0)."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from coach.registry import require

if TYPE_CHECKING:
    from coach.exporters.base import About

INSTALL = "pip install mutagen"

TOP_LEVEL_ORDERED = 0b11
"""Flags of the table of contents: it stands at the top, and its chapters are in order."""

HEADER = 10
"""Octets of the header of a tag, and of each frame in it."""

NO_OFFSET = 0xFFFFFFFF
"""What the addendum writes for a byte offset that nobody should use."""


def tag(about: About) -> bytes:
    """Return the ID3 tag that goes before a file's first frame of sound.

    Chapter times are in milliseconds, as the addendum has them: rounded to the nearest.
    """
    id3 = require("mutagen.id3", INSTALL)
    timeline = about.timeline
    tags = id3.ID3()
    tags.add(id3.TIT2(encoding=3, text=timeline.title))
    tags.add(id3.TLAN(encoding=3, text=_iso_639_2(about.language)))
    tags.add(id3.TENC(encoding=3, text="coach"))
    tags.add(id3.TLEN(encoding=3, text=str(round(timeline.seconds * 1000))))
    names = [f"chp{index:04d}" for index in range(len(timeline.chapters))]
    starts = [round(chapter.start * 1000 / timeline.rate) for chapter in timeline.chapters]
    ends = [*starts[1:], round(timeline.seconds * 1000)]
    for name, start, end, chapter in zip(names, starts, ends, timeline.chapters, strict=True):
        title = id3.TIT2(encoding=3, text=chapter.title)
        tags.add(
            id3.CHAP(
                element_id=name,
                start_time=start,
                end_time=end,
                start_offset=NO_OFFSET,
                end_offset=NO_OFFSET,
                sub_frames=[title],
            )
        )
    contents = id3.TIT2(encoding=3, text=timeline.title)
    tags.add(id3.CTOC(element_id="toc", flags=TOP_LEVEL_ORDERED, child_element_ids=names, sub_frames=[contents]))
    file = BytesIO()
    tags.save(file, v2_version=4, padding=lambda _: 0)
    return _in_order(file.getvalue())


def _in_order(whole: bytes) -> bytes:
    """Put the chapters in their order, after the table of contents: mutagen sorts frames by size."""
    header, frames, at = whole[:HEADER], [], HEADER
    while at < len(whole):
        size = HEADER + _synchsafe(whole[at + 4 : at + 8])
        frames.append(whole[at : at + size])
        at += size
    plain = [frame for frame in frames if frame[:4] not in {b"CTOC", b"CHAP"}]
    contents = [frame for frame in frames if frame[:4] == b"CTOC"]
    chapters = [frame for frame in frames if frame[:4] == b"CHAP"]
    chapters.sort(key=lambda frame: frame[HEADER : frame.index(b"\0", HEADER)])
    return b"".join((header, *plain, *contents, *chapters))


def _synchsafe(octets: bytes) -> int:
    """Read a size of seven bits an octet (ID3v2.4, section 6.2)."""
    size = 0
    for octet in octets:
        size = size << 7 | octet
    return size


def _iso_639_2(language: str) -> str:
    """Return the three-letter code that ID3 wants; one that is not known is undetermined."""
    known = {"en": "eng", "de": "deu", "fr": "fra", "es": "spa", "it": "ita", "nl": "nld", "pt": "por"}
    return known.get(language.split("-", maxsplit=1)[0], "und")
