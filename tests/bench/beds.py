"""Whether words are as clear over each bed as they are dry: the second table of `sound.py`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from ears import LISTENERS, STRETCH, heard, listened, rating, word_errors, words
from makers import phrases_of, raw
from measure import SCRIPTS, table

import coach
from coach.audio.loudness import integrated, powers
from coach.session import Wishes
from coach.session.listener import Log
from coach.session.studio import Studio
from coach.sounds import BEDS
from coach.timeline import RATE
from coach.units import to_gain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from makers import Phrase

    from coach.audio import Samples
    from coach.script import Script

PIECE = 27 * LISTENERS
"""Frames that the recogniser is given at most, in whole phrases."""

AROUND = round(0.25 * RATE)
"""Frames kept before and after each phrase."""


def over_beds(session: str, count: int) -> None:
    """Print what Whisper gets wrong of a session's first words over each bed, and what DNSMOS makes of the voice.

    Args:
        session: A shipped session's name.
        count: How many words, at least.
    """
    script = coach.load(SCRIPTS / f"{session}.yaml")
    studio = Studio(script, Wishes(), Log())
    timeline = studio.measured()
    said = _first(phrases_of(timeline, studio.cast.main), count)
    dry = [listened(np.pad(studio.cast.main.clip(phrase.text).samples, AROUND), RATE) for phrase in said]
    meant = [words(phrase.text) for phrase in said]
    base = _error(dry, meant)
    rows = [("the voice, dry", f"{base:.2f}", "")]
    for name in BEDS:
        mixed = [listened(sound.mean(axis=1), RATE) for sound in _cut(_mixed(script, name), said)]
        error = _error(mixed, meant)
        rows.append((name, f"{error:.2f}", f"{error - base:+.2f}"))
    total = sum(map(len, meant))
    table(
        f"{session}: the first {total} words over each bed, heard by Whisper tiny.en", ("", "error %", "points"), rows
    )
    _rate(dry, np.concatenate([raw(studio.cast.main, phrase.text).samples for phrase in said]))


def _rate(dry: list[Samples], own: Samples) -> None:
    """Print what DNSMOS makes of the voice's stem without its pauses, and of the engine's own for the same words."""
    around = AROUND * LISTENERS // RATE
    stem = np.concatenate([sound[around:-around] for sound in dry])
    engine = listened(own, RATE)
    gain = to_gain(integrated(powers(stem, LISTENERS)) - integrated(powers(engine, LISTENERS)))
    sounds = {
        "the engine's own": engine,
        "the same, as loud": np.clip(engine * np.float32(gain), -1.0, 1.0),
        "the voice's stem": stem,
    }
    rows = []
    for name, sound in sounds.items():
        rated = [rating(sound[at : at + STRETCH]) for at in range(0, len(sound) - STRETCH + 1, STRETCH)]
        means = (np.mean([one[key] for one in rated]) for key in ("sig_mos", "bak_mos", "ovrl_mos", "p808_mos"))
        rows.append((name, *(f"{mean:.2f}" for mean in means)))
    table("DNSMOS of the voice, pauses left out", ("", "speech", "background", "overall", "P.808"), rows)


def _mixed(script: Script, bed: str) -> Iterator[Samples]:
    return coach.render(script.model_copy(update={"bed": script.bed.model_copy(update={"sound": bed})}))


def _first(phrases: Iterable[Phrase], count: int) -> list[Phrase]:
    found: list[Phrase] = []
    total = 0
    for phrase in phrases:
        if total >= count:
            break
        found.append(phrase)
        total += len(words(phrase.text))
    return found


def _cut(blocks: Iterable[Samples], said: list[Phrase]) -> Iterator[Samples]:
    """Yield the sound of each phrase, with a little around it, from a stream that is left where the last one ends."""
    stream, at = iter(blocks), 0
    held = np.zeros((0, 2), np.float32)
    for phrase in said:
        start, end = max(0, phrase.span.start - AROUND), phrase.span.end + AROUND
        while at + len(held) < end:
            held = np.concatenate([held, next(stream)])
        drop = max(0, start - at)
        held, at = held[drop:], at + drop
        yield held[start - at : end - at]


def _error(sounds: list[Samples], meant: list[list[str]]) -> float:
    """Return Whisper's word error in percent."""
    errors, pieces = 0, [([sounds[0]], [*meant[0]])]
    for sound, text in zip(sounds[1:], meant[1:], strict=True):
        if sum(map(len, pieces[-1][0])) + len(sound) > PIECE:
            pieces.append(([], []))
        pieces[-1][0].append(sound)
        pieces[-1][1].extend(text)
    for piece, text in pieces:
        errors += word_errors(text, heard(np.concatenate(piece)))
    return 100 * errors / sum(map(len, meant))
