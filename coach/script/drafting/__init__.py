"""A how-to article into a script to begin with: drafted from its words alone, every guess marked as one."""

from __future__ import annotations

import re
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from coach.errors import Fault, ScriptError
from coach.script.drafting.article import article
from coach.script.drafting.clean import lines, words
from coach.script.drafting.emit import emit, flat
from coach.script.drafting.sides import parts
from coach.script.drafting.steps import background, sides_elsewhere, steps
from coach.script.drafting.times import seconds, timed
from coach.script.drafting.wording import trimmed
from coach.script.source import LARGEST

if TYPE_CHECKING:
    from coach.script.drafting.values import PartDraft

__all__ = ["draft", "starter"]


def draft(text: str, name: str) -> str:
    """Draft a script from a how-to article.

    Args:
        text: The article, as plain text or Markdown.
        name: What to call it: its file's name.

    Returns:
        A script in YAML, with a comment at each guess.

    Raises:
        ScriptError: The article is too large, or has no steps.
    """
    if len(text.encode("utf-8", "replace")) > LARGEST:
        raise ScriptError([Fault(name, f"larger than {LARGEST // 1024} KiB: expected one how-to article")])
    found = article(text)
    if not found.steps:
        expected = "numbered steps (1. …), headings, or paragraphs that begin with what to do (Place both hands …)"
        raise ScriptError([Fault(name, f"no steps found: expected {expected}")])
    drafted = _timed(parts(steps(found), sides_elsewhere(found)))
    file = Path(words(" ".join(lines(name))))
    title = trimmed(found.title) or trimmed(_from_name(file.stem)) or "A session"
    script = emit(title, file.name or "an article", background(found), drafted)
    if len(script.encode()) > LARGEST:
        what = f"makes a script of more than {LARGEST // 1024} KiB: expected one how-to article, not a book"
        raise ScriptError([Fault(name, what)])
    return script


def _timed(drafted: list[PartDraft]) -> list[PartDraft]:
    said = [f"Next: The right {part.noun}. {step.title}." for part in drafted for step in part.steps]
    longest = max(said, key=seconds)
    return [replace(part, steps=tuple(timed(step, longest) for step in part.steps)) for part in drafted]


def _from_name(stem: str) -> str:
    title = " ".join(re.sub(r"[-_]", " ", stem).split())
    return title[:1].upper() + title[1:]


def starter(title: str) -> str:
    """Return a commented script to begin with, which loads as it stands.

    Args:
        title: The session's name.
    """
    shown = flat(trimmed(words(title)) or "A session")
    return (files(__name__) / "starter.yaml").read_text("utf-8").replace("TITLE", shown, 1)
