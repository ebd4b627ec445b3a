from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile
from conftest import ffmpeg
from pydub import AudioSegment

from coach.audio import Format, Samples
from coach.audio.finish import LOUDNESS
from coach.audio.loudness import powers
from coach.audio.segment import to_segment
from coach.cache import Cache
from coach.errors import TimingError
from coach.mixer import MOST, Levels, Mixer, Sources
from coach.script import loads
from coach.sounds import Bed, open_bed
from coach.speech import Cast, Speech
from coach.timeline import RATE, Timeline, schedule
from coach.voices import open_voice

SCRIPT = """
title: T
voice: rehearsal
steps:
  - {title: One, say: Glide slowly up the whole leg., time: 40s, cues: [{at: 50%, say: Go on.}]}
  - {title: Two, say: And down the outside again., time: 40s, cues: [{at: 20s, chime: drop}]}
"""


@pytest.fixture
def sources(own_cache: Path) -> Sources:
    return Sources(Cast(Speech(open_voice("rehearsal"), Cache(own_cache), RATE, {})))


def planned(sources: Sources, text: str = SCRIPT) -> Timeline:
    return schedule(loads(text), sources.length)


def mixed(mixer: Mixer) -> Samples:
    return np.concatenate(list(mixer.blocks()))


def bed(level: float = -20.0, sound: str = "shore") -> Bed:
    return open_bed(sound, Path(), RATE, LOUDNESS + level)


def loudness(sound: Samples, folder: Path) -> tuple[float, float]:
    """Return what ffmpeg's meter says: integrated loudness in LUFS and true peak in dBTP."""
    file = folder / "mix.wav"
    soundfile.write(file, sound, RATE, "FLOAT")
    said = ffmpeg("-i", file, "-af", "ebur128=peak=true", "-f", "null", "-")
    return float(re.findall(r"I:\s+(\S+) LUFS", said)[-1]), float(re.findall(r"Peak:\s+(\S+) dBFS", said)[-1])


def test_a_naive_mix_by_pydub_is_the_same_sound(sources: Sources) -> None:
    timeline = planned(sources)
    mixer = Mixer(timeline, sources, bed(sound="none"))
    gain = 10 ** (mixer.gain / 20)
    naive = AudioSegment.silent(timeline.length // 48, RATE).set_channels(2)
    for cue in timeline.cues:
        assert cue.span.start % 48 == 0, "pydub places to the millisecond"
        bare = 10 ** (-4 / 20) if cue.kind == "chime" else 1.0  # nothing covers a chime where there is no bed
        clip = to_segment(sources.clip(cue).samples * np.float32(gain * bare), Format(RATE, 1)).set_channels(2)
        naive = naive.overlay(clip, position=cue.span.start // 48)
    theirs = np.array(naive.get_array_of_samples(), np.float32).reshape(-1, 2) / 32768
    ours = mixed(mixer)
    end = timeline.length - 9 * RATE  # the closing fade is ours alone
    assert np.abs(ours[:end] - theirs[:end]).max() < 3 / 32768


def test_blocks_are_float32_whatever_lies_under_them(sources: Sources) -> None:
    for sound in ("shore", "none"):
        assert {block.dtype for block in Mixer(planned(sources), sources, bed(sound=sound)).blocks()} == {
            np.dtype("f4")
        }


def test_every_cue_sounds_at_its_frame_and_the_length_is_the_plans(sources: Sources) -> None:
    timeline = planned(sources, SCRIPT.replace("title: T\n", "title: T\nchimes: none\n"))
    sound = mixed(Mixer(timeline, sources, bed(sound="none")))
    assert sound.shape == (timeline.length, 2)
    heard = np.flatnonzero(np.abs(sound[:, 0]) > 1e-4)
    onsets = heard[np.insert(np.diff(heard) > RATE // 4, 0, True)]
    starts = [cue.span.start for cue in timeline.cues if cue.text != "drop"]
    drops = [cue.span.start for cue in timeline.cues if cue.text == "drop"]
    assert np.abs(onsets - sorted(starts + drops)).max() <= 48


def test_blocks_of_any_size_are_the_same_sound(sources: Sources) -> None:
    mixer = Mixer(planned(sources), sources, bed())
    whole = mixed(mixer)
    for size in (960, 7777):
        small = list(mixer.blocks(size))
        assert {len(block) for block in small[:-1]} == {size}
        assert np.abs(np.concatenate(small) - whole).max() < 1e-5


def bed_alone(sources: Sources, level: float = -20.0) -> tuple[Timeline, Samples]:
    """Return what the mix holds of the bed: the mix with it less the mix without it."""
    timeline = planned(sources)
    with_bed, without = Mixer(timeline, sources, bed(level)), Mixer(timeline, sources, bed(sound="none"))
    scale = 10 ** ((with_bed.gain - without.gain) / 20)
    return timeline, mixed(with_bed) - mixed(without) * np.float32(scale)


def test_the_bed_is_down_before_the_first_syllable_and_comes_back_slowly(sources: Sources) -> None:
    timeline, under = bed_alone(sources)
    open_shore = bed().read(0, timeline.length)
    with np.errstate(divide="ignore", invalid="ignore"):
        gain = 20 * np.log10(np.abs(under[:, 0]) / np.abs(open_shore[:, 0]))
    cue = next(cue for cue in timeline.cues if cue.text == "Go on.")

    def at(second: float) -> float:
        middle = cue.span.start + round(second * RATE)
        return float(np.nanmedian(gain[middle - 400 : middle + 400]))

    rest = at(-2.0)
    assert at(-0.6) == pytest.approx(rest, abs=0.1)
    assert at(0.0) == pytest.approx(rest - 5.0, abs=0.2)
    assert rest - 4.5 < at(-0.25) < rest - 0.5
    after = cue.span.length / RATE
    assert at(after + 0.75) == pytest.approx(rest - 2.5, abs=0.5)
    assert at(after + 1.6) == pytest.approx(rest, abs=0.1)


def test_the_bed_never_stops_and_both_ends_ramp(sources: Sources) -> None:
    timeline, under = bed_alone(sources)
    steps = 10 * np.log10(powers(under, RATE) + 1e-12)
    inner = steps[30:-85]
    assert inner.min() > np.median(inner) - 12
    assert np.median(inner) - 20 < steps[10] < np.median(inner) - 3
    sound = mixed(Mixer(timeline, sources, bed()))
    assert np.abs(sound[:48]).max() < 1e-5
    assert np.abs(sound[-48:]).max() < 1e-5


SPARSE = """
title: T
voice: rehearsal
steps:
  - title: One
    say: >-
      Glide slowly up the whole leg, over the hip and down the outside again. [pause 1s] Then come back to the
      ankle, rest there for as long as a breath takes, and begin again from the very start.
    time: {fixed: 100s}
"""

ALMOST_SILENT = """
title: T
voice: rehearsal
steps:
  - {title: One, say: Rest., time: {fixed: 5m}, cues: [{at: 1m, chime: gong}, {at: 2m, chime: gong}]}
"""


@pytest.mark.parametrize("text", [SCRIPT, SPARSE])
@pytest.mark.parametrize("level", [None, -20.0, -14.0, -8.0])
def test_the_programme_meets_loudness_and_peak_whatever_the_bed(
    sources: Sources, tmp_path: Path, text: str, level: float | None
) -> None:
    under = bed(sound="none") if level is None else bed(level)
    mixer = Mixer(planned(sources, text), sources, under)
    integrated, peak = loudness(mixed(mixer), tmp_path)
    assert integrated == pytest.approx(-16.0, abs=0.5)
    assert peak <= -1.9


def test_a_bed_that_would_drown_the_words_is_lowered_and_it_shows(sources: Sources) -> None:
    timeline = planned(sources, SPARSE)
    assert Mixer(timeline, sources, bed(-8.0)).lowered > 6
    assert Mixer(timeline, sources, bed(-40.0)).lowered == 0


def test_words_are_never_shouted_to_make_up_for_silence(sources: Sources) -> None:
    assert Mixer(planned(sources, ALMOST_SILENT), sources, bed(), Levels(loudness=-5.0)).gain == MOST


def test_a_line_that_changed_its_length_is_refused_rather_than_cut(sources: Sources) -> None:
    timeline = planned(sources)
    longer = replace(timeline, cues=tuple(replace(cue, line=f"{cue.line} And more.") for cue in timeline.cues[1:2]))
    with pytest.raises(TimingError, match="not what was planned: run the command again"):
        mixed(Mixer(longer, sources, bed()))
