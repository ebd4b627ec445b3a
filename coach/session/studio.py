"""One script with its voices, its sounds and its cache: what the three uses share."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from coach.cache import Cache, default_folder
from coach.errors import ExportError
from coach.mixer import MOST, BedTrack, Duck, Levels, Mixer, Sources, ducking, panning
from coach.script import find_visit, outline
from coach.script.lexicon import lexicon
from coach.session.named import (
    as_spoken,
    bed_sounds,
    check_chimes,
    check_phonemes,
    open_beds,
    open_named_voices,
)
from coach.session.speaking import speak_all
from coach.sounds import BEDS
from coach.speech import Cast, Speech
from coach.timeline import RATE, Span, schedule, step_span

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from coach.audio import Samples
    from coach.script import Script
    from coach.script.fields import Guidance
    from coach.session.listener import Listener
    from coach.sounds import Bed
    from coach.timeline import Cue, Timeline
    from coach.units import Seconds

WORTH_SAYING = 4.0
"""A bed that is lowered by this much or more, in dB, is worth a message."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a user may ask for beside the script."""

    voice: str | None = None
    """A voice that beats all that the script names: it speaks every line."""
    fit: Seconds | None = None
    """Seconds the session must last; beats the script's slot."""
    guidance: Guidance | None = None
    """How much is said: ``full``, ``brief`` or ``tones``; beats the script's own."""
    private: bool = False
    """Whether words sound in the left channel only: for one earbud, while the room hears bed and chimes."""
    cache: Path | None = None
    """The speech cache's folder; `coach.cache.default_folder` where it is None."""


class Studio:
    """A script, ready to be planned, spoken and mixed."""

    def __init__(self, script: Script, wishes: Wishes, listener: Listener) -> None:
        self.script, self.wishes, self.listener = as_spoken(script, wishes.voice), wishes, listener
        self.visits = outline(self.script, wishes.guidance)
        voices = open_named_voices(script, wishes.voice)
        check_phonemes(script, self.visits, voices)
        check_chimes(script)
        cache, words = Cache(wishes.cache or default_folder()), lexicon(script)
        speeches = {name: Speech(voice, cache, RATE, words) for name, voice in voices.items()}
        self.cast = Cast(speeches[""], speeches)
        self.sources = Sources(self.cast)
        for voice in voices.values():
            spoken, meant = voice.info.language, script.language
            if spoken and spoken.split("-")[0] != meant.split("-")[0]:
                which = f"the voice '{voice.info.name}' speaks {spoken}, and the script is in {meant}"
                listener.note(f"{which}: name one that speaks it, or 'system' for this machine's own in {meant}")

    def plan(self) -> Timeline:
        """Plan with the lengths that are known, and estimates for the rest."""
        return schedule(self.script, self.sources.length, slot=self.wishes.fit, guidance=self.wishes.guidance)

    def natural(self) -> Timeline:
        """Plan as the script is written, at its natural length: no slot, no wishes."""
        return schedule(self.script.model_copy(update={"slot": None}), self.sources.length)

    def measured(self, place: int | None = None) -> Timeline:
        """Speak whatever the cache lacks, then plan the session with what was measured.

        Args:
            place: The place of a visit in the order, to speak only its words, and those of its other sides, which
                have a say in its time; None for all visits.
        """
        following = (*self.visits[1:], None)
        wanted = None if place is None else self.visits[place].step.id
        places = [one for one, visit in enumerate(self.visits) if wanted in {None, visit.step.id}]
        missing = self.cast.missing(heard for one in places for heard in self.visits[one].words(following[one]))
        speak_all(missing, self.listener)
        timeline = self.plan()
        while missing := self.cast.missing(_said(timeline, place)):
            speak_all(missing, self.listener)
            timeline = self.plan()
        for voice in self.cast.voices:
            voice.unload()
        for note in timeline.notes:
            self.listener.note(note)
        return timeline

    def find(self, step: str, side: str | None) -> int:
        """Return the place of a step among the visits."""
        return find_visit(self.visits, step, side, self.script.source.name)

    def mixer(self, timeline: Timeline, beds: Mapping[str, Bed]) -> Mixer:
        """Return a mixer for a timeline, and tell the listener what it had to do about levels."""
        levels = Levels(
            duck=ducking(self.script) or Duck(),
            ears=(1.0, 0.0) if self.wishes.private else (1.0, 1.0),
            pans=self._pans(),
        )
        mixer = Mixer(timeline, self.sources, BedTrack(timeline, beds), levels)
        if mixer.lowered >= WORTH_SAYING:
            self.listener.note(
                f"the bed is {mixer.lowered:.0f} dB softer than the script asks: a louder one would cover the "
                "words, or push them up where they are few"
            )
        if mixer.gain >= MOST:
            self.listener.note("the session is softer than its target: with next to no words they would be shouted")
        return mixer

    def _pans(self) -> dict[str, float]:
        """Return how far from the middle the words of each side come; tell the listener where the wish does nothing."""
        pans, place = panning(self.script), self.script.source.where(("pan",))
        if self.script.pan and self.wishes.private:
            self.listener.note(f"{place}: pan does nothing here: private words sound in the left ear only")
            return {}
        if self.script.pan and not pans:
            self.listener.note(f"{place}: pan does nothing here: no part is repeated for a side called left or right")
        return pans

    @contextmanager
    def beds(self) -> Iterator[Mapping[str, Bed]]:
        """Lend the script's beds by name, and close them afterwards."""
        beds = open_beds(self.script)
        try:
            yield beds
        finally:
            for bed in beds.values():
                bed.close()

    def followed(self, mixer: Mixer) -> Iterator[Samples]:
        """Yield a mixer's blocks, telling the listener how far they are."""
        done = 0
        for block in mixer.blocks():
            yield block
            done += len(block)
            self.listener.mixing(done, mixer.length)

    def keep_off(self, path: Path) -> None:
        """Refuse to write over what the session is made from.

        Raises:
            ExportError: The path is the script's, or a bed's.
        """
        for made_from in (Path(self.script.source.name), *self.bed_files()):
            if path.exists() and made_from.exists() and path.samefile(made_from):
                message = f"{path}: the session is made from this file: name another with -o"
                raise ExportError(message)

    def bed_files(self) -> tuple[Path, ...]:
        """Return the files that the beds are read from; none where they are built-in ones, or not there."""
        files: list[Path] = []
        for sound in bed_sounds(self.script):
            named = self.script.source.folder / Path(sound).expanduser()
            if sound not in BEDS and named.exists():
                files += sorted(named.iterdir()) if named.is_dir() else [named]
        return tuple(files)


def _said(timeline: Timeline, place: int | None) -> Iterator[Cue]:
    """Yield the lines spoken in a session, or in one of its visits."""
    span = Span(0, timeline.length) if place is None else step_span(timeline.steps[place])
    for cue in timeline.cues:
        if cue.kind == "say" and span.start <= cue.span.start < span.end:
            yield cue
