"""No onset leaps out: in all but the words, 50 ms never stand more than 12 dB over the 400 ms before them.

Without a bed a chime comes out of digital silence, over which any sound stands infinitely. There the room is what is
heard before it, and the rule is held against that: 30 dB(A), as quiet as the WHO asks bedrooms to be, with the words
played at 57 dB. Most rooms in which people are treated are louder, and cover more.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from coach.audio.finish import LOUDNESS
from coach.audio.loudness import powers
from coach.audio.onset import ROOM
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


def worst_rise(sound: np.ndarray, room: float = 0.0) -> tuple[float, float]:
    """Return the worst rise in dB, and the second at which it is, outside the first and the last ones."""
    power = np.concatenate([[0.0], np.cumsum(np.mean(sound.astype(np.float64) ** 2, axis=1) + room)])
    now, before = RATE // 20, RATE * 2 // 5
    at = np.arange(4 * RATE, len(sound) - 14 * RATE, RATE // 200)
    rise = 10 * np.log10(((power[at + now] - power[at]) / now) / ((power[at] - power[at - before]) / before))
    return float(rise.max()), float(at[rise.argmax()] / RATE)


def mixer(own_cache: Path, guidance: str, bed: str, level: float = -21.0) -> Mixer:
    sources = Sources(Cast(Speech(open_voice("rehearsal"), Cache(own_cache), RATE, {})))
    timeline = schedule(loads(SCRIPT.replace("GUIDANCE", guidance)), sources.length)
    return Mixer(timeline, sources, open_bed(bed, Path(), RATE, LOUDNESS + level))


def beside_words(mixed: Mixer) -> np.ndarray:
    return np.asarray(sum(np.concatenate(list(mixed.stem(name))) for name in ("chimes", "pulses", "bed")))


@pytest.mark.parametrize("guidance", ["full", "tones"])
@pytest.mark.parametrize("bed", [name for name in BEDS if name != "none"])
def test_no_onset_leaps_out_over_any_bed(bed: str, guidance: str, own_cache: Path) -> None:
    rise, at = worst_rise(beside_words(mixer(own_cache, guidance, bed)))
    assert rise <= 12, f"{rise:.1f} dB at {at:.1f} s"


@pytest.mark.parametrize("guidance", ["full", "tones"])
@pytest.mark.parametrize(("bed", "level"), [("none", 0.0), ("rain", -25.0), ("shore", -30.0), ("brown", -45.0)])
def test_without_a_bed_to_speak_of_no_onset_leaps_out_of_a_quiet_room(
    bed: str, level: float, guidance: str, own_cache: Path
) -> None:
    rise, at = worst_rise(beside_words(mixer(own_cache, guidance, bed, level)), 10 ** ((ROOM - 16) / 10))
    assert rise <= 12, f"{rise:.1f} dB at {at:.1f} s"


def test_a_chime_with_nothing_to_cover_it_is_softer_and_still_heard_over_the_room(own_cache: Path) -> None:
    covered, bare = (np.concatenate(list(mixer(own_cache, "tones", bed).stem("chimes"))) for bed in ("shore", "none"))
    loudest = [10 * np.log10(powers(sound, RATE).max()) for sound in (covered, bare)]
    assert loudest[0] - loudest[1] == pytest.approx(4, abs=0.1)
    assert loudest[1] > ROOM - 16 + 6
