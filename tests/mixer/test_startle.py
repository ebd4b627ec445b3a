"""No onset leaps out: in all but the words, 50 ms never stand more than 12 dB over the 400 ms before them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from coach.audio.finish import LOUDNESS
from coach.cache import Cache
from coach.mixer import Mixer, Sources
from coach.script import loads
from coach.sounds import BEDS, CHIMES, open_bed
from coach.speech import Cast, Speech
from coach.timeline import RATE, schedule
from coach.voices import open_voice

CUES = ", ".join(f"{{at: {8 * number}s, chime: {name}}}" for number, name in enumerate(CHIMES, 1))
SCRIPT = f"""
title: T
voice: rehearsal
guidance: GUIDANCE
steps:
  - title: Sounds
    say: Glide slowly up the whole leg, over the hip, and back down along the outside, to the ankle.
    time: 2m
    cues: [{CUES}]
  - title: Strokes
    move: {{say: "Turn round, and stand beside the hip.", for: 10s}}
    say: And down again, as slowly as you came, all the way to the ankle and the toes.
    caution: Stay light over the back of the knee.
    strokes: {{count: 3}}
    time: 60s
"""


def worst_rise(sound: np.ndarray) -> tuple[float, float]:
    """Return the worst rise in dB, and the second at which it is, outside the first and the last ones."""
    power = np.concatenate([[0.0], np.cumsum(np.mean(sound.astype(np.float64) ** 2, axis=1))])
    now, before = RATE // 20, RATE * 2 // 5
    at = np.arange(4 * RATE, len(sound) - 14 * RATE, RATE // 200)
    rise = 10 * np.log10(((power[at + now] - power[at]) / now) / ((power[at] - power[at - before]) / before))
    return float(rise.max()), float(at[rise.argmax()] / RATE)


@pytest.mark.parametrize("guidance", ["full", "tones"])
@pytest.mark.parametrize("bed", [name for name in BEDS if name != "none"])
def test_no_onset_leaps_out_over_any_bed(bed: str, guidance: str, own_cache: Path) -> None:
    sources = Sources(Cast(Speech(open_voice("rehearsal"), Cache(own_cache), RATE, {})))
    timeline = schedule(loads(SCRIPT.replace("GUIDANCE", guidance)), sources.length)
    mixer = Mixer(timeline, sources, open_bed(bed, Path(), RATE, LOUDNESS - 21))
    under = sum(np.concatenate(list(mixer.stem(name))) for name in ("chimes", "pulses", "bed"))
    rise, at = worst_rise(np.asarray(under))
    assert rise <= 12, f"{rise:.1f} dB at {at:.1f} s"
