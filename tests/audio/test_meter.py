from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from test_loudness import RATE, sine

from coach.audio.loudness import PowerMeter
from coach.audio.meter import FINE, MOMENTARY, SHORT_TERM, coarse, loudest, loudness_range, trailing
from coach.audio.onset import rises, silences
from coach.audio.peak import PeakMeter

if TYPE_CHECKING:
    from coach.audio import Samples
    from coach.audio.loudness import Powers

STEP = 480


def fine(*parts: tuple[float, float]) -> Powers:
    """Return the powers of 1 kHz tones, one after another in phase: each its seconds and its dBFS."""
    levels = np.concatenate([np.full(round(seconds * RATE), 10 ** (dbfs / 20)) for seconds, dbfs in parts])
    time = np.arange(len(levels)) / RATE
    one = levels * np.sin(2 * np.pi * 1000.0 * time)
    meter = PowerMeter(RATE, 2, FINE)
    return np.concatenate([meter.feed(np.stack([one, one], axis=1).astype(np.float32)), meter.rest()])


SILENT = -200.0

# EBU Tech 3341, table 1, signals 9 and 12: parts that repeat so that every window is as loud as the next.
STEADY = [(SHORT_TERM, (1.34, -20), (1.66, -30), 5), (MOMENTARY, (0.18, -20), (0.22, -30), 25)]


@pytest.mark.parametrize(("window", "loud", "soft", "times"), STEADY)
def test_the_ebu_signals_that_repeat_read_the_same_from_their_first_window_on(
    window: int, loud: tuple[float, float], soft: tuple[float, float], times: int
) -> None:
    means = trailing(fine(*[loud, soft] * times), window)[window:]
    assert -0.691 + 10 * np.log10(means) == pytest.approx(np.full(len(means), -23.0), abs=0.1)


@pytest.mark.parametrize(("window", "seconds", "shift"), [(SHORT_TERM, 3.0, 0.15), (MOMENTARY, 0.4, 0.02)])
def test_the_ebu_signals_as_long_as_a_window_read_their_level_wherever_they_begin(
    window: int, seconds: float, shift: float
) -> None:
    """Hold the meter to signals 10 and 13 of EBU Tech 3341: twenty files, each a little later."""
    for index in range(20):
        powers = fine((index * shift, SILENT), (seconds, -23), (1, SILENT))
        assert loudest(powers, window)[0] == pytest.approx(-23.0, abs=0.1), index


@pytest.mark.parametrize(("window", "seconds", "shift"), [(SHORT_TERM, 3.0, 0.15), (MOMENTARY, 0.4, 0.02)])
def test_the_ebu_signals_that_grow_reach_each_level_in_turn(window: int, seconds: float, shift: float) -> None:
    """Hold the meter to signals 11 and 14 of EBU Tech 3341: the greatest loudness so far is -38, -37 … -19."""
    parts = [
        part
        for index in range(20)
        for part in ((index * shift, SILENT), (seconds, -38 + index), (seconds - index * shift, SILENT))
    ]
    powers = fine(*parts)
    for index in range(20):
        until = round((index + 1) * 2 * seconds / FINE)
        assert loudest(powers[:until], window)[0] == pytest.approx(-38.0 + index, abs=0.1), index


# EBU Tech 3341, table 1, signals 15 to 19: a divisor of the rate, a phase in degrees, an amplitude, and the reading.
PEAKS = [(4, 0, 0.5, -6.0), (4, 45, 0.5, -6.0), (6, 60, 0.5, -6.0), (8, 67.5, 0.5, -6.0), (4, 45, 1.41, 3.0)]


@pytest.mark.parametrize(("divisor", "phase", "amplitude", "expected"), PEAKS)
def test_the_ebu_signals_that_peak_between_samples_read_true(
    divisor: int, phase: float, amplitude: float, expected: float
) -> None:
    at = np.arange(RATE)
    ramp = np.minimum(1.0, np.minimum(at, at[::-1]) / 4800)
    one = ramp * amplitude * np.sin(2 * np.pi * at / divisor + np.deg2rad(phase))
    found = peaks(np.stack([one, one], axis=1).astype(np.float32), over=0.0)
    assert -0.4 <= 20 * np.log10(found.max()) - expected <= 0.2


# EBU Tech 3342, table 1, signals 1 to 4: tones of 20 s each, and the range that they must read, within 1 LU.
RANGES = [((-20, -30), 10), ((-20, -15), 5), ((-40, -20), 20), ((-50, -35, -20, -35, -50), 15)]


@pytest.mark.parametrize(("levels", "expected"), RANGES)
def test_the_ebu_signals_have_the_range_that_the_ebu_says(levels: tuple[float, ...], expected: float) -> None:
    assert loudness_range(fine(*[(20, level) for level in levels])) == pytest.approx(expected, abs=1.0)


def test_what_is_shorter_than_a_window_or_silent_has_no_range() -> None:
    assert loudness_range(fine((2.9, -20))) is None
    assert loudness_range(np.zeros(1000)) is None


def test_coarse_steps_are_those_that_the_standard_integrates() -> None:
    tone = sine(1.25, -20)
    meter, by_100_ms = PowerMeter(RATE, 2, FINE), PowerMeter(RATE, 2)
    assert coarse(meter.feed(tone)) == pytest.approx(np.concatenate([by_100_ms.feed(tone), by_100_ms.rest()]))


def peaks(samples: Samples, over: float, cut: int = RATE) -> Samples:
    meter = PeakMeter(samples.shape[1], STEP, over)
    found = [meter.feed(samples[start : start + cut]) for start in range(0, len(samples), cut)]
    return np.concatenate([*found, meter.rest()])


def test_peaks_are_the_same_however_a_stream_is_cut_and_each_over_the_level_is_read_true() -> None:
    random = np.random.default_rng(2)
    noise = (random.standard_normal((RATE + 100, 2)) * 0.2).astype(np.float32)
    noise[: RATE // 2] *= 0.1
    whole, cut = peaks(noise, over=-3.0), peaks(noise, over=-3.0, cut=777)
    assert len(whole) == len(cut) == RATE // STEP + 1
    fully = peaks(noise, over=-100.0)
    high = fully > 10 ** (-3.0 / 20)
    assert high.any()
    assert not high.all()
    assert whole[high] == pytest.approx(fully[high])
    assert cut[high] == pytest.approx(fully[high])
    assert whole.max() == cut.max() == fully.max()


def test_a_rise_is_told_at_its_instant_and_in_its_decibels() -> None:
    found = rises(np.concatenate([np.full(200, 1e-4), np.full(100, 1e-3)]))
    assert int(found.argmax()) == 200
    assert found.max() == pytest.approx(10.0)
    assert found[:40].max() == -np.inf
    assert rises(np.full(44, 0.1)).max() == -np.inf


def test_what_a_room_drowns_counts_as_silence_and_not_as_a_depth_to_rise_from() -> None:
    found = rises(np.concatenate([np.zeros(100), np.full(100, 1e-4)]))
    assert found.max() == pytest.approx(20.0)
    sound = np.full(600, 1e-3)
    sound[100:299] = 1e-7
    sound[400:] = 0.0
    assert silences(sound, 200) == ((400, 600),)
    assert silences(sound, 199) == ((100, 299), (400, 600))
