from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING

import numpy as np
import pytest
import soundfile
from test_cli import coach as command
from test_cli import refused
from test_session import Heard

import coach
from coach.errors import ExportError
from coach.exporters import Quality
from coach.session import Wishes, outdated
from coach.session.branches import drain_together

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from coach.audio import Samples

SCRIPT = """
title: T
voice: rehearsal
bed: {bed}
steps:
  - {{title: Up, say: Glide up., time: {time}}}
  - {{title: Down, say: And down., time: 20s}}
"""


def script(folder: Path, bed: str = "shore", time: str = "20s", name: str = "legs.yaml") -> coach.Script:
    path = folder / name
    path.write_text(SCRIPT.format(bed=bed, time=time))
    return coach.load(path)


def test_several_formats_come_from_one_rendering_and_are_what_each_is_alone(tmp_path: Path) -> None:
    session, heard = script(tmp_path), Heard()
    together = [tmp_path / "both.mp3", tmp_path / "both.wav"]
    timeline = coach.export(session, together, listener=heard)
    assert heard.done[-1] == timeline.length
    assert len(heard.done) == len(set(heard.done))
    for path in together:
        coach.export(session, tmp_path / f"alone{path.suffix}")
        assert path.read_bytes() == (tmp_path / f"alone{path.suffix}").read_bytes()


def test_a_format_that_fails_leaves_no_file_of_any(tmp_path: Path) -> None:
    paths = [tmp_path / "x.wav", tmp_path / "x.mp3"]
    with pytest.raises(ExportError, match="no 97 kbit/s"):
        coach.export(script(tmp_path), paths, quality=Quality(bit_rate=97))
    assert [path.name for path in tmp_path.iterdir()] == ["legs.yaml"]


def test_a_drain_that_stops_half_way_stops_the_others_and_its_fault_is_told() -> None:
    got: list[int] = []

    def whole(blocks: Iterator[Samples]) -> None:
        got.extend(len(block) for block in blocks)

    def broken(blocks: Iterator[Samples]) -> None:
        next(blocks)
        message = "the disk is full"
        raise OSError(message)

    endless = (np.zeros((5, 2), np.float32) for _ in iter(int, 1))
    before = threading.active_count()
    with pytest.raises(OSError, match="the disk is full"):
        drain_together(endless, [whole, broken])
    assert threading.active_count() == before
    assert len(got) < 1000


def test_a_slow_drain_gets_every_block_in_order() -> None:
    blocks = [np.full((1, 2), number, np.float32) for number in range(50)]
    taken: tuple[list[float], list[float]] = ([], [])

    def quick(stream: Iterator[Samples]) -> None:
        taken[0].extend(float(block[0, 0]) for block in stream)

    def slow(stream: Iterator[Samples]) -> None:
        for block in stream:
            threading.Event().wait(0.001)
            taken[1].append(float(block[0, 0]))

    drain_together(blocks, [quick, slow])
    assert taken[0] == taken[1] == [float(number) for number in range(50)]


def test_only_what_would_come_out_otherwise_is_outdated(tmp_path: Path) -> None:
    session, path = script(tmp_path), tmp_path / "legs.wav"
    assert outdated(session, [path]) == (path,)
    coach.export(session, path)
    assert outdated(session, [path, tmp_path / "legs.mp3"]) == (tmp_path / "legs.mp3",)
    assert outdated(script(tmp_path), [path]) == ()
    assert outdated(script(tmp_path, time="21s"), [path]) == (path,)
    assert outdated(session, [path], Wishes(fit=70.0)) == (path,)
    assert outdated(session, [path], Wishes(voice="system")) == (path,)
    assert outdated(session, [path], quality=Quality("high")) == (path,)
    assert outdated(session, [path], stems=True) == (path,)


def test_a_file_that_was_touched_or_damaged_is_made_again(tmp_path: Path) -> None:
    session, path = script(tmp_path), tmp_path / "legs.wav"
    coach.export(session, path)
    with path.open("r+b") as file:
        file.truncate(1000)
    assert outdated(session, [path]) == (path,)
    path.unlink()
    assert outdated(session, [path]) == (path,)


def test_another_sound_in_the_file_of_the_bed_outdates_the_export(tmp_path: Path) -> None:
    bed, path = tmp_path / "sea.wav", tmp_path / "legs.wav"
    noise = np.random.default_rng(1).normal(0, 0.1, (144_000, 2))
    soundfile.write(bed, noise, 48_000)
    session = script(tmp_path, bed="sea.wav")
    coach.export(session, path)
    assert outdated(session, [path]) == ()
    soundfile.write(bed, noise[::-1], 48_000)
    os.utime(bed, ns=(1, 1))
    assert outdated(session, [path]) == (path,)


def test_stems_are_up_to_date_only_together(tmp_path: Path) -> None:
    session, path = script(tmp_path), tmp_path / "legs.wav"
    coach.export(session, path, stems=True)
    assert outdated(session, [path], stems=True) == ()
    (tmp_path / "legs.bed.wav").unlink()
    assert outdated(session, [path], stems=True) == (path,)


def test_the_command_exports_several_scripts_in_several_formats_and_only_once(tmp_path: Path) -> None:
    script(tmp_path)
    script(tmp_path, time="25s", name="arms.yaml")
    out = tmp_path / "out"
    out.mkdir()
    arguments = ("export", "legs.yaml", "arms.yaml", "--to", out, "--format", "mp3,wav")
    names = [str(out / name) for name in ("legs.mp3", "legs.wav", "arms.mp3", "arms.wav")]
    first = command(*arguments, cwd=tmp_path)
    assert (first.returncode, first.stdout.split()) == (0, names), first.stderr
    made = {path: path.stat().st_mtime_ns for path in out.iterdir()}
    assert sorted(map(str, made)) == sorted(names)

    again = command(*arguments, cwd=tmp_path)
    assert (again.returncode, again.stdout.split()) == (0, names)
    assert again.stderr.count("is up to date") == len(names)
    assert {path: path.stat().st_mtime_ns for path in out.iterdir()} == made

    script(tmp_path, time="30s")
    command(*arguments, cwd=tmp_path)
    changed = {path.name for path in out.iterdir() if path.stat().st_mtime_ns != made[path]}
    assert changed == {"legs.mp3", "legs.wav"}

    command(*arguments, "--force", cwd=tmp_path)
    assert all(path.stat().st_mtime_ns != time for path, time in made.items())


def test_what_would_be_written_to_one_place_is_refused(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    script(tmp_path)
    script(tmp_path / "other")
    assert "would both be legs.mp3" in " ".join(
        refused("export", "legs.yaml", "other/legs.yaml", cwd=tmp_path, code=2).replace("│", "").split()
    )
    assert "-o names one file" in refused("export", "legs.yaml", "x", "-o", "y.mp3", cwd=tmp_path, code=2)


def test_one_line_edited_is_one_line_spoken(tmp_path: Path) -> None:
    lines = [f"  - {{title: Step {n}, say: Words of step number {n}., time: 20s}}" for n in range(1, 31)]
    head = "title: Long\nvoice: rehearsal\nbed: none\nsteps:\n"
    path, heard = tmp_path / "long.yaml", Heard()
    path.write_text(head + "\n".join(lines))
    cache = Wishes(cache=tmp_path / "cache")
    coach.export(coach.load(path), tmp_path / "long.wav", cache, Heard())
    lines[17] = lines[17].replace("Words of", "Other words of")
    path.write_text(head + "\n".join(lines))
    coach.export(coach.load(path), tmp_path / "long.wav", cache, heard)
    assert heard.spoken == ["Other words of step number 18."]


def test_companions_go_beside_each_export_whether_it_is_made_or_up_to_date(tmp_path: Path) -> None:
    script(tmp_path)
    arguments = ("export", "legs.yaml", "--captions", "vtt,srt", "--chapters-json", "--sheet", "wall.md")
    names = ["legs.mp3", "legs.vtt", "legs.srt", "legs.chapters.json", "wall.md"]
    for already in (False, True):
        ran = command(*arguments, cwd=tmp_path)
        assert ("is up to date" in ran.stderr) == already
        assert (ran.returncode, ran.stdout.split()) == (0, names), ran.stderr
        for name in names[1:]:
            (tmp_path / name).unlink()
    assert "docx" in refused("export", "legs.yaml", "--sheet", "wall.docx", cwd=tmp_path)
