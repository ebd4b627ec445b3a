"""simpleaudio: an extra, where it can be built. It plays whole buffers only, and only on Pythons before 3.12."""

from __future__ import annotations

import sys
from importlib.util import find_spec
from typing import TYPE_CHECKING

import numpy as np

from coach.errors import EngineMissingError, PlayerError
from coach.players.base import Player
from coach.registry import require

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from threading import Event

    from coach.audio import Format, Samples
    from coach.units import Frames, Seconds

INSTALL = "pip install 'coach[simpleaudio]'"

TOO_NEW = "simpleaudio crashes on Python 3.12 and later: use the default player (miniaudio)"

LOOK: Seconds = 0.05
"""Seconds between two looks at whether it still plays."""


class SimpleaudioPlayer(Player):
    """Renders everything into one buffer of 16 bits (11.5 MB a minute), then plays it."""

    def play(self, blocks: Iterable[Samples], form: Format, heard: Callable[[Frames], None], stop: Event) -> None:
        """Play blocks through ALSA, WASAPI or Core Audio; a stop takes effect at once, without a fade."""
        if sys.version_info >= (3, 12):
            raise EngineMissingError(TOO_NEW)
        simpleaudio = require("simpleaudio", INSTALL)
        steps = [np.clip(np.round(block * 32767.0), -32768, 32767).astype("<i2") for block in blocks]
        whole = np.concatenate(steps) if steps else np.zeros((0, form.channels), "<i2")
        try:
            playing = simpleaudio.play_buffer(whole, form.channels, 2, form.rate)
        except (simpleaudio.SimpleaudioError, OSError) as error:
            message = f"no sound device ({error}): plug one in; coach export writes a file instead"
            raise PlayerError(message) from error
        while playing.is_playing():
            if stop.wait(LOOK):
                playing.stop()
                return
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
