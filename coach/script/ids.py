"""Short names for steps whose author gave them none."""

from __future__ import annotations

import re
import unicodedata
from itertools import chain, count
from typing import Any


def named(parts: Any) -> Any:  # noqa: ANN401 - whatever stands in the file; the model judges it
    """Give each step without an id one made from its title, numbered where another step has it already."""
    if not isinstance(parts, list):
        return parts
    lists = [part["steps"] for part in parts if isinstance(part, dict) and isinstance(part.get("steps"), list)]
    taken = {step.get("id") for steps in lists for step in steps if isinstance(step, dict)}

    def with_id(step: Any) -> Any:  # noqa: ANN401 - whatever stands in the file
        if not isinstance(step, dict) or "id" in step or not isinstance(step.get("title"), str):
            return step
        slug = _slug(step["title"])
        names = chain([slug], (f"{slug}-{number}" for number in count(2)))
        name = next(name for name in names if name not in taken)
        taken.add(name)
        return {**step, "id": name}

    return [
        {**part, "steps": [with_id(step) for step in part["steps"]]}
        if isinstance(part, dict) and isinstance(part.get("steps"), list)
        else part
        for part in parts
    ]


def _slug(title: str) -> str:
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:50] or "step"
