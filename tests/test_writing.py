"""The commands that write a script to begin with, as a person runs them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from coach.script import load

ARTICLE = Path(__file__).parent / "articles" / "arm-massage.txt"


def coach(*arguments: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "coach", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, cwd=cwd, timeout=120, check=False)


def refused(*arguments: str | Path, cwd: Path) -> str:
    ran = coach(*arguments, cwd=cwd)
    assert (ran.returncode, ran.stdout) == (1, "")
    assert ran.stderr.count("\n") == 1
    return ran.stderr


def test_a_draft_is_shown_or_written_and_both_are_the_same_but_for_the_name(tmp_path: Path) -> None:
    shown = coach("draft", ARTICLE, cwd=tmp_path)
    written = coach("draft", ARTICLE, "-o", "arms.yaml", cwd=tmp_path)
    assert (written.returncode, written.stdout, written.stderr) == (0, "arms.yaml\n", "")
    assert "THIS.yaml" in shown.stdout
    assert (tmp_path / "arms.yaml").read_text("utf-8") == shown.stdout.replace("THIS.yaml", "arms.yaml")


def test_a_draft_passes_check_without_advice_and_exports_at_once(tmp_path: Path) -> None:
    coach("draft", ARTICLE, "-o", "arms.yaml", cwd=tmp_path)
    checked = coach("check", "arms.yaml", "--voice", "rehearsal", cwd=tmp_path)
    assert (checked.returncode, checked.stderr) == (0, "")
    assert checked.stdout.startswith("A Slow Massage for the Arms: 10 steps, ")
    exported = coach("export", "arms.yaml", "--voice", "rehearsal", cwd=tmp_path)
    assert (exported.returncode, exported.stdout) == (0, "arms.mp3\n")


def test_a_draft_is_written_over_a_file_only_when_told(tmp_path: Path) -> None:
    (tmp_path / "arms.yaml").write_text("mine")
    assert "arms.yaml: is there already: " in refused("draft", ARTICLE, "-o", "arms.yaml", cwd=tmp_path)
    assert (tmp_path / "arms.yaml").read_text() == "mine"
    assert coach("draft", ARTICLE, "-o", "arms.yaml", "--force", cwd=tmp_path).returncode == 0
    assert load(tmp_path / "arms.yaml").title == "A Slow Massage for the Arms"


def test_an_article_is_never_written_over_by_its_draft(tmp_path: Path) -> None:
    article = tmp_path / "arms.md"
    article.write_text("1. Press the arm.")
    assert "is the article itself" in refused("draft", article, "-o", "arms.md", "--force", cwd=tmp_path)
    assert article.read_text() == "1. Press the arm."


def test_a_draft_that_cannot_be_made_is_one_line_and_leaves_no_file(tmp_path: Path) -> None:
    (tmp_path / "poem.txt").write_text("The hills are blue.\n")
    assert "poem.txt: no steps found: expected " in refused("draft", "poem.txt", "-o", "x.yaml", cwd=tmp_path)
    assert "nowhere.txt: cannot be read" in refused("draft", "nowhere.txt", "-o", "x.yaml", cwd=tmp_path)
    assert "there is no folder" in refused("draft", ARTICLE, "-o", "no/x.yaml", cwd=tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["poem.txt"]


@pytest.mark.parametrize("name", ["evening-legs", "evening-legs.yaml"])
def test_init_writes_a_session_that_passes_check(name: str, tmp_path: Path) -> None:
    ran = coach("init", name, cwd=tmp_path)
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "evening-legs.yaml\n", "")
    checked = coach("check", "evening-legs.yaml", "--voice", "rehearsal", cwd=tmp_path)
    assert (checked.returncode, checked.stderr) == (0, "")
    assert checked.stdout.startswith("Evening legs: 4 steps, ")


def test_init_never_writes_over_a_session(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text("mine")
    assert "mine.yaml: is there already: " in refused("init", "mine", cwd=tmp_path)
    assert (tmp_path / "mine.yaml").read_text() == "mine"


@pytest.mark.parametrize("name", ["", "../up", "a/b", ".hidden", "a\nb", "x" * 80, "-", "légs: 1", "legs.yml"])
def test_init_refuses_a_name_that_makes_no_plain_file(name: str, tmp_path: Path) -> None:
    assert "is no name for a session: expected " in refused("init", "--", name, cwd=tmp_path)
    assert not list(tmp_path.iterdir())
