"""What a script names and the machine must have: its voice, its chimes, its bed."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from coach.audio.finish import LOUDNESS
from coach.errors import Fault, SoundError, VoiceError
from coach.sounds import BEDS, find, open_bed
from coach.timeline import RATE
from coach.voices import open_voice

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coach.script import Script
    from coach.script.source import Path_
    from coach.sounds import Bed
    from coach.voices import Voice


def open_named_voice(script: Script, wanted: str | None) -> Voice:
    """Open the voice asked for, or the script's own: one that speaks its language, where the name leaves that open.

    Raises:
        VoiceError: There is no such voice.
    """
    if wanted is not None:
        return open_voice(wanted).for_language(script.language)
    with _at(script, "voice"):
        return open_voice(voice_name(script)).for_language(script.language)


def voice_name(script: Script) -> str:
    """Return the name of a script's own voice, as it is opened from any folder."""
    name = script.voice
    return str(script.source.folder / name) if name.endswith(".onnx") and not name.startswith("~") else name


def check_bed(script: Script) -> None:
    """Try the script's bed where it is a file; the built-in ones are always there.

    Raises:
        SoundError: As `open_named_bed`.
    """
    if script.bed.sound not in BEDS:
        open_named_bed(script).close()


def open_named_bed(script: Script) -> Bed:
    """Open the script's bed.

    Raises:
        SoundError: There is no such bed, or its file cannot be used.
    """
    with _at(script, "bed", "sound"):
        return open_bed(script.bed.sound, script.source.folder, RATE, LOUDNESS + script.bed.level)


def check_chimes(script: Script) -> None:
    """Look up every chime that a script names.

    Raises:
        SoundError: Some are unknown; holds a fault for each.
    """
    marks = type(script.chimes).model_fields
    named: dict[Path_, str] = {("chimes", mark): getattr(script.chimes, mark) for mark in marks}
    for place, part in enumerate(script.parts):
        for number, step in enumerate(part.steps):
            for index, cue in enumerate(step.cues):
                if cue.chime:
                    named["parts", place, "steps", number, "cues", index, "chime"] = cue.chime
    faults = []
    for path, name in named.items():
        try:
            if name != "none":
                find(name)
        except SoundError as error:
            faults.append(Fault(script.source.where(path), str(error)))
    if faults:
        raise SoundError(faults)


@contextmanager
def _at(script: Script, *path: str | int) -> Iterator[None]:
    """Name the place in the script in a fault that comes from there."""
    try:
        yield
    except (VoiceError, SoundError) as error:
        raise type(error)([Fault(script.source.where(path), str(error))]) from error
