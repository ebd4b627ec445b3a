"""How near the estimate of a line's length comes to the default voice, over every phrase of the shipped session.

    python tests/bench/estimate.py [--fit]

With ``--fit`` the figures of `coach.script.estimate` are fitted to what was measured, by least squares of the
error in seconds and of its share of the phrase, and printed with what they would leave. Phrases that the cache lacks
are spoken first.
"""

from __future__ import annotations

import argparse
from importlib import import_module
from typing import Any, TypeAlias
from unittest.mock import patch

import numpy as np
import numpy.typing as npt
from measure import SESSION, table
from said import phrases

import coach
from coach.cache import Cache, default_folder
from coach.script import estimate
from coach.script.lexicon import lexicon
from coach.speech import Speech
from coach.timeline import RATE
from coach.voices import open_voice

Lengths: TypeAlias = npt.NDArray[np.float64]
"""Seconds of each phrase."""

FIGURES = ("PER_SYLLABLE", "PER_STOP", "ONSET")
"""What the estimate is made of."""


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description="Estimated against measured lengths of spoken phrases.")
    parser.add_argument("--fit", action="store_true", help="print the figures that come nearest")
    wishes = parser.parse_args()
    room, said = import_module("coach.script.estimate"), phrases()
    measured = _measured(said)
    tried = {"as it is": {name: float(getattr(room, name)) for name in FIGURES}}
    if wishes.fit:
        counts = _counts(said)
        tried["fitted to seconds"] = _fitted(counts, measured, np.ones_like(measured))
        tried["fitted to shares"] = _fitted(counts, measured, 1.0 / measured)
    rows, worst = [], []
    for name, figures in tried.items():
        guessed = _guessed(said, figures)
        rows.append((name, *(f"{figures[key]:.3f}" for key in FIGURES), *_errors(guessed, measured)))
        place = int(np.argmax(np.abs(guessed / measured - 1.0)))
        worst.append(f"worst, {name}: {guessed[place]:.2f}s for {measured[place]:.2f}s of '{said[place]}'")
    head = ("", *FIGURES, "total s", "off %", "mean error %", "worst %", "mean error s", "worst s")
    table(f"{len(said)} phrases, {measured.sum():.1f}s measured: how near the estimate comes", head, rows)
    print("\n".join(worst))


def _measured(said: list[str]) -> Lengths:
    script = coach.load(SESSION)
    speech = Speech(open_voice(script.voice), Cache(default_folder()), RATE, lexicon(script))
    for phrase in speech.missing(said):
        speech.speak(phrase)
    return np.array([speech.length(phrase)[0] for phrase in said])


def _guessed(said: list[str], figures: dict[str, Any]) -> Lengths:
    with patch.multiple(import_module("coach.script.estimate"), **figures):
        return np.array([estimate(phrase) for phrase in said])


def _counts(said: list[str]) -> Lengths:
    """Return how often each figure counts in each phrase: the estimate is linear, so one figure is 1, the rest 0."""
    return np.array([_guessed(said, {name: float(name == counted) for name in FIGURES}) for counted in FIGURES]).T


def _fitted(counts: Lengths, measured: Lengths, weights: Lengths) -> dict[str, float]:
    best = np.linalg.lstsq(counts * weights[:, None], measured * weights, rcond=None)[0]
    return dict(zip(FIGURES, map(float, best.round(3)), strict=True))


def _errors(guessed: Lengths, measured: Lengths) -> list[str]:
    off = guessed - measured
    share = 100 * off / measured
    figures = (
        guessed.sum(),
        100 * off.sum() / measured.sum(),
        np.abs(share).mean(),
        share[np.argmax(np.abs(share))],
        np.abs(off).mean(),
        off[np.argmax(np.abs(off))],
    )
    return [f"{figure:.2f}" for figure in figures]


if __name__ == "__main__":
    main()
