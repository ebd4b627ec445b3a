"""What a voice is, and what an engine of voices must do. Implement `Engine` to bring your own."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from coach.audio import Clip


@dataclass(frozen=True, slots=True)
class VoiceInfo:
    """A voice that can be used now."""

    name: str
    """What a script writes after ``voice:``."""
    language: str
    """Language it speaks, as BCP 47 writes it; empty where any text will do."""
    about: str
    """One line for people: what it is and where it comes from."""


class Voice(ABC):
    """One voice, ready to speak. Made cheaply: whatever is heavy loads at the first `speak`."""

    info: VoiceInfo
    """What it is."""

    fingerprint: str
    """Changes whenever the same text would sound otherwise: engine, model and settings. The cache keeps by it."""

    takes_phonemes: bool = False
    """Whether ``[[…]]`` in the text is read as IPA phonemes."""

    together: bool = False
    """Whether several threads may speak with it at once, each text sounding as it would alone, bit for bit."""

    exact: bool = False
    """Whether every text lasts exactly as long as `coach.script.estimate` says."""

    def for_language(self, language: str) -> Voice:  # noqa: ARG002 - for those who have a choice
        """Return the voice that speaks a script in a language: itself, unless its name leaves open which one it is.

        Args:
            language: As BCP 47 writes it.
        """
        return self

    @abstractmethod
    def speak(self, text: str) -> Clip:
        """Speak a piece of text without marks (but phonemes, where the voice takes them).

        Returns:
            The sound at the engine's own rate and level. The same text gives the same length every time.

        Raises:
            VoiceError: The engine failed, or the text has phonemes that it cannot read; one line.
            EngineMissingError: The engine is not installed.
        """

    def unload(self) -> None:  # noqa: B027 - most voices hold nothing heavy
        """Let go of whatever is heavy, while nobody speaks: the next `speak` loads it again."""


class Engine(ABC):
    """A family of voices, registered in the entry-point group ``coach.voices``. Made without arguments."""

    @abstractmethod
    def voices(self) -> tuple[VoiceInfo, ...]:
        """Return the voices that can be used now; none where the engine is not installed."""

    @abstractmethod
    def open(self, name: str) -> Voice | None:
        """Return the voice a script names, or None where the name is not one of this engine's.

        Raises:
            VoiceError: The name is this engine's, but the voice cannot be used.
        """

    @abstractmethod
    def missing(self) -> str | None:
        """Return the command that would make this engine usable, or None where it is."""
