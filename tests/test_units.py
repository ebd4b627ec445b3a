from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.units import (
    format_clock,
    format_duration,
    parse_duration,
    parse_level,
    to_frame,
    to_gain,
    to_seconds,
)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("90s", 90), ("2m", 120), ("1m30s", 90), ("0.5s", 0.5), ("1h5m", 3900), (" 1 m 30 s ", 90), ("2min", 120)],
)
def test_durations_are_read_as_people_write_them(text: str, seconds: float) -> None:
    assert parse_duration(text) == seconds


@pytest.mark.parametrize("text", ["", "90", "s", "-5s", "1:30", "5 parsecs", "1s1m", "1e3s", "10000000000h", "9" * 99])
def test_what_is_no_duration_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"no duration|longer than a day"):
        parse_duration(text)


@given(st.integers(0, 86_400))
def test_a_written_duration_reads_back_the_same(seconds: int) -> None:
    assert parse_duration(format_duration(seconds)) == seconds


@pytest.mark.parametrize(("text", "level"), [("-16 dB", -16), ("-16dB", -16), ("\u22126 dB", -6), ("+3 db", 3)])
def test_levels_are_read_with_either_minus(text: str, level: float) -> None:
    assert parse_level(text) == level


@pytest.mark.parametrize("text", ["-16", "loud", "dB", "--3 dB"])
def test_what_is_no_level_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no level"):
        parse_level(text)


@given(st.integers(0, 10**10), st.sampled_from([44_100, 48_000, 22_050]))
def test_a_frame_survives_the_way_through_seconds(frame: int, rate: int) -> None:
    assert to_frame(to_seconds(frame, rate), rate) == frame


@given(st.lists(st.floats(0.001, 100), min_size=1, max_size=200))
def test_rounding_positions_adds_no_drift(durations: list[float]) -> None:
    position = sum(durations)
    assert abs(to_frame(position, 48_000) / 48_000 - position) <= 0.5 / 48_000 + 1e-9


def test_six_decibels_are_about_twice_the_amplitude() -> None:
    assert to_gain(6.0206) == pytest.approx(2.0, rel=1e-5)
    assert to_gain(-20) == pytest.approx(0.1)


def test_clocks_show_hours_only_when_there_are_any() -> None:
    assert format_clock(725.9) == "12:05"
    assert format_clock(3725) == "1:02:05"
