"""YAML text into plain values, remembering where each one stands.

Only what a session script needs is let in: mappings, lists and text. Every scalar stays text (the
model reads it), so ``12:30`` or ``no`` mean what they say. Anchors, tags and duplicate keys are faults.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import yaml

from coach.errors import Fault, ScriptError

if TYPE_CHECKING:
    from collections.abc import Mapping

Path_: TypeAlias = tuple[str | int, ...]
"""The way to a value from the top of the script: keys and list positions."""

Plain: TypeAlias = "dict[str, Plain] | list[Plain] | str | None"
"""What a script is made of before the model reads it."""

LARGEST = 256 * 1024
"""The largest script that is read, in bytes: some thirty times the shipped one."""

MOST = 20_000
"""The most keys and values that are read: over fifty times those of the shipped script."""

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""PyYAML's loader in C where the wheel has it: ten times quicker than the one in Python."""

DEEPEST = 20
"""How deep mappings and lists may nest; the model needs eight."""

YAML_TAG = "tag:yaml.org,2002:"
"""What the tags of YAML's own types begin with."""

PLAIN_TAGS = frozenset({"map", "seq", "str", "null", "bool", "int", "float", "timestamp", "merge", "value"})
"""The types that YAML gives to untagged values by itself."""


@dataclass(frozen=True, slots=True)
class Position:
    """A place in a script, counted from one as editors do."""

    line: int
    """Line, from 1."""
    column: int
    """Column, from 1."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a script came from, and where each of its values stands."""

    name: str
    """The file's path as the user wrote it."""
    positions: Mapping[Path_, Position]
    """The position of each value, by its way from the top."""

    @property
    def folder(self) -> Path:
        """The folder that relative paths in the script start from."""
        return Path(self.name).parent

    def starts(self) -> tuple[tuple[int, int], ...]:
        """Return line and column of each step, in no order."""
        return tuple(
            (place.line, place.column)
            for path, place in self.positions.items()
            if path[-2:-1] == ("steps",)
            if isinstance(path[-1], int)
        )

    def where(self, path: Path_) -> str:
        """Return ``file:line:column`` of a value, or of the nearest thing above it that stands in the file.

        ``steps`` at the top of a file are read as those of its one part, and found where they stand.
        """
        if path[:2] == ("parts", 0) and ("parts",) not in self.positions:
            path = path[2:]
        for end in range(len(path), -1, -1):
            position = self.positions.get(path[:end])
            if position is not None:
                return f"{self.name}:{position.line}:{position.column}"
        return self.name


def read(name: str, text: str) -> tuple[Plain, Source, tuple[Fault, ...]]:
    """Parse a script's text.

    Args:
        name: The file's name, for faults.
        text: The YAML.

    Returns:
        The plain values, where each of them stands, and what is wrong with some of them: keys that stand twice, tags.

    Raises:
        ScriptError: The text is no YAML, or uses parts of YAML that scripts do not have.
    """
    if len(text.encode("utf-8", "replace")) > LARGEST:
        message = f"the script is larger than {LARGEST // 1024} KiB: expected a session of steps"
        raise ScriptError([Fault(name, message)])
    _refuse_hidden_characters(name, text)
    try:
        _refuse_too_much(name, text)
        root = yaml.compose(text, Loader=LOADER)
    except yaml.MarkedYAMLError as error:
        where = _where(name, error.problem_mark or error.context_mark)
        what = " ".join((error.problem or "not readable").split())
        raise ScriptError([Fault(where, f"not YAML: {what}: check the indentation and quotes here")]) from error
    except yaml.YAMLError as error:
        what = " ".join(str(error).split())
        raise ScriptError([Fault(name, f"not YAML: {what}")]) from error
    reader = _Reader(name)
    values = reader.value(root, ()) if root is not None else None
    return values, Source(name, reader.positions), tuple(reader.faults)


def _refuse_hidden_characters(name: str, text: str) -> None:
    for number, line in enumerate(text.splitlines(), 1):
        for column, character in enumerate(line, 1):
            if unicodedata.category(character) == "Cc" and character != "\t":
                what = f"a control character (U+{ord(character):04X}) that no script needs: delete it"
                raise ScriptError([Fault(f"{name}:{number}:{column}", what)])


def _refuse_too_much(name: str, text: str) -> None:
    depth, scalars = 0, 0
    for event in yaml.parse(text, Loader=LOADER):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        scalars += isinstance(event, yaml.ScalarEvent)
        if scalars > MOST:
            what = f"more than {MOST} keys and values: expected a session of steps"
            raise ScriptError([Fault(_where(name, event.start_mark), what)])
        if depth > DEEPEST:
            what = f"nested more than {DEEPEST} deep: a script needs far less"
            raise ScriptError([Fault(_where(name, event.start_mark), what)])
        if isinstance(event, yaml.AliasEvent):
            what = "scripts have no aliases (*name): write the words out, or use repeat"
            raise ScriptError([Fault(_where(name, event.start_mark), what)])


def _where(name: str, mark: Any) -> str:  # noqa: ANN401 - PyYAML has two kinds of mark, in Python and in C
    return f"{name}:{mark.line + 1}:{mark.column + 1}" if mark else name


class _Reader:
    """Turns YAML nodes into plain values, noting positions and faults on the way."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.positions: dict[Path_, Position] = {}
        self.faults: list[Fault] = []

    def value(self, node: yaml.Node, path: Path_) -> Plain:
        self.positions.setdefault(path, _position(node))
        if node.tag.removeprefix(YAML_TAG) not in PLAIN_TAGS:
            self._fault(node, f"scripts have no tags such as {node.tag}: delete it")
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(child, (*path, index)) for index, child in enumerate(node.value)]
        plain_null = node.tag == f"{YAML_TAG}null"
        return None if plain_null else str(node.value)

    def _mapping(self, node: yaml.MappingNode, path: Path_) -> Plain:
        values: dict[str, Plain] = {}
        for key, child in node.value:
            if not isinstance(key, yaml.ScalarNode):
                self._fault(key, "a key must be one word: quote text that holds { } or [ ]")
                continue
            name = str(key.value)
            if name in values:
                self._fault(key, f"'{name}' stands twice here: keep one of them")
                continue
            self.positions[(*path, name)] = _position(key if _holds_others(child) else child)
            self.positions[(*path, name, "\0key")] = _position(key)
            values[name] = self.value(child, (*path, name))
        return values

    def _fault(self, node: yaml.Node, what: str) -> None:
        self.faults.append(Fault(_where(self.name, node.start_mark), what))


def _position(node: yaml.Node) -> Position:
    return Position(node.start_mark.line + 1, node.start_mark.column + 1)


def _holds_others(node: yaml.Node) -> bool:
    return isinstance(node, yaml.CollectionNode)
