"""What an exporter must do, and how a file comes into being whole. Implement `Exporter` to bring your own."""

from __future__ import annotations

import os
from abc import ABC, abstractmethod
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from secrets import token_hex
from typing import IO, TYPE_CHECKING, Literal, TypeAlias

from coach.errors import ExportError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from coach.audio import Format, Samples
    from coach.timeline import Timeline


@dataclass(frozen=True, slots=True)
class About:
    """What a file says of itself."""

    timeline: Timeline
    """Title, length and chapters."""
    language: str
    """Language of the words, as BCP 47 writes it."""
    form: Format
    """Rate and channels of the blocks."""
    description: str = ""
    """What the session is, in a sentence or two; empty where its author does not say."""
    date: str = ""
    """Its date as its author gives it: a year, a month or a day, as ISO 8601 writes them; empty where there is none,
    so that the same script gives the same bytes on any day."""
    cover: bytes | None = None
    """A picture for players to show, as PNG; None for none."""


Preset: TypeAlias = Literal["voice", "standard", "high"]
"""How good a lossy file sounds: ``voice`` is the smallest that words bear, ``high`` the last that anybody hears."""


@dataclass(frozen=True, slots=True)
class Quality:
    """How much of a file's size goes into its sound; formats that lose nothing take no notice."""

    preset: Preset = "standard"
    """The choice of bit rate that each format makes for itself."""
    bit_rate: int | None = None
    """Kilobits a second; beats ``preset`` where it is not None."""


STANDARD = Quality()
"""The quality where nobody asks for another."""


class Exporter(ABC):
    """Drains blocks into a file. Registered in the entry-point group ``coach.exporters`` under its suffix."""

    @abstractmethod
    def write(self, file: IO[bytes], blocks: Iterable[Samples], about: About, quality: Quality = STANDARD) -> None:
        """Write a whole file.

        Args:
            file: Open for reading and writing, at its beginning; it can seek.
            blocks: Shape (frames, channels), full scale ±1.
            about: What the file says of itself.
            quality: How much goes into its sound.

        Raises:
            ExportError: It cannot be encoded, or the format has no such bit rate.
            EngineMissingError: The encoder is not installed.
        """

    @abstractmethod
    def missing(self) -> str | None:
        """Return the command that would make this exporter usable, or None where it is."""


@contextmanager
def whole_file(path: Path) -> Iterator[IO[bytes]]:
    """Open a file that appears at its path only when it is whole; if anything fails, nothing is left behind.

    It can be read, too: some tags are written when the sound is.

    Args:
        path: Where the file will be.

    Raises:
        ExportError: It cannot be written there.
    """
    if path.is_dir():
        message = f"{path}: is a folder: expected the name of a file"
        raise ExportError(message)
    if not path.parent.is_dir():
        message = f"{path}: cannot be written: there is no folder {path.parent}: make it first"
        raise ExportError(message)
    part = path.with_name(f".{path.name}.{token_hex(4)}.part")
    with blaming(path):
        try:
            with part.open("x+b") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)
        except BaseException:
            with suppress(OSError):
                part.unlink()
            raise


@contextmanager
def blaming(path: Path) -> Iterator[None]:
    """Say which file it is that the machine cannot write.

    Args:
        path: The file that is being written.

    Raises:
        ExportError: In the place of an `OSError`.
    """
    try:
        yield
    except OSError as error:
        message = f"{path}: cannot be written ({error.strerror or error}): name another file, or make room"
        raise ExportError(message) from error
