from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose

from coach.audio import Clip, Format
from coach.audio.envelope import equal_power, ramped
from coach.audio.profile import profile
from coach.audio.segment import from_segment, to_segment

RATE = 48_000


def tone(seconds: float = 1.0) -> Clip:
    time = np.arange(round(seconds * RATE)) / RATE
    return Clip((0.5 * np.sin(2 * np.pi * 440 * time)).astype(np.float32), RATE)


def test_a_clip_cannot_be_written_to_nor_hold_two_channels() -> None:
    with pytest.raises(ValueError, match="read-only"):
        tone().samples[0] = 1
    with pytest.raises(ValueError, match="one channel"):
        Clip(np.zeros((10, 2), np.float32), RATE)


def test_pydub_gives_back_what_it_was_given() -> None:
    clip = tone()
    segment = to_segment(clip.samples, Format(RATE, 1))
    assert (segment.frame_rate, segment.channels, len(segment)) == (RATE, 1, 1000)
    assert segment.max_dBFS == pytest.approx(-6.02, abs=0.01)
    assert_allclose(from_segment(segment, RATE).samples, clip.samples, atol=1 / 32768)


def test_a_pydub_segment_of_another_rate_and_width_comes_in_at_ours() -> None:
    segment = to_segment(tone().samples, Format(RATE, 1)).set_frame_rate(22_050).set_channels(2).set_sample_width(4)
    clip = from_segment(segment, RATE)
    assert len(clip) == pytest.approx(RATE, abs=4)
    assert np.abs(clip.samples[2000:-2000]).max() == pytest.approx(0.5, abs=0.01)


def test_ramps_begin_and_end_in_silence_and_leave_the_middle_alone() -> None:
    samples = np.ones(RATE, np.float32)
    out = ramped(samples, RATE, 0.01, 0.05)
    assert out[0] < 1e-4
    assert out[-1] < 1e-5
    assert (out[480:-2400] == 1).all()
    assert np.abs(np.diff(out)).max() < 0.01


def test_crossed_fades_keep_their_power() -> None:
    fade = equal_power(np.linspace(0, 1, 101, dtype=np.float32))
    assert fade**2 + fade[::-1] ** 2 == pytest.approx(np.ones(101), abs=1e-5)


def test_a_profile_has_the_power_and_peak_of_each_tenth_of_a_second() -> None:
    found = profile(tone(0.95))
    assert len(found.powers) == len(found.peaks) == 10
    assert found.peaks == pytest.approx(np.full(10, 0.5), abs=1e-3)
    assert found.powers[5] == pytest.approx(0.125, rel=0.1)
    assert found.powers[-1] < 0.6 * found.powers[5]
