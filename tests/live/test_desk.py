from __future__ import annotations

import itertools
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from coach.audio.finish import LOUDNESS
from coach.cache import Cache
from coach.live.desk import CROSSING, CUT, LEAVING, Desk, Run
from coach.mixer import Mixer, Sources
from coach.script import loads
from coach.sounds import open_bed
from coach.speech import Cast, Speech
from coach.timeline import RATE, schedule
from coach.voices import open_voice

if TYPE_CHECKING:
    from coach.audio import Samples

SCRIPT = """
title: T
voice: rehearsal
bed: {bed}
steps:
  - {{title: One, say: Glide slowly up the whole leg., time: 40s, cues: [{{at: 50%, say: Go on.}}]}}
  - {{title: Two, say: And down the outside again., time: 40s, cues: [{{at: 20s, chime: drop}}]}}
"""
BLOCK = 960


def mixer(folder: Path, bed: str = "shore") -> Mixer:
    sources = Sources(Cast(Speech(open_voice("rehearsal"), Cache(folder), RATE, {})))
    timeline = schedule(loads(SCRIPT.format(bed=bed)), sources.length)
    return Mixer(timeline, sources, open_bed(bed, Path(), RATE, LOUDNESS - 20.0))


def heard(desk: Desk, start: int, end: int) -> Samples:
    """Return what sounds between two wall frames, drawn as a device does: in blocks."""
    blocks = []
    while start < end and (block := desk.read(start, min(BLOCK, end - start))) is not None:
        blocks.append(block)
        start += len(block)
    return np.concatenate(blocks)


def level(sound: Samples) -> float:
    return float(10 * np.log10(np.mean(sound.astype(float) ** 2) + 1e-12))


def seconds(value: float) -> int:
    return round(value * RATE)


@pytest.fixture
def quiet(own_cache: Path) -> Mixer:
    return mixer(own_cache, "none")


@pytest.fixture
def shore(own_cache: Path) -> Mixer:
    return mixer(own_cache)


def words(mixed: Mixer, number: int) -> tuple[int, int]:
    span = [cue.span for cue in mixed.timeline.cues if cue.kind == "say"][number]
    return span.start, span.end


def test_left_alone_it_sounds_like_the_export(shore: Mixer) -> None:
    exported = np.concatenate(list(shore.blocks()))
    live = heard(Desk(Run(0, 0, shore)), 0, shore.length + RATE)
    assert len(live) == len(exported)
    assert np.abs(live[RATE:] - exported[RATE:]).max() < 1e-6


def test_words_that_are_broken_off_are_gone_at_once_and_the_bed_stays(shore: Mixer) -> None:
    begins, ends = words(shore, 0)
    held = (begins + ends) // 2
    desk = Desk(Run(0, 0, shore))
    heard(desk, 0, held)
    desk.put(Run(desk.given, desk.given, shore, moving=False))
    at = desk.given
    after = heard(desk, held, at + seconds(4))[at - held :]
    bed = heard(Desk(Run(0, at, shore, moving=False)), 0, seconds(4))
    assert np.abs(after[seconds(CROSSING) :] - bed[seconds(CROSSING) :]).max() < 1e-6
    gone = after[seconds(CUT) : seconds(0.4)]
    words_went_on = shore.at(at + seconds(CUT), len(gone), {"voice"})
    assert level(gone) < level(words_went_on) - 12
    assert all(level(after[start : start + RATE // 10]) > level(bed) - 10 for start in range(0, len(after), RATE // 10))


def test_after_a_hold_the_plan_goes_on_at_its_very_frame(quiet: Mixer) -> None:
    begins, ends = words(quiet, 0)
    desk = Desk(Run(0, 0, quiet))
    held, goes_on = begins + seconds(0.5), begins + seconds(30)
    desk.put(Run(held, held, quiet, moving=False))
    desk.put(Run(goes_on, held, quiet))
    live = heard(desk, 0, goes_on + seconds(5))
    planned = np.concatenate(list(quiet.blocks()))
    assert (
        np.abs(live[goes_on + seconds(CUT) : goes_on + ends - held] - planned[held + seconds(CUT) : ends]).max() < 1e-6
    )
    assert np.abs(live[held + seconds(CROSSING) : goes_on]).max() == 0.0


@pytest.mark.parametrize("to", [4.2, 43.1])
def test_a_jump_lands_on_its_very_frame(quiet: Mixer, to: float) -> None:
    desk = Desk(Run(0, 0, quiet))
    heard(desk, 0, seconds(8))
    desk.put(Run(seconds(9), seconds(to), quiet))
    live = heard(desk, seconds(8), seconds(20))
    wanted = quiet.at(seconds(to) + seconds(CUT), seconds(10))
    got = live[seconds(1) + seconds(CUT) :][: seconds(10)]
    assert level(wanted) > -40
    assert np.abs(got[seconds(CROSSING) :] - wanted[seconds(CROSSING) :]).max() < 1e-5


def test_the_bed_never_jumps_where_runs_meet(shore: Mixer) -> None:
    desk = Desk(Run(0, 0, shore))
    desk.put(Run(seconds(12), seconds(12), shore, moving=False))
    desk.put(Run(seconds(14), seconds(12), shore, moving=False, under=-6.0))
    desk.put(Run(seconds(16), seconds(50), shore, under=-6.0))
    live = heard(desk, 0, seconds(20))
    steps = np.abs(np.diff(live, axis=0)).max(axis=1)
    ordinary = np.abs(np.diff(np.concatenate(list(shore.blocks())), axis=0)).max()
    for seam in (12, 14, 16):
        assert steps[seconds(seam) - 5 : seconds(seam) + seconds(CROSSING)].max() <= ordinary
    loud = [level(live[at : at + RATE // 4]) for at in range(seconds(12.0), seconds(16.5), RATE // 4)]
    assert max(abs(a - b) for a, b in itertools.pairwise(loud)) < 6.0


def test_a_louder_voice_leaves_the_bed_alone(shore: Mixer) -> None:
    begins, ends = words(shore, 1)
    plain, louder = (Desk(Run(0, 0, shore, voice=gain)) for gain in (0.0, 3.0))
    more, less = heard(louder, 0, ends), heard(plain, 0, ends)
    assert np.abs(more[: seconds(3)] - less[: seconds(3)]).max() < 1e-7
    raised = level((more - less)[begins:ends]) - level(shore.at(begins, ends - begins, {"voice"}))
    assert raised == pytest.approx(20 * np.log10(10 ** (3 / 20) - 1), abs=0.3)


def test_what_is_said_aside_is_as_loud_as_the_words(quiet: Mixer, own_cache: Path) -> None:
    begins, ends = words(quiet, 1)
    said_then = next(cue.line for cue in quiet.timeline.cues if cue.span.start == begins)
    aside = Speech(open_voice("rehearsal"), Cache(own_cache), RATE, {}).clip(said_then)
    desk = Desk(Run(0, seconds(20), quiet, moving=False, aside=aside))
    said = heard(desk, 0, seconds(CROSSING) + ends - begins)[seconds(CROSSING) :]
    assert np.abs(said - quiet.at(begins, ends - begins, {"voice"})).max() < 1e-6


def test_rendered_again_after_a_flush_it_is_the_same_but_for_a_soft_start(shore: Mixer) -> None:
    desk = Desk(Run(0, 0, shore))
    first = heard(desk, 0, seconds(12))
    desk.silenced()
    again = heard(desk, seconds(6), seconds(12))
    assert np.abs(again[0]).max() < 1e-4
    assert np.abs(again[seconds(CUT) :] - first[seconds(6) + seconds(CUT) :]).max() < 1e-5


def test_rendered_again_without_a_gap_it_is_the_very_same(shore: Mixer) -> None:
    desk = Desk(Run(0, 0, shore))
    first = heard(desk, 0, seconds(12))
    assert np.abs(heard(desk, seconds(6), seconds(12)) - first[seconds(6) :]).max() < 1e-5


def test_a_session_that_is_left_fades_and_ends(shore: Mixer) -> None:
    desk = Desk(Run(0, 0, shore))
    heard(desk, 0, seconds(10))
    desk.leave(seconds(11))
    rest = heard(desk, seconds(10), seconds(60))
    assert len(rest) == seconds(1 + LEAVING)
    assert np.abs(rest[-48:]).max() < 1e-4
    assert desk.read(seconds(11 + LEAVING), BLOCK) is None
