"""The conductor of a live session: what it is asked, turned into runs on the desk, and the rest planned anew.

It hears the time from whatever plays (`Air`) and never sleeps: position is what was heard. Every change takes hold at
one wall frame: the first that was not heard where sound must break off, or the first that can still be changed
without a gap. From there on the rest of the plan is fitted to the time that is left.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from coach.live.asides import MINUTE
from coach.live.balance import Balance
from coach.live.desk import CROSSING, Run
from coach.live.standing import standing
from coach.live.values import Action
from coach.timeline import Now, again, back, forward, place, replan
from coach.units import Seconds, to_frame, to_seconds

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from coach.live.company import Air, Asides, Plan, Words
    from coach.live.desk import Desk
    from coach.live.values import State, Status
    from coach.script.fields import Guidance
    from coach.timeline import Cue, Timeline
    from coach.units import Frames

EXTRA: Seconds = 30.0
"""Seconds that ``more`` and ``less`` add and take."""

TWICE: Seconds = 6.0
"""Seconds within which a stop must be asked for once more."""

AFTER_ASIDE: Seconds = 0.5
"""Seconds of bed after something was said aside."""

SOON: Seconds = 10.0
"""Words that are spoken while the session goes on are planned with when they are this near, in seconds."""

WORTH_TELLING: Seconds = 30.0
"""A session that runs over its slot by less than this, in seconds, is not told of."""

DENSITIES: tuple[Guidance, ...] = ("tones", "brief", "full")
"""The guidances, from the fewest words to the most."""


class Conductor:
    """Leads one session. All of it is called from one thread."""

    def __init__(self, plan: Plan, desk: Desk, air: Air, words: Words, asides: Asides, now: Now) -> None:  # noqa: PLR0913, PLR0917 - everyone who plays a part
        """Take the lead.

        Args:
            plan: What the session is planned from.
            desk: Renders it; its first run begins where the clocks stand.
            air: Plays it.
            words: Speaks what is not spoken yet.
            asides: What is said beside the plan.
            now: Both clocks, the wall clock at 0.
        """
        self._plan, self._desk, self._air, self._words, self._asides = plan, desk, air, words, asides
        first = desk.run(0)
        self._timeline: Timeline = first.mixer.timeline
        self._now = now
        self._balance = Balance(first.voice, first.under)
        self._paused = self._leaving = self._late = False
        self._aside = self._message = ""
        self._over: Seconds = 0.0
        self._told: Seconds = 0.0
        self._foreseen = -1
        self._stop_asked: Seconds | None = None
        self._awaited: Cue | None = None
        self._doing: dict[Action, Callable[[], None]] = {
            Action.TOGGLE: lambda: self._resume() if self._standing() else self._pause(),
            Action.PAUSE: self._pause,
            Action.RESUME: self._resume,
            Action.NEXT: lambda: self._go(forward, cut=True),
            Action.BACK: lambda: self._go(back, cut=True),
            Action.REPEAT: lambda: self._go(again, cut=True),
            Action.MORE: lambda: self._go(_here, more=EXTRA),
            Action.LESS: lambda: self._go(_here, more=-EXTRA),
            Action.FULLER: lambda: self._guide(+1),
            Action.BRIEFER: lambda: self._guide(-1),
            Action.TIME: self._tell_time,
            Action.LOUDER: lambda: self._louder(voice=+1),
            Action.SOFTER: lambda: self._louder(voice=-1),
            Action.BED_LOUDER: lambda: self._louder(under=+1),
            Action.BED_SOFTER: lambda: self._louder(under=-1),
            Action.STOP: self._ask_to_stop,
        }

    def begin(self) -> None:
        """Have the first words spoken, and hold before those that are not."""
        self._words.want(self._ahead(self._now.plan))
        self._hold_ahead(self._desk.run(0))

    @property
    def now(self) -> Now:
        """Both clocks, as heard."""
        wall = self._air.heard
        return replace(self._now, plan=self._desk.run(wall).at(wall), wall=wall)

    @property
    def timeline(self) -> Timeline:
        """The plan in force."""
        return self._timeline

    def do(self, action: Action) -> None:
        """Do what is asked."""
        if self._leaving:
            return
        if action is not Action.STOP:
            self._stop_asked = None
        self._message = ""
        self._doing[action]()

    def late(self, frames: Frames) -> None:
        """Take note that so much time went by unheard, as while there was no device: the slot ends no later for it."""
        if frames and self._now.booked is not None:
            self._now = replace(self._now, booked=self._now.booked - frames)
            self._late = True

    def leave(self) -> None:
        """Fade and end, without being asked twice; asked again, it goes on fading."""
        if self._leaving:
            return
        with self._air.refresh() as wall:
            self._desk.leave(wall)
        self._leaving = True

    def look(self) -> Status:
        """Look where the session stands, and do what is due: words that became ready, words aside."""
        wall = self._air.heard
        run = self._desk.run(wall)
        if not self._leaving and not self._air.lost_for:
            self._make_up(run)
            self._take_in(run, wall)
            self._say_aside()
            if self._stop_asked is not None and to_seconds(wall, self._timeline.rate) > self._stop_asked + TWICE:
                self._stop_asked, self._message = None, ""
        at = run.at(wall)
        status = standing(self._timeline, at, self._state(run, at), self._over, self._message)
        self._foresee(status)
        return status

    def _standing(self) -> bool:
        run = self._desk.run(self._air.heard)
        return self._paused or (not run.moving and run.aside is None)

    def _pause(self) -> None:
        """Hold the plan: words that sound are broken off at once."""
        if self._standing():
            self._paused = self._paused or self._awaited is not None
            return
        self._paused = True
        at = self._desk.run(self._air.heard).at(self._air.heard)
        with self._changing(cut=self._sounding(at) is not None) as wall:
            run = self._desk.run(wall)
            self._put(Run(wall, run.at(wall), run.mixer, moving=False))

    def _resume(self) -> None:
        """Go on: from the beginning of the words that were broken off, if any were."""

        def whole_words(_: Timeline, at: Frames) -> Frames:
            cue = self._sounding(at)
            return cue.span.start if cue else at

        if self._standing():
            self._go(whole_words)

    def _guide(self, step: int) -> None:
        wanted = DENSITIES.index(self._timeline.guidance) + step
        if 0 <= wanted < len(DENSITIES):
            self._go(_here, guidance=DENSITIES[wanted])
        self._message = f"guidance: {self._timeline.guidance}"

    def _louder(self, voice: int = 0, under: int = 0) -> None:
        self._balance = self._balance.pressed(voice, under)
        self._message = f"voice {self._balance.voice:+.0f} dB" if voice else f"bed {self._balance.under:+.0f} dB"
        with self._air.refresh() as wall:
            run = self._desk.run(wall)
            if run.aside is None:
                self._put(replace(run, wall=wall, plan=run.at(wall)))
                self._hold_ahead(self._desk.run(wall))

    def _tell_time(self) -> None:
        where = place(self._timeline, self._position())
        rate = self._timeline.rate
        self._aside = self._asides.left(to_seconds(where.left, rate), to_seconds(where.session_left, rate))

    def _foresee(self, status: Status) -> None:
        """Have what would be said of the time spoken ahead, for now and for a little later: who asks need not wait."""
        soon = round(status.left / SOON)
        if soon != self._foreseen and status.position > SOON:
            self._foreseen = soon
            times = ((status.step_left - later, status.left - later) for later in (0.0, SOON, MINUTE))
            self._words.foresee([self._asides.left(max(0.0, step), max(0.0, left)) for step, left in times])

    def _ask_to_stop(self) -> None:
        if self._stop_asked is None:
            self._stop_asked = to_seconds(self._air.heard, self._timeline.rate)
            self._message = "stop? once more to stop"
        else:
            self.leave()

    def _position(self) -> Frames:
        wall = self._air.heard
        return self._desk.run(wall).at(wall)

    def _sounding(self, at: Frames) -> Cue | None:
        """Return the words that sound at a frame of the plan, if any do."""
        cues = self._timeline.cues
        return next((cue for cue in cues if cue.kind == "say" and cue.span.start < at < cue.span.end), None)

    def _changing(self, *, cut: bool) -> AbstractContextManager[Frames]:
        if cut:
            self._desk.silenced()
            return self._air.flush()
        return self._air.refresh()

    def _go(
        self,
        target: Callable[[Timeline, Frames], Frames],
        *,
        cut: bool = False,
        more: Seconds = 0.0,
        guidance: Guidance | None = None,
    ) -> None:
        """Go on from a frame of the plan, the rest of it planned anew."""
        self._paused = self._late = False
        with self._changing(cut=cut) as wall:
            run = self._desk.run(wall)
            at = run.at(wall)
            self._now = replace(self._now, plan=at, wall=wall)
            self._follow(run, target(self._timeline, at), more, guidance)

    def _follow(self, run: Run, to: Frames, more: Seconds = 0.0, guidance: Guidance | None = None) -> None:
        """Let the plan go on from a frame of it at the clocks' wall frame, the rest planned anew."""
        if to != self._now.plan:
            self._now = self._now.jumped(self._timeline, to)
        if not self._plan.fixed:
            made = replan(
                self._plan.script, self._timeline, self._now, self._plan.lengths, more=more, guidance=guidance
            )
            self._timeline = made.timeline
            self._tell_over(to_seconds(made.over, self._timeline.rate))
        mixer = run.mixer.replanned(self._timeline, self._plan.bed(self._timeline))
        self._put(Run(self._now.wall, to, mixer))
        self._words.want(self._ahead(to))
        self._hold_ahead(self._desk.run(self._now.wall))

    def _tell_over(self, over: Seconds) -> None:
        self._over = max(0.0, over)
        if self._over >= WORTH_TELLING and abs(self._over - self._told) >= WORTH_TELLING:
            self._aside = self._asides.over(self._over)
            self._told = self._over

    def _put(self, run: Run) -> None:
        self._desk.put(self._balance.of(run))

    def _ahead(self, at: Frames) -> list[Cue]:
        return [cue for cue in self._timeline.cues if cue.kind == "say" and cue.span.end > at]

    def _hold_ahead(self, run: Run) -> None:
        """Hold a run that moves where the plan waits, or before words that are not spoken yet."""
        if not run.moving:
            return
        self._awaited = next((cue for cue in self._ahead(run.plan) if not self._words.fits(cue)), None)
        stops = [hold for hold in self._timeline.holds if hold > run.plan]
        stops += [max(run.plan, self._awaited.span.start)] if self._awaited else []
        if stops:
            stop = min(stops)
            self._put(Run(run.wall + stop - run.plan, stop, run.mixer, moving=False))

    def _make_up(self, run: Run) -> None:
        """Plan anew for the time that was lost, once the plan moves."""
        if self._late and run.moving and not self._paused:
            self._go(_here)

    def _take_in(self, run: Run, wall: Frames) -> None:
        """Plan anew with words that were spoken just in time, or hold before words that were lost from the cache."""
        at, soon = run.at(wall), to_frame(SOON, self._timeline.rate)
        coming = self._awaited or next((cue for cue in self._ahead(at) if cue.span.start > at), None)
        if self._paused or run.aside or coming is None or coming.span.start - at >= soon:
            return
        if self._words.ready(coming) == (coming is self._awaited):
            self._go(_here)

    def _say_aside(self) -> None:
        """Say what is to be said beside the plan, as soon as it is spoken and no other words sound."""
        clip = self._words.aside(self._aside) if self._aside else None
        if clip is None:
            return
        with self._air.refresh() as wall:
            run = self._desk.run(wall)
            if run.aside:
                return
            cue = self._sounding(run.at(wall)) if run.moving else None
            starts = wall + (cue.span.end - run.at(wall) if cue else 0)
            run = self._desk.run(starts)
            at = run.at(starts)
            self._put(Run(starts, at, run.mixer, moving=False, aside=clip))
            seconds = CROSSING + clip.seconds + AFTER_ASIDE
            self._now = replace(self._now, plan=at, wall=starts + to_frame(seconds, self._timeline.rate))
            if run.moving:
                self._follow(run, at)
            else:
                self._put(Run(self._now.wall, at, run.mixer, moving=False))
        self._aside = ""

    def _state(self, run: Run, at: Frames) -> State:
        if at >= self._timeline.length:
            return "over"
        if self._leaving:
            return "leaving"
        if self._air.lost_for:
            return "lost"
        if self._paused:
            return "paused"
        if run.moving or run.aside:
            return "playing"
        return "waiting" if at in self._timeline.holds else "preparing"


def _here(_: Timeline, at: Frames) -> Frames:
    return at
