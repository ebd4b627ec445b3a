from __future__ import annotations

import subprocess
import sys
from threading import Thread
from typing import TYPE_CHECKING

import numpy as np
import pytest
from numbered import Numbers
from programmes import FORMAT, RATE
from sound_server import PATIENCE, SoundServer, sound_server, wait_until

from coach.live.early import CROSSING, LEAVING, Entrance
from coach.live.prelude import LONG, Prelude

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from coach.audio import Samples

BLOCK = 960
SCRIPT = """
title: Legs
voice: rehearsal
bed: shore
steps:
  - {title: Up, say: "Glide slowly up the leg, and rest.", time: 60s}
"""


def noise(seconds: float, seed: int = 0) -> Samples:
    return np.random.default_rng(seed).uniform(-0.5, 0.5, (round(seconds * RATE), 2)).astype(np.float32)


class Sound:
    """A source that knows all of its frames."""

    def __init__(self, samples: Samples) -> None:
        self.samples = samples

    def read(self, wall: int, count: int) -> Samples | None:
        block = self.samples[wall : wall + count]
        return block if len(block) else None


def drained(source: Entrance, start: int, end: int) -> Samples:
    blocks: list[Samples] = [np.zeros((0, 2), np.float32)]
    while start < end:
        block = source.read(start, min(BLOCK, end - start))
        assert block is not None
        blocks.append(block)
        start += len(block)
    return np.concatenate(blocks)


@pytest.mark.parametrize("taken", [0, 777, RATE, 2 * RATE])
def test_what_takes_over_goes_on_with_the_same_sound_to_the_bit(taken: int) -> None:
    whole = noise(3.0)
    entrance = Entrance(whole[: 2 * RATE], RATE)
    before = drained(entrance, 0, min(taken, round((2.0 - CROSSING) * RATE)))
    entrance.take_over(Sound(whole))
    after = drained(entrance, len(before), len(whole))
    assert np.abs(np.concatenate([before, after]) - whole).max() < 1e-6
    assert np.array_equal(drained(entrance, len(before) // 2, len(whole))[-RATE:], whole[-RATE:]), "heard once more"


def test_where_the_session_has_changed_one_sound_passes_into_the_other() -> None:
    old, new = noise(2.0), noise(2.0, seed=1)
    entrance = Entrance(old, RATE)
    before = drained(entrance, 0, RATE)
    entrance.take_over(Sound(new))
    heard = np.concatenate([before, drained(entrance, RATE, 2 * RATE)])
    crossed = RATE + round(CROSSING * RATE)
    assert np.array_equal(heard[:RATE], old[:RATE])
    assert np.array_equal(heard[crossed:], new[crossed:])
    middle = slice(RATE + 1000, crossed - 1000)
    inside = [np.abs(np.corrcoef(heard[middle, 0], sound[middle, 0])[0, 1]) for sound in (old, new)]
    assert min(inside) > 0.3


def test_where_the_prelude_is_over_it_waits_and_loses_no_frame() -> None:
    whole = noise(3.0)
    entrance, got = Entrance(whole[:RATE], RATE), list[int]()

    def read() -> None:
        at = 0
        while at < len(whole):
            block = entrance.read(at, BLOCK)
            assert block is not None
            assert np.abs(block - whole[at : at + len(block)]).max() < 1e-6
            at += len(block)
            got.append(at)

    reader = Thread(target=read)
    reader.start()
    wait_until(lambda: bool(got) and got[-1] == round((1.0 - CROSSING) * RATE))
    entrance.take_over(Sound(whole))
    reader.join(PATIENCE)
    assert got[-1] == len(whole)


def test_where_there_is_no_session_it_fades_and_ends() -> None:
    whole = np.full((4 * RATE, 2), 0.5, np.float32)
    entrance = Entrance(whole, RATE)
    drained(entrance, 0, RATE)
    assert entrance.leave()
    heard = drained(entrance, RATE, RATE + round(LEAVING * RATE))[:, 0]
    assert entrance.read(RATE + round(LEAVING * RATE), BLOCK) is None
    assert np.diff(heard).max() < 1e-6
    assert heard[0] == 0.5
    assert heard[-1] < 1e-4


def test_after_a_session_has_taken_over_it_does_not_leave() -> None:
    entrance = Entrance(noise(1.0), RATE)
    entrance.take_over(Numbers(RATE))
    assert not entrance.leave()


def test_a_prelude_is_whole_or_not_there(tmp_path: Path) -> None:
    script, file, sound = tmp_path / "a.yaml", tmp_path / "live" / "a.prelude", noise(0.5)
    kept = Prelude(file)
    assert kept.read(FORMAT) is None
    script.write_text(SCRIPT)
    kept.write(script, FORMAT, sound)
    read = kept.read(FORMAT)
    assert read is not None
    assert np.array_equal(read, sound)
    whole = file.read_bytes()
    for damaged in (
        whole[:-1],
        whole[: len(whole) // 2],
        b"",
        whole[:-9] + b"?" + whole[-8:],
        b"[]\n" + whole,
        b"\xff\n",
    ):
        file.write_bytes(damaged)
        assert kept.read(FORMAT) is None
    file.write_bytes(whole)
    assert kept.read(FORMAT) is not None
    script.write_text(SCRIPT + " ")
    assert kept.read(FORMAT) is None, "another script"
    script.unlink()
    assert kept.read(FORMAT) is None


@pytest.fixture
def server() -> Iterator[SoundServer]:
    with sound_server(5) as running:
        yield running


def played(folder: Path, server: SoundServer, seconds: float) -> tuple[Samples, subprocess.Popen[str]]:
    """Play for a while; return what was heard from the first sound on, and the session."""
    before = server.recorded()
    child = subprocess.Popen(
        (sys.executable, "-m", "coach", "play", "legs.yaml", "--cache", str(folder / "cache")),
        cwd=folder,
        env=dict(server.environment),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    server.wait_for_sound(seconds, after=before)
    heard = server.so_far()[before:].astype(np.float32)
    return heard[np.flatnonzero(heard.any(axis=1))[0] :], child


def test_a_session_that_was_played_before_sounds_at_once_and_just_the_same(tmp_path: Path, server: SoundServer) -> None:
    (tmp_path / "legs.yaml").write_text(SCRIPT)
    speak = ("preview", "legs.yaml", "up", "-o", "up.wav", "--cache", str(tmp_path / "cache"))
    subprocess.run((sys.executable, "-m", "coach", *speak), cwd=tmp_path, check=True, capture_output=True)
    first, child = played(tmp_path, server, 2 * LONG + 3)
    assert list((tmp_path / "cache" / "live").glob("*.prelude"))
    child.kill()
    child.communicate()
    server.wait_for_silence()
    second, child = played(tmp_path, server, 6.0)
    child.kill()
    child.communicate()
    length = 5 * RATE
    lag = _lag(first[:length, 0], second[:length, 0])
    ours, theirs = first[max(0, lag) :][:length], second[max(0, -lag) :][:length]
    assert np.abs(ours - theirs).max() <= 1, "to a step of 16 bits"


def test_where_the_session_cannot_begin_after_all_the_prelude_fades_and_the_fault_is_told(
    tmp_path: Path, server: SoundServer
) -> None:
    script = tmp_path / "legs.yaml"
    script.write_text(SCRIPT.replace("bed: shore", "bed: gone.wav"))
    level = np.full((round(LONG * RATE), 2), 0.25, np.float32)
    asked = (str(tmp_path), "legs.yaml", None, None, None, False)
    made = f"from coach.cache import key; print(key(*{asked!r}))"
    name = subprocess.run((sys.executable, "-c", made), capture_output=True, text=True, check=True).stdout.strip()
    Prelude(tmp_path / "cache" / "live" / f"{name}.prelude").write(script, FORMAT, level)
    _, child = played(tmp_path, server, 0.1)
    said = child.communicate(timeout=PATIENCE)[1]
    heard = server.heard()[:, 0]
    assert child.returncode == 1
    assert "gone.wav" in said.splitlines()[-1]
    sounding = np.flatnonzero(heard)
    assert heard[sounding[-1] - RATE // 50 : sounding[-1]].max() < heard.max() / 10, "it fades"


def _lag(one: Samples, other: Samples) -> int:
    """Return by how many frames one sound is later than the other: the peak of their correlation."""
    size = 2 * len(one)
    match = np.fft.irfft(np.fft.rfft(one, size) * np.conj(np.fft.rfft(other, size)), size)
    place = int(np.argmax(match))
    return place - size if place > size // 2 else place
