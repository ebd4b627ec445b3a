"""Players: blocks into the air. One file per backend, found by entry point."""

from __future__ import annotations

from typing import cast

from coach.players.base import Player
from coach.registry import load, names

__all__ = ["DEFAULT", "Player", "open_player", "players"]

DEFAULT = "miniaudio"
"""The player used where none is named."""


def open_player(name: str) -> Player:
    """Return a player by its entry point's name.

    Raises:
        EngineMissingError: No player has that name.
    """
    return cast("type[Player]", load("players", name))()


def players() -> dict[str, Player]:
    """Return one player of each kind that is registered, by name."""
    return {name: open_player(name) for name in names("players")}
