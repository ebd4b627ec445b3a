"""Engines by entry point: found by name, loaded only when asked for.

coach's own voices, players, exporters and controls are registered exactly as a stranger's would be, in the
entry-point groups ``coach.voices``, ``coach.players``, ``coach.exporters`` and ``coach.controls``.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from typing import Any, Literal

from coach.errors import EngineMissingError, suggest

Family = Literal["voices", "players", "exporters", "controls"]
"""The families of engines."""


@cache
def _entries(family: Family) -> dict[str, EntryPoint]:
    return {entry.name: entry for entry in entry_points(group=f"coach.{family}")}


def names(family: Family) -> tuple[str, ...]:
    """Return the names of a family's engines, without loading any."""
    return tuple(sorted(_entries(family)))


def load(family: Family, name: str) -> Any:  # noqa: ANN401 - each family casts to its own class
    """Load an engine's class.

    Args:
        family: Which family to look in.
        name: The engine's entry-point name.

    Raises:
        EngineMissingError: No engine has that name, or its package cannot be imported.
    """
    entry = _entries(family).get(name)
    if entry is None:
        message = f"no engine '{name}' among coach's {family}: {suggest(name, names(family))}"
        raise EngineMissingError(message)
    try:
        return entry.load()
    except ImportError as error:
        package = entry.dist.name if entry.dist else entry.value
        message = f"{family[:-1]} '{name}' cannot be loaded ({error}): pip install --force-reinstall {package}"
        raise EngineMissingError(message) from error


def require(module: str, install: str) -> Any:  # noqa: ANN401 - a module has no narrower type
    """Import the package behind an engine, at the moment the engine is used.

    Args:
        module: What to import, such as ``lameenc``.
        install: The command that installs it.

    Raises:
        EngineMissingError: It is not installed, or does not load on this machine.
    """
    try:
        return import_module(module)
    except (ImportError, OSError) as error:
        message = f"{module} cannot be loaded ({error}): {install}"
        raise EngineMissingError(message) from error
