"""What the engines with model files share: telling a model from another, and a failure in one line."""

from __future__ import annotations

import hashlib
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_EDGE = 1 << 16


def digest(model: Path, settings: bytes) -> str:
    """Tell a model by its size, its edges and its settings: hashing all of 60 MB would delay the first sound.

    Raises:
        OSError: The file cannot be read.
    """
    size = model.stat().st_size
    made = hashlib.sha256(settings + str(size).encode())
    with model.open("rb") as file:
        made.update(file.read(_EDGE))
        file.seek(max(0, size - _EDGE))
        made.update(file.read(_EDGE))
    return made.hexdigest()[:16]


def version_of(package: str) -> str:
    """Return a package's version, or ``none`` where it is not installed."""
    try:
        return version(package)
    except PackageNotFoundError:
        return "none"


def one_line(error: Exception) -> str:
    """Return what an error says, in one line of bearable length."""
    return " ".join(str(error).split())[:200] or type(error).__name__
