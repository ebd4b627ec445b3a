"""A session planned anew from where it stands: what was heard stays, and the rest is fitted to the time that is left.

The visits ahead share that time by the law of glue (see `fit`). A step none of whose sides is done yet gives first.
A visit whose other side is done, or under way, takes the time that that side really got, and gives only what the
others cannot: so both sides stay alike for as long as the slot allows.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from coach.script.guidance import chimes
from coach.timeline.fit import Glue, share
from coach.timeline.layout import Layout
from coach.timeline.lengths import Lengths, Measured, estimated
from coach.timeline.plan import plan_all
from coach.timeline.present import Wish, settled
from coach.timeline.room import allowed
from coach.units import Seconds, to_frame, to_seconds

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coach.script import Script
    from coach.script.fields import Guidance
    from coach.timeline.layout import Past
    from coach.timeline.now import Now
    from coach.timeline.plan import Plan
    from coach.timeline.values import Timeline
    from coach.units import Frames


@dataclass(frozen=True, slots=True)
class Replanned:
    """A session planned anew."""

    timeline: Timeline
    """The plan from now on; everything before now is as it was."""
    over: Frames
    """Frames by which the session cannot but run over its slot; under it where negative; 0 where it fits."""


def replan(  # noqa: PLR0913 - what was planned, where it stands, and the two things that can be wished for
    script: Script,
    timeline: Timeline,
    now: Now,
    lengths: Lengths = estimated,
    *,
    more: Seconds = 0.0,
    guidance: Guidance | None = None,
) -> Replanned:
    """Plan the rest of a session anew.

    A pure function. Whatever began before now stays, to the frame. The visit under way keeps the time it was
    planned with (see `present`); those ahead are fitted so that the session ends where its slot does, or as near
    to it as can be. Without a slot they keep the times that they have, or that their other sides had.

    Args:
        script: The session.
        timeline: The timeline in force, from `schedule` or `replan` with the same script.
        now: Where the session stands.
        lengths: How long each line and chime sounds.
        more: Seconds that the visit under way is to last longer; shorter where negative. In the opening and in the
            close of a session none is under way.
        guidance: How much is said from now on; what it was where it is left out.
    """
    measured, guided = Measured(lengths), guidance or timeline.guidance
    plans = plan_all(script, guided, measured)
    layout = Layout(script, plans, chimes(script, guided).end, measured, timeline.rate)
    past = settled(layout, plans, timeline, now.plan, Wish(more, guided == timeline.guidance))
    firm, extra = _firm(plans, timeline, past, now.plan, more), dict(now.extra)
    done = [step.span.length + extra.get(index, 0) for index, step in enumerate(past.steps)]
    groups = _groups(plans, timeline, [*done, *firm])
    rigid, slack = layout.rigid(past) + sum(firm), len(plans)
    if now.end is None:
        goal, times = timeline.length, [group.kept(timeline.rate) for group in groups]
    else:
        goal, times = now.end, _fitted(groups, now.end - rigid, timeline.rate, slack)
    shared = {index: time for group, time in zip(groups, times, strict=True) for index in group.places}
    spare = goal - rigid - sum(shared.values())
    ahead = [*firm, *(shared[index] for index in sorted(shared))]
    made = layout.lay(ahead, goal if 0 <= spare <= slack else None, past)
    made = replace(made, estimated=measured.guessed, notes=timeline.notes, guidance=guided)
    return Replanned(made, 0 if now.end is None else made.length - now.end)


@dataclass(frozen=True, slots=True)
class _Group:
    """The visits ahead that share a time: the sides of one step."""

    places: tuple[int, ...]
    """Their places in the session."""
    glue: Glue
    """What time each may have; naturally what another side got, where one is done."""
    had: Frames | None
    """The time of each in the timeline in force; None where they differ there."""
    half_done: bool
    """Whether another side is done, or under way."""

    def kept(self, rate: int) -> Frames:
        """Return the time of each where nothing presses: another side's, or the one it had."""
        natural = self.glue.natural if self.half_done or self.had is None else to_seconds(self.had, rate)
        low, high = math.ceil(self.glue.least * rate - 1e-6), math.floor(self.glue.most * rate + 1e-6)
        return max(min(to_frame(natural, rate), high), low)

    def takes(self, time: Frames, rate: int, slack: Frames) -> bool:
        """Return whether a time is within the bounds, but for rounding."""
        return self.glue.least * rate - slack <= time <= self.glue.most * rate + slack

    def unlike(self, time: Frames, rate: int) -> Frames:
        """Return how far a time is from that of a side which is done."""
        return abs(time - to_frame(self.glue.natural, rate)) * self.glue.count if self.half_done else 0


def _firm(plans: Sequence[Plan], timeline: Timeline, past: Past, at: Frames, more: Seconds) -> tuple[Frames, ...]:
    """Return the time of the next visit, where that is settled: it is under way, or was asked to be longer or shorter.

    It is under way while the position is changed for it.
    """
    first = slice(len(past.steps), len(past.steps) + 1)
    return tuple(
        max(step.span.length + to_frame(more, timeline.rate), math.ceil(allowed([plan])[0] * timeline.rate - 1e-6))
        for step, plan in zip(timeline.steps[first], plans[first], strict=True)
        if past.opens is not None or (more and step.opens == at)
    )


def _groups(plans: Sequence[Plan], timeline: Timeline, done: Sequence[Frames]) -> list[_Group]:
    """Bring the visits ahead together, those of one step in one group.

    Args:
        plans: Every visit.
        timeline: The timeline in force.
        done: The hands-on time of every visit that is done, or under way.
    """
    got: dict[str, list[Frames]] = {}
    for step, time in zip(timeline.steps, done, strict=False):  # those ahead have got nothing
        got.setdefault(step.id, []).append(time)
    sides: dict[str, list[int]] = {}
    for index, step in enumerate(timeline.steps[len(done) :], len(done)):
        sides.setdefault(step.id, []).append(index)
    groups = []
    for name, places in sides.items():
        had = {timeline.steps[index].span.length for index in places}
        glue, half_done = _glue([plans[index] for index in places], got.get(name, ()), timeline.rate)
        groups.append(_Group(tuple(places), glue, had.pop() if len(had) == 1 else None, half_done))
    return groups


def _glue(sides: Sequence[Plan], done: Sequence[Frames], rate: int) -> tuple[Glue, bool]:
    """Return what time each of the sides ahead may have, and whether the sides that are done tell it.

    Args:
        sides: The visits ahead of one step.
        done: What its other sides got. One that got less than half of what the words of these take was left out: it
            tells nothing.
        rate: Frames per second.
    """
    time, name, count = sides[0].visit.step.time, sides[0].visit.step.id, len(sides)
    low, high = allowed(sides)
    least = max(time.least, low)
    most = max(min(time.most, high), least)
    told = [max(real, low) for real in (to_seconds(frames, rate) for frames in done) if real >= low / 2]
    natural = told[-1] if told else time.ideal
    if told:
        least, most = min(least, natural), max(most, natural)
    return Glue(name, count, least, min(max(natural, least), most), most, bound=low > time.least), bool(told)


def _fitted(groups: Sequence[_Group], wanted: Frames, rate: int, slack: Frames) -> list[Frames]:
    """Return the time of each group that makes the visits ahead last what is wanted, or the nearest to it.

    Times in force that fit the slot, and have sides as much alike, but for a few frames of rounding, are left alone.

    Args:
        groups: The visits ahead.
        wanted: Frames that all of them are to last together.
        rate: Frames per second.
        slack: Frames that count as rounding: one for each visit.
    """
    free, bound = ([group for group in groups if group.half_done == half_done] for half_done in (False, True))
    natural = [to_frame(group.glue.natural, rate) for group in bound]
    given = share([group.glue for group in free], wanted - _total(bound, natural), rate)
    left = wanted - _total(free, given)
    exact = 0 <= left - _total(bound, natural) <= slack
    taken = natural if exact else share([group.glue for group in bound], left, rate)
    shared = {group.places: time for group, time in zip([*free, *bound], [*given, *taken], strict=True)}
    times = [shared[group.places] for group in groups]
    had = [group.had for group in groups if group.had is not None and group.takes(group.had, rate, slack)]
    if len(had) < len(groups) or not 0 <= wanted - _total(groups, had) <= slack:
        return times
    before, after = (
        sum(group.unlike(time, rate) for group, time in zip(groups, some, strict=True)) for some in (had, times)
    )
    return had if before <= after + (slack if after else 0) else times


def _total(groups: Sequence[_Group], times: Sequence[Frames]) -> Frames:
    return sum(group.glue.count * time for group, time in zip(groups, times, strict=True))
