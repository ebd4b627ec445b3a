from __future__ import annotations

import os
import subprocess
import sys
from threading import Thread
from typing import TYPE_CHECKING

import numpy as np
import pytest
import soundfile
from numbered import Numbers
from programmes import FORMAT, RATE
from sound_server import PATIENCE, SoundServer, sound_server, wait_until

from coach.live.entrance import CROSSING, FADING, Entrance
from coach.live.prelude import LONG, MOST, Asked, Prelude, Tap

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


def entering(prelude: Samples) -> Entrance:
    return Entrance(prelude, RATE, Tap(0))


@pytest.mark.parametrize("taken", [0, 777, RATE, round(1.7 * RATE)])
def test_what_takes_over_goes_on_with_the_same_sound_to_the_bit(taken: int) -> None:
    whole = noise(4.0)
    entrance = entering(whole[: 3 * RATE])
    before = drained(entrance, 0, taken)
    entrance.take_over(Sound(whole))
    after = drained(entrance, len(before), len(whole))
    assert np.abs(np.concatenate([before, after]) - whole).max() < 1e-6
    assert not entrance.stale


def test_where_the_session_has_changed_one_sound_passes_into_the_other() -> None:
    old, new = noise(3.0), noise(3.0, seed=1)
    entrance = entering(old)
    before = drained(entrance, 0, RATE)
    entrance.take_over(Sound(new))
    heard = np.concatenate([before, drained(entrance, RATE, 2 * RATE)])
    crossed = RATE + round(CROSSING * RATE)
    assert np.array_equal(heard[:RATE], old[:RATE])
    assert np.array_equal(heard[crossed:], new[crossed : 2 * RATE])
    middle = slice(RATE + 1000, crossed - 1000)
    inside = [np.abs(np.corrcoef(heard[middle, 0], sound[middle, 0])[0, 1]) for sound in (old, new)]
    assert min(inside) > 0.3
    assert entrance.stale


def test_after_a_jump_nothing_of_the_prelude_is_heard() -> None:
    old, new = noise(3.0), noise(3.0, seed=1)
    entrance = entering(old)
    drained(entrance, 0, RATE)
    entrance.take_over(Sound(new))
    drained(entrance, RATE, RATE + 4000)
    assert np.array_equal(drained(entrance, RATE // 2, 2 * RATE), new[RATE // 2 : 2 * RATE])


def test_where_the_prelude_is_over_it_has_faded_and_what_takes_over_rises_and_no_frame_is_lost() -> None:
    whole = np.full((4 * RATE, 2), 0.5, np.float32)
    entrance = entering(whole[: 2 * RATE])
    got: list[Samples] = []

    def read() -> None:
        at = 0
        while at < len(whole):
            block = entrance.read(at, BLOCK)
            assert block is not None
            at += len(block)
            got.append(block)

    reader = Thread(target=read)
    reader.start()
    wait_until(lambda: sum(map(len, got)) == 2 * RATE)
    entrance.take_over(Sound(whole))
    reader.join(PATIENCE)
    heard = np.concatenate(got)[:, 0]
    assert np.array_equal(heard[:RATE], whole[:RATE, 0])
    assert np.all(heard[round((2 + CROSSING) * RATE) :] == 0.5)
    assert heard[2 * RATE - 1] < 1e-4
    assert np.abs(np.diff(heard)).max() < 0.5 * 2 / (CROSSING * RATE), "no edge anywhere"


@pytest.mark.parametrize("left", [RATE, round(3.9 * RATE)])
def test_where_there_is_no_session_it_fades_and_ends(left: int) -> None:
    entrance = entering(np.full((4 * RATE, 2), 0.5, np.float32))
    drained(entrance, 0, left)
    assert entrance.leave()
    end = min(4 * RATE, left + round(FADING * RATE))
    heard = drained(entrance, left, end)[:, 0]
    assert entrance.read(end, BLOCK) is None
    assert np.diff(heard).max() < 1e-6
    assert heard[-1] < 1e-4


def test_after_a_session_has_taken_over_it_does_not_leave() -> None:
    entrance = entering(noise(1.0))
    entrance.take_over(Numbers(RATE))
    assert not entrance.leave()


def test_a_tap_keeps_what_was_heard_first_and_nothing_that_was_heard_twice() -> None:
    sound, kept = noise(2.0), Tap(RATE)
    for wall in range(0, 2 * RATE, BLOCK):
        assert wall >= RATE or kept.full() is None
        kept.hear(wall, sound[wall : wall + BLOCK])
    heard = kept.full()
    assert heard is not None
    assert np.array_equal(heard, sound[:RATE])
    assert kept.full() is None, "it is given once"
    spoilt = Tap(RATE)
    for wall in (0, BLOCK, 100, *range(2 * BLOCK, 2 * RATE, BLOCK)):
        spoilt.hear(wall, sound[wall : wall + BLOCK])
    assert spoilt.full() is None


def test_a_prelude_is_whole_or_not_there(tmp_path: Path) -> None:
    script, file, sound = tmp_path / "a.yaml", tmp_path / "live" / "a.prelude", noise(0.5)
    kept, asked = Prelude(file), Asked(str(script), "null", 0.0, 2.0)
    assert kept.read(FORMAT) is None
    kept.write(asked, FORMAT, sound)
    assert not file.exists(), "there is no script"
    script.write_text(SCRIPT)
    kept.write(asked, FORMAT, sound)
    read = kept.read(FORMAT)
    assert read is not None
    assert read[0] == asked
    assert np.array_equal(read[1], sound)
    whole = file.read_bytes()
    cut = (whole[:-1], whole[: len(whole) // 2], b"", b"\xff\n")
    for damaged in (*cut, whole[:-9] + b"?" + whole[-8:], b"[]\n" + whole, b"{}\n" + whole):
        file.write_bytes(damaged)
        assert kept.read(FORMAT) is None
    file.write_bytes(whole)
    assert kept.read(FORMAT) is not None
    script.write_text(SCRIPT + " ")
    assert kept.read(FORMAT) is None, "another script"
    kept.forget()
    assert list(file.parent.iterdir()) == []


def test_only_the_preludes_used_last_are_kept(tmp_path: Path) -> None:
    script = tmp_path / "a.yaml"
    script.write_text(SCRIPT)
    for number in range(MOST + 3):
        file = tmp_path / "live" / f"{number}.prelude"
        Prelude(file).write(Asked(str(script), "null", 0.0, 0.0), FORMAT, noise(0.01))
        os.utime(file, (number, number))
    left = {int(file.stem) for file in (tmp_path / "live").iterdir()}
    assert left == set(range(3, MOST + 3))


@pytest.fixture
def server() -> Iterator[SoundServer]:
    with sound_server(5) as running:
        yield running


def played(folder: Path, server: SoundServer, seconds: float) -> tuple[Samples, subprocess.Popen[str]]:
    """Play for a while; return what was heard from the first sound on, and the session."""
    before = server.recorded()
    child = subprocess.Popen(
        (sys.executable, "-m", "coach", "play", "legs.yaml"),
        cwd=folder,
        env={**server.environment, "COACH_CACHE": str(folder / "cache")},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    server.wait_for_sound(seconds, after=before)
    heard = server.so_far()[before:].astype(np.float32)
    return heard[np.flatnonzero(heard.any(axis=1))[0] :], child


def ended(child: subprocess.Popen[str], server: SoundServer) -> str:
    """End a session as a crash does; return what it said."""
    child.kill()
    _, said = child.communicate()
    server.wait_for_silence()
    return said


def prelude(folder: Path) -> Prelude:
    """Return the one that `played` uses."""
    made = f"from coach.cache import key; print(key({str(folder)!r}, 'legs.yaml'))"
    name = subprocess.run((sys.executable, "-c", made), capture_output=True, text=True, check=True).stdout.strip()
    return Prelude(folder / "cache" / "live" / f"{name}.prelude")


@pytest.mark.parametrize("bed", ["shore", "rain.wav"])
def test_a_session_that_was_played_before_enters_with_what_was_kept_and_goes_on_with_the_same(
    tmp_path: Path, server: SoundServer, bed: str
) -> None:
    (tmp_path / "legs.yaml").write_text(SCRIPT.replace("shore", bed))
    soundfile.write(tmp_path / "rain.wav", noise(25.0) * 0.1, RATE)
    environment = {**os.environ, "COACH_CACHE": str(tmp_path / "cache")}
    speak = (sys.executable, "-m", "coach", "preview", "legs.yaml", "up", "-o", "up.wav")
    subprocess.run(speak, cwd=tmp_path, check=True, capture_output=True, env=environment)
    first, child = played(tmp_path, server, LONG + 4)
    said = ended(child, server)
    kept = prelude(tmp_path).read(FORMAT)
    assert kept is not None, said
    second, child = played(tmp_path, server, 6.0)
    ended(child, server)
    length = 5 * RATE
    lag = _lag(first[:length, 0], second[:length, 0])
    ours, theirs = first[max(0, lag) :][:length], second[max(0, -lag) :][:length]
    assert np.abs(ours - theirs).max() <= 1, "to a step of 16 bits"
    tone = np.repeat(0.3 * np.cos(np.arange(len(kept[1])) * 0.1)[:, None], 2, axis=1).astype(np.float32)
    prelude(tmp_path).write(kept[0], FORMAT, tone)
    third, child = played(tmp_path, server, LONG + 4)
    ended(child, server)
    assert np.abs(third[: RATE // 4] / 32768 - tone[: RATE // 4]).max() < 1e-3, "what was kept is what is heard first"
    assert np.abs(np.corrcoef(third[-RATE:, 0], tone[:RATE, 0])[0, 1]) < 0.1, "and the session goes on"
    assert prelude(tmp_path).read(FORMAT) is None, "which sounds otherwise: it is kept no more"


def test_where_the_session_cannot_begin_after_all_the_prelude_fades_and_the_fault_is_told(
    tmp_path: Path, server: SoundServer
) -> None:
    script = tmp_path / "legs.yaml"
    script.write_text(SCRIPT.replace("bed: shore", "bed: gone.wav"))
    level = np.full((round(LONG * RATE), 2), 0.25, np.float32)
    prelude(tmp_path).write(Asked(str(script), "miniaudio", 0.0, 0.0), FORMAT, level)
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
