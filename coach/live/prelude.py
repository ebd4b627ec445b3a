"""The first seconds of a session as they were last heard, kept so that they can sound before anything is ready."""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from coach.whole import write_whole

if TYPE_CHECKING:
    from coach.audio import Format, Samples
    from coach.units import Frames, Seconds

FOLDER = "live"
"""Where everything about live sessions is kept, inside the speech cache's folder."""

LONG: Seconds = 8.0
"""Seconds that are kept: several times what a busy machine takes to make a session ready."""

MOST = 20
"""Preludes that are kept in one folder: the ones used last. Each takes 3 MB."""

LONGEST_HEADER = 1 << 16
"""The longest first line that is read, in bytes."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a prelude belongs to, and how it is played."""

    script: str
    """The absolute path of the script."""
    player: str
    """The player's name."""
    delay: Seconds
    """Seconds that a wireless loudspeaker takes to sound."""
    preroll: Seconds
    """Seconds of a whisper before the first sound."""


class Prelude:
    """One file, whole or not there: a line of JSON that says what it belongs to, then float32 samples."""

    def __init__(self, path: Path) -> None:
        """Keep it in a file; its folder is made when it is first written."""
        self._path = path

    def read(self, form: Format) -> tuple[Asked, Samples] | None:
        """Return what it belongs to, and the sound: shape (frames, channels).

        Returns:
            None where there is none, or its script has changed since.
        """
        try:
            with self._path.open("rb") as file:
                header = json.loads(file.readline(LONGEST_HEADER))
                data = file.read()
            asked = Asked(**header["asked"])
            if header != _header(asked, form, data):
                return None
            return asked, np.frombuffer(data, "<f4").reshape(-1, form.channels)
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def write(self, asked: Asked, form: Format, samples: Samples) -> None:
        """Keep a sound; where that fails, the next session merely begins a second later."""
        data = samples.astype("<f4").tobytes()
        with suppress(OSError):
            write_whole(self._path, json.dumps(_header(asked, form, data)).encode() + b"\n" + data)
            others = sorted(self._path.parent.glob(f"*{self._path.suffix}"), key=lambda path: path.stat().st_mtime)
            for old in others[:-MOST]:
                old.unlink()

    def forget(self) -> None:
        """Keep it no more."""
        with suppress(OSError):
            self._path.unlink(missing_ok=True)


def _header(asked: Asked, form: Format, data: bytes) -> dict[str, object]:
    script = hashlib.sha256(Path(asked.script).read_bytes()).hexdigest()
    sound = hashlib.sha256(data).hexdigest()
    return {"asked": asdict(asked), "rate": form.rate, "channels": form.channels, "text": script, "sound": sound}


class Tap:
    """Hears a source's first frames as a device does, and keeps them; anything heard twice spoils them."""

    def __init__(self, wanted: Frames) -> None:
        """Keep so many frames."""
        self._wanted = wanted
        self._blocks: list[Samples] = []
        self._count: Frames = 0
        self._spoilt = False

    def hear(self, wall: Frames, block: Samples) -> None:
        """Hear a block that begins at a frame."""
        if self._count >= self._wanted or self._spoilt:
            return
        if wall != self._count:
            self._spoilt, self._blocks = True, []
            return
        self._blocks.append(block[: self._wanted - wall])
        self._count += len(self._blocks[-1])

    def full(self) -> Samples | None:
        """Return all that was to be kept, once and no more; None before, and where it was spoilt."""
        if self._count < self._wanted or not self._blocks:
            return None
        sound, self._blocks = np.concatenate(self._blocks), []
        return sound
