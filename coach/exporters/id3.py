"""ID3 tags: what the file is, its words, and a chapter for each step and side (ID3v2 Chapter Frame Addendum 1.0)."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

from coach.exporters import tags
from coach.registry import require

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from coach.exporters.base import About

INSTALL = "pip install mutagen"

ORDERED, TOP_LEVEL = 0b01, 0b10
"""Flags of a table of contents."""

MOST = 255
"""Entries of a table of contents: their number is one octet. Longer sessions get tables of tables."""

HEADER = 10
"""Octets of the header of a tag, and of each frame in it."""

NO_OFFSET = 0xFFFFFFFF
"""What the addendum writes for a byte offset that nobody should use."""

UTF_8 = 3
"""How texts are encoded (ID3v2.4, section 4)."""

MILLISECONDS, LYRICS = 2, 1
"""How synchronised words are timed, and what they are (ID3v2.4, 4.9)."""

FRONT_COVER = 3
"""The type of picture that players show (ID3v2.4, 4.14)."""


def tag(about: About) -> bytes:
    """Return the ID3 tag that goes before a file's first frame of sound.

    Times are in milliseconds, as ID3 has them: rounded to the nearest.
    """
    id3 = require("mutagen.id3", INSTALL)
    whole = id3.ID3()
    for frame in (*_facts(id3, about), *_words(id3, about), *_chapters(id3, about)):
        whole.add(frame)
    file = BytesIO()
    whole.save(file, v2_version=4, padding=lambda _: 0)
    return _in_order(file.getvalue())


def _facts(id3: Any, about: About) -> Iterator[Any]:  # noqa: ANN401 - mutagen ships no types
    language = tags.iso_639_2(about.language)
    yield id3.TIT2(encoding=UTF_8, text=about.timeline.title)
    yield id3.TLAN(encoding=UTF_8, text=language)
    yield id3.TSSE(encoding=UTF_8, text=tags.software())
    yield id3.TLEN(encoding=UTF_8, text=str(tags.milliseconds(about.timeline)))
    if about.date:
        yield id3.TDRC(encoding=UTF_8, text=about.date)
    if about.description:
        yield id3.COMM(encoding=UTF_8, lang=language, desc="", text=about.description)
    if about.cover:
        yield id3.APIC(encoding=UTF_8, mime="image/png", type=FRONT_COVER, desc="", data=about.cover)


def _words(id3: Any, about: About) -> Iterator[Any]:  # noqa: ANN401 - as above
    """Yield the words with their times, and without for players that cannot time them."""
    common = {"encoding": UTF_8, "lang": tags.iso_639_2(about.language), "desc": ""}
    timed = [(line.text, line.start) for line in tags.words(about.timeline)]
    if timed:
        yield id3.SYLT(**common, format=MILLISECONDS, type=LYRICS, text=timed)
        yield id3.USLT(**common, text=tags.plain(about.timeline))


def _chapters(id3: Any, about: About) -> Iterator[Any]:  # noqa: ANN401 - as above
    marks = tags.marks(about.timeline)
    names = [f"chp{number:04}" for number in range(len(marks))]
    for name, mark in zip(names, marks, strict=True):
        yield id3.CHAP(
            element_id=name,
            start_time=mark.start,
            end_time=mark.end,
            start_offset=NO_OFFSET,
            end_offset=NO_OFFSET,
            sub_frames=[id3.TIT2(encoding=UTF_8, text=mark.title)],
        )
    title = [id3.TIT2(encoding=UTF_8, text=about.timeline.title)]
    if len(names) > MOST:
        parts = [names[at : at + MOST] for at in range(0, len(names), MOST)]
        names = [f"toc{number:04}" for number in range(len(parts))]
        for name, part in zip(names, parts, strict=True):
            yield id3.CTOC(element_id=name, flags=ORDERED, child_element_ids=part, sub_frames=title)
    yield id3.CTOC(element_id="toc", flags=TOP_LEVEL | ORDERED, child_element_ids=names, sub_frames=title)


def _in_order(whole: bytes) -> bytes:
    """Put the chapters in their order, after the table of contents: mutagen sorts frames by size."""
    header, frames, at = whole[:HEADER], [], HEADER
    while at < len(whole):
        size = HEADER + _synchsafe(whole[at + 4 : at + 8])
        frames.append(whole[at : at + size])
        at += size
    plain = [frame for frame in frames if frame[:4] not in {b"CTOC", b"CHAP"}]
    return b"".join((header, *plain, *_elements(b"CTOC", frames), *_elements(b"CHAP", frames)))


def _elements(kind: bytes, frames: Sequence[bytes]) -> list[bytes]:
    """Return the frames of a kind in the order of their element ids."""
    found = [frame for frame in frames if frame[:4] == kind]
    return sorted(found, key=lambda frame: frame[HEADER : frame.index(b"\0", HEADER)])


def _synchsafe(octets: bytes) -> int:
    """Read a size of seven bits an octet (ID3v2.4, section 6.2)."""
    size = 0
    for octet in octets:
        size = size << 7 | octet
    return size
