from __future__ import annotations

import os
import shutil
import subprocess
from typing import TYPE_CHECKING

import imageio_ffmpeg
import pytest

if TYPE_CHECKING:
    from pathlib import Path


def needs(tool: str) -> None:
    """Skip a test where a tool is not installed; in CI, which installs it, fail."""
    if shutil.which(tool):
        return
    if os.environ.get("CI"):
        pytest.fail(f"{tool} is not installed: .ci/run should have done it")
    pytest.skip(f"needs {tool}")


@pytest.fixture(autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep the tests' clips apart from the user's: one cache for the whole run."""
    folder = tmp_path_factory.getbasetemp() / "cache"
    monkeypatch.setenv("COACH_CACHE", str(folder))
    return folder


def ffmpeg(*arguments: str | Path) -> str:
    """Run ffmpeg, the oracle for files and levels, and return what it says."""
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-hide_banner", "-nostdin", *map(str, arguments)]
    ran = subprocess.run(command, capture_output=True, check=False)
    said = ran.stderr.decode("utf-8", "replace")
    assert ran.returncode == 0, said
    return said
