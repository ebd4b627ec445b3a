"""Vorbis comments: how Ogg and FLAC say what they are."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Any

from coach.exporters import tags
from coach.registry import require

if TYPE_CHECKING:
    from coach.exporters.base import About

INSTALL = "pip install mutagen"

FRONT_COVER = 3
"""The type of picture that players show (FLAC format, METADATA_BLOCK_PICTURE)."""


def comments(about: About) -> dict[str, str]:
    """Return field names and what they hold; fields that would be empty are left out.

    Chapters are as Xiph's chapter extension has them. Words are in LYRICS with their times, in LRC, which is where
    players that time lines look for them, and plain in UNSYNCEDLYRICS.
    """
    timeline = about.timeline
    fields = {
        "TITLE": timeline.title,
        "DATE": about.date,
        "LANGUAGE": about.language,
        "DESCRIPTION": about.description,
        "ENCODER": tags.software(),
        "LYRICS": tags.lrc(timeline),
        "UNSYNCEDLYRICS": tags.plain(timeline),
    }
    for number, mark in enumerate(tags.marks(timeline)):
        fields[f"CHAPTER{number:03}"] = tags.clock(mark.start)
        fields[f"CHAPTER{number:03}NAME"] = mark.title
    return {name: text for name, text in fields.items() if text}


def picture(cover: bytes) -> Any:  # noqa: ANN401 - mutagen ships no types
    """Return a cover as FLAC and Ogg hold it.

    Args:
        cover: A PNG. Its size stands in its first chunk (PNG specification, 11.2.2).
    """
    held = require("mutagen.flac", INSTALL).Picture()
    held.type, held.mime, held.data = FRONT_COVER, "image/png", cover
    held.width, held.height, bits, colours = struct.unpack(">IIBB", cover[16:26])
    held.depth = bits * {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[colours]
    return held
