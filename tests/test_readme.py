"""Every command and every block of the README is run, to the letter."""

from __future__ import annotations

import re
import shlex
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile
from sound_server import sound_server

from coach.script import loads

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def blocks(kind: str) -> list[str]:
    return [text for name, text in BLOCKS if name == kind]


def commands() -> list[str]:
    lines = [line.split(" #")[0].strip() for block in blocks("sh") for line in block.splitlines()]
    return [line for line in lines if line.startswith("coach ")]


ALOUD = [line for line in commands() if line.startswith(("coach play", "coach preview")) and " -o " not in line]
QUIET = [line for line in commands() if line not in ALOUD]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for text in blocks("yaml"):
        name = text.splitlines()[0].removeprefix("# ")
        (tmp_path / name).write_text(text, "utf-8")
    noise = np.random.default_rng(1).uniform(-0.1, 0.1, (96_000, 2))
    soundfile.write(tmp_path / "evening.wav", noise, 48_000)  # as the line before its measuring would have left it
    shutil.copy(ROOT / "tests" / "articles" / "hand-massage.txt", tmp_path / "article.txt")
    return tmp_path


def argv(line: str) -> list[str]:
    return [sys.executable, "-m", *shlex.split(line)]


def test_the_first_screen_shows_what_it_is_a_script_and_the_three_uses() -> None:
    first = "\n".join(README.splitlines()[:40])
    assert "```yaml" in first
    assert all(use in first for use in ("coach play", "coach export", "coach preview"))


@pytest.mark.parametrize("text", blocks("yaml"))
def test_every_script_in_it_is_a_good_one(text: str) -> None:
    assert loads(text).parts


@pytest.mark.parametrize("line", QUIET)
def test_every_quiet_command_in_it_works(line: str, folder: Path) -> None:
    ran = subprocess.run(argv(line), cwd=folder, capture_output=True, text=True, timeout=300, check=False)
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout


@pytest.mark.parametrize("line", ALOUD)
def test_every_command_that_plays_is_heard_and_fades_when_interrupted(line: str, folder: Path) -> None:
    with sound_server() as server:
        command = argv(line)
        with subprocess.Popen(command, cwd=folder, env=dict(server.environment), stderr=subprocess.PIPE) as child:
            server.wait_for_sound(4.0)
            child.send_signal(signal.SIGINT)
            _, said = child.communicate(timeout=30)
        assert child.returncode == 130, said
        assert abs(server.heard()).max() > 300


def test_its_python_runs(folder: Path) -> None:
    for code in blocks("python"):
        ran = subprocess.run(
            [sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, timeout=300, check=False
        )
        assert ran.returncode == 0, ran.stderr
        assert ran.stdout
        assert (folder / "effleurage.mp3").stat().st_size > 100_000


def test_the_set_up_lines_are_the_ones_that_ci_runs() -> None:
    ci = (ROOT / ".ci" / "run").read_text("utf-8")
    setup = [line for block in blocks("sh") for line in block.splitlines() if line.startswith("pip ")]
    assert setup == ["pip install . && coach export back-of-legs", "pip install -e '.[test]' && pytest"]
    assert "pip install . && coach export back-of-legs)" in ci
    assert re.search(r"^pytest$", ci, re.MULTILINE)
