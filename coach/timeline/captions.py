"""What is said, and when, in the formats of captions: WebVTT, SubRip and LRC. Each is a pure function of a timeline.

A caption is one cue's words. It stands from the cue's first frame to its end, each rounded to the nearest thousandth
of a second (LRC: hundredth), so that captions meet where cues meet and never overlap. A cue is never dealt out over
several captions: when its later words fall would be a guess.
"""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coach.timeline.values import Cue, Timeline
    from coach.units import Frames

ROW: Final = 42
"""The most characters in a row of a caption: what subtitlers give to one."""

CAPTIONS: Final = ("lrc", "srt", "vtt")
"""The formats of captions, by their suffixes."""

_NO_TAGS: Final = str.maketrans("<>", "\u2039\u203a")
"""Stand in SubRip for what players may take for a tag, or for the arrow between two times."""

_NO_TIMES: Final = str.maketrans("[]", "()")
"""Stand in LRC for what players may take for a time."""


def captions(kind: str, timeline: Timeline, language: str) -> str:
    """Return a session's captions in one of the formats of `CAPTIONS`.

    Args:
        kind: The format's suffix.
        timeline: The session.
        language: Of its words, as BCP 47 writes it.
    """
    if kind == "vtt":
        return vtt(timeline, language)
    return {"lrc": lrc, "srt": srt}[kind](timeline)


def vtt(timeline: Timeline, language: str) -> str:
    """Return a session's captions as WebVTT (W3C Candidate Recommendation of 4 April 2019).

    The standard has no field for a language, so that a comment names it.
    """
    head = f"WEBVTT - {_one_line(timeline.title).replace('-->', '→')}\n\nNOTE Language: {language}\n"
    return head + "".join(
        f"\n{number}\n{times}\n{_escaped(words)}\n" for number, times, words in _captions(timeline, ".")
    )


def srt(timeline: Timeline) -> str:
    """Return a session's captions as SubRip text."""
    found = _captions(timeline, ",")
    return "\n".join(f"{number}\n{times}\n{words.translate(_NO_TAGS)}\n" for number, times, words in found)


def lrc(timeline: Timeline) -> str:
    """Return a session's words as LRC, a line for each cue. It has no ends: a line stays until the next one."""
    minutes, seconds = divmod(_parts(timeline.length, timeline.rate, 1), 60)
    lines = [f"[ti:{_sung(timeline.title)}]", f"[length:{minutes:02d}:{seconds:02d}]", "[re:coach]"]
    for cue in _said(timeline):
        seconds, hundredths = divmod(_parts(cue.span.start, timeline.rate, 100), 100)
        lines.append(f"[{seconds // 60:02d}:{seconds % 60:02d}.{hundredths:02d}]{_sung(cue.text)}")
    return "\n".join(lines) + "\n"


def _captions(timeline: Timeline, point: str) -> Iterator[tuple[int, str, str]]:
    """Yield each caption's number, from 1, its times, and its words in rows."""
    for number, cue in enumerate(_said(timeline), 1):
        start = _parts(cue.span.start, timeline.rate, 1000)
        end = max(start + 1, _parts(cue.span.end, timeline.rate, 1000))
        yield number, f"{_clock(start, point)} --> {_clock(end, point)}", "\n".join(_rows(cue.text))


def _said(timeline: Timeline) -> Iterator[Cue]:
    return (cue for cue in timeline.cues if cue.kind == "say")


def _parts(position: Frames, rate: int, parts: int) -> int:
    """Return a position in parts of a second: the nearest, the later one where two are as near."""
    return (2 * position * parts + rate) // (2 * rate)


def _clock(thousandths: int, point: str) -> str:
    seconds, rest = divmod(thousandths, 1000)
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}{point}{rest:03d}"


def _rows(text: str) -> list[str]:
    """Break words into as few rows as hold them, all about as long."""
    text = _one_line(text)
    rows = wrap(text, ROW)
    even = (wrap(text, width) for width in range(-(-len(text) // max(1, len(rows))), ROW))
    return next((found for found in even if len(found) == len(rows)), rows)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _escaped(words: str) -> str:
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _sung(text: str) -> str:
    return _one_line(text).translate(_NO_TIMES)
