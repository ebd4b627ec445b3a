"""What a script names and the machine must have: its voice, its chimes, its beds."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from coach.audio.finish import LOUDNESS
from coach.errors import Fault, SoundError, VoiceError
from coach.sounds import BEDS, find, open_bed
from coach.timeline import RATE
from coach.voices import open_voice

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

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


def bed_sounds(script: Script) -> dict[str, Path_]:
    """Return every bed that is heard in a session by its name, with the first place in the script that names it."""
    named: dict[str, Path_] = {}
    for place, part in enumerate(script.parts):
        own = part.bed is not None and part.bed.sound is not None
        path: Path_ = ("parts", place, "bed", "sound") if own else ("bed", "sound")
        named.setdefault(script.bed_under(part).sound, path)
    return named


def check_beds(script: Script) -> None:
    """Try the script's beds where they are files; the built-in ones are always there.

    Raises:
        SoundError: As `open_beds`.
    """
    named = {script.bed.sound: ("bed", "sound"), **bed_sounds(script)}
    for bed in _opened(script, {sound: path for sound, path in named.items() if sound not in BEDS}).values():
        bed.close()


def open_beds(script: Script) -> dict[str, Bed]:
    """Open the beds that are heard in a session, by the names they have in it, each as loud as the voice.

    Raises:
        SoundError: Some do not exist, or cannot be used; holds a fault for each.
    """
    return _opened(script, bed_sounds(script))


def _opened(script: Script, named: Mapping[str, Path_]) -> dict[str, Bed]:
    beds: dict[str, Bed] = {}
    faults: list[Fault] = []
    for sound, path in named.items():
        try:
            beds[sound] = open_bed(sound, script.source.folder, RATE, LOUDNESS)
        except SoundError as error:
            faults.append(Fault(script.source.where(path), str(error)))
    if faults:
        for bed in beds.values():
            bed.close()
        raise SoundError(faults)
    return beds


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
