"""Exporters: blocks into a file. One file per format, found by entry point: its name is the suffix."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from coach.errors import ExportError, suggest
from coach.exporters.base import About, Exporter, Preset, Quality, blaming, whole_file
from coach.registry import load, names

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["About", "Exporter", "Preset", "Quality", "blaming", "exporters", "open_exporter", "whole_file"]


def open_exporter(path: Path) -> Exporter:
    """Return the exporter for a path's suffix.

    Raises:
        ExportError: No exporter writes such files; the text names the suffixes that are known.
    """
    suffix = path.suffix.lower().removeprefix(".")
    if suffix not in names("exporters"):
        known = suggest(suffix, names("exporters"))
        what = f"no format has the suffix '.{suffix}'" if suffix else "has no suffix to tell the format by"
        message = f"{path}: {what}: {known}"
        raise ExportError(message)
    return cast("type[Exporter]", load("exporters", suffix))()


def exporters() -> dict[str, Exporter]:
    """Return one exporter for each format that is registered, by suffix."""
    return {name: cast("type[Exporter]", load("exporters", name))() for name in names("exporters")}
