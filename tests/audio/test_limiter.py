from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import pytest
import soundfile
from conftest import ffmpeg
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from coach.audio.limiter import Limiter
from coach.audio.peak import REACH, true_peaks

if TYPE_CHECKING:
    from pathlib import Path

    from coach.audio import Samples

RATE = 48_000
CEILING = -2.0


def limited(sound: Samples, sizes: list[int] | None = None) -> Samples:
    limiter, out, at = Limiter(CEILING, RATE, sound.shape[1]), [], 0
    for size in [*(sizes or []), len(sound)]:
        out.append(limiter.feed(sound[at : at + size]))
        at += size
    return np.concatenate([*out, limiter.rest()])


def loud(seconds: float = 4.0) -> Samples:
    random = np.random.default_rng(2)
    time = np.arange(round(seconds * RATE)) / RATE
    swell = 0.2 + 1.6 * np.sin(np.pi * time / seconds) ** 2
    voice = np.sin(2 * np.pi * 180 * time) + 0.5 * np.sin(2 * np.pi * 11_950 * time)
    both = np.stack([voice, voice + 0.2 * random.standard_normal(len(time))], axis=1)
    return (both * swell[:, None]).astype(np.float32)


def test_ffmpeg_finds_no_true_peak_over_the_ceiling(tmp_path: Path) -> None:
    file = tmp_path / "limited.wav"
    soundfile.write(file, limited(loud()), RATE, "FLOAT")
    said = ffmpeg("-i", file, "-af", "ebur128=peak=true", "-f", "null", "-")
    peak = float(re.findall(r"Peak:\s+(-?[\d.]+) dBFS", said)[-1])
    assert -3.0 < peak <= CEILING + 0.1


def test_what_needs_nothing_passes_untouched_to_the_bit() -> None:
    quiet = loud() * np.float32(0.2)
    assert np.array_equal(limited(quiet), quiet)


def test_length_and_place_are_kept() -> None:
    sound = loud(1.0)
    out = limited(sound)
    assert out.shape == sound.shape
    assert abs(np.argmax(np.abs(out[:5000, 0])) - np.argmax(np.abs(sound[:5000, 0]))) <= 1


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(1, 9000), max_size=12))
def test_the_result_is_the_same_however_the_stream_is_cut(sizes: list[int]) -> None:
    sound = loud(0.5)
    assert_allclose(limited(sound, sizes), limited(sound), atol=1e-6)


def test_the_gain_neither_jumps_nor_comes_late() -> None:
    sound = np.full((RATE, 1), 0.1, np.float32)
    sound[RATE // 2] = 3.0
    out = limited(sound)
    gain = (out / sound)[:, 0]
    assert np.abs(np.diff(gain)).max() < 0.03
    assert abs(out[RATE // 2, 0]) <= 10 ** (CEILING / 20) + 1e-3
    assert gain[0] == gain[-1] == 1.0


def test_a_peak_between_the_samples_is_found() -> None:
    time = np.arange(RATE) / RATE
    sine = np.sin(2 * np.pi * 12_000 * time + np.pi / 4).astype(np.float32)
    assert np.abs(sine).max() == pytest.approx(0.7071, abs=1e-3)
    assert true_peaks(sine[None, 1000 : 1000 + 480 + 2 * REACH])[0] == pytest.approx(1.0, abs=0.02)
