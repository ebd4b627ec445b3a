from __future__ import annotations

import numpy as np
import pytest

from coach.audio import Clip, Samples
from coach.audio.finish import AFTER, BEFORE, WINDOW, finish

RATE = 48_000
PEAK = 0.2


def vowel(seconds: float = 1.0) -> Samples:
    """Return something like a vowel: a tone of 120 Hz and its overtones, as loud as speech."""
    time = np.arange(round(seconds * RATE)) / RATE
    tones = [np.sin(2 * np.pi * 120 * number * time) / number**2 for number in range(1, 20)]
    return np.asarray(PEAK * np.sum(tones, axis=0), np.float32)


def hiss(seconds: float, under: float) -> Samples:
    """Return something like a soft f or h: white noise, some dB under the vowel."""
    noise = np.random.default_rng(3).standard_normal(round(seconds * RATE))
    return np.asarray(noise * np.sqrt(np.mean(vowel() ** 2)) * 10 ** (-under / 20), np.float32)


def share(sound: Samples, low: float, high: float) -> float:
    """Return how far a band stands under the whole, in dB, by a Fourier transform."""
    power = np.abs(np.fft.rfft(sound * np.hanning(len(sound)))) ** 2
    hertz = np.fft.rfftfreq(len(sound), 1 / RATE)
    return float(10 * np.log10(power[(hertz >= low) & (hertz < high)].sum() / power.sum()))


def test_a_sound_that_wanders_about_its_middle_is_steadied_and_its_tones_are_kept() -> None:
    time = np.arange(RATE) / RATE
    wander = (PEAK * 0.1 * np.sin(2 * np.pi * 4 * time)).astype(np.float32)
    before, after = vowel() + wander, finish(Clip(vowel() + wander, RATE), RATE)
    assert share(before, 0, 20) > -22
    assert share(after, 0, 20) < -50
    assert share(after, 100, 140) == pytest.approx(share(vowel(), 100, 140), abs=0.2)


def test_a_sound_that_does_not_wander_has_no_more_than_its_level_changed() -> None:
    sound = vowel()
    done = finish(Clip(sound, RATE), RATE)
    middle = slice(RATE // 2, RATE // 2 + 4800)
    scale = np.dot(done[middle], sound[middle]) / np.dot(sound[middle], sound[middle])
    assert np.abs(done[middle] - scale * sound[middle]).max() < 1e-5


@pytest.mark.parametrize("under", [30.0, 40.0, 47.0])
def test_a_soft_consonant_at_either_edge_is_kept_whole_and_the_silence_beyond_it_is_not(under: float) -> None:
    soft, silence = hiss(0.12, under), np.zeros(RATE, np.float32)
    done = finish(Clip(np.concatenate([silence, soft, vowel(), soft, silence]), RATE), RATE)
    kept = len(vowel()) + 2 * len(soft)
    assert kept <= len(done) <= kept + (BEFORE + AFTER + 2 * WINDOW) * RATE
    edge = done[round(BEFORE * RATE) : round((BEFORE + 0.1) * RATE)]
    level = 20 * np.log10(np.sqrt(np.mean(edge**2)) / np.sqrt(np.mean(done[RATE // 2 : RATE] ** 2)))
    assert level == pytest.approx(-under, abs=1.5)
