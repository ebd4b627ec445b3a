"""The first seconds of a session as they were rendered last, kept so that they can sound before anything is ready."""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING

import numpy as np

from coach.units import Seconds, to_frame

if TYPE_CHECKING:
    from coach.audio import Format, Samples

LONG: Seconds = 8.0
"""Seconds that are kept: several times what a busy machine takes to make a session ready."""

LONGEST_HEADER = 1 << 16
"""The longest first line that is read, in bytes."""


class Prelude:
    """One file, whole or not there: a line of JSON that says which script it belongs to, then float32 samples."""

    def __init__(self, path: Path) -> None:
        """Keep it in a file; its folder is made when it is first written."""
        self._path = path

    def read(self, form: Format) -> Samples | None:
        """Return the sound, shape (frames, channels); None where there is none, or its script has changed since."""
        try:
            with self._path.open("rb") as file:
                header = json.loads(file.readline(LONGEST_HEADER))
                data = file.read()
            script = Path(header["script"]).read_bytes()
            if header != _header(Path(header["script"]), script, form, data):
                return None
            return np.frombuffer(data, "<f4").reshape(-1, form.channels)
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def write(self, script: Path, form: Format, samples: Samples) -> None:
        """Keep the sound of a script; where that fails, the next session merely begins a second later."""
        data = samples.astype("<f4").tobytes()
        with suppress(OSError):
            header = json.dumps(_header(script.absolute(), script.read_bytes(), form, data)).encode() + b"\n"
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with NamedTemporaryFile(dir=self._path.parent, prefix=".part-", delete=False) as file:
                file.write(header + data)
            Path(file.name).replace(self._path)

    def wanted(self, form: Format) -> int:
        """Return how many frames are worth keeping."""
        return to_frame(LONG, form.rate)


def _header(script: Path, text: bytes, form: Format, data: bytes) -> dict[str, object]:
    checksums = {"text": hashlib.sha256(text).hexdigest(), "sound": hashlib.sha256(data).hexdigest()}
    return {"script": str(script), "rate": form.rate, "channels": form.channels, **checksums}
