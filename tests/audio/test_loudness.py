from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import pyloudnorm
import pytest
import soundfile
from conftest import ffmpeg
from scipy.signal import butter, sosfilt

from coach.audio.loudness import PowerMeter, integrated, k_weighting, powers, steady_power

if TYPE_CHECKING:
    from pathlib import Path

    from coach.audio import Samples

RATE = 48_000


def sine(seconds: float, dbfs: float, hertz: float = 1000.0) -> Samples:
    time = np.arange(round(seconds * RATE)) / RATE
    one = 10 ** (dbfs / 20) * np.sin(2 * np.pi * hertz * time)
    return np.stack([one, one], axis=1).astype(np.float32)


def test_the_filter_has_the_coefficients_that_the_standard_prints() -> None:
    shelf, high_pass = k_weighting(RATE)
    printed_shelf = [1.53512485958697, -2.69169618940638, 1.19839281085285, 1, -1.69065929318241, 0.73248077421585]
    printed_high_pass = [1.0, -2.0, 1.0, 1, -1.99004745483398, 0.99007225036621]
    assert shelf == pytest.approx(printed_shelf, abs=1e-6)
    assert high_pass == pytest.approx(printed_high_pass, abs=1e-6)


# EBU Tech 3341, table 1: the minimum requirements 1 to 5, each within 0.1 LU.
EBU = [
    ([(20, -23)], -23.0),
    ([(20, -33)], -33.0),
    ([(10, -36), (60, -23), (10, -36)], -23.0),
    ([(10, -72), (10, -36), (60, -23), (10, -36), (10, -72)], -23.0),
    ([(20, -26), (20.1, -20), (20, -26)], -23.0),
]


@pytest.mark.parametrize(("parts", "expected"), EBU)
def test_the_ebu_signals_read_what_the_ebu_says(parts: list[tuple[float, float]], expected: float) -> None:
    signal = np.concatenate([sine(seconds, level) for seconds, level in parts])
    assert integrated(powers(signal, RATE)) == pytest.approx(expected, abs=0.1)


@pytest.mark.parametrize("rate", [RATE, 8000])
def test_the_power_of_a_steady_sound_is_what_the_filter_lets_through(rate: int) -> None:
    white = np.random.default_rng(2).standard_normal((rate * 20 + 999, 2))
    brown = sosfilt(butter(1, 60.0, fs=rate, output="sos"), white, axis=0)
    for sound in (white, brown):
        through = np.mean(np.sum(sosfilt(k_weighting(rate), sound, axis=0) ** 2, axis=1))
        assert 10 * np.log10(steady_power(sound.astype(np.float32), rate) / through) == pytest.approx(0.0, abs=0.02)


@pytest.fixture(scope="module")
def uneven() -> Samples:
    random = np.random.default_rng(1)
    noise = random.standard_normal((RATE * 20, 2)) * 0.05
    noise[RATE * 5 : RATE * 11] *= 0.03
    noise[RATE * 14 :, 1] *= 0.3
    return noise.astype(np.float32)


def test_the_meter_agrees_with_ffmpeg_and_pyloudnorm(uneven: Samples, tmp_path: Path) -> None:
    file = tmp_path / "uneven.wav"
    soundfile.write(file, uneven, RATE, "FLOAT")
    said = ffmpeg("-i", file, "-af", "ebur128", "-f", "null", "-")
    theirs = float(re.findall(r"I:\s+(-?[\d.]+) LUFS", said)[-1])
    ours = integrated(powers(uneven, RATE))
    assert ours == pytest.approx(theirs, abs=0.1)
    assert ours == pytest.approx(pyloudnorm.Meter(RATE).integrated_loudness(uneven), abs=0.1)


@pytest.mark.parametrize("rate", [8_000, 44_100, 48_000, 192_000])
def test_powers_are_those_of_the_filter_run_sample_by_sample(rate: int) -> None:
    noise = np.random.default_rng(2).normal(0.0, 0.1, (5 * rate + 77, 2)).astype(np.float32)
    noise[rate : 2 * rate] = 0.0
    weighted = sosfilt(k_weighting(rate), noise, axis=0)[: 5 * rate].reshape(50, -1)
    meter = PowerMeter(rate, 2)
    streamed = np.concatenate([meter.feed(noise[at : at + 9999]) for at in range(0, len(noise), 9999)])
    assert streamed == pytest.approx((weighted**2).sum(axis=1) / (rate / 10), abs=1e-14)
    assert powers(noise, rate)[:50] == pytest.approx(streamed, abs=1e-14)


def test_silence_has_no_loudness_and_a_short_sound_is_one_block() -> None:
    assert integrated(powers(np.zeros((RATE, 2), np.float32), RATE)) == -np.inf
    whole, half = (integrated(powers(sine(seconds, -20), RATE)) for seconds in (0.4, 0.2))
    assert half == pytest.approx(whole - 3.0, abs=0.3)
