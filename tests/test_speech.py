from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import numpy as np
import pyloudnorm
import pytest

from coach.audio import Clip
from coach.audio.finish import AFTER, BEFORE, CREST, LOUDNESS, finish
from coach.cache import Cache
from coach.script import estimate
from coach.speech import Speech
from coach.voices import open_voice
from coach.voices.rehearsal import RehearsalVoice

if TYPE_CHECKING:
    from pathlib import Path

RATE = 48_000
LINES = [
    "Last one.",
    "Glide slowly up the whole leg. [pause 1.5s] Go light over the back of the knee.",
    "Squeeze your way up the calf. Open your hands as wide as they will go.",
    "Stay firm, above all if the foot is ticklish.",
]


def joe(folder: Path, **lexicon: str) -> Speech:
    return Speech(open_voice("en_US-joe-medium"), Cache(folder), RATE, lexicon)


def hum(folder: Path) -> Speech:
    return Speech(open_voice("rehearsal"), Cache(folder), RATE, {})


class Spy(RehearsalVoice):
    """A voice that takes phonemes and remembers what it was given."""

    takes_phonemes = True
    heard: ClassVar[list[str]] = []

    def speak(self, text: str) -> Clip:
        self.heard.append(text)
        return super().speak(text)


def test_all_lines_are_equally_loud_and_no_peak_leaps_out(own_cache: Path) -> None:
    speech, meter = joe(own_cache), pyloudnorm.Meter(RATE)
    for line in LINES:
        samples = speech.clip(line).samples
        both = np.stack([samples, samples], axis=1)
        assert meter.integrated_loudness(both) == pytest.approx(LOUDNESS, abs=0.6)
        assert 20 * np.log10(np.abs(samples).max()) < LOUDNESS + CREST + 0.6


def weighted(samples: np.ndarray) -> np.ndarray:
    """Return a sound as pyloudnorm weights it: BS.1770's filters, by other hands."""
    for stage in pyloudnorm.Meter(RATE)._filters.values():  # noqa: SLF001 - it offers no other way in
        samples = stage.apply_filter(samples)
    return np.asarray(samples)


def test_no_line_begins_with_a_start() -> None:
    time = np.arange(2 * RATE) / RATE
    swell = np.where(time < 0.2, 1.0, 0.3) * (0.6 + 0.4 * np.cos(2 * np.pi * 4 * time))
    sound = finish(Clip((swell * np.sin(2 * np.pi * 500 * time)).astype(np.float32), RATE), RATE)
    both = np.stack([sound, sound], axis=1)
    loudness = pyloudnorm.Meter(RATE).integrated_loudness(both)
    first = -0.691 + 10 * np.log10(2 * np.mean(weighted(sound)[: RATE // 10] ** 2))
    assert loudness == pytest.approx(LOUDNESS, abs=0.6)
    assert first < loudness + 3
    before = -0.691 + 10 * np.log10(2 * np.mean(weighted(swell * np.sin(2 * np.pi * 500 * time))[: RATE // 10] ** 2))
    raw = pyloudnorm.Meter(RATE).integrated_loudness(np.stack([swell * np.sin(2 * np.pi * 500 * time)] * 2, axis=1))
    assert before > raw + 4, "or there was nothing to ease"


def test_a_pause_is_silence_exact_to_the_frame(own_cache: Path) -> None:
    speech = hum(own_cache)
    line = "Up the leg. [pause 1.5s] And down."
    first, second = speech.clip("Up the leg."), speech.clip("And down.")
    whole = speech.clip(line).samples
    assert len(whole) == len(first) + 72_000 + len(second)
    assert not whole[len(first) : len(first) + 72_000].any()
    assert speech.length(line) == (len(whole) / RATE, True)


def test_edges_are_trimmed_with_a_margin_and_a_ramp() -> None:
    random = np.random.default_rng(4)
    loud = (0.3 * random.standard_normal(RATE)).astype(np.float32)
    noise = (1e-5 * random.standard_normal(2 * RATE)).astype(np.float32)
    out = finish(Clip(np.concatenate([noise, loud, noise]), RATE), RATE)
    assert len(out) / RATE == pytest.approx(1.0 + BEFORE + AFTER, abs=0.02)
    assert np.abs(out[:20]).max() < 1e-3
    assert abs(out[-1]) < 1e-6


def test_silence_is_nothing_to_say() -> None:
    assert not len(finish(Clip(np.zeros(RATE, np.float32), RATE), RATE))


def test_phrases_are_spoken_once_and_again_only_when_lost(tmp_path: Path) -> None:
    speech = joe(tmp_path)
    assert speech.length(LINES[1]) == (estimate(LINES[1]), False)
    assert speech.missing([*LINES, *LINES]) == (
        "Last one.",
        "Glide slowly up the whole leg.",
        "Go light over the back of the knee.",
        "Squeeze your way up the calf. Open your hands as wide as they will go.",
        "Stay firm, above all if the foot is ticklish.",
    )
    first = speech.clip("Last one.")
    assert "Last one." not in speech.missing(LINES)
    for entry in tmp_path.glob("*/*.clip"):
        entry.unlink()
    assert np.array_equal(speech.clip("Last one.").samples, first.samples)


def test_a_changed_pronunciation_is_spoken_anew(tmp_path: Path) -> None:
    plain, taught = joe(tmp_path), joe(tmp_path, effleurage="ˌɛflɜːˈɹɑːʒ")  # noqa: RUF001 - IPA
    one, other = plain.clip("Effleurage now."), taught.clip("Effleurage now.")
    assert not np.array_equal(one.samples, other.samples)
    assert taught.missing(["Effleurage now."]) == ()


def test_the_hum_is_as_long_when_measured_as_when_planned(tmp_path: Path) -> None:
    speech = hum(tmp_path)
    planned = [speech.length(line) for line in LINES]
    for line in LINES:
        speech.clip(line)
    assert [speech.length(line)[0] for line in LINES] == pytest.approx([length for length, _ in planned])
    assert all(measured for _, measured in planned)


def test_a_profile_tells_a_lines_loudness_without_its_samples(own_cache: Path) -> None:
    speech = joe(own_cache)
    clip, profile = speech.clip(LINES[1]), speech.profile(LINES[1])
    assert len(profile.powers) == pytest.approx(clip.seconds * 10, abs=3)
    assert profile.powers.sum() / 10 == pytest.approx(float((clip.samples**2).sum()) / RATE, rel=0.6)
    assert profile.peaks.max() == pytest.approx(float(np.abs(clip.samples).max()), rel=1e-3)


def test_a_lexicon_is_applied_once_longest_word_first(tmp_path: Path) -> None:
    taught = Speech(Spy(), Cache(tmp_path), RATE, {"leg": "lək", "long leg": "x", "ə": "y"})
    taught.clip("Up the long Leg, the leg and [[ə]].")
    assert Spy.heard == ["Up the [[x]], the [[lək]] and [[ə]]."]


def test_a_very_quiet_voice_is_brought_up_like_any_other() -> None:
    time = np.arange(RATE) / RATE
    quiet = (2e-4 * np.sin(2 * np.pi * 300 * time)).astype(np.float32)
    assert np.abs(finish(Clip(quiet, RATE), RATE)).max() > 0.05
