"""What each action does, in a few words: for lists of keys and for help."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.live.values import Action

if TYPE_CHECKING:
    from collections.abc import Mapping

WORDS: Mapping[Action, str] = {
    Action.TOGGLE: "pause, or go on",
    Action.PAUSE: "pause",
    Action.RESUME: "go on",
    Action.NEXT: "on to the next step",
    Action.BACK: "back to the step's beginning, or to the step before",
    Action.REPEAT: "say it again",
    Action.MORE: "half a minute more for this step",
    Action.LESS: "half a minute less",
    Action.FULLER: "more guidance",
    Action.BRIEFER: "less guidance",
    Action.TIME: "say how long is left",
    Action.LOUDER: "louder words",
    Action.SOFTER: "softer words",
    Action.BED_LOUDER: "louder bed",
    Action.BED_SOFTER: "softer bed",
    Action.STOP: "stop, when asked twice",
}
"""All of them, in the order in which lists show them."""
