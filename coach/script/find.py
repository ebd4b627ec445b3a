"""A step as a person names it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.errors import Fault, ScriptError, suggest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coach.script.visit import Visit


def find_visit(visits: Sequence[Visit], wanted: str, side: str | None, name: str) -> int:
    """Find a step among a session's visits.

    Args:
        visits: The session, in order.
        wanted: The step's id, its number in the script, or a part of its title that only it has.
        side: The side to find it on; the first visit where it is None.
        name: The script's name, for faults.

    Returns:
        The place of the visit in the order.

    Raises:
        ScriptError: No step, or more than one, answers to that.
    """
    ids = _ids(visits, wanted)
    if len(ids) != 1:
        known = suggest(wanted, dict.fromkeys(visit.step.id for visit in visits))
        what = f"could be {', '.join(sorted(ids))}: say more of it" if ids else f"is no step: {known}"
        raise ScriptError([Fault(name, f"'{wanted}' {what}")])
    places = [place for place, visit in enumerate(visits) if visit.step.id in ids]
    for place in places:
        if side in {None, visits[place].side}:
            return place
    sides = suggest(str(side), {visits[place].side or "" for place in places} - {""})
    raise ScriptError([Fault(name, f"'{wanted}' has no side '{side}': {sides}")])


def _ids(visits: Sequence[Visit], wanted: str) -> set[str]:
    small = wanted.casefold().strip()
    for matches in (
        {visit.step.id for visit in visits if small in {visit.step.id, str(visit.number)}},
        {visit.step.id for visit in visits if small == visit.title.casefold()},
        {visit.step.id for visit in visits if small and small in visit.title.casefold()},
    ):
        if matches:
            return matches
    return set()
