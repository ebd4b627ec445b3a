"""Kokoro's neural voices, through kokoro-onnx: an extra. The model and the voices are files the user brings."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.util import find_spec
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np

from coach.audio import Clip
from coach.errors import CoachError, VoiceError, suggest
from coach.registry import require
from coach.voices.base import Engine, Voice, VoiceInfo
from coach.voices.kokoro_files import KokoroFiles
from coach.voices.models import digest, one_line, version_of

if TYPE_CHECKING:
    from pathlib import Path

INSTALL = "pip install kokoro-onnx"

PREFIX = "kokoro:"
"""What stands before a voice's own name: ``kokoro:af_heart``."""

SPEED = 0.9
"""Tempo against the voice's own: with it, Kokoro takes as long over the shipped session's phrases as Piper does at
coach's tempo, within two parts in a hundred."""

PHONEMES = 1
"""Raised whenever what is done to phonemes changes, so that older clips are not used again."""


@dataclass(frozen=True, slots=True)
class Tongue:
    """A language that Kokoro speaks and eSpeak can spell for it."""

    tag: str
    """As BCP 47 writes it."""
    espeak: str
    """As eSpeak writes it."""


TONGUES = {
    "a": Tongue("en-US", "en-us"),
    "b": Tongue("en-GB", "en-gb"),
    "e": Tongue("es", "es"),
    "f": Tongue("fr-FR", "fr-fr"),
    "h": Tongue("hi", "hi"),
    "i": Tongue("it", "it"),
    "p": Tongue("pt-BR", "pt-br"),
}
"""The language by the first letter of a voice's name. Japanese and Chinese are left out: eSpeak misreads them."""

_IN_PHONEMES = re.compile(r"\[\[([^\[\]]*)\]\]")
_SWITCH = re.compile(r"\([a-z]{2,3}(?:-[a-z]+)?\)")
"""eSpeak's own sign that a word is of another language, such as ``(en)``: it is not to be spoken."""


class KokoroVoice(Voice):
    """One of the styles in a voices file."""

    takes_phonemes = True

    def __init__(self, name: str, files: KokoroFiles) -> None:
        """Describe a voice without loading it.

        Args:
            name: The voice's own name, such as ``af_heart``.
            files: Where the model and the voices are.

        Raises:
            VoiceError: There is no such voice, it speaks what cannot be spelled for it, or a file cannot be read.
        """
        if name not in files.styles:
            message = f"unknown voice '{PREFIX}{name}': {suggest(name, files.styles)}"
            raise VoiceError(message)
        if name[0] not in TONGUES:
            spoken = ", ".join(tongue.tag for tongue in TONGUES.values())
            message = f"voice '{PREFIX}{name}' speaks a language that coach cannot spell for Kokoro: expected {spoken}"
            raise VoiceError(message)
        self._style = name
        self._model, self._styles = files.model, files.styles[name]
        self._tongue = TONGUES[name[0]]
        self._lock = Lock()
        self.info = VoiceInfo(PREFIX + name, self._tongue.tag, f"Kokoro, {files.model.stem}")
        made = digest(files.model, files.checksum(name))
        package = f"{version_of('kokoro-onnx')}-{version_of('espeakng-loader')}"
        self.fingerprint = f"kokoro-{package}-{made}-{self._tongue.espeak}-{SPEED}-{PHONEMES}"

    @cached_property
    def _loaded(self) -> tuple[Any, Any]:  # the model, and the voice's style
        try:
            return _load(self._model, self._styles), np.load(self._styles)[self._style]
        except CoachError:
            raise
        except Exception as error:
            message = f"voice '{self.info.name}' does not load: {one_line(error)}"
            raise VoiceError(message) from error

    def speak(self, text: str) -> Clip:
        """Speak a text; eSpeak spells what is not in phonemes already."""
        with self._lock:
            kokoro, style = self._loaded
        try:
            spelled = self._spelled(text, kokoro.tokenizer)
            samples, rate = kokoro.create(spelled, style, speed=SPEED, is_phonemes=True)
        except CoachError:
            raise
        except Exception as error:
            message = f"voice '{self.info.name}' failed on '{text[:40]}': {one_line(error)}"
            raise VoiceError(message) from error
        return Clip(np.asarray(samples, np.float32), rate)

    def unload(self) -> None:
        """Let go of the model, which all its voices share."""
        self.__dict__.pop("_loaded", None)
        _load.cache_clear()

    def _spelled(self, text: str, tokenizer: Any) -> str:  # noqa: ANN401 - kokoro-onnx is an extra
        pieces = _IN_PHONEMES.split(text)
        pieces[::2] = [self._letters(piece, tokenizer) for piece in pieces[::2]]
        pieces[1::2] = [self._sounds(piece, tokenizer) for piece in pieces[1::2]]
        return "".join(pieces)

    def _letters(self, text: str, tokenizer: Any) -> str:  # noqa: ANN401 - kokoro-onnx is an extra
        """Spell a run of plain text, keeping the spaces that part it from its neighbours."""
        words = text.strip()
        if not any(character.isalnum() for character in words):
            return text
        spelled = tokenizer.phonemize(words, self._tongue.espeak)
        if not self._tongue.espeak.startswith("en"):
            spelled = _SWITCH.sub("", spelled)
        before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
        return f"{before}{spelled}{after}"

    def _sounds(self, phonemes: str, tokenizer: Any) -> str:  # noqa: ANN401 - kokoro-onnx is an extra
        sounds = phonemes.strip().replace("g", "\u0261")  # the g of the keyboard is not the g of IPA
        strange = "".join(dict.fromkeys(sound for sound in sounds if sound not in tokenizer.vocab))
        if strange:
            message = f"voice '{self.info.name}' has no sound for '{strange}' in [[{phonemes}]]: write it in other IPA"
            raise VoiceError(message)
        return sounds


class KokoroEngine(Engine):
    """Every voice in the files that the user brought."""

    def voices(self) -> tuple[VoiceInfo, ...]:
        """Return the voices that coach can spell for; none where the package or a file is missing."""
        if self.missing():
            return ()
        files = KokoroFiles.find()
        return tuple(KokoroVoice(name, files).info for name in sorted(files.styles) if name[0] in TONGUES)

    def open(self, name: str) -> Voice | None:
        """Return the voice for ``kokoro:NAME``."""
        if name != PREFIX.rstrip(":") and not name.startswith(PREFIX):
            return None
        if missing := self.missing():
            message = f"voice '{name}' cannot be used yet: {missing}"
            raise VoiceError(message)
        files = KokoroFiles.find()
        try:
            return KokoroVoice(name.partition(":")[2], files)
        except OSError as error:
            message = f"voice '{name}' cannot be read: {one_line(error)}"
            raise VoiceError(message) from error

    def missing(self) -> str | None:
        """Return the command that installs kokoro-onnx, or what is to be done about its files."""
        if find_spec("kokoro_onnx") is None:
            return INSTALL
        try:
            KokoroFiles.find()
        except VoiceError as error:
            return str(error)
        return None


@lru_cache(maxsize=1)
def _load(model: Path, styles: Path) -> Any:  # noqa: ANN401 - kokoro-onnx is an extra
    """Load the model once for all its voices."""
    return require("kokoro_onnx", INSTALL).Kokoro(str(model), str(styles))
