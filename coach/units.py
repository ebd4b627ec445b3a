"""Seconds, frames, decibels and LUFS: their types, how people write them, and the one conversion.

Upstream of the timeline everything is in seconds; downstream of it everything is in frames. The one
conversion, `to_frame`, rounds an absolute position. No duration is ever rounded, so no error adds up.
"""

from __future__ import annotations

import math
import re
from typing import TypeAlias

Seconds: TypeAlias = float
"""A time or a duration, in seconds."""

Frames: TypeAlias = int
"""A count of audio frames: one sample of every channel, at a rate that stands beside it."""

Decibels: TypeAlias = float
"""A level against another level, in dB."""

Lufs: TypeAlias = float
"""Loudness as ITU-R BS.1770-5 measures it: LKFS, which EBU R 128 calls LUFS."""

LONGEST: Seconds = 24 * 3600.0
"""The longest duration a script may name: a day."""

_DURATION = re.compile(
    r"""(?:(?P<h>\d+(?:\.\d+)?)\s*h(?:ours?)?)?\s*
        (?:(?P<m>\d+(?:\.\d+)?)\s*m(?:in(?:ute)?s?)?)?\s*
        (?:(?P<s>\d+(?:\.\d+)?)\s*s(?:ec(?:ond)?s?)?)?\s*
        (?:(?P<ms>\d+)\s*ms)?""",
    re.VERBOSE,
)
_LEVEL = re.compile(r"(?P<sign>[-+\u2212]?)\s*(?P<size>\d+(?:\.\d+)?)\s*dB", re.IGNORECASE)

_SHARE = re.compile(r"(\d+(?:\.\d+)?)\s*%")


def parse_duration(text: str) -> Seconds:
    """Read a duration as people write it: ``90s``, ``2m``, ``1m30s``, ``1h5m``, ``0.5s``, ``500ms``, ``2 minutes``.

    Raises:
        ValueError: The text is no duration, or names one longer than a day.
    """
    match = _DURATION.fullmatch(text.strip()) if len(text) <= 40 else None  # noqa: PLR2004 - no duration is longer
    if match is None or not any(match.groups()):
        message = f"'{text[:40]}' is no duration: write it like 90s, 2m or 1m30s"
        raise ValueError(message)
    hours, minutes, seconds, thousandths = (float(part or 0) for part in match.groups())
    total = hours * 3600 + minutes * 60 + seconds + thousandths / 1000
    if total > LONGEST:
        message = f"'{text[:40]}' is longer than a day: the longest duration is 24h"
        raise ValueError(message)
    return total


def format_duration(seconds: Seconds) -> str:
    """Write a duration as people read it: ``45s``, ``1m30s``, ``2h00m05s``; tenths only below a minute."""
    if seconds < 60:  # noqa: PLR2004 - a minute
        tenths = round(seconds, 1)
        return f"{tenths:.0f}s" if tenths == int(tenths) else f"{tenths}s"
    whole = round(seconds)
    hours, rest = divmod(whole, 3600)
    minutes, left = divmod(rest, 60)
    if hours:
        return f"{hours}h{minutes:02d}m{left:02d}s"
    return f"{minutes}m{left:02d}s" if left else f"{minutes}m"


def format_clock(seconds: Seconds) -> str:
    """Write an instant as a player shows it: ``1:02:03`` or ``12:05``."""
    minutes, left = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{left:02d}" if hours else f"{minutes}:{left:02d}"


def parse_level(text: str) -> Decibels:
    """Read a level in dB, such as ``-16 dB``.

    Raises:
        ValueError: The text is no level.
    """
    match = _LEVEL.fullmatch(text.strip()) if len(text) <= 40 else None  # noqa: PLR2004 - no level is longer
    if match is None:
        message = f"'{text[:40]}' is no level: write it like -16 dB"
        raise ValueError(message)
    size = float(match["size"])
    return -size if match["sign"] in {"-", "\u2212"} else size


def parse_share(text: str) -> float:
    """Read a share in percent, such as ``30%``, as a number from 0 to 1.

    Raises:
        ValueError: The text is no share, or one over 100%.
    """
    match = _SHARE.fullmatch(text.strip()) if len(text) <= 40 else None  # noqa: PLR2004 - no share is longer
    if match is None or float(match[1]) > 100:  # noqa: PLR2004 - percent
        message = f"'{text[:40]}' is no share: write it like 30%"
        raise ValueError(message)
    return float(match[1]) / 100


def to_frame(position: Seconds, rate: int) -> Frames:
    """Return the frame nearest to an absolute position: the one conversion from seconds to frames.

    Args:
        position: Seconds from frame 0.
        rate: Frames per second.
    """
    return math.floor(position * rate + 0.5)


def to_seconds(frame: Frames, rate: int) -> Seconds:
    """Return the position of a frame in seconds from frame 0."""
    return frame / rate


def to_gain(level: Decibels) -> float:
    """Return the factor on amplitude for a level: ``10 ** (dB / 20)``."""
    return float(10.0 ** (level / 20.0))
