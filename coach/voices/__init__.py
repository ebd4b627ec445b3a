"""Voices: text in, sound out. One file per engine, found by entry point."""

from __future__ import annotations

from typing import cast

from coach.errors import VoiceError, suggest
from coach.registry import load, names
from coach.voices.base import Engine, Voice, VoiceInfo

__all__ = ["Engine", "Voice", "VoiceInfo", "engines", "open_engine", "open_voice"]

SYSTEM = "system"
"""The engine of the operating system's own voices."""


def engines() -> dict[str, Engine]:
    """Return every engine that is registered, by name.

    Raises:
        EngineMissingError: One of them cannot be loaded.
    """
    return {name: open_engine(name) for name in names("voices")}


def open_engine(name: str) -> Engine:
    """Return an engine by its entry point's name.

    Raises:
        EngineMissingError: No engine has that name, or it cannot be loaded.
    """
    return cast("type[Engine]", load("voices", name))()


def open_voice(name: str) -> Voice:
    """Return the voice that a script names.

    Raises:
        VoiceError: No engine knows it, or its engine cannot use it.
    """
    for engine in names("voices"):
        voice = open_engine(engine).open(name)
        if voice is not None:
            return voice
    known = [engine.voices() for key, engine in engines().items() if key != SYSTEM]  # asking the system takes long
    names_known = [info.name for infos in known for info in infos]
    message = f"unknown voice '{name}': {suggest(name, [*names_known, SYSTEM])}"
    raise VoiceError(message)
