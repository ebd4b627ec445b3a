"""How long a line will take to say, judged from its text alone: planning needs no voice."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from coach.script.marks import Pause, Words, parse

if TYPE_CHECKING:
    from coach.units import Seconds

PER_SYLLABLE: Seconds = 0.171
"""Seconds for a run of vowels with the consonants around it: a calm voice at about 170 ms a syllable."""

PER_STOP: Seconds = 0.511
"""Seconds of rest at a comma, colon or full stop inside a line."""

ONSET: Seconds = 0.226
"""Seconds for the first breath of speech, whatever it says."""

_VOWELS = re.compile(r"[aeiouyàâäéèêëîïôöùûüœæáíóúñɐ-ʯ]+", re.IGNORECASE)
_STOPS = re.compile(r"[,;:.!?…]+(?=\s)")
_DIGITS = re.compile(r"\d")


def estimate(line: str) -> Seconds:
    """Estimate how long a line takes, its marked pauses included.

    The figures were fitted to the default voice: they come within 8% of it on the mean (tests/bench/estimate.py).
    The result is a whole number of milliseconds, so it falls on a frame at every rate a multiple of 1 kHz.

    Args:
        line: Spoken text with its marks.

    Raises:
        ValueError: A mark is unknown.
    """
    return sum(part.length if isinstance(part, Pause) else _words(part) for part in parse(line))


def _words(words: Words) -> Seconds:
    syllables = sum(max(1, len(_VOWELS.findall(word))) for word in words.text.split())
    digits = len(_DIGITS.findall(words.text))
    stops = len(_STOPS.findall(words.text))
    return round(ONSET + PER_SYLLABLE * (syllables + digits) + PER_STOP * stops, 3)
