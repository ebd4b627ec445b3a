from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

SCRIPT = """
title: T
voice: rehearsal
bed: none
steps:
  - {title: Up, say: Glide up., time: 30s}
  - {title: Down, say: And down., time: 30s}
"""
CHANGING = """\
title: T
voice: rehearsal
bed: rain
parts:
  - {bed: none, steps: [{title: Up, say: Glide up., time: 30s}]}
  - steps: [{title: Down, say: And down., time: 30s}]
"""
HEAVY = (
    "piper",
    "onnxruntime",
    "kokoro_onnx",
    "pyttsx3",
    "espeakng_loader",
    "av",
    "lameenc",
    "miniaudio",
    "pydub",
    "mutagen",
    "matplotlib",
)


def coach(*arguments: str | Path, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "coach", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, cwd=cwd, timeout=120, check=False)


def refused(*arguments: str | Path, cwd: Path | None = None, code: int = 1) -> str:
    ran = coach(*arguments, cwd=cwd)
    assert ran.returncode == code, ran.stderr
    assert ran.stdout == ""
    assert "Traceback" not in ran.stderr
    return ran.stderr


@pytest.fixture
def script(tmp_path: Path) -> Path:
    file = tmp_path / "legs.yaml"
    file.write_text(SCRIPT)
    return file


def test_export_writes_name_mp3_here_and_answers_with_its_path(script: Path, tmp_path: Path) -> None:
    here = tmp_path / "here"
    here.mkdir()
    ran = coach("export", script, cwd=here)
    assert (ran.returncode, ran.stdout) == (0, "legs.mp3\n")
    assert (here / "legs.mp3").stat().st_size > 100_000
    assert "mixing 100%" in ran.stderr


def test_plan_json_is_the_whole_timeline(script: Path) -> None:
    plan = json.loads(coach("plan", script, "--json").stdout)
    assert set(plan) == {"title", "length", "frames", "rate", "steps", "cues", "beds", "chapters"}
    assert [step["id"] for step in plan["steps"]] == ["up", "down"]
    assert plan["length"] == 4 + 30 + 30 + 14
    assert [cue["text"] for cue in plan["cues"] if cue["kind"] == "say"] == ["Glide up.", "Next: Down.", "And down."]


def test_plan_shows_a_table_people_can_read(script: Path) -> None:
    shown = coach("plan", script).stdout
    assert re.search(r"0:04 +30s +1 +Up", shown)
    assert re.search(r"0:24 +\S+ +Next: Down\.", shown)
    assert max(map(len, shown.splitlines())) <= 100


def test_plan_shows_where_the_bed_changes(script: Path) -> None:
    assert "bed" not in coach("plan", script).stdout
    script.write_text(CHANGING)
    shown = coach("plan", script).stdout
    assert re.search(r"0:00 +\S+ +\(no bed\)", shown)
    assert re.search(r"0:31 +\S+ +\(bed: rain\)", shown)


def test_preview_writes_one_step(script: Path, tmp_path: Path) -> None:
    ran = coach("preview", script, "2", "-o", tmp_path / "two.wav")
    assert (ran.returncode, ran.stdout) == (0, f"{tmp_path / 'two.wav'}\n")


def test_play_with_no_ears_plays_to_the_end(script: Path) -> None:
    ran = coach("play", script, "--player", "null", "--from", "down")
    assert (ran.returncode, ran.stdout) == (0, "")
    assert ran.stderr.splitlines()[-1] == "over 1 of 1: Down, 0:00 left"


def test_check_lists_every_fault_and_a_good_script_in_one_line(script: Path) -> None:
    assert coach("check", script).stdout == "T: 2 steps, 6 cues, 1m18s\n"
    script.write_text(SCRIPT.replace("title: T", "titel: T").replace("30s}", "half}", 1))
    faults = [line for line in refused("check", script).splitlines() if line.startswith("coach: ")]
    assert [fault.split(":")[2] for fault in faults] == ["2", "2", "6"]
    assert "did you mean 'title'?" in faults[0] + faults[1]


def test_voices_and_doctor_show_what_there_is(tmp_path: Path) -> None:
    shown = coach("voices").stdout
    assert all(name in shown for name in ("en_US-joe-medium", "rehearsal", "system"))
    ran = coach("doctor", "--cache", tmp_path / "cache")
    assert ran.returncode == 0
    assert re.search(r"ok +voice piper +ready", ran.stdout)
    assert str(tmp_path / "cache")[:40] in ran.stdout


def test_every_users_mistake_is_one_line_that_says_where(script: Path, tmp_path: Path) -> None:
    (tmp_path / "list.yaml").write_text("- a\n")
    (tmp_path / "crooked.yaml").write_text("title: [\n")
    (tmp_path / "bytes.yaml").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "bed.yaml").write_text(SCRIPT.replace("bed: none", "bed: legs.yaml"))
    mistakes: list[tuple[tuple[str | Path, ...], str]] = [
        (("export", "nowhere"), "coach: nowhere: no such file, nor a session of that name"),
        (("export", "back-of-leg"), "did you mean 'back-of-legs'?"),
        (("export", tmp_path), "cannot be read"),
        (("export", tmp_path / "list.yaml"), "list.yaml:1:1: expected keys and values"),
        (("export", tmp_path / "crooked.yaml"), "crooked.yaml:2:1: not YAML"),
        (("export", tmp_path / "bytes.yaml"), "not a text file in UTF-8"),
        (("export", tmp_path / "bed.yaml"), "bed.yaml:4:6: "),
        (("export", script, "--voice", "jo"), "coach: unknown voice 'jo'"),
        (("export", script, "-o", "x.mp9"), "coach: x.mp9: no format has the suffix '.mp9'"),
        (("export", script, "-o", "no/x.mp3"), "cannot be written"),
        (("export", script, "--fit", "2s"), "can last from"),
        (("preview", script, "dwon"), "did you mean 'down'?"),
        (("play", script, "--player", "radio"), "no engine 'radio' among coach's players"),
        (("plan", script, "--cache", script, "--voice", "system:nobody"), "unknown voice 'system:nobody'"),
    ]
    for arguments, said in mistakes:
        said_all = refused(*arguments, cwd=tmp_path).splitlines()
        lines = [line for line in said_all if not line.startswith("speaking ")]
        assert len(lines) == 1, lines
        assert lines[0].startswith("coach: ")
        assert said in lines[0]


def test_wrong_usage_is_exit_2(script: Path) -> None:
    assert "--fit" in refused("export", script, "--fit", "soon", code=2)
    assert refused("exprot", script, code=2)
    assert refused("export", script, "--loud", code=2)


def test_a_side_without_a_step_to_start_from_is_wrong_usage(script: Path) -> None:
    assert "--from" in refused("play", script, "--side", "left", "--player", "null", code=2)


def test_ctrl_c_while_words_are_spoken_leaves_at_once(script: Path, tmp_path: Path) -> None:
    script.write_text(SCRIPT.replace("rehearsal", "en_US-joe-medium"))
    command = [sys.executable, "-m", "coach", "play", str(script), "--player", "null", "--cache", str(tmp_path / "c")]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as child:
        assert child.stderr
        assert child.stderr.readline().startswith("speaking 1/")
        child.send_signal(signal.SIGINT)
        _, said = child.communicate(timeout=30)
    assert child.returncode == 130
    assert said.splitlines()[-1] == "coach: interrupted"
    assert "playing" not in said


def test_a_cache_that_cannot_be_written_is_one_line(script: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    last = refused("export", script, "--cache", tmp_path / "file", cwd=tmp_path).splitlines()[-1]
    assert "the speech cache cannot be written" in last
    assert not (tmp_path / "legs.mp3").exists()


@pytest.mark.parametrize("arguments", [["--help"], ["plan", "back-of-legs"], ["check", "back-of-legs"]])
def test_help_and_plan_load_no_voice_and_no_codec(arguments: list[str]) -> None:
    code = f"""
import sys
sys.argv = ["coach", *{arguments!r}]
from coach.cli import main
try:
    main()
except SystemExit as leaving:
    assert not leaving.code, leaving.code
print([name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)
"""
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert ran.stderr.splitlines()[-1] == "[]"


def test_plan_shows_the_strokes_of_a_step_in_one_line(script: Path) -> None:
    script.write_text(SCRIPT.replace("Glide up., time: 30s", "Glide up., time: 30s, strokes: {count: 4}"))
    shown = coach("plan", script).stdout
    assert len(re.findall(r"\(4 strokes of 6\.\ds\)", shown)) == 1
    assert "stroke 2 of 4" not in shown


@pytest.mark.parametrize(("guidance", "spoken"), [("full", 3), ("brief", 3), ("tones", 0)])
def test_guidance_beats_the_scripts_own(script: Path, guidance: str, spoken: int) -> None:
    plan = json.loads(coach("plan", script, "--json", "--guidance", guidance).stdout)
    assert sum(cue["kind"] == "say" for cue in plan["cues"]) == spoken


def test_preview_has_a_legend_of_the_tones_and_takes_no_step_with_it(tmp_path: Path) -> None:
    ran = coach(
        *("preview", "--legend", "--voice", "rehearsal", "-o", tmp_path / "legend.wav"),
        cwd=tmp_path,
    )
    assert ran.returncode == 0, ran.stderr
    assert "One bowl. A stroke begins." in ran.stderr
    assert (tmp_path / "legend.wav").stat().st_size > 10_000_000
    for more in (("back-of-legs", "effleurage"), ("--fit", "1m"), ("--guidance", "brief")):
        refused("preview", "--legend", *more, code=2)
    refused("preview", "back-of-legs", code=2)


def test_the_legend_is_in_the_language_and_the_voice_of_a_script(script: Path, tmp_path: Path) -> None:
    script.write_text(f"language: de-AT{SCRIPT}", "utf-8")
    ran = coach("preview", script, "--legend", "-o", tmp_path / "legend.wav")
    assert ran.returncode == 0, ran.stderr
    assert "Eine Klangschale. Ein neuer Griff beginnt." in ran.stderr
    assert "the voice 'en_US-joe-medium'" not in ran.stderr
    script.write_text(f"language: tlh{SCRIPT}", "utf-8")
    assert "no built-in phrases for language 'tlh'" in refused("preview", script, "--legend")
