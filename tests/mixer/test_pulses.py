from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from scipy.signal import butter, find_peaks, sosfilt, stft

from coach.audio.finish import LOUDNESS
from coach.audio.loudness import integrated, powers
from coach.cache import Cache
from coach.mixer import Mixer, Sources
from coach.script import loads
from coach.sounds import open_bed, pulse
from coach.speech import Cast, Speech
from coach.timeline import RATE, Timeline, schedule
from coach.voices import open_voice

if TYPE_CHECKING:
    from coach.audio import Samples

SCRIPT = """
title: T
voice: rehearsal
chimes: none
steps:
  - title: Glide
    say: Glide up.
    strokes: {count: 4, each: 12s, up: 9s, say: none}
    time: 52s
"""


def mixed(text: str, bed: str = "none") -> tuple[Timeline, Samples]:
    script = loads(text)
    folder = Path()
    with_words = Sources(Cast(Speech(open_voice("rehearsal"), Cache(folder / "unused"), RATE, {})))
    timeline = schedule(script, with_words.length)
    return timeline, np.concatenate(
        list(Mixer(timeline, with_words, open_bed(bed, folder, RATE, LOUDNESS - 21)).blocks())
    )


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def pitch(sound: Samples, hop: int = 4800) -> np.ndarray:
    """Return the strongest frequency of each tenth of a second, in hertz."""
    hertz, _, bins = stft(sound[:, 0], RATE, nperseg=4 * hop, noverlap=3 * hop, boundary=None)
    audible = (hertz > 150) & (hertz < 600)
    return np.asarray(hertz[audible][np.abs(bins[audible]).argmax(axis=0)])


def test_the_tone_rises_while_the_hands_travel_up_and_falls_as_they_return() -> None:
    timeline, sound = mixed(SCRIPT)
    strokes = [cue.span for cue in timeline.cues if cue.kind == "pulse"]
    assert len(strokes) == 4
    for span in strokes:
        tone = pitch(sound[span.start : span.end])
        seconds = np.arange(len(tone)) / 10 + 0.2
        top = seconds[tone.argmax()] / (span.length / RATE)
        assert top == pytest.approx(9 / 12, abs=0.05)
        assert tone.max() / tone[2:-2].min() == pytest.approx(2.0, rel=0.08), "an octave"
        rising = tone[(seconds > 1) & (seconds < 0.7 * span.length / RATE)]
        assert (np.diff(rising) >= 0).all()


def test_strokes_are_parted_by_silence_and_nothing_leaps_out() -> None:
    timeline, sound = mixed(SCRIPT)
    strokes = [cue.span for cue in timeline.cues if cue.kind == "pulse"]
    level = np.abs(sound[strokes[0].start : strokes[-1].end, 0])
    envelope = level[: len(level) // 2400 * 2400].reshape(-1, 2400).max(axis=1)
    valleys, _ = find_peaks(-envelope, prominence=0.5 * envelope.max())
    assert [strokes[0].start + 2400 * valley for valley in valleys] == pytest.approx(
        [span.start for span in strokes[1:]], abs=2400
    )
    assert np.abs(np.diff(envelope)).max() < 0.25 * envelope.max()


@pytest.mark.parametrize(("frames", "rise"), [(RATE, 0.0), (5 * RATE, 1.0), (15 * RATE, 0.6), (60 * RATE, 0.3)])
def test_a_stroke_is_as_loud_as_asked_however_long_it_is(frames: int, rise: float) -> None:
    clip = pulse(frames, rise, RATE, -41.0)
    assert len(clip) == frames
    assert integrated(powers(clip.samples, RATE)) == pytest.approx(-41.0, abs=0.1)
    assert np.abs(clip.samples[[0, -1]]).max() < 1e-4


def third_of_an_octave(sound: Samples, hertz: float) -> float:
    """Return the level in dB of what a sound has around a frequency."""
    edges = [hertz * 2 ** (-1 / 6), hertz * 2 ** (1 / 6)]
    band = sosfilt(butter(4, edges, "band", fs=RATE, output="sos"), sound[:, 0])
    return float(10 * np.log10(np.mean(band**2)))


def test_the_tone_stands_clear_of_the_bed_and_far_under_the_voice() -> None:
    timeline, sound = mixed(SCRIPT, "shore")
    words = next(cue.span for cue in timeline.cues if cue.kind == "say")
    stroke = next(cue.span for cue in timeline.cues if cue.kind == "pulse")
    voice, tone = (integrated(powers(sound[span.start : span.end], RATE)) for span in (words, stroke))
    assert tone < voice - 12
    top = stroke.start + stroke.length * 3 // 4
    there = sound[top - RATE // 2 : top + RATE // 2]
    assert third_of_an_octave(there, 440) > third_of_an_octave(there, 620) + 9


def test_strokes_of_one_rise_may_last_longer_in_a_later_step() -> None:
    timeline, sound = mixed(
        "title: T\nvoice: rehearsal\nsteps:\n"
        "  - {title: A, say: Up., strokes: {count: 2, up: 50%, say: none}, time: 20s}\n"
        "  - {title: B, say: Up., strokes: {count: 2, up: 50%, say: none}, time: 40s}\n"
    )
    lengths = {cue.span.length for cue in timeline.cues if cue.kind == "pulse"}
    assert len(lengths) == 2
    assert len(sound) == timeline.length
