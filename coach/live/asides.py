"""What a live session says of the time: data, one file a language."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import yaml

from coach.script.reading import read_out

if TYPE_CHECKING:
    from coach.units import Seconds

MINUTE: Seconds = 60.0
"""Seconds in a minute; times are told in whole ones, rounded to the nearest."""


class TimeTold:
    """The time, in the words of a language."""

    def __init__(self, language: str) -> None:
        """Speak a language that `coach.script.phrases` has."""
        self._language = language
        self._phrases = _phrases(language.split("-", maxsplit=1)[0])

    def left(self, step: Seconds, session: Seconds) -> str:
        """Return how long the step under way and the session have left."""
        return f"{self._minutes('step', step)} [pause 0.4s] {self._minutes('session', session)}"

    def over(self, seconds: Seconds) -> str:
        """Return by how much the session will run over its slot."""
        return self._minutes("over", max(seconds, MINUTE))

    def _minutes(self, of: str, seconds: Seconds) -> str:
        count = round(seconds / MINUTE)
        form = "none" if count == 0 else "one" if count == 1 else "many"
        return read_out(self._phrases[of][form].format(n=count), self._language)


@cache
def _phrases(code: str) -> dict[str, dict[str, str]]:
    values: Any = yaml.safe_load((files("coach.script.phrases") / f"live-{code}.yaml").read_text("utf-8"))
    return dict(values)
