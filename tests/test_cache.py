from __future__ import annotations

import multiprocessing
from pathlib import Path

import numpy as np
import pytest

from coach.audio import Clip
from coach.audio.profile import profile
from coach.cache import Cache, default_folder, key
from coach.errors import CoachError

RATE = 48_000
NAME = key("a", 1)


def clip(seed: int = 0) -> Clip:
    return Clip(np.random.default_rng(seed).standard_normal(30_000).astype(np.float32) * 0.1, RATE)


def kept(folder: Path) -> Cache:
    cache = Cache(folder)
    cache.put(NAME, clip(), profile(clip()))
    return cache


def entry(folder: Path) -> Path:
    (file,) = folder.glob("*/*.clip")
    return file


def test_a_clip_comes_back_as_it_went_in(tmp_path: Path) -> None:
    cache = kept(tmp_path)
    found, known = cache.get(NAME), cache.peek(NAME)
    assert found is not None
    assert known is not None
    assert np.array_equal(found.samples, clip().samples)
    assert (known.rate, known.frames) == (RATE, 30_000)
    assert known.profile.powers == pytest.approx(profile(clip()).powers, rel=1e-4)


def test_what_was_never_kept_is_not_there(tmp_path: Path) -> None:
    assert Cache(tmp_path / "none").get(NAME) is None
    assert Cache(tmp_path / "none").peek(NAME) is None


@pytest.mark.parametrize("damage", ["cut", "flipped", "emptied", "rubbish", "deleted"])
def test_a_damaged_entry_counts_as_not_there_and_can_be_kept_again(tmp_path: Path, damage: str) -> None:
    cache = kept(tmp_path)
    file = entry(tmp_path)
    data = bytearray(file.read_bytes())
    match damage:
        case "cut":
            file.write_bytes(data[: len(data) // 2])
        case "flipped":
            data[-1000] ^= 1
            file.write_bytes(data)
        case "emptied":
            file.write_bytes(b"")
        case "rubbish":
            file.write_bytes(b"\xff\x00{" * 1000)
        case _:
            file.unlink()
    assert cache.get(NAME) is None
    assert cache.peek(NAME) is None or damage == "flipped"
    assert kept(tmp_path).get(NAME) is not None


def test_every_part_of_the_key_counts() -> None:
    assert len({key("a", 1), key("a", 2), key("b", 1), key("a1"), key("a", "1")}) == 5


def _fill(folder: str) -> int:
    cache, wrong = Cache(Path(folder)), 0
    for turn in range(200):
        name = key(turn % 7)
        cache.put(name, clip(turn % 7), profile(clip(turn % 7)))
        found = cache.get(name)
        wrong += found is None or not np.array_equal(found.samples, clip(turn % 7).samples)
    return wrong


def test_two_processes_fill_one_cache_at_once(tmp_path: Path) -> None:
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        assert pool.map(_fill, [str(tmp_path)] * 2) == [0, 0]
    assert len(list(tmp_path.glob("*/*"))) == 7


def test_a_folder_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(CoachError, match="the speech cache cannot be written"):
        kept(tmp_path / "file")


def test_the_folder_is_the_one_that_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("COACH_CACHE", str(tmp_path))
    assert default_folder() == tmp_path
    monkeypatch.delenv("COACH_CACHE")
    assert default_folder().name == "audio_cache"
