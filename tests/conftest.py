from __future__ import annotations

import os
import shutil
import subprocess
from typing import TYPE_CHECKING

import imageio_ffmpeg
import numpy as np
import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from coach.audio import Samples


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


def decoded(file: Path, channels: int = 2) -> Samples:
    """Return a file's sound as ffmpeg decodes it, at the file's own rate."""
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-i", file, "-map", "0:a", "-f", "f32le", "-"]
    ran = subprocess.run(command, capture_output=True, check=True)
    assert not ran.stderr, ran.stderr.decode("utf-8", "replace")
    return np.frombuffer(ran.stdout, "<f4").reshape(-1, channels)
