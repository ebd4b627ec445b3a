"""What a timeline has to tell players, before any format's own way of writing it."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import version
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coach.timeline import Timeline
    from coach.units import Frames

ISO_639_2 = {"en": "eng", "de": "deu", "fr": "fra", "es": "spa", "it": "ita", "nl": "nld", "pt": "por"}
"""The three-letter codes of languages, by the two letters that BCP 47 has for them."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A chapter as players take it."""

    start: int
    """Milliseconds from the beginning."""
    end: int
    """Milliseconds from the beginning; where the next one starts."""
    title: str
    """What players show."""


@dataclass(frozen=True, slots=True)
class Words:
    """One line that is spoken."""

    start: int
    """Milliseconds from the beginning."""
    text: str
    """What a person reads, in one line."""


def marks(timeline: Timeline) -> tuple[Mark, ...]:
    """Return the chapters, one right after the other, the last until the end."""
    starts = [*(_milliseconds(chapter.start, timeline) for chapter in timeline.chapters), milliseconds(timeline)]
    return tuple(
        Mark(start, end, chapter.title)
        for (start, end), chapter in zip(pairwise(starts), timeline.chapters, strict=True)
    )


def words(timeline: Timeline) -> tuple[Words, ...]:
    """Return all that is spoken, in order."""
    return tuple(
        Words(_milliseconds(cue.span.start, timeline), " ".join(cue.text.split()))
        for cue in timeline.cues
        if cue.kind == "say"
    )


def milliseconds(timeline: Timeline) -> int:
    """Return how long a session lasts, in milliseconds, to the nearest."""
    return _milliseconds(timeline.length, timeline)


def plain(timeline: Timeline) -> str:
    """Return the words alone, for players that cannot time them: one line each."""
    return "\n".join(line.text for line in words(timeline))


def lrc(timeline: Timeline) -> str:
    """Return the words with their times as LRC writes them: ``[mm:ss.xx]``, to the nearest hundredth."""
    return "\n".join(_lrc(timeline))


def _lrc(timeline: Timeline) -> Iterator[str]:
    for line in words(timeline):
        seconds, hundredths = divmod(round(line.start / 10), 100)
        yield f"[{seconds // 60:02}:{seconds % 60:02}.{hundredths:02}]{line.text}"


def clock(at: int) -> str:
    """Return milliseconds as ``HH:MM:SS.mmm``."""
    seconds, rest = divmod(at, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{rest:03}"


def iso_639_2(language: str) -> str:
    """Return the three-letter code that ID3 and MP4 want; one that is not known is undetermined."""
    return ISO_639_2.get(language.split("-", maxsplit=1)[0].lower(), "und")


def software() -> str:
    """Return what made the file: coach, and which."""
    return f"coach {version('coach')}"


def _milliseconds(frame: Frames, timeline: Timeline) -> int:
    return round(frame * 1000 / timeline.rate)
