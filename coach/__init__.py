"""coach: a YAML script of steps becomes spoken, timed, hands-free guidance.

import coach

script = coach.load("back-of-legs")             # a path, or a session that coach ships
coach.export(script, Path("back-of-legs.mp3"))  # one MP3
coach.play(script)                              # on this machine's speakers
coach.preview(script, "effleurage")             # one step
coach.schedule(script).cues                     # the plan, from estimates: no voice needed
for block in coach.render(script): ...          # float32 blocks, 48 kHz stereo
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from coach.audio import Clip
    from coach.errors import (
        CoachError,
        ControlError,
        EngineMissingError,
        ExportError,
        PlayerError,
        ScriptError,
        SoundError,
        TimingError,
        VoiceError,
    )
    from coach.script import Script, Step, load
    from coach.session import Manner, Wishes, export, play, preview, render
    from coach.timeline import Cue, Timeline, schedule

__all__ = [
    "Clip",
    "CoachError",
    "ControlError",
    "Cue",
    "EngineMissingError",
    "ExportError",
    "Manner",
    "PlayerError",
    "Script",
    "ScriptError",
    "SoundError",
    "Step",
    "Timeline",
    "TimingError",
    "VoiceError",
    "Wishes",
    "export",
    "load",
    "play",
    "preview",
    "render",
    "schedule",
]

_ROOMS = {
    "Clip": "audio",
    "Script": "script",
    "Step": "script",
    "load": "script",
    "Cue": "timeline",
    "Timeline": "timeline",
    "schedule": "timeline",
    "Manner": "session",
    "Wishes": "session",
    "export": "session",
    "play": "session",
    "preview": "session",
    "render": "session",
}


def __getattr__(name: str) -> Any:  # noqa: ANN401 - whatever the room holds
    """Load a room when something of it is first asked for: ``import coach`` costs next to nothing."""
    if name not in __all__:
        message = f"module 'coach' has no attribute '{name}'"
        raise AttributeError(message)
    return getattr(import_module(f"coach.{_ROOMS.get(name, 'errors')}"), name)


def __dir__() -> list[str]:
    """List the public names."""
    return __all__
