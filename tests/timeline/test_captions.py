"""Captions, held to what other people's readers make of them."""

from __future__ import annotations

import html
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
import srt as subrip
import webvtt
from conftest import ffmpeg
from lrcparser import LrcParser

from coach.script import load
from coach.timeline import Cue, Span, Timeline, schedule
from coach.timeline.captions import CAPTIONS, ROW, captions, lrc, srt, vtt

if TYPE_CHECKING:
    from pathlib import Path

SHIPPED = ["back-of-legs", "feet", "full-back", "hands-and-forearms", "neck-and-shoulders"]
HOUR = 3600 * 48_000


@pytest.fixture(params=SHIPPED)
def timeline(request: pytest.FixtureRequest) -> Timeline:
    return schedule(load(request.param))


def spoken(timeline: Timeline) -> list[Cue]:
    return [cue for cue in timeline.cues if cue.kind == "say"]


def nearest(frames: int, rate: int, parts: int) -> int:
    """Round as school does, in exact arithmetic."""
    return int(Fraction(frames * parts, rate) + Fraction(1, 2))


def thousandths(clock: str) -> int:
    hours, minutes, seconds = clock.replace(",", ".").split(":")
    return round((int(hours) * 3600 + int(minutes) * 60 + float(seconds)) * 1000)


def words(*said: tuple[int, int, str], title: str = "Evening") -> Timeline:
    cues = tuple(Cue(Span(start, end), "say", text, text, "step", None) for start, end, text in said)
    return Timeline(title, 48_000, max(end for _, end, _ in said) + 48_000, (), cues, ())


def test_webvtt_is_read_with_every_cue_at_its_thousandth(timeline: Timeline) -> None:
    read = webvtt.from_string(vtt(timeline, "en-US")).captions
    for caption, cue in zip(read, spoken(timeline), strict=True):
        assert thousandths(caption.start) == nearest(cue.span.start, timeline.rate, 1000)
        assert thousandths(caption.end) == nearest(cue.span.end, timeline.rate, 1000)
        assert html.unescape(caption.text).split() == cue.text.split()


def test_subrip_is_read_with_every_cue_at_its_thousandth(timeline: Timeline) -> None:
    read = list(subrip.parse(srt(timeline)))
    thousandth = timedelta(milliseconds=1)
    assert [caption.index for caption in read] == list(range(1, len(read) + 1))
    for caption, cue in zip(read, spoken(timeline), strict=True):
        assert caption.start / thousandth == nearest(cue.span.start, timeline.rate, 1000)
        assert caption.end / thousandth == nearest(cue.span.end, timeline.rate, 1000)
        assert caption.content.split() == cue.text.split()


def test_lrc_is_read_with_every_cue_at_its_hundredth(timeline: Timeline) -> None:
    read = LrcParser.parse(lrc(timeline))
    assert read["attributes"]["ti"] == timeline.title
    minutes, seconds = read["attributes"]["length"].split(":")
    assert int(minutes) * 60 + int(seconds) == nearest(timeline.length, timeline.rate, 1)
    for line, cue in zip(read["lrc_lines"], spoken(timeline), strict=True):
        at = line.start_time
        hundredths = (at.minutes * 60 + at.seconds) * 100 + at.microseconds // 10_000
        assert hundredths == nearest(cue.span.start, timeline.rate, 100)
        assert str(line.text) == cue.text


@pytest.mark.parametrize("kind", CAPTIONS)
def test_ffmpeg_reads_each_format_with_the_same_starts(kind: str, tmp_path: Path) -> None:
    timeline = schedule(load("feet"))
    (tmp_path / f"feet.{kind}").write_text(captions(kind, timeline, "en-US"), "utf-8")
    ffmpeg("-i", tmp_path / f"feet.{kind}", tmp_path / "read.srt")
    read = list(subrip.parse((tmp_path / "read.srt").read_text("utf-8")))
    for caption, cue in zip(read, spoken(timeline), strict=True):
        assert caption.start.total_seconds() == pytest.approx(cue.span.start / timeline.rate, abs=0.0051)


@pytest.mark.parametrize("kind", ["srt", "vtt"])
def test_captions_never_overlap_and_a_row_is_no_longer_than_is_read_at_a_glance(kind: str, timeline: Timeline) -> None:
    text = captions(kind, timeline, "en-US")
    times = [tuple(map(thousandths, line.split(" --> "))) for line in text.splitlines() if " --> " in line]
    assert all(start < end for start, end in times)
    assert all(one[1] <= other[0] for one, other in pairwise(times))
    for block in text.split("\n\n"):
        if " --> " in block:
            rows = block.strip().split("\n")[2:]
            whole = sum(map(len, rows)) + len(rows) - 1
            assert max(map(len, rows)) <= ROW
            assert len(rows) <= 2 or whole > 2 * ROW - 12


def test_what_a_format_would_take_for_its_own_is_read_as_words() -> None:
    odd = words((0, 48_000, "Left & right <b>now</b> --> go &amp; [00:12.00] on"), title="A --> B [x] & <c>")
    (read,) = webvtt.from_string(vtt(odd, "en")).captions
    assert html.unescape(read.text).split() == odd.cues[0].text.split()
    (caption,) = subrip.parse(srt(odd))
    assert not set(caption.content) & set("<>")
    (line,) = LrcParser.parse(lrc(odd))["lrc_lines"]
    assert str(line.text).endswith("go &amp; (00:12.00) on")
    assert vtt(odd, "en").count("-->") == srt(odd).count("-->") == 1


def test_past_the_hour_and_at_half_a_thousandth_times_are_still_right() -> None:
    late = words((HOUR + 24, HOUR + 48_000, "One."), (25 * HOUR, 25 * HOUR + 48_000, "Two."))
    assert [(one.start, one.end) for one in webvtt.from_string(vtt(late, "en")).captions] == [
        ("01:00:00.001", "01:00:01.000"),
        ("25:00:00.000", "25:00:01.000"),
    ]
    assert "25:00:00,000 --> 25:00:01,000" in srt(late)
    assert [line for line in lrc(late).splitlines() if line.endswith(".") and "]" in line] == [
        "[60:00.00]One.",
        "[1500:00.00]Two.",
    ]


def test_words_of_a_single_frame_still_have_an_end_that_readers_accept() -> None:
    (caption,) = webvtt.from_string(vtt(words((0, 1, "Oh.")), "en")).captions
    assert (caption.start, caption.end) == ("00:00:00.000", "00:00:00.001")


def test_chimes_and_strokes_are_not_words(timeline: Timeline) -> None:
    quiet = replace(timeline, cues=tuple(cue for cue in timeline.cues if cue.kind != "say"))
    assert not webvtt.from_string(vtt(quiet, "en")).captions
    assert list(subrip.parse(srt(quiet))) == []
    assert LrcParser.parse(lrc(quiet))["lrc_lines"] == []


def test_the_language_stands_in_a_comment(timeline: Timeline) -> None:
    assert "Language: de-DE" in webvtt.from_string(vtt(timeline, "de-DE")).header_comments
