"""The speech cache: each spoken phrase once, under a key made from everything that shapes its sound.

An entry is one file: a line of JSON (rate, frames, profile of its loudness, checksum), then the samples as
little-endian float32. It appears whole or not at all, so processes may fill one cache together. An
entry that is missing, cut short or damaged counts as not there.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from platformdirs import user_cache_path

from coach.audio import Clip
from coach.audio.profile import Profile
from coach.errors import CoachError
from coach.places import checkout
from coach.whole import write_whole

if TYPE_CHECKING:
    from coach.units import Frames

VARIABLE = "COACH_CACHE"
"""The environment variable that names the cache's folder."""

_LONGEST_HEADER = 1 << 20


@dataclass(frozen=True, slots=True)
class Entry:
    """What is known of a cached clip without reading its samples."""

    rate: int
    """Frames per second."""
    frames: Frames
    """Length."""
    profile: Profile
    """How loud it is along its length."""


def default_folder() -> Path:
    """Return where clips are kept: ``$COACH_CACHE``, a checkout's ``audio_cache``, or the user's cache folder."""
    named = os.environ.get(VARIABLE)
    if named:
        return Path(named).expanduser()
    here = checkout()
    return here / "audio_cache" if here else user_cache_path("coach", appauthor=False) / "audio_cache"


def key(*parts: object) -> str:
    """Return the key for everything that shapes a sound: the SHA-256 of its parts as JSON."""
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()


class Cache:
    """Clips on disk, by key."""

    def __init__(self, folder: Path) -> None:
        """Use a folder, which is made when the first clip is kept."""
        self.folder = folder

    def peek(self, name: str) -> Entry | None:
        """Return what is known of a clip, or None where there is none (its samples are not checked)."""
        try:
            with self._path(name).open("rb") as file:
                header = json.loads(file.readline(_LONGEST_HEADER))
                profile = Profile(np.array(header["powers"], float), np.array(header["peaks"], float))
                entry = Entry(int(header["rate"]), int(header["frames"]), profile)
                whole = file.seek(0, os.SEEK_END) == header["start"] + entry.frames * 4
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return entry if whole else None

    def get(self, name: str) -> Clip | None:
        """Return a clip, or None where there is none or it is damaged."""
        try:
            with self._path(name).open("rb") as file:
                header = json.loads(file.readline(_LONGEST_HEADER))
                data = file.read()
            if hashlib.sha256(data).hexdigest() != header["sha256"]:
                return None
            return Clip(np.frombuffer(data, dtype="<f4"), int(header["rate"]))
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def put(self, name: str, clip: Clip, profile: Profile) -> None:
        """Keep a clip; another process may keep the same one at the same time.

        Raises:
            CoachError: The folder cannot be written.
        """
        data = clip.samples.astype("<f4").tobytes()
        shape = {"powers": _short(profile.powers), "peaks": _short(profile.peaks)}
        header = {"rate": clip.rate, "frames": len(clip), **shape}
        head = _header({**header, "sha256": hashlib.sha256(data).hexdigest()})
        path = self._path(name)
        try:
            write_whole(path, head + data)
        except OSError as error:
            message = (
                f"{self.folder}: the speech cache cannot be written ({error.strerror}): make room there, or "
                f"name another folder with --cache or {VARIABLE}"
            )
            raise CoachError(message) from error

    def _path(self, name: str) -> Path:
        return self.folder / name[:2] / f"{name}.clip"


def _short(values: np.ndarray) -> list[float]:
    return [float(f"{value:.5g}") for value in values]


def _header(values: dict[str, object]) -> bytes:
    """Return the header's line, which says where the samples start."""
    start = 0
    while True:
        line = json.dumps({**values, "start": start}).encode() + b"\n"
        if len(line) == start:
            return line
        start = len(line)
