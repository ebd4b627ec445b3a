"""A live session: a script conducted on this machine's speakers, until it is over or told to stop."""

from __future__ import annotations

from contextlib import ExitStack, suppress
from dataclasses import replace
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Event
from time import monotonic, time
from typing import TYPE_CHECKING, TypeAlias

from coach.cache import key
from coach.errors import PlayerError
from coach.live.asides import TimeTold
from coach.live.company import Plan, reached
from coach.live.conductor import Conductor
from coach.live.desk import Desk, Run
from coach.live.journal import AWAY, Journal, entry, resumed
from coach.live.prelude import FOLDER, LONG
from coach.live.sources import LiveSources
from coach.live.speaker import Speaker
from coach.live.values import Action
from coach.mixer import BedTrack
from coach.players import DEFAULT, open_player
from coach.players.deck import Deck
from coach.players.keeper import Watch
from coach.players.link import Link
from coach.players.streaming import StreamingPlayer
from coach.session.begin import Booking, begun, book, fitted
from coach.session.clock import Unheard, world
from coach.session.listener import Log
from coach.session.manner import Manner
from coach.session.named import located
from coach.session.studio import Studio, Wishes
from coach.session.through import PlayedThrough
from coach.timeline import Now, rehearsal
from coach.units import Seconds, format_duration, to_frame, to_seconds

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from coach.live.company import Control
    from coach.live.early import Early
    from coach.live.values import Status
    from coach.script import Script
    from coach.session.listener import Listener
    from coach.sounds import Bed
    from coach.timeline import Timeline

    Beds: TypeAlias = Mapping[str, Bed]

LOOK: Seconds = 0.05
"""Seconds between two looks at what is asked and what is due."""

KEEP: Seconds = 1.0
"""Seconds between two entries in the journal."""


def play(  # noqa: PLR0913 - each is something a person asks for
    script: Script,
    *,
    manner: Manner | None = None,
    player: str = DEFAULT,
    early: Early | None = None,
    controls: Sequence[Control] = (),
    stop: Event | None = None,
    wishes: Wishes | None = None,
    listener: Listener | None = None,
) -> Timeline:
    """Play a session on this machine, and return when it is over.

    Args:
        script: The session.
        manner: How it is played.
        player: Which player to use.
        early: What of the session sounds already, on that player; nothing where it is None.
        controls: Whatever leads the session while it plays, or shows it.
        stop: Set it to fade out and leave.
        wishes: What beats the script.
        listener: Hears what goes on.

    Returns:
        The timeline of what was played.

    Raises:
        PlayerError: There is no device, or nothing to resume.
        CoachError: Something in the script or on the machine does not allow it.
    """
    manner, stop = manner or Manner(), stop or Event()
    asked, booking = wishes or Wishes(), book(manner)
    if booking.left is not None and manner.start is None and not manner.resume:
        asked = replace(asked, fit=booking.left)
    if manner.rehearse and asked.guidance is None:
        asked = replace(asked, guidance="brief")
    studio = Studio(script, asked, listener or Log())
    opened = open_player(player)
    if early is None or early.deck is None:
        opened.device()
    with studio.beds() as beds:
        if not isinstance(opened, StreamingPlayer):
            return PlayedThrough(opened, studio, beds, manner).play(controls, stop)
        return _Live(opened, studio, beds, manner, booking).play(controls, stop, early)


class _Live:
    """One session on a device that can be led."""

    def __init__(self, player: StreamingPlayer, studio: Studio, beds: Beds, manner: Manner, booking: Booking) -> None:
        self._player, self._studio, self._beds, self._manner, self._booking = player, studio, beds, manner, booking
        cache = studio.cast.main.cache.folder
        name = str(Path(studio.script.source.name).absolute())
        self._journal = Journal(cache / FOLDER / f"{key(name)}.json")
        self._asked: SimpleQueue[Action] = SimpleQueue()

    def play(self, controls: Sequence[Control], stop: Event, early: Early | None) -> Timeline:
        """Play until it is over."""
        studio, manner = self._studio, self._manner
        timeline, now = self._planned()
        studio.sources = LiveSources(studio.cast)
        mixer = studio.mixer(timeline, self._beds)
        desk = Desk(Run(0, now.plan, mixer))
        speaker = Speaker(studio.cast, self._voices(), studio.script.language, studio.listener.note)

        def lost() -> None:
            desk.silenced()
            studio.listener.note("the sound device went away: the session waits until it is back")

        watch = Watch(lost, lambda: studio.listener.note("the sound device is back"))
        link = Link(manner.delay, manner.preroll)
        sounding = early.deck if early else None
        deck = sounding or Deck(self._player, mixer.format, early.source if early else desk, link, watch)
        plan = Plan(studio.script, studio.sources.length, self._bed, fixed=manner.rehearse)
        conductor = Conductor(plan, desk, deck, speaker, TimeTold(studio.script.language), now)
        with ExitStack() as stack:
            stack.enter_context(speaker)
            conductor.begin()
            if early:
                early.take_over(desk, watch)
            if sounding:
                stack.callback(deck.close)
            else:
                stack.enter_context(deck)
            stack.enter_context(reached(controls, self._asked.put))
            self._lead(conductor, deck, controls, stop, early if _all_ready(timeline, speaker) else None)
        return conductor.timeline

    def _lead(
        self, conductor: Conductor, deck: Deck, controls: Sequence[Control], stop: Event, kept: Early | None
    ) -> None:
        """Do what is asked and what is due, until all was heard."""
        booked = self._manner.until is not None or self._manner.resume
        written, unheard = monotonic(), Unheard(self._booking.since if booked else None)
        while not deck.wait(LOOK):
            self._take_in(conductor, deck, unheard)
            if stop.is_set():
                conductor.leave()
            status = conductor.look()
            for control in controls:
                control.show(status)
            self._studio.listener.mixing(*_frames(status, conductor.timeline.rate))
            if monotonic() - written >= KEEP:
                written = monotonic()
                self._journal.write(entry(conductor.timeline, conductor.now, time()))
                if kept and kept.keep():
                    kept = None
            if _given_up(status, deck):
                return
        for control in controls:
            control.show(conductor.look())
        if conductor.now.plan >= conductor.timeline.length:
            self._journal.end()

    def _take_in(self, conductor: Conductor, deck: Deck, unheard: Unheard) -> None:
        """Hand the conductor what happened since the last look: time that went by unheard, and what was asked."""
        note, rate = self._studio.listener.note, conductor.timeline.rate
        lost = unheard.look(to_seconds(deck.heard, rate), sounding=not deck.lost_for)
        if lost > AWAY:
            note(f"unheard for {format_duration(lost)}: the slot is lost with it, and the rest is as it was")
        else:
            conductor.late(to_frame(lost, rate))
        if unheard.slept:
            conductor.do(Action.PAUSE)
            note(f"stopped for {format_duration(unheard.slept)}: paused until told to go on")
        with suppress(Empty):
            while True:
                conductor.do(self._asked.get_nowait())

    def _planned(self) -> tuple[Timeline, Now]:
        """Return the plan to begin with, and where in it."""
        studio, manner = self._studio, self._manner
        if manner.rehearse:
            timeline = rehearsal(studio.measured())
            place = 0 if manner.start is None else studio.find(manner.start, manner.side)
            return timeline, Now(plan=timeline.steps[place].opens if place else 0)
        timeline = studio.plan()
        for note in timeline.notes:
            studio.listener.note(note)
        now = self._resumed(timeline) if manner.resume else begun(studio, timeline, manner)
        return fitted(studio, timeline, now, self._booking)

    def _bed(self, timeline: Timeline) -> Bed:
        return BedTrack(timeline, self._beds)

    def _voices(self) -> dict[str, str]:
        """Return what each voice of the session is called when it is opened."""
        script, wanted = self._studio.script, self._studio.wishes.voice
        others = {name: located(script, name) for name in self._studio.cast.others}
        return {**others, "": wanted or located(script, script.voice)}

    def _resumed(self, timeline: Timeline) -> Now:
        kept = self._journal.read()
        asked = time() - (world() - self._booking.since)
        now = resumed(kept, timeline, asked) if kept else None
        if now is None:
            name = self._studio.script.source.name
            message = f"{name}: no session of it was stopped half-way: play it without --resume"
            raise PlayerError(message)
        return now


def _all_ready(timeline: Timeline, speaker: Speaker) -> bool:
    """Return whether a session begins as it is planned: one that waits for its first words is not worth keeping."""
    long = to_frame(LONG, timeline.rate)
    return all(speaker.fits(cue) for cue in timeline.cues if cue.kind == "say" and cue.span.start < long)


def _given_up(status: Status, deck: Deck) -> bool:
    """Return whether nothing will be heard any more: it was leaving, and there is no device to leave on.

    Raises:
        PlayerError: There was none for so long that nobody waits for it.
    """
    if deck.lost_for > AWAY:
        message = f"no sound device for {format_duration(AWAY)}: --resume takes the session up when one is back"
        raise PlayerError(message)
    return status.state in {"leaving", "over"} and deck.lost_for > 0


def _frames(status: Status, rate: int) -> tuple[int, int]:
    return to_frame(status.position, rate), to_frame(status.length, rate)
