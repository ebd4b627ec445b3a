"""What players show of a file, held against other people's readers: ffprobe, mutagen, eyeD3, libsndfile and mpv."""

from __future__ import annotations

import json
import socket
import struct
import subprocess
import time
from base64 import b64decode
from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING, Any

import eyed3
import mutagen
import mutagen.id3
import mutagen.mp4
import pytest
import soundfile
from conftest import needs
from examples import ABOUT, RATE, SPOKEN, STARTS, TIMELINE, TITLES, sound, write
from mutagen.flac import FLAC, Picture
from mutagen.mp3 import MP3
from mutagen.wave import WAVE

from coach.exporters import exporters
from coach.exporters.id3 import tag
from coach.timeline import Chapter

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ENDS = (*STARTS[1:], round(TIMELINE.length * 1000 / RATE))
WORDS = "\n".join(cue.text for cue in SPOKEN)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Return the same session in every format, by suffix."""
    folder = tmp_path_factory.mktemp("shown")
    whole = sound()
    return {suffix: write(folder / f"out.{suffix}", whole) for suffix in exporters()}


@pytest.fixture(params=sorted(exporters()))
def file(request: pytest.FixtureRequest, files: dict[str, Path]) -> Path:
    return files[str(request.param)]


def probe(file: Path) -> dict[str, Any]:
    needs("ffprobe")
    command = ["ffprobe", "-v", "error", "-show_chapters", "-show_format", "-show_streams", "-of", "json", str(file)]
    ran = subprocess.run(command, capture_output=True, check=True)
    assert not ran.stderr
    found: dict[str, Any] = json.loads(ran.stdout)
    tags = {**found["format"].get("tags", {}), **found["streams"][0].get("tags", {})}
    return {**found, "tags": {name.lower(): text for name, text in tags.items()}}


def test_ffprobe_finds_each_chapter_at_its_time(file: Path) -> None:
    chapters = probe(file)["chapters"]
    assert [chapter["tags"]["title"] for chapter in chapters] == list(TITLES)
    assert [round(float(chapter["start_time"]) * 1000) for chapter in chapters] == list(STARTS)
    ends = [round(float(chapter["end_time"]) * 1000) for chapter in chapters]
    assert ends[:-1] == list(ENDS[:-1])
    assert ends[-1] == pytest.approx(ENDS[-1], abs=7)  # Opus' pre-skip is 6.5 ms


def test_ffprobe_finds_title_date_description_encoder_language_and_words(file: Path) -> None:
    tags = probe(file)["tags"]
    assert tags["title"] == "Zwölf Züge"
    assert tags["date"] == "2026-03-01"
    assert tags.get("description", tags.get("comment")) == ABOUT.description
    if file.suffix != ".wav":  # where ffprobe reads no text frames
        # Of an MP3 it tells who wrote LAME's tag, not what TSSE says.
        assert tags["encoder"].startswith("LAME" if file.suffix == ".mp3" else "coach ")
        assert tags["language"] == {".mp3": "deu", ".m4a": "deu", ".m4b": "deu"}.get(file.suffix, "de-AT")
        assert WORDS in {tags.get("lyrics"), tags.get("lyrics-deu"), tags.get("unsyncedlyrics")}


def test_ffprobe_finds_the_cover(file: Path) -> None:
    pictures = [stream for stream in probe(file)["streams"] if stream["codec_type"] == "video"]
    assert [(one["codec_name"], one["width"], one["height"]) for one in pictures] == [("png", 3, 2)]
    assert pictures[0]["disposition"]["attached_pic"] == 1


def test_mutagen_reads_the_chapters_of_mp4(files: dict[str, Path]) -> None:
    for suffix, brand, kind in (("m4a", b"M4A ", 1), ("m4b", b"M4B ", 2)):
        read = mutagen.mp4.MP4(files[suffix])
        assert [(round(one.start * 1000), one.title) for one in read.chapters] == list(zip(STARTS, TITLES, strict=True))
        assert files[suffix].read_bytes()[4:12] == b"ftyp" + brand
        assert read["stik"] == [kind]
        assert bytes(read["covr"][0]) == ABOUT.cover
        assert read["desc"] == read["ldes"] == [ABOUT.description]
        assert read["\xa9lyr"] == [WORDS]
        edits = files[suffix].read_bytes().split(b"elst")[1]
        assert struct.unpack_from(">IIIi", edits) == (0, 1, TIMELINE.length, 1024)  # ISO 14496-12, 8.6.6: no priming


def test_a_long_description_is_cut_only_where_mp4_has_it_short(tmp_path: Path) -> None:
    long = "ä" * 400
    read = mutagen.mp4.MP4(write(tmp_path / "out.m4a", sound()[:RATE], about=replace(ABOUT, description=long)))
    assert read["desc"] == ["ä" * 127]
    assert read["ldes"] == [long]


@pytest.mark.parametrize("suffix", ["flac", "ogg", "opus"])
def test_mutagen_reads_the_comments_of_flac_and_ogg(suffix: str, files: dict[str, Path]) -> None:
    read = mutagen.File(files[suffix])
    for number, (start, title) in enumerate(zip(STARTS, TITLES, strict=True)):
        minutes, seconds = divmod(start / 1000, 60)
        assert read[f"CHAPTER{number:03}"] == [f"00:{minutes:02.0f}:{seconds:06.3f}"]
        assert read[f"CHAPTER{number:03}NAME"] == [title]
    timed = [line.split("]") for line in read["LYRICS"][0].splitlines()]
    assert [text for _, text in timed] == [cue.text for cue in SPOKEN]
    clocks = [int(at[1:3]) * 60 + float(at[4:]) for at, _ in timed]
    assert clocks == pytest.approx([cue.span.start / RATE for cue in SPOKEN], abs=0.0056)  # rounded twice
    if suffix == "flac":
        (picture,) = FLAC(files[suffix]).pictures
    else:
        picture = Picture(b64decode(read["METADATA_BLOCK_PICTURE"][0]))
    assert (picture.data, picture.type, picture.mime) == (ABOUT.cover, 3, "image/png")
    assert (picture.width, picture.height, picture.depth) == (3, 2, 32)


@pytest.mark.parametrize("suffix", ["mp3", "wav"])
def test_mutagen_reads_the_id3_tag_of_mp3_and_wav(suffix: str, files: dict[str, Path]) -> None:
    tags = (MP3 if suffix == "mp3" else WAVE)(files[suffix]).tags
    chapters = [tags[f"CHAP:{name}"] for name in tags["CTOC:toc"].child_element_ids]
    assert [chapter.start_time for chapter in chapters] == list(STARTS)
    assert [chapter.end_time for chapter in chapters] == list(ENDS)
    assert [str(chapter.sub_frames["TIT2"]) for chapter in chapters] == list(TITLES)
    (timed,), (plain,) = tags.getall("SYLT"), tags.getall("USLT")
    assert (timed.format, timed.type, timed.lang) == (2, 1, "deu")
    assert timed.text == [(cue.text, round(cue.span.start * 1000 / RATE)) for cue in SPOKEN]
    assert plain.text == WORDS
    assert tags.getall("APIC")[0].data == ABOUT.cover
    assert str(tags["TSSE"]).startswith("coach ")
    assert str(tags.getall("COMM")[0]) == ABOUT.description
    assert tags.getall("COMM")[0].lang == "deu"


def test_eyed3_reads_the_same_as_mutagen(files: dict[str, Path]) -> None:
    tags = eyed3.load(files["mp3"]).tag
    (contents,) = tags.table_of_contents
    assert (contents.toplevel, contents.ordered) == (True, True)
    chapters = [tags.chapters.get(name) for name in contents.child_ids]
    assert [chapter.times for chapter in chapters] == list(zip(STARTS, ENDS, strict=True))
    assert [chapter.title for chapter in chapters] == list(TITLES)
    assert tags.title == "Zwölf Züge"
    assert str(tags.recording_date) == "2026-03-01"
    assert [(one.text, one.lang) for one in tags.comments] == [(ABOUT.description, b"deu")]
    assert [one.text for one in tags.lyrics] == [WORDS]
    assert [one.image_data for one in tags.images] == [ABOUT.cover]


def test_libsndfile_finds_a_cue_point_at_the_frame_of_each_chapter(files: dict[str, Path]) -> None:
    library, ffi = soundfile._snd, soundfile._ffi  # noqa: SLF001 - the one reader of cue points that is in a wheel
    with soundfile.SoundFile(files["wav"]) as opened:
        room = ffi.new("char[]", 4 + 100 * 280)
        get_cue = 0x10CE
        assert library.sf_command(opened._file, get_cue, room, len(room)) == 1  # noqa: SLF001
        found = bytes(ffi.buffer(room))
    (count,) = struct.unpack_from("<I", found)
    points = [struct.unpack_from("<iIiiiI256s", found, 4 + 280 * number) for number in range(count)]
    assert [point[5] for point in points] == [chapter.start for chapter in TIMELINE.chapters]
    assert [point[6].split(b"\0")[0].decode() for point in points] == list(TITLES)


def test_more_chapters_than_a_table_of_contents_holds_get_tables_of_tables() -> None:
    many = tuple(Chapter(number * RATE, f"Stroke {number}") for number in range(600))
    head = tag(replace(ABOUT, timeline=replace(TIMELINE, chapters=many, length=600 * RATE)))
    tags = mutagen.id3.ID3(BytesIO(head))
    top = tags["CTOC:toc"]
    parts = [tags[f"CTOC:{name}"] for name in top.child_element_ids]
    assert (top.flags, {part.flags for part in parts}) == (3, {1})
    names = [name for part in parts for name in part.child_element_ids]
    assert [str(tags[f"CHAP:{name}"].sub_frames["TIT2"]) for name in names] == [chapter.title for chapter in many]
    assert head.index(b"CTOC") < head.index(b"CHAP")


class Mpv:
    """mpv, and the socket by which it is asked."""

    def __init__(self, file: Path, folder: Path) -> None:
        self.suffix = file.suffix
        where = folder / "mpv"
        command = ["mpv", "--no-config", "--no-video", "--ao=null", "--pause", f"--input-ipc-server={where}", str(file)]
        self.child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.socket = socket.socket(socket.AF_UNIX)
        self.patience = time.monotonic() + 60
        while True:
            try:
                self.socket.connect(str(where))
                break
            except OSError:
                self.wait()
        self.lines = self.socket.makefile("rw", encoding="utf-8")

    def wait(self) -> None:
        assert self.child.poll() is None
        assert time.monotonic() < self.patience
        time.sleep(0.05)

    def ask(self, *command: object) -> dict[str, Any]:
        self.lines.write(json.dumps({"command": command, "request_id": 7}) + "\n")
        self.lines.flush()
        while True:
            answer: dict[str, Any] = json.loads(self.lines.readline())
            if answer.get("request_id") == 7:
                return answer

    def until(self, name: str, wanted: object) -> None:
        """Wait until a property has a value."""
        while self.ask("get_property", name).get("data") != wanted:
            self.wait()

    def close(self) -> None:
        self.lines.close()
        self.socket.close()
        self.child.kill()
        self.child.wait()


@pytest.fixture
def mpv(file: Path, tmp_path: Path) -> Iterator[Mpv]:
    needs("mpv")
    player = Mpv(file, tmp_path)
    yield player
    player.close()


def test_mpv_lists_the_chapters_and_jumps_between_them(mpv: Mpv) -> None:
    mpv.until("chapters", len(TITLES))
    listed = mpv.ask("get_property", "chapter-list")["data"]
    assert [chapter["title"] for chapter in listed] == list(TITLES)
    # mpv counts from where ffmpeg begins, which in an MP3 is 1105 frames into the first chapter: LAME's delay.
    late = 1105 * 1000 / RATE if mpv.suffix == ".mp3" else 0
    assert [chapter["time"] * 1000 for chapter in listed] == pytest.approx([at - late for at in STARTS], abs=0.6)
    for number in (3, 1, 4):
        mpv.ask("set_property", "chapter", number)
        mpv.until("time-pos", pytest.approx(STARTS[number] / 1000, abs=0.06))
        mpv.until("chapter", number)
