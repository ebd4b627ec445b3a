"""The null player: takes in everything at once and makes no sound. For machines without ears."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.players.base import Player

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from threading import Event

    from coach.audio import Format, Samples
    from coach.units import Frames


class NullPlayer(Player):
    """Consumes blocks as fast as they come; nothing paces it."""

    def play(
        self,
        blocks: Iterable[Samples],
        form: Format,  # noqa: ARG002 - silence has every format
        heard: Callable[[Frames], None],
        stop: Event,  # noqa: ARG002 - the blocks end by themselves
    ) -> None:
        """Consume all blocks."""
        position = 0
        for block in blocks:
            position += len(block)
            heard(position)

    def device(self) -> str:
        """Return that there is none, and need be none."""
        return "none needed"

    def missing(self) -> str | None:
        """Return None: it needs nothing."""
        return None
