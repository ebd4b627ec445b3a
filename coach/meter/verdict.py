"""What was measured, held against what coach promises: ok, or what to do."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final

from coach.meter.measure import OVER
from coach.mixer import Levels
from coach.mixer.programme import CLEAR
from coach.units import Decibels, Lufs, Seconds, format_duration

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coach.meter.values import Measured, Reading, Voicing

TARGET: Final[Lufs] = Levels().loudness
"""The loudness of everything coach exports."""

NEAR: Decibels = 0.3
"""How far loudness may be from it, in LU."""

SUDDEN: Decibels = 12.0
"""A rise beyond this startles."""

_ONSET = "a rise that no one hears coming startles: soften what begins there"
_WORDS = "words rise like this too: --plan SCRIPT tells them from the rest"


@dataclass(frozen=True, slots=True)
class Row:
    """One figure, and what to think of it."""

    key: str
    """Its name for programs."""
    name: str
    """Its name for people."""
    value: float | None
    """The figure; None where there is nothing to measure."""
    unit: str
    """What it is counted in."""
    at: Seconds | None = None
    """When it was read; None for what is of the whole."""
    wanted: str = ""
    """What it should be; empty where nothing is asked of it."""
    advice: str | None = None
    """What to do; empty where all is well, None where nothing is asked of it."""


def rows(measured: Measured, voicing: Voicing | None = None, *, bed: bool = True) -> tuple[Row, ...]:
    """Judge a file.

    Args:
        measured: The file.
        voicing: How its words stand above its bed, where its plan is known.
        bed: Whether something should sound throughout.
    """
    return (*_loudness(measured), *_onsets(measured, voicing), _silence(measured, bed=bed), *_voice(voicing))


def dump(measured: Measured, found: tuple[Row, ...]) -> dict[str, Any]:
    """Return what was measured as values that JSON can hold."""
    file = measured.file
    return {
        "file": str(file.path),
        "length": measured.length,
        "codec": file.codec,
        "rate": file.rate,
        "channels": list(file.channels),
        "broken": measured.broken,
        "chapters": [{"start": mark.at, "title": mark.title} for mark in file.chapters],
        "silences": [asdict(silence) for silence in measured.silences],
        "readings": {
            row.key: {
                "value": row.value,
                "unit": row.unit,
                "at": row.at,
                "ok": None if row.advice is None else not row.advice,
                "advice": row.advice or None,
            }
            for row in found
        },
    }


def _loudness(measured: Measured) -> Iterator[Row]:
    wanted = f"{TARGET:.0f} within {NEAR}"
    yield Row(
        "integrated", "loudness of the whole", measured.integrated, "LUFS", None, wanted, _towards_target(measured)
    )
    momentary, short = measured.momentary, measured.short_term
    yield Row("momentary", "loudest 400 ms (momentary)", momentary.value, "LUFS", momentary.at)
    yield Row("short_term", "loudest 3 s (short-term)", short.value, "LUFS", short.at)
    yield Row("loudness_range", "loudness range (LRA)", measured.loudness_range, "LU")
    peak = measured.true_peak
    over = peak.value - OVER
    advice = f"turn it down by {over:.1f} dB, or limit it" if over > 0 else ""
    yield Row("true_peak", "true peak", peak.value, "dBTP", peak.at, f"at most {OVER}", advice)


def _towards_target(measured: Measured) -> str:
    gain = TARGET - measured.integrated
    if abs(gain) <= NEAR:
        return ""
    if gain < 0:
        return f"too loud: turn it down by {-gain:.1f} dB"
    limited = f", limited to {OVER} dBTP" if measured.true_peak.value + gain > OVER else ""
    return f"too soft: turn it up by {gain:.1f} dB{limited}"


def _onsets(measured: Measured, voicing: Voicing | None) -> Iterator[Row]:
    name, wanted = "sharpest rise", f"at most {SUDDEN:.0f}"
    if voicing is None:
        yield _onset("onset", name, measured.onset, wanted, _WORDS)
    else:
        yield _onset("onset", f"{name}, words included", measured.onset, "", None)
        yield _onset("onset_beside_words", f"{name} beside words", voicing.onset, wanted, _ONSET)


def _onset(key: str, name: str, onset: Reading | None, wanted: str, advice: str | None) -> Row:
    if onset is None:
        return Row(key, name, None, "dB", None, wanted, advice and "")
    sudden = onset.value > SUDDEN
    return Row(key, name, onset.value, "dB", onset.at, wanted, advice if sudden or advice is None else "")


def _silence(measured: Measured, *, bed: bool) -> Row:
    longest = max(measured.silences, key=lambda silence: silence.end - silence.start, default=None)
    name, wanted = "longest silence over 2 s", "none" if bed else ""
    if longest is None:
        return Row("silence", name, None, "s", None, wanted, "" if bed else None)
    more = len(measured.silences) - 1
    also = f" (and {more} more)" if more else ""
    length = longest.end - longest.start
    advice = f"nothing sounds for {format_duration(length)}{also}: lay a bed under it" if bed else None
    return Row("silence", name, length, "s", longest.start, wanted, advice)


def _voice(voicing: Voicing | None) -> Iterator[Row]:
    if voicing is None:
        return
    yield Row("words", "loudness of the words", voicing.words, "LUFS")
    yield Row("pauses", "loudness of the pauses", voicing.pauses, "LUFS")
    clear = voicing.clear
    name, wanted = "words above the bed", f"at least {CLEAR:.0f}"
    if clear is None:
        yield Row("voice_to_bed", name, None, "LU")
    else:
        advice = f"turn the bed down by {CLEAR - clear:.1f} dB" if clear < CLEAR else ""
        yield Row("voice_to_bed", name, clear, "LU", None, wanted, advice)
