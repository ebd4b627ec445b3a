"""The recipes of the chimes, tuned to one chord (D, A and their octaves), so that none clashes with another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from coach.units import Seconds


@dataclass(frozen=True, slots=True)
class Partial:
    """One sine of a chime."""

    ratio: float
    """Frequency against the chime's pitch."""
    share: float
    """Amplitude against the other partials."""
    decay: Seconds
    """Seconds in which it falls by 60 dB."""
    beat: float = 0.0
    """Hertz between the two sines that make it up: the slow beating of a hammered bowl; 0 for one sine."""


@dataclass(frozen=True, slots=True)
class Chime:
    """The recipe of a chime."""

    pitch: float
    """Hertz of the partial with ratio 1."""
    length: Seconds
    """Seconds until it is gone."""
    bloom: Seconds
    """Seconds in which it swells from the strike to its full sound."""
    partials: tuple[Partial, ...]
    """What it sounds of."""
    about: str
    """One line for people."""
    strikes: tuple[tuple[Seconds, float], ...] = ((0.0, 1.0),)
    """Each strike: seconds after the first, and its pitch against the chime's."""
    strike: float = 0.25
    """Amplitude at a strike against the full sound: the rest swells in, so that no onset leaps out."""


_DROP = (Partial(1.0, 1.0, 1.4), Partial(2.0, 0.12, 0.5))
_NOTE = (Partial(1.0, 1.0, 1.8), Partial(2.0, 0.25, 1.0), Partial(3.0, 0.08, 0.5))

CHIMES = {
    "bowl": Chime(
        293.66,
        6.0,
        0.08,
        (Partial(1.0, 1.0, 7.0, 0.7), Partial(2.71, 0.35, 4.0, 1.1), Partial(5.15, 0.08, 1.6)),
        "a small singing bowl: a step begins",
    ),
    "gong": Chime(
        146.83,
        9.0,
        0.15,
        (
            Partial(1.0, 1.0, 11.0, 0.4),
            Partial(1.5, 0.45, 8.0, 0.6),
            Partial(2.0, 0.5, 7.0),
            Partial(2.98, 0.22, 4.5, 0.9),
            Partial(4.07, 0.08, 2.5),
        ),
        "a soft gong: another side, or the end",
    ),
    "drop": Chime(
        587.33,
        1.5,
        0.03,
        _DROP,
        "a single drop: a mark within a step, or its half",
    ),
    "drops": Chime(587.33, 1.9, 0.03, _DROP, "two drops: the last stroke", ((0.0, 1.0), (0.35, 1.0))),
    "rise": Chime(
        293.66, 2.4, 0.04, _NOTE, "three notes going up: the next stroke is near", ((0.0, 1.0), (0.3, 1.5), (0.6, 2.0))
    ),
    "care": Chime(293.66, 2.2, 0.04, _NOTE, "two low notes going down: take care", ((0.0, 1.0), (0.4, 0.75))),
    "turn": Chime(
        293.66,
        3.0,
        0.04,
        _NOTE,
        "four notes, up and down again: change your position",
        ((0.0, 1.0), (0.3, 1.5), (0.6, 1.5), (0.9, 1.0)),
    ),
    "bell": Chime(
        587.33,
        4.0,
        0.05,
        (
            Partial(0.5, 0.4, 4.5),
            Partial(1.0, 1.0, 3.5, 0.5),
            Partial(1.5, 0.25, 2.2),
            Partial(2.0, 0.4, 2.2, 0.8),
            Partial(3.0, 0.12, 1.3),
        ),
        "a small bell",
    ),
    "wood": Chime(
        440.0, 1.2, 0.04, (Partial(1.0, 1.0, 1.1), Partial(4.0, 0.12, 0.35)), "a soft wood block", strike=0.16
    ),
    "tick": Chime(880.0, 0.9, 0.03, (Partial(1.0, 1.0, 0.8), Partial(2.0, 0.15, 0.25)), "a soft tick", strike=0.16),
}
"""Every chime by name. Ratios of the bowl: the first modes of a hammered bowl, after
O. Inácio, L. Henrique and J. Antunes, "The dynamics of Tibetan singing bowls", 2006."""
