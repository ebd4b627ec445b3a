"""A session on a device that cannot be led."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.errors import PlayerError
from coach.live.company import reached
from coach.live.standing import standing
from coach.mixer import until
from coach.timeline import Span, cut, rehearsal
from coach.units import Seconds, to_frame

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from threading import Event

    from coach.live.company import Control
    from coach.live.values import Action
    from coach.players import Player
    from coach.session.manner import Manner
    from coach.session.studio import Studio
    from coach.sounds import Bed
    from coach.timeline import Timeline
    from coach.units import Frames

BLOCK: Seconds = 0.02
"""Seconds in a block: short, so that a stop is heard at once."""

SHOWN: Seconds = 1.0
"""Seconds of the session between two looks at where it stands."""


class PlayedThrough:
    """One session on a device that cannot be led: from start to end, unless it is stopped."""

    def __init__(self, player: Player, studio: Studio, beds: Mapping[str, Bed], manner: Manner) -> None:
        self._player, self._studio, self._beds, self._manner = player, studio, beds, manner
        self._refused = False

    def play(self, controls: Sequence[Control], stop: Event) -> Timeline:
        """Play until it is over."""
        timeline = self._planned()
        mixer = self._studio.mixer(timeline, self._beds)
        blocks = until(stop, mixer.blocks(to_frame(BLOCK, mixer.format.rate)), mixer.format)
        shown = 0

        def show(frames: Frames) -> None:
            nonlocal shown
            self._studio.listener.mixing(frames, mixer.length)
            if frames >= min(shown, mixer.length):
                shown = frames + to_frame(SHOWN, mixer.format.rate)
                status = standing(timeline, frames, "over" if frames >= mixer.length else "playing", 0.0, "")
                for control in controls:
                    control.show(status)

        with reached(controls, self._refuse):
            show(0)
            self._player.play(blocks, mixer.format, show, stop)
        return timeline

    def _planned(self) -> Timeline:
        manner = self._manner
        if manner.resume or (manner.until and manner.start):
            what = "--resume" if manner.resume else "--from with --until"
            message = f"this player plays from start to end: {what} needs one that can be led, such as miniaudio"
            raise PlayerError(message)
        timeline = self._studio.measured()
        place = 0 if manner.start is None else self._studio.find(manner.start, manner.side)
        if place:
            timeline = cut(timeline, Span(timeline.steps[place].opens, timeline.length))
        return rehearsal(timeline) if manner.rehearse else timeline

    def _refuse(self, _: Action) -> None:
        if not self._refused:
            self._studio.listener.note("this player plays from start to end: Ctrl-C fades it out")
        self._refused = True
