"""Plan, render and preview a session; `exporting` writes it to files, and `live` plays it."""

from __future__ import annotations

from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from coach.mixer import until
from coach.players import DEFAULT, open_player
from coach.session.exporting import opened, ready, write
from coach.session.listener import Log
from coach.session.studio import Studio, Wishes
from coach.timeline import cut, step_span
from coach.units import Seconds, to_frame

if TYPE_CHECKING:
    from collections.abc import Iterator
    from os import PathLike

    from coach.audio import Samples
    from coach.mixer import Mixer
    from coach.script import Script
    from coach.session.listener import Listener
    from coach.timeline import Timeline
    from coach.units import Frames

PLAY_BLOCK: Seconds = 0.02
"""Seconds in a block that is played live: short, so that a stop is heard at once."""


def plan(script: Script, wishes: Wishes | None = None) -> Timeline:
    """Lay a session out with the lengths that are known, and estimates for the rest. No voice is loaded.

    Raises:
        TimingError: Words or slot do not fit.
        VoiceError: The voice is unknown.
        SoundError: A chime is unknown.
    """
    return Studio(script, wishes or Wishes(), Log()).plan()


def render(
    script: Script,
    wishes: Wishes | None = None,
    listener: Listener | None = None,
    *,
    block: Frames | None = None,
) -> Iterator[Samples]:
    """Yield a session as blocks of float32 at 48 kHz in two channels, shape (frames, 2), full scale ±1.

    Args:
        script: The session.
        wishes: What beats the script.
        listener: Hears what goes on.
        block: Frames in a block; one second where it is None.

    Raises:
        CoachError: Something in the script or on the machine does not allow it.
    """
    studio = Studio(script, wishes or Wishes(), listener or Log())
    with studio.beds() as beds:
        yield from studio.mixer(studio.measured(), beds).blocks(block)


def preview(  # noqa: PLR0913 - each is something a person asks for
    script: Script,
    step: str,
    *,
    side: str | None = None,
    path: str | PathLike[str] | None = None,
    player: str = DEFAULT,
    stop: Event | None = None,
    wishes: Wishes | None = None,
    listener: Listener | None = None,
) -> Timeline:
    """Play one step, or write it to a file; only that step's words are spoken.

    Args:
        script: The session.
        step: The step's id, its number, or a part of its title that only it has.
        side: Which side; the first where it is None.
        path: Write here instead of playing.
        player: Which player to use.
        stop: Set it to fade out and leave.
        wishes: What beats the script.
        listener: Hears what goes on.

    Returns:
        The timeline of what was heard.

    Raises:
        CoachError: Something in the script or on the machine does not allow it.
    """
    studio = Studio(script, wishes or Wishes(), listener or Log())
    place = studio.find(step, side)
    if path is None:
        open_player(player).device()
    with studio.beds() as beds, opened(studio, [] if path is None else [Path(path)]) as outputs:
        whole = studio.measured(place)
        timeline = cut(whole, step_span(whole.steps[place]))
        if outputs:
            write(outputs, studio, *ready(studio, timeline, beds))
        else:
            _play(player, studio, studio.mixer(timeline, beds), stop or Event())
    return timeline


def _play(name: str, studio: Studio, mixer: Mixer, stop: Event) -> None:
    blocks = until(stop, mixer.blocks(to_frame(PLAY_BLOCK, mixer.format.rate)), mixer.format)
    open_player(name).play(blocks, mixer.format, lambda frames: studio.listener.mixing(frames, mixer.length), stop)
