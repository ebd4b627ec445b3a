"""A check-up of this machine: what coach can use here, and the line that mends what it cannot."""

from __future__ import annotations

import platform
from dataclasses import dataclass
from typing import TYPE_CHECKING

from coach.cache import default_folder
from coach.errors import CoachError
from coach.exporters import exporters
from coach.players import DEFAULT, players
from coach.voices import engines

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path
    from typing import Protocol

    class _Usable(Protocol):
        def missing(self) -> str | None: ...


OPTIONAL = ("kokoro", "simpleaudio", "sounddevice")
"""Engines that coach does without."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    what: str
    """What it is."""
    fine: bool
    """Whether it can be used."""
    text: str
    """What was found, or the line that mends it."""
    optional: bool = False
    """Whether coach does without it."""


def examine(cache: Path | None = None) -> tuple[Finding, ...]:
    """Look at everything a session may need.

    Args:
        cache: The speech cache's folder; the default one where it is None.
    """
    return (
        Finding("python", fine=True, text=platform.python_version()),
        *_family("voice", engines()),
        *_family("player", players()),
        *_family("export", exporters()),
        _sound_device(),
        _cache(cache or default_folder()),
    )


def _family(kind: str, members: Mapping[str, _Usable]) -> Iterable[Finding]:
    for name, member in members.items():
        missing = member.missing()
        yield Finding(f"{kind} {name}", missing is None, missing or "ready", optional=name in OPTIONAL)


def _sound_device() -> Finding:
    try:
        found = players()[DEFAULT].device()
    except CoachError as error:
        return Finding("sound device", fine=False, text=str(error), optional=True)
    return Finding("sound device", fine=True, text=found)


def _cache(folder: Path) -> Finding:
    probe = folder / ".probe"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as error:
        return Finding("speech cache", fine=False, text=f"{folder}: {error.strerror}: name another with --cache")
    clips = sum(1 for _ in folder.glob("*/*.clip"))
    return Finding("speech cache", fine=True, text=f"{folder}, {clips} phrases")
