"""Which key asks for what: coach's own keys, and those of the user, in a file of theirs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import yaml
from platformdirs import user_config_path

from coach.controls.escapes import is_key
from coach.controls.words import WORDS
from coach.errors import ControlError, Fault, suggest
from coach.live.values import Action
from coach.whole import write_whole

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

OWN: Mapping[str, Action] = {
    "space": Action.TOGGLE,
    "enter": Action.TOGGLE,
    ".": Action.TOGGLE,
    "n": Action.NEXT,
    "right": Action.NEXT,
    "page-down": Action.NEXT,
    "b": Action.BACK,
    "left": Action.BACK,
    "page-up": Action.BACK,
    "r": Action.REPEAT,
    "+": Action.MORE,
    "=": Action.MORE,
    "-": Action.LESS,
    "t": Action.TIME,
    "up": Action.LOUDER,
    "down": Action.SOFTER,
    "]": Action.BED_LOUDER,
    "[": Action.BED_SOFTER,
    "f": Action.FULLER,
    "F": Action.BRIEFER,
    "q": Action.STOP,
}
"""coach's own keys. Page Down, Page Up and the full stop are what most clickers send; = is + without Shift."""

NOTHING = "none"
"""What a key of coach's own is mapped to that is to do nothing."""

HEADER = "# Keys while a session plays: coach keys shows them, coach keys --learn ACTION adds one.\n"


@dataclass(frozen=True, slots=True)
class Keymap:
    """Keys, and what they ask for."""

    changed: Mapping[str, Action | None]
    """What the user made of keys, by their names; None for nothing."""

    def action(self, key: str) -> Action | None:
        """Return what a key asks for. A letter without a meaning of its own means what its other case does."""
        for name in (key, key.swapcase()) if len(key) == 1 else (key,):
            if name in self.changed:
                return self.changed[name]
            if name in OWN:
                return OWN[name]
        return None

    def keys(self, action: Action) -> tuple[str, ...]:
        """Return the keys that ask for an action, the user's own first."""
        mine = [key for key, wanted in self.changed.items() if wanted is action]
        return (*mine, *(key for key, own in OWN.items() if own is action and key not in self.changed))

    def with_key(self, key: str, action: Action) -> Self:
        """Return the map with one key changed."""
        return type(self)({**self.changed, key: action})

    @classmethod
    def load(cls, path: Path | None = None) -> Self:
        """Read the user's keys; where there is no file, they are coach's own.

        Args:
            path: The file; the user's where it is None.

        Raises:
            ControlError: The file cannot be read, or says something that is no map of keys.
        """
        path = path or file()
        try:
            text = path.read_text("utf-8")
        except FileNotFoundError:
            return cls({})
        except (OSError, UnicodeDecodeError) as error:
            reason = error.strerror if isinstance(error, OSError) else "it is no text"
            message = f"{path}: the keys cannot be read ({reason}): coach keys --reset goes back to coach's own"
            raise ControlError(message) from error
        return cls(_read(path, text))

    def save(self, path: Path | None = None) -> Path:
        """Write the user's keys, whole or not at all, and return where they are.

        Raises:
            ControlError: The file cannot be written.
        """
        path = path or file()
        values = {key: str(action or NOTHING) for key, action in self.changed.items()}
        try:
            write_whole(path, (HEADER + yaml.safe_dump(values, allow_unicode=True, sort_keys=False)).encode())
        except OSError as error:
            message = f"{path}: the keys cannot be written: {error.strerror}"
            raise ControlError(message) from error
        return path


def file() -> Path:
    """Return where the user's keys are kept."""
    return user_config_path("coach", appauthor=False) / "keys.yaml"


def _read(path: Path, text: str) -> dict[str, Action | None]:
    """Read the map from its nodes, for YAML takes n for a boolean and 1 for a number."""
    try:
        node = yaml.compose(text, yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        where = f"{path}:{mark.line + 1}:{mark.column + 1}" if mark else str(path)
        raise ControlError([Fault(where, f"{error.problem}: write lines like 'page-down: next'")]) from error
    except yaml.YAMLError as error:
        raise ControlError(
            [Fault(str(path), "this is no YAML: coach keys --reset goes back to coach's own")]
        ) from error
    if node is None:
        return {}
    if not isinstance(node, yaml.MappingNode):
        raise _fault(path, node, "this is no map of keys: write lines like 'page-down: next'")
    found: dict[str, Action | None] = {}
    for key, value in node.value:
        name = _name(path, key)
        if name in found:
            raise _fault(path, key, f"the key '{name}' is here twice: keep one of them")
        found[name] = _wanted(path, value)
    return found


def _name(path: Path, node: yaml.Node) -> str:
    name = node.value if isinstance(node, yaml.ScalarNode) else ""
    if not is_key(name):
        raise _fault(path, node, f"no key is called '{name[:40]}': coach keys --learn ACTION finds its name")
    return name


def _wanted(path: Path, node: yaml.Node) -> Action | None:
    wanted = node.value if isinstance(node, yaml.ScalarNode) else ""
    if wanted == NOTHING:
        return None
    if wanted not in set(Action):
        raise _fault(path, node, f"no action '{wanted[:40]}': {suggest(wanted, [*WORDS, NOTHING])}")
    return Action(wanted)


def _fault(path: Path, node: yaml.Node, what: str) -> ControlError:
    mark = node.start_mark
    return ControlError([Fault(f"{path}:{mark.line + 1}:{mark.column + 1}", what)])
