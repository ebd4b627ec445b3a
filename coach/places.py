"""Where coach finds its checkout, when there is one."""

from __future__ import annotations

from pathlib import Path


def checkout() -> Path | None:
    """Return the checkout of coach that one works in, or that coach runs from; None where there is neither.

    It holds ``scripts/`` and ``audio_cache/``: what is edited there is what is heard, however coach was installed.
    """
    for folder in (Path.cwd(), Path(__file__).parent.parent):
        if all((folder / name).is_dir() for name in ("coach", "scripts", "audio_cache")):
            return folder
    return None
