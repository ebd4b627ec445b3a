"""The three uses put together: play, export, preview. The only room that knows everybody."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Protocol

from coach.cache import Cache, default_folder
from coach.errors import SoundError, VoiceError
from coach.exporters import About, open_exporter, whole_file
from coach.mixer import MOST, Levels, Mixer, Sources, until
from coach.players import DEFAULT, open_player
from coach.script import find_visit, outline
from coach.sounds import find, open_bed
from coach.speech import LOUDNESS, Speech
from coach.timeline import RATE, Span, cut, schedule, step_span
from coach.units import Frames, Seconds, to_frame
from coach.voices import open_voice

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from os import PathLike

    from coach.audio import Samples
    from coach.script import Script, Visit
    from coach.sounds import Bed
    from coach.timeline import Timeline
    from coach.voices import Voice

PLAY_BLOCK: Seconds = 0.02
"""Seconds in a block that is played live: short, so that a stop is heard at once."""

WORTH_SAYING = 1.0
"""A bed that is lowered by this much or more, in dB, is worth a message."""

_log = logging.getLogger("coach")


class Listener(Protocol):
    """Hears what goes on while a session is made. The command line shows it to a person."""

    def note(self, text: str) -> None:
        """Hear something the user should know: a line."""

    def speaking(self, phrase: str, done: int, total: int) -> None:
        """Hear which phrase is about to be spoken, and how many of how many have been."""

    def mixing(self, done: Frames, total: Frames) -> None:
        """Hear how many frames of how many are finished."""


class Log:
    """The listener used where none is named: notes go to the ``coach`` logger."""

    def note(self, text: str) -> None:
        """Log a warning."""
        _log.warning("%s", text)

    def speaking(self, phrase: str, done: int, total: int) -> None:
        """Log at debug level."""
        _log.debug("speaking %d of %d: %s", done + 1, total, phrase)

    def mixing(self, done: Frames, total: Frames) -> None:
        """Say nothing."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a user may ask for beside the script."""

    voice: str | None = None
    """A voice that beats the script's."""
    fit: Seconds | None = None
    """Seconds the session must last; beats the script's slot."""
    cache: Path | None = None
    """The speech cache's folder; `coach.cache.default_folder` where it is None."""


def plan(script: Script, wishes: Wishes | None = None) -> Timeline:
    """Lay a session out with the lengths that are known, and estimates for the rest. No voice is loaded.

    Raises:
        TimingError: Words or slot do not fit.
        VoiceError: The voice is unknown.
        SoundError: A chime is unknown.
    """
    return _Studio(script, wishes or Wishes(), Log()).plan()


def check(script: Script, wishes: Wishes | None = None) -> Timeline:
    """Plan a session and try its bed: everything that can be checked without speaking.

    Raises:
        CoachError: As `plan`, and where the bed cannot be used.
    """
    studio = _Studio(script, wishes or Wishes(), Log())
    with studio.bed():
        return studio.plan()


def render(
    script: Script,
    wishes: Wishes | None = None,
    listener: Listener | None = None,
    *,
    block: Frames | None = None,
) -> Iterator[Samples]:
    """Yield a session as blocks of float32 at 48 kHz in two channels, shape (frames, 2), full scale ±1.

    Args:
        script: The session.
        wishes: What beats the script.
        listener: Hears what goes on.
        block: Frames in a block; one second where it is None.

    Raises:
        CoachError: Something in the script or on the machine does not allow it.
    """
    studio = _Studio(script, wishes or Wishes(), listener or Log())
    with studio.mixer(studio.measured()) as mixer:
        yield from mixer.blocks(block)


def export(
    script: Script,
    path: str | PathLike[str],
    wishes: Wishes | None = None,
    listener: Listener | None = None,
) -> Timeline:
    """Write a session to a file that appears only when it is whole.

    Args:
        script: The session.
        path: Where to; the suffix picks the format.
        wishes: What beats the script.
        listener: Hears what goes on.

    Returns:
        The timeline of what was written.

    Raises:
        ExportError: The suffix is unknown, or the file cannot be written.
        CoachError: Something in the script or on the machine does not allow it.
    """
    studio = _Studio(script, wishes or Wishes(), listener or Log())
    path = Path(path)
    exporter = open_exporter(path)
    with whole_file(path) as file:
        timeline = studio.measured()
        with studio.mixer(timeline) as mixer:
            exporter.write(file, studio.followed(mixer), About(timeline, script.language, mixer.format))
    return timeline


def preview(  # noqa: PLR0913 - each is something a person asks for
    script: Script,
    step: str,
    *,
    side: str | None = None,
    path: str | PathLike[str] | None = None,
    player: str = DEFAULT,
    stop: Event | None = None,
    wishes: Wishes | None = None,
    listener: Listener | None = None,
) -> Timeline:
    """Play one step, or write it to a file; only that step's words are spoken.

    Args:
        script: The session.
        step: The step's id, its number, or a part of its title that only it has.
        side: Which side; the first where it is None.
        path: Write here instead of playing.
        player: Which player to use.
        stop: Set it to fade out and leave.
        wishes: What beats the script.
        listener: Hears what goes on.

    Returns:
        The timeline of what was heard.

    Raises:
        CoachError: Something in the script or on the machine does not allow it.
    """
    studio = _Studio(script, wishes or Wishes(), listener or Log())
    path = Path(path) if path is not None else None
    exporter = open_exporter(path) if path else None
    place = studio.find(step, side)
    studio.speak(studio.visits[place : place + 1])
    whole = studio.plan()
    timeline = cut(whole, step_span(whole.steps[place]))
    with studio.mixer(timeline) as mixer:
        if path and exporter:
            with whole_file(path) as file:
                exporter.write(file, studio.followed(mixer), About(timeline, script.language, mixer.format))
        else:
            _play(mixer, player, stop or Event(), studio.listener)
    return timeline


def play(  # noqa: PLR0913 - each is something a person asks for
    script: Script,
    *,
    start: str | None = None,
    side: str | None = None,
    player: str = DEFAULT,
    stop: Event | None = None,
    wishes: Wishes | None = None,
    listener: Listener | None = None,
) -> Timeline:
    """Play a session on this machine, and return when it is over.

    Args:
        script: The session.
        start: The step to start from; the beginning where it is None.
        side: The side of that step.
        player: Which player to use.
        stop: Set it to fade out and leave.
        wishes: What beats the script.
        listener: Hears what goes on.

    Returns:
        The timeline of what was played.

    Raises:
        PlayerError: There is no device, or it went away.
        CoachError: Something in the script or on the machine does not allow it.
    """
    studio = _Studio(script, wishes or Wishes(), listener or Log())
    place = 0 if start is None else studio.find(start, side)
    timeline = studio.measured()
    if place:
        timeline = cut(timeline, Span(timeline.steps[place].opens, timeline.length))
    with studio.mixer(timeline) as mixer:
        _play(mixer, player, stop or Event(), studio.listener)
    return timeline


class _Studio:
    """One script with its voice, ready to be planned, spoken and mixed."""

    def __init__(self, script: Script, wishes: Wishes, listener: Listener) -> None:
        self.script, self.wishes, self.listener = script, wishes, listener
        self.visits = outline(script)
        voice = self._voice()
        self.speech = Speech(voice, Cache(wishes.cache or default_folder()), RATE, script.pronounce)
        self.sources = Sources(self.speech)
        self._check_chimes()
        spoken, meant = voice.info.language, script.language
        if spoken and spoken.split("-")[0] != meant.split("-")[0]:
            listener.note(f"the voice '{voice.info.name}' speaks {spoken}, and the script is in {meant}")

    def plan(self) -> Timeline:
        return schedule(self.script, self.sources.length, slot=self.wishes.fit)

    def measured(self) -> Timeline:
        """Speak whatever the cache lacks, then plan with what was measured."""
        self.speak(self.visits)
        timeline = self.plan()
        for note in timeline.notes:
            self.listener.note(note)
        return timeline

    def find(self, step: str, side: str | None) -> int:
        return find_visit(self.visits, step, side, self.script.source.name)

    def speak(self, visits: Sequence[Visit]) -> None:
        """Speak whatever the cache lacks of some visits."""
        following = dict(zip(self.visits, [*self.visits[1:], None], strict=True))
        lines = [line for visit in visits for line in visit.words(following[visit])]
        todo = self.speech.missing(lines)
        for done, phrase in enumerate(todo):
            self.listener.speaking(phrase, done, len(todo))
            self.speech.speak(phrase)

    @contextmanager
    def mixer(self, timeline: Timeline) -> Iterator[Mixer]:
        with self.bed() as bed:
            mixer = Mixer(timeline, self.sources, bed, Levels())
            if mixer.lowered >= WORTH_SAYING:
                self.listener.note(
                    f"the bed is {mixer.lowered:.0f} dB softer than the script asks: with so few words, a louder one "
                    "would push the words up"
                )
            if mixer.gain >= MOST:
                self.listener.note("the session is softer than its target: with next to no words they would be shouted")
            yield mixer

    @contextmanager
    def bed(self) -> Iterator[Bed]:
        wanted = self.script.bed
        with self._at("bed", "sound"):
            bed = open_bed(wanted.sound, self.script.source.folder, RATE, LOUDNESS + wanted.level)
        try:
            yield bed
        finally:
            bed.close()

    def followed(self, mixer: Mixer) -> Iterator[Samples]:
        """Yield a mixer's blocks, telling the listener how far they are."""
        done = 0
        for block in mixer.blocks():
            yield block
            done += len(block)
            self.listener.mixing(done, mixer.length)

    def _voice(self) -> Voice:
        if self.wishes.voice is not None:
            return open_voice(self.wishes.voice)
        with self._at("voice"):
            return open_voice(self.script.voice)

    def _check_chimes(self) -> None:
        for name in ("step", "side", "end"):
            with self._at("chimes", name):
                self._check_chime(getattr(self.script.chimes, name))
        for visit in self.visits:
            for cue in visit.cues:
                with self._at(*cue.path, "chime"):
                    self._check_chime(cue.chime or "none")

    def _check_chime(self, name: str) -> None:
        if name != "none":
            find(name)

    @contextmanager
    def _at(self, *path: str | int) -> Iterator[None]:
        """Name the place in the script in a fault that comes from there."""
        try:
            yield
        except (VoiceError, SoundError) as error:
            message = f"{self.script.source.where(path)}: {error}"
            raise type(error)(message) from error


def _play(mixer: Mixer, name: str, stop: Event, listener: Listener) -> None:
    player = open_player(name)
    blocks = until(stop, mixer.blocks(to_frame(PLAY_BLOCK, mixer.format.rate)), mixer.format)
    player.play(blocks, mixer.format, lambda frames: listener.mixing(frames, mixer.length), stop)
