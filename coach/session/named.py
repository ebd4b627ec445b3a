"""What a script names and the machine must have: its voice, its chimes, its beds."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from coach.audio.finish import LOUDNESS
from coach.errors import Fault, SoundError, VoiceError
from coach.script.model import Voices
from coach.sounds import BEDS, find, open_bed
from coach.timeline import RATE
from coach.voices import open_voice

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from coach.script import Script, Visit
    from coach.script.source import Path_
    from coach.sounds import Bed
    from coach.voices import Voice


def as_spoken(script: Script, wanted: str | None) -> Script:
    """Return a script as the voice asked for speaks it: alone, whatever voices the script names."""
    return script if wanted is None else script.model_copy(update={"voices": Voices()})


def open_named_voices(script: Script, wanted: str | None) -> dict[str, Voice]:
    """Open the voice asked for, or else all that the script names.

    Each is one that speaks the script's language, where its name leaves that open.

    Args:
        script: The session.
        wanted: A voice that beats them all.

    Returns:
        Every voice, by the name that lines give it; the session's own has none.

    Raises:
        VoiceError: There is no such voice; holds a fault for each.
    """
    if wanted is not None:
        return {"": open_voice(wanted).for_language(script.language)}
    named: dict[Path_, str] = {("voice",): script.voice}
    named |= {("voices", role): name for role, name in script.voices if name}
    opened: dict[str, Voice] = {}
    faults: list[Fault] = []
    for path, name in named.items():
        try:
            with _at(script, *path):
                voice = open_voice(located(script, name)).for_language(script.language)
                opened["" if name == script.voice else name] = voice
                _ = voice.fingerprint  # the system's voices are looked up when they are asked who they are
        except VoiceError as error:
            faults += error.faults
    if faults:
        raise VoiceError(faults)
    return opened


def located(script: Script, voice: str) -> str:
    """Return the name of a voice in a script as it is opened from any folder."""
    return str(script.source.folder / voice) if voice.endswith(".onnx") and not voice.startswith("~") else voice


def check_phonemes(script: Script, visits: Sequence[Visit], voices: Mapping[str, Voice]) -> None:
    """Look for phonemes in words that are given to a voice which reads none; one that only hums needs to read nothing.

    Args:
        script: The session.
        visits: What is heard in it.
        voices: Who speaks, as `open_named_voices` returns them.

    Raises:
        VoiceError: There are some; holds a fault for each place.
    """
    unread = {name for name, voice in voices.items() if not (voice.takes_phonemes or voice.exact)}
    faults = []
    for visit, following in zip(visits, (*visits[1:], None), strict=True) if unread else ():
        for heard in visit.words(following):
            if heard.voice in unread and "[[" in heard.line:
                name = voices[heard.voice].info.name
                what = f"voice '{name}' reads no phonemes: '{heard.line[:40]}': put the word under pronounce instead"
                faults.append(Fault(script.source.where(heard.path), what))
    if faults:
        raise VoiceError(dict.fromkeys(faults))


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
