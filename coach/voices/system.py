"""The operating system's own voices, through pyttsx3.

pyttsx3 keeps its state in module globals, prints to standard output, and on Linux calls into eSpeak's C
library. So it speaks in a process of its own (`coach.voices.system_child`): nothing it does, a crash
included, reaches the session.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from functools import cached_property
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from coach.audio import Clip
from coach.errors import VoiceError, suggest
from coach.registry import require
from coach.voices.base import Engine, Voice, VoiceInfo

INSTALL = "pip install pyttsx3 espeakng-loader"

WORDS_PER_MINUTE = 150
"""Rate asked of the engine: calm, where its own default is 200."""

PATIENCE = 60.0
"""Seconds a line may take before the engine counts as dead."""

PREFIX = "system:"
"""What stands before a voice's own name: ``system:English (America)``."""


class SystemVoice(Voice):
    """A voice of the operating system; where no name is given, its own default, or one that speaks a language."""

    def __init__(self, name: str, language: str = "") -> None:
        """Describe a voice: ``system``, or ``system:`` and the voice's name, id or language.

        Args:
            name: What a script writes.
            language: What ``system`` has to speak, as BCP 47 writes it; empty for the system's own default.
        """
        self.info = VoiceInfo(name, "", "the operating system's voice, through pyttsx3")
        self._wanted, self._language = name.removeprefix("system").removeprefix(":"), language

    @cached_property
    def _id(self) -> str | None:
        """The engine's own id of the voice, or None for its default."""
        if self._wanted:
            return _find(self._wanted, self.info.name)
        return _native(self._language) if self._language else None

    def for_language(self, language: str) -> Voice:
        """Return the voice itself where it has a name, and otherwise one that speaks the language."""
        return self if self._wanted else SystemVoice(self.info.name, language)

    @property
    def fingerprint(self) -> str:  # type: ignore[override]  # known only once the engine was asked
        """The package, the voice and the rate."""
        return (
            f"pyttsx3-{_version('pyttsx3')}-{_version('espeakng-loader')}-{self._id}-{WORDS_PER_MINUTE}-{sys.platform}"
        )

    def speak(self, text: str) -> Clip:
        """Speak a text in a child process, and read the file it leaves."""
        if "[[" in text:
            message = f"voice '{self.info.name}' reads no phonemes: '{text[:40]}': put the word under pronounce instead"
            raise VoiceError(message)
        with TemporaryDirectory(prefix="coach-") as folder:
            file = Path(folder) / ("line.aiff" if sys.platform == "darwin" else "line.wav")
            _ask({"do": "speak", "text": text, "file": str(file), "voice": self._id, "rate": WORDS_PER_MINUTE})
            sound = _read(file) if file.exists() else None
        if sound is None or not len(sound):
            message = f"voice '{self.info.name}' left no sound for '{text[:40]}': write it in other words"
            raise VoiceError(message)
        return sound


class SystemEngine(Engine):
    """Every voice the machine has."""

    def voices(self) -> tuple[VoiceInfo, ...]:
        """Ask the operating system for its voices; none where no engine answers."""
        if self.missing():
            return ()
        try:
            found = _ask({"do": "list"})
        except VoiceError:
            return ()
        default = VoiceInfo("system", "", "the operating system's own choice, through pyttsx3")
        return (
            default,
            *(VoiceInfo(PREFIX + voice["name"], voice["language"], "pyttsx3") for voice in found),
        )

    def open(self, name: str) -> Voice | None:
        """Return the voice for ``system`` or ``system:NAME``."""
        if name != "system" and not name.startswith(PREFIX):
            return None
        if self.missing():
            message = f"voice '{name}' needs pyttsx3: {INSTALL}"
            raise VoiceError(message)
        return SystemVoice(name)

    def missing(self) -> str | None:
        """Return the command that installs pyttsx3, where it is missing."""
        return None if find_spec("pyttsx3") else INSTALL


def _ask(request: dict[str, Any]) -> Any:  # noqa: ANN401 - JSON
    """Send a request to a child process and return its answer.

    Raises:
        VoiceError: The child died, hung, or answered with a fault.
    """
    command = [sys.executable, "-P", "-m", "coach.voices.system_child"]
    try:
        child = subprocess.run(  # noqa: S603 - our own module, by our own interpreter
            command, input=json.dumps(request), capture_output=True, text=True, timeout=PATIENCE, check=False
        )
    except subprocess.TimeoutExpired as error:
        message = f"the system voice did not answer within {PATIENCE:.0f}s: coach doctor, or another voice"
        raise VoiceError(message) from error
    if child.returncode != 0:
        last = (child.stderr.strip().splitlines() or [f"exit {child.returncode}"])[-1]
        message = f"the system voice failed ({last[:160]}): {INSTALL}, or another voice"
        raise VoiceError(message)
    return json.loads(child.stdout.splitlines()[-1])


def _find(wanted: str, name: str) -> str:
    found = _ask({"do": "list"})
    small = wanted.casefold()
    for key in ("id", "name", "language"):
        for voice in found:
            if voice[key].casefold() == small:
                return str(voice["id"])
    speaking = _speaking(wanted, found)
    containing = (
        [] if re.fullmatch("[a-z]{2}(-[a-z]{2})?", small) else [v for v in found if small in v["name"].casefold()]
    )
    containing.sort(key=lambda voice: not voice["name"].casefold().startswith(small))
    of_a_name = _speaking(_code(containing[0]["language"]), containing) if containing else []
    for voice in (*speaking, *of_a_name):
        return str(voice["id"])
    message = f"unknown voice '{name}': {suggest(wanted, [voice['name'] for voice in found][:12])}: coach voices"
    raise VoiceError(message)


def _native(language: str) -> str | None:
    """Return the id of a voice for a language; None where the default speaks it, or does not say what it speaks."""
    found = _ask({"do": "list"})
    default = next((voice for voice in found if voice["default"]), {"language": ""})
    if _code(default["language"]) in {"", _code(language)}:
        return None
    for voice in _speaking(language, found):
        return str(voice["id"])
    message = f"no voice of this machine speaks '{language}': name another, such as a Piper .onnx file: coach voices"
    raise VoiceError(message)


def _speaking(language: str, found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the voices that speak a language: its region's first, then the default, then its home country's."""
    code, whole = _code(language), language.casefold()

    def foreign(voice: dict[str, Any]) -> tuple[bool, bool, bool]:
        spoken = voice["language"].casefold()
        return (spoken != whole, not voice["default"], spoken not in {code, f"{code}-{code}"})

    return sorted((voice for voice in found if _code(voice["language"]) == code), key=foreign)


def _code(language: str) -> str:
    return language.casefold().split("-")[0]


def _read(file: Path) -> Clip:
    """Read whatever sound file the engine left: WAV on Linux and Windows, AIFF on macOS."""
    av = require("av", "pip install av")
    with av.open(str(file)) as container:
        stream = container.streams.audio[0]
        resampler = av.AudioResampler(format="flt", layout="mono", rate=stream.rate)
        frames = [out for frame in container.decode(stream) for out in resampler.resample(frame)]
        frames += resampler.resample(None)
        pieces = [frame.to_ndarray().reshape(-1) for frame in frames]
        return Clip(np.concatenate(pieces) if pieces else np.zeros(0, np.float32), stream.rate)


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "none"
