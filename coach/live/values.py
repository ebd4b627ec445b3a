"""What a live session can be asked, and what it says of itself."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from coach.units import Seconds

State: TypeAlias = Literal["playing", "paused", "waiting", "preparing", "lost", "leaving", "over"]
"""What a session is doing: ``waiting`` for its masseur to go on, ``preparing`` words that are not spoken yet,
``lost`` while there is no sound device."""


class Action(StrEnum):
    """What a session can be asked: the words of ``coach tell``, and what keys are mapped to."""

    TOGGLE = "toggle"
    """Pause; or go on, from a pause or from a step that waits: all that a one-button clicker needs."""
    PAUSE = "pause"
    """Hold the plan; the bed stays."""
    RESUME = "resume"
    """Go on, from a pause or from a step that waits."""
    NEXT = "next"
    """On to the next step."""
    BACK = "back"
    """To this step's beginning; just after it, to the step before."""
    REPEAT = "repeat"
    """Say the present cue again, then go on from it."""
    MORE = "more"
    """Half a minute more for this step."""
    LESS = "less"
    """Half a minute less for this step, as far as its words allow."""
    FULLER = "fuller"
    """More guidance: from tones to brief, from brief to full."""
    BRIEFER = "briefer"
    """Less guidance."""
    TIME = "time"
    """Say how long this step and the session have left."""
    LOUDER = "louder"
    """Louder words."""
    SOFTER = "softer"
    """Softer words."""
    BED_LOUDER = "bed-louder"
    """Louder bed and chimes."""
    BED_SOFTER = "bed-softer"
    """Softer bed and chimes."""
    STOP = "stop"
    """Fade and leave; only when asked twice within a few seconds."""


@dataclass(frozen=True, slots=True)
class Status:
    """Where a session stands, for a screen, a remote control or a lock screen."""

    state: State
    """What it is doing."""
    title: str
    """The session's title."""
    step: str
    """Title of the step under way; empty before the first and after the last."""
    side: str | None
    """Its side; None in a part that is done once."""
    number: int
    """Which visit it is, from 1, of ``count``; 0 before the first."""
    count: int
    """How many visits, each of one step on one side, the session has."""
    upcoming: str
    """Title of the step after it, with its side; empty at the last."""
    position: Seconds
    """Seconds of the plan that were heard."""
    length: Seconds
    """Seconds the plan lasts, as it now is."""
    step_left: Seconds
    """Seconds left in the step under way."""
    left: Seconds
    """Seconds left in the session."""
    over: Seconds
    """Seconds that the session will run over its slot; 0 where it fits, or has none."""
    said: str
    """The words said last, for those who did not catch them."""
    message: str
    """What the masseur should know now, such as "stop? once more to stop"; empty mostly."""
