from __future__ import annotations

import inspect
import pkgutil
import re
import subprocess
import sys
from importlib import import_module

import pytest

import coach
from coach import errors

PUBLIC = {
    *("load", "schedule", "play", "export", "preview", "render"),
    *("Script", "Step", "Timeline", "Cue", "Clip", "Wishes", "Manner"),
    *("CoachError", "ScriptError", "TimingError", "VoiceError", "SoundError", "PlayerError", "ExportError"),
    *("ControlError", "EngineMissingError"),
}


def test_the_public_names_are_these_and_each_is_documented() -> None:
    assert set(coach.__all__) == PUBLIC == set(dir(coach))
    for name in PUBLIC:
        assert inspect.getdoc(getattr(coach, name)), name


def test_the_tree_in_the_docstring_is_the_tree_of_exceptions() -> None:
    drawn = set(re.findall(r"^[ ├└─]+(\w+Error)\b", errors.__doc__ or "", re.MULTILINE))
    real = {name for name, value in vars(errors).items() if inspect.isclass(value) and issubclass(value, Exception)}
    assert drawn == real
    assert all(issubclass(getattr(errors, name), coach.CoachError) for name in real)


def test_what_is_not_public_is_not_there() -> None:
    with pytest.raises(AttributeError, match="no attribute 'Mixer'"):
        _ = coach.Mixer


def test_importing_coach_loads_no_room() -> None:
    code = "import sys, coach; print(sorted(name for name in sys.modules if name.startswith('coach.')))"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout == "[]\n"


def test_every_room_says_what_it_is_and_only_the_command_line_prints() -> None:
    for module in pkgutil.walk_packages(coach.__path__, "coach."):
        if module.name in {"coach.__main__", "coach._scripts"}:
            continue
        loaded = import_module(module.name)
        assert loaded.__doc__, module.name
        if not module.name.startswith(("coach.cli", "coach.voices.system_child")):
            source = inspect.getsource(loaded)
            assert not re.search(r"(?<!\w)print\(", source), module.name
            assert "sys.exit" not in source, module.name
