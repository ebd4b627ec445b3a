"""simpleaudio: an extra, where it can be built. It plays whole buffers only, and only on Pythons before 3.12."""

from __future__ import annotations

import sys
from importlib.util import find_spec
from time import monotonic, sleep
from typing import TYPE_CHECKING

import numpy as np

from coach.errors import EngineMissingError, PlayerError
from coach.players.alsa import hush
from coach.players.base import WENT_AWAY, Player
from coach.registry import require
from coach.units import Frames, Seconds, to_seconds

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from threading import Event

    from coach.audio import Format, Samples

INSTALL = "pip install 'coach[simpleaudio]'"

TOO_NEW = "simpleaudio crashes on Python 3.12 and later: use the default player (miniaudio)"

LOOK: Seconds = 0.05
"""Seconds between two looks at whether it still plays."""

EARLY: Seconds = 1.0
"""Seconds before its time at which a buffer may end; more, and the device went away: it never says so itself."""


class SimpleaudioPlayer(Player):
    """Renders everything into one buffer of 16 bits (11.5 MB a minute), then plays it."""

    def play(self, blocks: Iterable[Samples], form: Format, heard: Callable[[Frames], None], stop: Event) -> None:
        """Play blocks through ALSA, WASAPI or Core Audio; a stop takes effect at once, without a fade."""
        if sys.version_info >= (3, 12):
            raise EngineMissingError(TOO_NEW)
        simpleaudio = require("simpleaudio", INSTALL)
        refused = require("simpleaudio._simpleaudio", INSTALL).SimpleaudioError
        hush()
        steps = [np.clip(np.round(block * 32767.0), -32768, 32767).astype("<i2") for block in blocks]
        if not steps or stop.is_set():
            return
        whole = np.concatenate(steps)
        began = monotonic()
        try:
            playing = simpleaudio.play_buffer(whole, form.channels, 2, form.rate)
        except (refused, OSError) as error:
            reason = " ".join(str(error).split())
            message = f"no sound device ({reason}): plug one in; coach export writes a file instead"
            raise PlayerError(message) from error
        while playing.is_playing():
            sleep(LOOK)
            if stop.is_set():
                playing.stop()
                return
        if monotonic() - began < to_seconds(len(whole), form.rate) - EARLY:
            raise PlayerError(WENT_AWAY)
        heard(len(whole))

    def device(self) -> str:
        """Return the system's default: simpleaudio cannot ask which that is."""
        require("simpleaudio", INSTALL)
        return "the system's default"

    def missing(self) -> str | None:
        """Return the command that installs simpleaudio, or why it cannot be used on this Python."""
        if sys.version_info >= (3, 12):
            return TOO_NEW
        return None if find_spec("simpleaudio") else INSTALL
