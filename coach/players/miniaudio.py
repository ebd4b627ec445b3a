"""miniaudio: the default player. Its wheels bring everything it needs.

The device's period is 200 ms: at that, the time between two cues is exact to the sample, also when both
cores are busy.
"""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from coach.audio import Format
from coach.errors import PlayerError
from coach.players.alsa import hush
from coach.players.base import Stream
from coach.players.streaming import StreamingPlayer
from coach.registry import require

if TYPE_CHECKING:
    from collections.abc import Generator

    from coach.players.base import Pull
    from coach.units import Frames, Seconds

INSTALL = "pip install miniaudio"

PERIOD: Seconds = 0.2
"""Seconds of sound that the device asks for at a time."""

LAG: Seconds = PERIOD
"""Seconds that a frame waits in the device: when that asks, it still holds a period. Measured against a sound server:
152 to 184 ms, for it takes up to 50 ms at once; the rest is heard twice after a flush rather than never."""


class MiniaudioPlayer(StreamingPlayer):
    """Plays through the machine's default device."""

    def open(self, form: Format, pull: Pull) -> Stream:
        """Open the default device."""
        miniaudio = require("miniaudio", INSTALL)
        stream = _MiniaudioStream(miniaudio, form)
        try:
            stream.start(pull)
        except miniaudio.MiniaudioError as error:
            stream.close()
            raise PlayerError(_no_device(error)) from error
        return stream

    def device(self) -> str:
        """Open the default device, and return the sound system that answered."""
        stream = _MiniaudioStream(require("miniaudio", INSTALL), Format())
        stream.close()
        return f"the default one of {stream.system}"

    def missing(self) -> str | None:
        """Return the command that installs miniaudio, where it is missing."""
        return None if find_spec("miniaudio") else INSTALL


class _MiniaudioStream(Stream):
    def __init__(self, miniaudio: Any, form: Format) -> None:  # noqa: ANN401 - miniaudio ships no types
        hush()
        self._library = miniaudio.lib
        self._device = miniaudio.PlaybackDevice.__new__(miniaudio.PlaybackDevice)
        try:
            self._device.__init__(
                output_format=miniaudio.SampleFormat.FLOAT32,
                nchannels=form.channels,
                sample_rate=form.rate,
                buffersize_msec=round(PERIOD * 1000),
                backends=[backend for backend in miniaudio.Backend if backend is not miniaudio.Backend.NULL],
                app_name="coach",
            )
        except miniaudio.MiniaudioError as error:
            self.close()
            raise PlayerError(_no_device(error)) from error
        self.system: str = self._device.backend

    @property
    def period(self) -> Seconds:
        return PERIOD

    @property
    def lag(self) -> Seconds:
        return LAG

    def start(self, pull: Pull) -> None:
        generator = _serve(pull)
        next(generator)
        self._device.start(generator)

    def close(self) -> None:
        """Close the device, and its context too: miniaudio leaves that open, sockets and all, also where it refused."""
        self._device.close()
        context = getattr(self._device, "_context", None)
        if context is not None:
            self._library.ma_context_uninit(context)


def _serve(pull: Pull) -> Generator[bytes, Frames, None]:
    wanted = yield b""
    while True:
        wanted = yield pull(wanted)


def _no_device(error: Exception) -> str:
    reason = " ".join(str(error.args[0] if error.args else error).split())
    return f"no sound device ({reason}): plug one in or start the sound server; coach export writes a file instead"
