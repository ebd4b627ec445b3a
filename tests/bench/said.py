"""The words of the shipped session, for the benches that are about words."""

from __future__ import annotations

from measure import SESSION

import coach
from coach.script import outline
from coach.script.marks import Words, parse


def phrases() -> list[str]:
    """Return every different phrase of the shipped session, in order: what a voice is given in one breath."""
    visits = outline(coach.load(SESSION))
    lines = [heard.line for visit, then in zip(visits, (*visits[1:], None), strict=True) for heard in visit.words(then)]
    parts = (part.text for line in lines for part in parse(line) if isinstance(part, Words))
    return list(dict.fromkeys(parts))
