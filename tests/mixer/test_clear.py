"""Words stand 12 LU or more over the bed while they sound, however loud a bed is asked for."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyloudnorm
import pytest

from coach.audio.finish import LOUDNESS
from coach.cache import Cache
from coach.mixer import Duck, Levels, Mixer, Sources
from coach.script import loads
from coach.sounds import BEDS, open_bed
from coach.speech import Cast, Speech
from coach.timeline import RATE, schedule
from coach.voices import open_voice

SAY = (
    "Glide slowly up the whole leg, over the hip, and back down along the outside, to the ankle, with no weight. "
    "Rest there for as long as a breath takes, and begin again from the very start, a little deeper than before."
)
SCRIPT = f"""
title: T
voice: rehearsal
steps:
  - {{title: One, say: "{SAY}", time: 25s}}
  - {{title: Two, say: "{SAY}", time: 25s}}
"""
WINDOW, HOP = 3 * RATE, RATE // 2


def mixer(bed: str, level: float, depth: float, folder: Path) -> Mixer:
    sources = Sources(Cast(Speech(open_voice("rehearsal"), Cache(folder), RATE, {})))
    timeline = schedule(loads(SCRIPT), sources.length)
    return Mixer(timeline, sources, open_bed(bed, Path(), RATE, LOUDNESS + level), Levels(duck=Duck(depth=depth)))


LOUD = [("shore", -8.0, 1.0), *((name, 0.0, 0.0) for name in BEDS if name != "none")]


@pytest.mark.parametrize(("bed", "level", "depth"), LOUD)
def test_words_stand_clear_of_a_bed_asked_for_too_loud(bed: str, level: float, depth: float, own_cache: Path) -> None:
    made = mixer(bed, level, depth, own_cache)
    voice, under = (np.concatenate(list(made.stem(name))).astype(np.float64) for name in ("voice", "bed"))
    meter = pyloudnorm.Meter(RATE)
    words = meter.integrated_loudness(voice)
    said = np.convolve(voice[::480, 0] ** 2, np.ones(20), "same") > 1e-7
    windows = [at for at in range(0, len(voice) - WINDOW, HOP) if said[at // 480 : (at + WINDOW) // 480].all()]
    loudest = max(meter.integrated_loudness(under[at : at + WINDOW]) for at in windows)
    assert len(windows) > 20
    assert 11.0 <= words - loudest < 20.0
    assert made.lowered > 0


def test_a_bed_that_is_soft_enough_is_left_as_it_is(own_cache: Path) -> None:
    assert mixer("shore", -21.0, 5.0, own_cache).lowered == 0
