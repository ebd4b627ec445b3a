from __future__ import annotations

import os
import subprocess
import tempfile
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep
from typing import IO, TYPE_CHECKING

import numpy as np
from conftest import needs
from programmes import FORMAT, RATE, Tape

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

PATIENCE = 30.0
"""Seconds that a busy machine may take for what takes an idle one a moment."""

TAIL = 1.0
"""Seconds recorded after a player has left: more than the server and the recorder hold back together."""

SINK = f"module-null-sink sink_name=coach rate={RATE} channels={FORMAT.channels} norewinds=1"
SERVER = (
    *("pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no"),
    *("--high-priority=yes", "--realtime=yes", "--log-level=error", "-L", SINK, "-L"),
)
RECORDER = (
    *("parec", "--device=coach.monitor", "--raw", "--format=s16le"),
    *(f"--rate={RATE}", f"--channels={FORMAT.channels}"),
)

TO_PULSEAUDIO = "pcm.!default {type pulse}\n"
"""A configuration with which ALSA plays through the sound server; it needs libasound2-plugins."""


@dataclass
class SoundServer:
    environment: Mapping[str, str]
    socket: Path
    tape: Path
    runs: ExitStack
    """Ends all that was started."""
    chunk: int
    """Milliseconds of sound that the server takes at a time: the recorder asks for that."""
    processes: tuple[subprocess.Popen[bytes], ...] = ()
    """The server and its recorder."""

    def start(self) -> None:
        """Run the server, and go on with the tape; once it was killed, the same again."""
        recorder = (*RECORDER, f"--latency-msec={self.chunk}")
        protocol = f"module-native-protocol-unix socket={self.socket} auth-anonymous=1"
        process = self.runs.enter_context(_running((*SERVER, protocol), self.environment, None))
        wait_until(lambda: _answers(self.environment))
        with self.tape.open("ab") as file:
            whole = file.tell() // (2 * FORMAT.channels) * 2 * FORMAT.channels
            file.truncate(whole)
            recording = self.runs.enter_context(_running(recorder, self.environment, file))
        self.processes = (process, recording)
        wait_until(lambda: self.tape.stat().st_size > whole)

    def recorded(self) -> int:
        """Return how many frames are on the tape so far."""
        return self.tape.stat().st_size // (2 * FORMAT.channels)

    def so_far(self) -> Tape:
        return np.fromfile(self.tape, "<i2", count=self.recorded() * FORMAT.channels).reshape(-1, FORMAT.channels)

    def heard(self) -> Tape:
        """Return all that was heard, once the player has left."""
        self._record(TAIL)
        return self.so_far()

    def wait_for_sound(self, seconds: float, after: int = 0) -> None:
        """Wait until that much more was recorded after the first sound from a frame on."""
        wait_until(lambda: bool(self.so_far()[after:].any()))
        self._record(seconds)

    def wait_for_silence(self) -> None:
        """Wait until nothing was heard for half a second."""
        wait_until(lambda: not self.so_far()[-RATE // 2 :].any())

    def kill(self) -> None:
        self.processes[0].kill()
        for process in self.processes:
            process.wait(PATIENCE)

    def _record(self, seconds: float) -> None:
        enough = self.recorded() + round(seconds * RATE)
        wait_until(lambda: self.recorded() >= enough)


def wait_until(true: Callable[[], bool]) -> None:
    deadline = monotonic() + PATIENCE
    while not true():
        assert monotonic() < deadline, "it never came"
        sleep(0.02)


def deaf(folder: Path) -> dict[str, str]:
    """Return an environment without a sound server or a device, whatever this machine has."""
    nothing = folder / "asound.conf"
    nothing.touch()
    own = dict.fromkeys(("HOME", "XDG_RUNTIME_DIR", "PULSE_RUNTIME_PATH"), str(folder))
    nowhere = f"unix:{folder / 'nobody'}"
    buses = {"DBUS_SESSION_BUS_ADDRESS": nowhere, "DBUS_SYSTEM_BUS_ADDRESS": nowhere}
    return {**os.environ, **own, **buses, "PULSE_SERVER": nowhere, "ALSA_CONFIG_PATH": str(nothing)}


@contextmanager
def sound_server(chunk: int = 50) -> Iterator[SoundServer]:
    """Run a PulseAudio server of our own with a sink nobody hears, and record that sink."""
    for tool in ("pulseaudio", "pactl", "parec"):
        needs(tool)
    with tempfile.TemporaryDirectory(prefix="coach-") as name:
        folder = Path(name)
        socket, tape = folder / "native", folder / "heard.s16"
        environment = {**deaf(folder), "PULSE_SERVER": f"unix:{socket}"}
        (folder / "asound.conf").write_text(TO_PULSEAUDIO, encoding="utf-8")
        with ExitStack() as runs:
            server = SoundServer(environment, socket, tape, runs, chunk)
            server.start()
            yield server


def _answers(environment: Mapping[str, str]) -> bool:
    return subprocess.run(("pactl", "info"), env=environment, capture_output=True, check=False).returncode == 0


@contextmanager
def _running(
    command: Sequence[str], environment: Mapping[str, str], output: IO[bytes] | None
) -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen(command, env=environment, stdout=output, start_new_session=True) as process:
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()
