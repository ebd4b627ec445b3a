"""How much is said: a visit as its author wrote it, made fuller, briefer, or wordless.

The wordless code, taught aloud by `coach preview --legend`:

    bowl    a stroke begins             drop    half-way, or a mark that the script sets
    drops   the last stroke             rise    the next stroke is near
    care    take care here              turn    change your position
    gong    the other side begins, or the session is over

The pacing tone of `strokes` sounds in every guidance.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from coach.script.instant import Instant
from coach.script.model import Chimes
from coach.script.visit import Company, Heard, PlacedCue

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coach.script.fields import Guidance
    from coach.script.model import Script
    from coach.script.phrases import Phrases
    from coach.script.visit import Visit
    from coach.units import Seconds

MARK = Heard("chime", "drop")
"""Half-way, or a mark within a stroke."""

LAST = Heard("chime", "drops")
"""The last stroke."""

NEXT = Heard("chime", "rise")
"""The next stroke is near."""

CARE = Heard("chime", "care")
"""Take care here."""

TURN = Heard("chime", "turn")
"""Change your position."""

CARE_AT: Seconds = 2.5
"""Seconds from a step's beginning to the sign for care, in the wordless guidance: the bowl is heard first."""

MINUTE: Seconds = 60.0
"""Seconds in a minute."""


def chimes(script: Script, guidance: Guidance) -> Chimes:
    """Return which chime marks what: the wordless code is the same in every script."""
    return Chimes() if guidance == "tones" else script.chimes


def guided(visits: Sequence[Visit], script: Script, guidance: Guidance, spoken: Phrases) -> tuple[Visit, ...]:
    """Return a session as it is heard in a guidance.

    Args:
        visits: The session as its author wrote it.
        script: The script it comes from.
        guidance: How much is said.
        spoken: What coach says of its own accord.
    """
    if guidance == "tones":
        return tuple(map(_wordless, visits))
    if guidance == "brief":
        return tuple(_brief(visit, script, spoken) for visit in visits)
    return tuple(_full(visit, script, spoken) for visit in visits)


def _full(visit: Visit, script: Script, spoken: Phrases) -> Visit:
    minutes = spoken.minutes[: int(visit.step.time.most // MINUTE)]
    company = Company(
        counts=_counts(visit, script, spoken),
        last=_last(visit, script, spoken),
        halfway=_halfway(visit, script.chimes.halfway),
        caution=visit.caution,
        minutes=tuple(Heard("say", line, script.speaker("counts")) for line in minutes),
    )
    return replace(visit, company=company)


def _brief(visit: Visit, script: Script, spoken: Phrases) -> Visit:
    company = Company(last=_last(visit, script, spoken), halfway=_halfway(visit, script.chimes.halfway))
    cues = tuple(cue for cue in visit.cues if cue.heard.kind == "chime")
    return replace(visit, say=visit.again, cues=cues, company=company)


def _wordless(visit: Visit) -> Visit:
    cues = [PlacedCue(cue.at, MARK, cue.path) for cue in visit.cues]
    if visit.caution:
        cues.append(PlacedCue(Instant(CARE_AT, 0.0), CARE, (*visit.path, "caution")))
    last = LAST if _calls(visit) else None
    return replace(
        visit,
        announce=NEXT,
        move=TURN if visit.move else None,
        say=None,
        caution=None,
        cues=tuple(cues),
        company=Company(last=last, halfway=_halfway(visit, MARK.line)),
    )


def _calls(visit: Visit) -> bool:
    return visit.step.strokes is not None and visit.step.strokes.say != "none"


def _last(visit: Visit, script: Script, spoken: Phrases) -> Heard | None:
    return Heard("say", spoken.last, script.speaker("counts")) if _calls(visit) else None


def _counts(visit: Visit, script: Script, spoken: Phrases) -> tuple[Heard, ...]:
    strokes = visit.step.strokes
    if strokes is None or strokes.say != "count":
        return ()
    most = strokes.count or int(visit.step.time.most / (strokes.each or 1)) + 1
    return tuple(Heard("say", line, script.speaker("counts")) for line in spoken.counts[:most])


def _halfway(visit: Visit, chime: str) -> Heard | None:
    return None if visit.step.strokes or chime == "none" else Heard("chime", chime)
