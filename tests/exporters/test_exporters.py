from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import mutagen.id3
import pytest
import soundfile
from conftest import ffmpeg

import coach
from coach.errors import ExportError
from coach.exporters import exporters, open_exporter

if TYPE_CHECKING:
    from coach.timeline import Timeline

SCRIPT = """
title: Zwölf Züge
voice: rehearsal
bed: shore
parts:
  - title: "{side} leg"
    repeat: {side: [left, right]}
    steps:
      - {title: A longer name for the first, say: Glide slowly up the whole leg., time: {fixed: 20s}}
      - {title: B, say: And down., time: {fixed: 15s}}
  - steps:
      - {title: Rest, say: Rest a while., time: {fixed: 12.345s}}
"""


@pytest.fixture
def script(tmp_path: Path) -> Path:
    file = tmp_path / "twelve.yaml"
    file.write_text(SCRIPT, "utf-8")
    return file


def made(script: Path, name: str) -> tuple[Path, Timeline]:
    file = script.parent / name
    return file, coach.export(coach.load(script), file)


def loudness(file: Path) -> float:
    said = ffmpeg("-i", file, "-af", "ebur128", "-f", "null", "-")
    return float(re.findall(r"I:\s+(\S+) LUFS", said)[-1])


def test_a_wav_has_24_bits_and_exactly_the_frames_of_the_plan(script: Path) -> None:
    file, timeline = made(script, "out.wav")
    info = soundfile.info(file)
    assert (info.samplerate, info.channels, info.subtype) == (48_000, 2, "PCM_24")
    assert info.frames == timeline.length


def test_an_mp3_is_as_long_and_as_loud_as_the_wav(script: Path) -> None:
    wav, timeline = made(script, "out.wav")
    mp3, _ = made(script, "out.mp3")
    info = soundfile.info(mp3)
    assert (info.samplerate, info.frames) == (48_000, timeline.length)
    assert loudness(mp3) == pytest.approx(loudness(wav), abs=0.15)
    assert loudness(mp3) == pytest.approx(-16.0, abs=0.5)


def test_players_list_a_chapter_for_each_step_and_side_in_order(script: Path, tmp_path: Path) -> None:
    file, timeline = made(script, "out.mp3")
    ffmpeg("-copyts", "-i", file, "-f", "ffmetadata", tmp_path / "tags.txt")  # or it counts from LAME's own silence
    tags = (tmp_path / "tags.txt").read_text("utf-8")
    starts = [int(start) for start in re.findall(r"^START=(\d+)", tags, re.MULTILINE)]
    titles = re.findall(r"^title=(.*)$", tags, re.MULTILINE)
    assert titles[0] == "Zwölf Züge"
    assert titles[1:] == [chapter.title for chapter in timeline.chapters]
    assert titles[1:3] == ["left leg: A longer name for the first", "left leg: B"]
    assert starts == [round(chapter.start / 48) for chapter in timeline.chapters]


def test_the_table_of_contents_stands_first_and_chapters_follow_in_order(script: Path) -> None:
    file, _ = made(script, "out.mp3")
    tags = mutagen.id3.ID3(file)
    (contents,) = tags.getall("CTOC")
    assert contents.flags == 3
    data = file.read_bytes()
    places = [data.index(b"CTOC"), *(match.start() for match in re.finditer(rb"CHAP", data))]
    assert places == sorted(places)
    order = [match.group(1).decode() for match in re.finditer(rb"CHAP.{6}(chp\d+)\0", data, re.DOTALL)]
    assert order == list(contents.child_element_ids)
    assert str(tags["TLAN"]) == "eng"


def test_an_unknown_suffix_lists_the_known(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match=r"no format has the suffix '.mp4': did you mean 'mp3'"):
        open_exporter(tmp_path / "a.mp4")
    with pytest.raises(ExportError, match="has no suffix"):
        open_exporter(tmp_path / "a")
    assert all(exporter.missing() is None for exporter in exporters().values())


def test_what_cannot_be_written_is_one_line_and_leaves_nothing(script: Path, tmp_path: Path) -> None:
    (tmp_path / "folder.mp3").mkdir()
    for path, said in [
        (tmp_path / "no" / "such" / "out.mp3", "there is no folder"),
        (tmp_path / "folder.mp3", "is a folder"),
        (script / "out.mp3", "there is no folder"),
        (tmp_path / f"{'n' * 251}.mp3", "File name too long"),
        (Path("/proc/out.mp3"), "cannot be written"),
    ]:
        with pytest.raises(ExportError) as caught:
            coach.export(coach.load(script), path)
        assert said in str(caught.value)
        assert "\n" not in str(caught.value)
    assert not list(tmp_path.glob(".*"))


def test_a_session_is_never_written_over_what_it_is_made_from(script: Path, tmp_path: Path) -> None:
    bed = tmp_path / "bed.wav"
    soundfile.write(bed, [0.1, -0.1] * 96_000, 48_000)
    script.write_text(SCRIPT.replace("bed: shore", "bed: bed.wav"), "utf-8")
    before = bed.read_bytes()
    with pytest.raises(ExportError, match="the session is made from this file"):
        coach.export(coach.load(script), bed)
    assert bed.read_bytes() == before


def exporting(script: Path, out: Path) -> subprocess.Popen[bytes]:
    """Start a long export, and return once it is writing."""
    command = [sys.executable, "-m", "coach", "export", str(script), "-o", str(out), "--fit", "3h"]
    child = subprocess.Popen(command, stderr=subprocess.PIPE)
    patience = time.monotonic() + 60
    while not any(part.stat().st_size > 50_000 for part in out.parent.glob(".*.part")):
        assert child.poll() is None, child.communicate()[1]
        assert time.monotonic() < patience
        time.sleep(0.05)
    return child


@pytest.fixture
def long_script(script: Path) -> Path:
    script.write_text(SCRIPT.replace("{fixed: 20s}", "{ideal: 20s, most: 2h}"), "utf-8")
    return script


def test_a_killed_export_leaves_no_file_at_the_final_path(long_script: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.mp3"
    out.write_bytes(b"the file of last week")
    child = exporting(long_script, out)
    os.kill(child.pid, signal.SIGKILL)
    child.communicate()
    assert out.read_bytes() == b"the file of last week"


def test_an_interrupted_export_leaves_nothing_at_all(long_script: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.mp3"
    child = exporting(long_script, out)
    child.send_signal(signal.SIGINT)
    _, said = child.communicate(timeout=30)
    assert child.returncode == 130
    assert said.decode().splitlines()[-1] == "coach: interrupted"
    assert not out.exists()
    assert not list(tmp_path.glob(".*"))
