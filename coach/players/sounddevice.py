"""sounddevice: an extra, for machines where miniaudio has no wheel. On Linux it needs the system's PortAudio.

PortAudio prints its own account of a device that dies to standard error, and has no switch for that.
"""

from __future__ import annotations

import sys
from ctypes.util import find_library
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from coach.audio import Format
from coach.errors import PlayerError
from coach.players.alsa import hush
from coach.players.base import Stream
from coach.players.streaming import StreamingPlayer
from coach.registry import require
from coach.units import to_frame

if TYPE_CHECKING:
    from coach.players.base import Pull
    from coach.units import Frames, Seconds

INSTALL = "pip install 'coach[sounddevice]'"

LIBRARY = "apt install libportaudio2"

PERIOD: Seconds = 0.1
"""Seconds of sound that the device asks for at a time."""

CUSHION: Seconds = 0.2
"""Seconds of sound that the device is asked to hold."""


class SounddevicePlayer(StreamingPlayer):
    """Plays through PortAudio's default device."""

    def open(self, form: Format, pull: Pull) -> Stream:
        """Open the default device; if it is not there, look again: PortAudio knows only what it saw at first."""
        sounddevice = _library()
        try:
            return _SounddeviceStream(sounddevice, form, pull)
        except PlayerError:
            sounddevice._terminate()  # noqa: SLF001 - sounddevice's own way to look again
            sounddevice._initialize()  # noqa: SLF001 - as above
            return _SounddeviceStream(sounddevice, form, pull)

    def device(self) -> str:
        """Return the default device's name."""
        sounddevice = _library()
        try:
            sounddevice.check_output_settings(channels=Format().channels, samplerate=Format().rate, dtype="float32")
            return " ".join(str(sounddevice.query_devices(kind="output")["name"]).split())
        except (sounddevice.PortAudioError, ValueError) as error:
            raise PlayerError(_no_device(error)) from error

    def missing(self) -> str | None:
        """Return the command that installs sounddevice or its library, where one is missing."""
        if not find_spec("sounddevice"):
            return INSTALL
        return LIBRARY if sys.platform.startswith("linux") and not find_library("portaudio") else None


class _SounddeviceStream(Stream):
    def __init__(self, sounddevice: Any, form: Format, pull: Pull) -> None:  # noqa: ANN401 - it ships no types
        self._pull, self._gone = pull, False
        self._lag: Seconds = CUSHION
        try:
            self._stream = sounddevice.RawOutputStream(
                samplerate=form.rate,
                channels=form.channels,
                dtype="float32",
                blocksize=to_frame(PERIOD, form.rate),
                latency=CUSHION,
                callback=self._serve,
                finished_callback=self._finish,
            )
        except (sounddevice.PortAudioError, ValueError) as error:
            raise PlayerError(_no_device(error)) from error
        try:
            self._stream.start()
        except sounddevice.PortAudioError as error:
            self._stream.close()
            raise PlayerError(_no_device(error)) from error

    @property
    def period(self) -> Seconds:
        return PERIOD

    @property
    def lag(self) -> Seconds:
        return self._lag

    def close(self) -> None:
        """Drop what the device holds; a stop would play it out."""
        self._stream.close()

    def gone(self) -> bool:
        return self._gone

    def _serve(self, output: memoryview, frames: Frames, times: Any, _: object) -> None:  # noqa: ANN401 - from C
        self._lag = times.outputBufferDacTime - times.currentTime
        output[:] = self._pull(frames)

    def _finish(self) -> None:
        self._gone = True


def _library() -> Any:  # noqa: ANN401 - sounddevice ships no types
    hush()
    return require("sounddevice", f"{INSTALL}; on Linux also {LIBRARY}")


def _no_device(error: Exception) -> str:
    reason = " ".join(str(error).split())
    return f"no sound device ({reason}): plug one in or start the sound server; coach export writes a file instead"
