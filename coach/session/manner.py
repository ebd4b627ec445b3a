"""How a session is played, beside what is played."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from coach.units import Seconds


@dataclass(frozen=True, slots=True)
class Manner:
    """How a session is played, beside what is played."""

    start: str | None = None
    """The step to start from; the beginning where it is None."""
    side: str | None = None
    """The side of that step; the first where it is None."""
    until: datetime | None = None
    """The moment, with its time zone, at which the session must end; beats the script's slot. It bends to end then."""
    rehearse: bool = False
    """Whether to skip all empty stretches: a session learned in a few minutes, in brief words unless others are asked
    for."""
    resume: bool = False
    """Whether to take up the session where it stopped."""
    delay: Seconds = 0.0
    """Seconds that a wireless loudspeaker takes to sound."""
    preroll: Seconds = 0.0
    """Seconds of a whisper before the first sound, which wakes such a loudspeaker."""
