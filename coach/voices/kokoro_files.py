"""Where Kokoro's files are: one folder that the user fills, or names."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING
from zipfile import BadZipFile, ZipFile

from platformdirs import user_data_path

from coach.errors import VoiceError

if TYPE_CHECKING:
    from collections.abc import Mapping

VARIABLE = "COACH_KOKORO"
"""Environment variable: the folder of Kokoro's files, or the model in it that is to be used."""

REMEDY = (
    "put kokoro-v1.0.onnx and voices-v1.0.bin there, from the releases of github.com/thewh1teagle/kokoro-onnx, "
    f"or name the folder that holds them with {VARIABLE}"
)
"""What makes good for missing files."""


@dataclass(frozen=True, slots=True)
class KokoroFiles:
    """A model, and the voices that stand beside it."""

    model: Path
    """The ``.onnx`` file."""
    styles: Mapping[str, Path]
    """Each voice's own name, such as ``af_heart``, and the voices file that it is in."""

    @classmethod
    def find(cls) -> KokoroFiles:
        """Look where `VARIABLE` points, or in coach's own folder for them.

        Raises:
            VoiceError: A file is missing, or there are several models: what to do about it, in one line.
        """
        named = os.environ.get(VARIABLE)
        place = Path(named).expanduser() if named else default_folder()
        model = place if place.suffix == ".onnx" else _only_model(place)
        styles = {name: file for file in _beside(model) for name in _names(file)}
        for what, there in ((f"Kokoro model {model.name}", model.is_file()), ("voices for Kokoro", bool(styles))):
            if not there:
                message = f"no {what} in {model.parent}: {REMEDY}"
                raise VoiceError(message)
        return cls(model, MappingProxyType(styles))

    def checksum(self, name: str) -> bytes:
        """Return what a voice's numbers come to: the voices file keeps it beside them.

        Raises:
            OSError: The file went away.
        """
        with ZipFile(self.styles[name]) as file:
            return str(file.getinfo(f"{name}.npy").CRC).encode()


def default_folder() -> Path:
    """Return the folder in which Kokoro's files are found without being named."""
    return user_data_path("coach", appauthor=False) / "kokoro"


def _only_model(folder: Path) -> Path:
    models = sorted(folder.glob("*.onnx"))
    if len(models) == 1:
        return models[0]
    if models:
        names = ", ".join(model.name for model in models)
        message = f"several models in {folder} ({names}): name the one to use: {VARIABLE}={models[0]}"
    else:
        message = f"no Kokoro model in {folder}: {REMEDY}"
    raise VoiceError(message)


def _beside(model: Path) -> list[Path]:
    return sorted(file for file in model.parent.glob("*") if file.suffix in {".bin", ".npz"})


def _names(file: Path) -> list[str]:
    """Return the voices in a file; none where it is another kind of file."""
    try:
        with ZipFile(file) as archive:
            return [name.removesuffix(".npy") for name in archive.namelist() if name.endswith(".npy")]
    except (OSError, BadZipFile):
        return []
