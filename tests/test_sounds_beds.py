"""Every built-in bed, held to the same rules over ten minutes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pytest
import soxr
from numpy.testing import assert_allclose

from coach.audio.loudness import PowerMeter, Powers, integrated
from coach.errors import SoundError
from coach.sounds import BEDS, Bed, open_bed

if TYPE_CHECKING:
    from coach.audio import Samples

RATE = 48_000
LEVEL = -36.0
LOW_RATE = 4000
RINGING = {"Drone": 5, "Bowls": 5}
"""Seconds for which a tone of some beds goes on: so long it is like itself, as any tone is. Of noise nothing lasts."""


@dataclass(frozen=True)
class Heard:
    """Ten minutes of a bed."""

    bed: Bed
    minute: Samples
    powers: Powers
    fine: Powers
    """Mean square of both channels in each 5 ms."""
    low: npt.NDArray[np.float32]
    """Both channels together, at `LOW_RATE`."""


@pytest.fixture(scope="module", params=[name for name in BEDS if name != "none"])
def heard(request: pytest.FixtureRequest) -> Heard:
    bed = open_bed(request.param, Path(), RATE, LEVEL)
    meter, powers, fine, low = PowerMeter(RATE, 2), [], [], []
    coarser = soxr.ResampleStream(RATE, LOW_RATE, 1, dtype="float32")
    for start in range(0, 600 * RATE, 10 * RATE):
        sound = bed.read(start, 10 * RATE)
        powers.append(meter.feed(sound))
        fine.append(np.square(sound).reshape(-1, 480).mean(axis=1))
        low.append(coarser.resample_chunk(sound.mean(axis=1)))
    steps, levels = np.concatenate(powers), np.concatenate(fine).astype(np.float64)
    return Heard(bed, bed.read(0, 60 * RATE), steps, levels, np.concatenate(low))


def similarity(curve: Powers) -> Powers:
    """Autocorrelation: how like itself a curve is, one step later and so on."""
    strayed = (curve - curve.mean()) / curve.std()
    spectrum = np.fft.rfft(strayed, 2 * len(strayed))
    return np.fft.irfft(np.abs(spectrum) ** 2)[1 : len(curve)] / len(curve)


def test_a_bed_is_as_loud_as_asked_and_knows_its_own_powers(heard: Heard) -> None:
    assert integrated(heard.powers) == pytest.approx(LEVEL, abs=0.3)
    for steps in (slice(0, 3000), slice(3000, 6000)):
        known = integrated(heard.bed.powers(6000)[steps])
        assert known == pytest.approx(integrated(heard.powers[steps]), abs=0.2)


def test_a_bed_knows_its_power_in_each_tenth_of_a_second(heard: Heard) -> None:
    """Noise strays by chance: over 100 ms by half a dB, over 3 s hardly. Tones beat, and that is known."""
    known = heard.bed.powers(6000)
    tenths = 10 * np.log10(heard.powers / known)[5:]
    threes = 10 * np.log10(heard.powers.reshape(-1, 30).mean(axis=1) / known.reshape(-1, 30).mean(axis=1))[1:]
    tones = type(heard.bed).__name__ == "Drone"
    assert np.sqrt(np.mean(tenths**2)) < (0.05 if tones else 0.8)
    assert np.abs(threes).max() < (0.05 if tones else 0.6)


def test_the_same_frames_are_the_same_samples_in_whatever_blocks(heard: Heard) -> None:
    whole = heard.minute[RATE : 31 * RATE]
    blocks = [heard.bed.read(start, 4801) for start in range(RATE, 31 * RATE, 4801)]
    assert_allclose(np.concatenate(blocks)[: len(whole)], whole, atol=1e-7)
    name = type(heard.bed).__name__.lower()
    assert np.array_equal(open_bed(name, Path(), RATE, LEVEL).read(RATE, 30 * RATE), heard.bed.read(RATE, 30 * RATE))


def test_a_bed_never_startles(heard: Heard) -> None:
    sums = np.concatenate([[0.0], np.cumsum(heard.fine)])
    now = (sums[10:] - sums[:-10]) / 10
    before = (sums[80:] - sums[:-80]) / 80
    rise = 10 * np.log10(now[80 + 200 :] / before[200 : 200 + len(now) - 280])
    assert rise.max() < 6


def test_a_bed_comes_and_goes_gently_and_never_stops(heard: Heard) -> None:
    steps = 10 * np.log10(heard.powers[5:])
    assert 1 < np.percentile(steps, 95) - np.percentile(steps, 5) < 12
    second = steps[: len(steps) // 10 * 10].reshape(-1, 10).mean(axis=1)
    assert np.abs(np.diff(second)).max() < 6


def test_no_loop_can_be_heard(heard: Heard) -> None:
    grain = np.log(heard.powers[5:] / heard.bed.powers(6000)[5:])
    assert similarity(grain)[20:3000].max() < 0.2
    swell = heard.bed.powers(72_000)[::10]
    assert similarity(swell)[60:3600].max() < 0.35


def test_in_ten_minutes_nothing_comes_again(heard: Heard) -> None:
    """The waveform's own autocorrelation: a loop, or a piece that is used again and again, would stand out in it."""
    ringing = RINGING.get(type(heard.bed).__name__, 2)
    assert np.abs(similarity(heard.low.astype(np.float64))[ringing * LOW_RATE :]).max() < 0.2


def test_a_bed_leaves_the_consonants_alone_and_survives_mono(heard: Heard) -> None:
    spectrum = np.abs(np.fft.rfft(heard.minute[:, 0])) ** 2
    hertz = np.fft.rfftfreq(len(heard.minute), 1 / RATE)
    assert spectrum[(hertz > 1000) & (hertz < 4000)].sum() < 0.1 * spectrum.sum()
    assert 0.1 < float(np.asarray(np.corrcoef(heard.minute.T))[0, 1]) < 0.7


def test_waves_are_heard_on_the_shore() -> None:
    steps = 10 * np.log10(open_bed("shore", Path(), RATE, LEVEL).powers(6000))
    assert np.percentile(steps, 95) - np.percentile(steps, 5) > 4


def test_the_drone_is_in_tune_with_the_chimes() -> None:
    sound = open_bed("drone", Path(), RATE, LEVEL).read(0, 40 * RATE).mean(axis=1)
    spectrum = np.abs(np.fft.rfft(sound)) ** 2
    hertz = np.fft.rfftfreq(len(sound), 1 / RATE)
    chord = [440.0 * 2.0 ** (half_tones / 12) for half_tones in (-31, -24, -19, -12, -7, 0, 5, 12)]  # D2 A2 D3 ... A5
    in_tune = np.min([np.abs(hertz - tone) for tone in chord], axis=0) < 1.5
    assert spectrum[in_tune].sum() > 0.99 * spectrum.sum()


def test_another_bed_names_the_nearest() -> None:
    with pytest.raises(SoundError, match="did you mean 'stream'"):
        open_bed("streem", Path(), RATE, LEVEL)
