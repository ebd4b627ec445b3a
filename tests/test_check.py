from __future__ import annotations

import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from coach.script import shipped
from coach.session import Checked, Wishes, check

if TYPE_CHECKING:
    from pathlib import Path

FAULTY = """\
title: T
voice: rehersal
guidance: ful
chimes: {step: bowll}
bed: gone.mp3
parts:
  - title: Legs
    repeat: {side: [left, right]}
    steps:
      - title: One
        say: Up the {sid} leg.
        tmie: 30s
        time: 30s
      - title: Two
        say: And <brake/> on.
        time: 90
      - title: Three
        say: Go on.
        time: 30s
        cues: [{at: 5s, chime: gogn}]
"""

UNTIMELY = """\
title: T
voice: rehearsal
steps:
  - title: One
    say: Glide slowly up the whole leg, and over the hip.
    time: {fixed: 2s}
  - title: Two
    say: Glide slowly up the whole leg, and over the hip.
    time: 30s
    cues:
      - {at: 1s, say: "Too soon."}
"""


OR_FILE = " (known: bowls, brown, drone, none, rain, shore, stream, wind), or name an audio file or a folder"


def checked(folder: Path, text: str, **wishes: object) -> Checked:
    (folder / "s.yaml").write_text(text, "utf-8")
    return check(folder / "s.yaml", Wishes(**wishes))  # type: ignore[arg-type]  # whatever a test asks for


def lines(found: Checked) -> list[tuple[int, str]]:
    return [(fault.position[0], fault.what) for fault in found.faults]


def test_all_faults_are_found_in_one_pass_whatever_finds_them(tmp_path: Path) -> None:
    found = checked(tmp_path, FAULTY)
    expected = [
        (2, "did you mean 'rehearsal'?"),
        (3, "'ful' is not one of these"),
        (4, "did you mean 'bowl'?"),
        (5, "no such file"),
        (11, "unknown name '{sid}'"),
        (12, "did you mean 'time'?"),
        (15, "unknown mark '<brake/'"),
        (16, "'90' is no duration"),
        (20, "did you mean 'gong'?"),
    ]
    assert [line for line, _ in lines(found)] == [line for line, _ in expected]
    assert all(said in what for (_, what), (_, said) in zip(lines(found), expected, strict=True))
    assert found.timeline is None


@pytest.mark.parametrize(
    "repeat",
    ["left", "[left, right]", "[{side: left}]", "{side: left}", "{Side: [a]}", "{a: [b], c: [d]}", "{side: [[a]]}"],
)
def test_a_crooked_repeat_is_one_fault_and_makes_no_others(tmp_path: Path, repeat: str) -> None:
    steps = "steps: [{title: A, say: Up the side., time: 60s}, {title: B, say: On., time: {fixed: 60s}}]"
    found = checked(tmp_path, f"title: T\nvoice: rehearsal\nparts:\n  - repeat: {repeat}\n    {steps}\n")
    assert {fault.position[0] for fault in found.faults} == {4}, found.faults
    assert len(found.faults) <= 2


def test_a_fault_in_one_step_hides_no_timing_in_another(tmp_path: Path) -> None:
    found = checked(tmp_path, UNTIMELY.replace("  - title: Two\n", "  - title: Two\n    caushun: Mind.\n"))
    assert [(line, what.split(":")[0]) for line, what in lines(found)] == [
        (5, "step 'one'"),
        (8, "unknown key 'caushun'"),
    ]


def test_every_step_that_does_not_fit_its_time_is_named(tmp_path: Path) -> None:
    assert [line for line, _ in lines(checked(tmp_path, UNTIMELY))] == [5, 11]


def test_every_bed_that_cannot_be_used_is_named_where_it_stands(tmp_path: Path) -> None:
    part = "  - {bed: BED, steps: [{title: STEP, say: Go on., time: 30s}]}\n"
    beds = ["rain", "rian", "{level: -30 dB}", "{sound: gone.mp3}", "{sound: wind, duck: {depth: 3 dB}}", "[rain]"]
    parts = "".join(part.replace("BED", bed).replace("STEP", f"S{number}") for number, bed in enumerate(beds))
    found = checked(tmp_path, f"title: T\nvoice: rehearsal\nbed: shoer\nparts:\n{parts}")
    assert [(fault.position, what) for fault, (_, what) in zip(found.faults, lines(found), strict=True)] == [
        ((3, 6), "unknown bed 'shoer': did you mean 'shore'?" + OR_FILE),
        ((6, 11), "unknown bed 'rian': did you mean 'rain'?" + OR_FILE),
        ((8, 19), f"{tmp_path / 'gone.mp3'}: no such file: expected a built-in bed or an audio file beside the script"),
        (
            (9, 25),
            "unknown key 'duck': the bed makes way alike in every part: put it under the session's own bed",
        ),
        ((10, 6), "bed: expected keys and values, found a list"),
    ]


def test_a_fault_hides_no_other_by_standing_first(tmp_path: Path) -> None:
    """Mend one fault after the other, from either end: each time exactly that one is gone."""
    mends = {
        "rehersal": "rehearsal",
        "guidance: ful\n": "guidance: full\n",
        "bowll": "bowl",
        "gone.mp3": "shore",
        "{sid}": "{side}",
        "        tmie: 30s\n": "",
        "<brake/> ": "",
        "time: 90\n": "time: 90s\n",
        "gogn": "gong",
    }
    for order in (list(mends), list(reversed(mends))):
        text, left = FAULTY, len(mends)
        for wrong in order:
            assert len(checked(tmp_path, text).faults) == left
            text, left = text.replace(wrong, mends[wrong], 1), left - 1
        assert checked(tmp_path, text).timeline is not None


def test_the_caret_stands_under_what_is_wrong(tmp_path: Path) -> None:
    (tmp_path / "s.yaml").write_text(FAULTY.replace("title: Three", "title: Dreißig Züge 按摩"), "utf-8")
    ran = subprocess.run(
        [sys.executable, "-m", "coach", "check", "s.yaml"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 1
    assert ran.stdout == ""
    shown = re.findall(r"^coach: s\.yaml:(\d+):\d+: .*\n +\1 \| (.*)\n +\| ( *)\^$", ran.stderr, re.MULTILINE)
    pointed = [(int(number), line[len(indent) :]) for number, line, indent in shown]
    assert len(pointed) == 9
    assert (2, "rehersal") in pointed
    assert (4, "bowll}") in pointed
    assert (12, "tmie: 30s") in pointed
    assert (16, "90") in pointed
    assert (20, "gogn}]") in pointed


def test_a_long_line_is_cut_around_its_caret(tmp_path: Path) -> None:
    text = "title: T\nsteps: [{title: A, time: 60s, say: '" + "Glide on. " * 30 + "[puase 2s]', cuse: []}]\n"
    (tmp_path / "s.yaml").write_text(text)
    command = [sys.executable, "-m", "coach", "check", "s.yaml"]
    said = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False).stderr.splitlines()
    assert "unknown key 'cuse'" in said[0] + said[3]
    under = next(line for line in said[::-1] if line.endswith("^"))
    above = said[said.index(under) - 1]
    assert above[len(under) - 1 :].startswith("cuse")
    assert max(len(line) for line in said[1:3]) <= 110


ADVISED = """\
title: T
voice: rehearsal
guidance: {guidance}
parts:
  - title: {title}
    repeat: {{side: [left, right]}}
    steps:
      - title: One
        say: {say}
        again: Once more.
        time: {time}
        {more}
"""


@pytest.mark.parametrize(
    ("change", "line", "said"),
    [
        ({"say": "Up the left leg."}, 9, "'left' is said on every side: write {side}"),
        ({"title": "Legs", "say": "Go up."}, 6, "nothing says which side it is: put {side} in the part's title"),
        ({"say": "Go up. Never press the knee."}, 9, "'Never press the knee.': put it in caution"),
        ({"say": "Go up. Keep your hands off the spine."}, 9, "put it in caution"),
        ({"say": "'" + "Glide on and on. " * 12 + "'", "time": "{ideal: 25s, most: 30s}"}, 8, "words fill"),
        ({"guidance": "brief", "time": "5m"}, 8, "nothing is heard for 2m30s: add a cue"),
        ({"more": "strokes: {count: 2, each: 10s}"}, 12, "each stroke gets 28s, not 10s"),
    ],
)
def test_what_could_be_better_is_said_and_marked_as_advice(
    tmp_path: Path, change: dict[str, str], line: int, said: str
) -> None:
    good = {"guidance": "full", "title": '"The {side} leg"', "say": "Go up.", "time": "60s", "more": ""}
    assert checked(tmp_path, ADVISED.format(**good)).advice == ()
    found = checked(tmp_path, ADVISED.format(**{**good, **change}))
    assert found.faults == ()
    assert found.timeline is not None
    assert any(advice.position[0] == line and said in advice.what for advice in found.advice), found.advice
    assert len(found.advice) == 1
    ran = subprocess.run(
        [sys.executable, "-m", "coach", "check", tmp_path / "s.yaml"], capture_output=True, text=True, check=True
    )
    assert ran.stderr.startswith("advice: ")
    assert ran.stdout.startswith("T: 2 steps")


@pytest.mark.parametrize("name", shipped())
def test_shipped_sessions_have_no_fault_and_need_no_advice(name: str) -> None:
    found = check(name, Wishes(voice="rehearsal"))
    assert (found.faults, found.advice) == ((), ())
