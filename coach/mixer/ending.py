"""An ending that comes before the end: a stream that fades as soon as it is asked to stop."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from coach.audio.envelope import smoothstep
from coach.units import Seconds, to_frame

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from threading import Event

    from coach.audio import Format, Samples

FADE: Seconds = 1.5
"""Seconds of the fade."""


def until(stop: Event, blocks: Iterable[Samples], form: Format) -> Iterator[Samples]:
    """Pass blocks on until a stop is asked for, then fade them out and end."""
    fade, faded = to_frame(FADE, form.rate), 0
    for block in blocks:
        if not stop.is_set():
            yield block
            continue
        left = 1.0 - (faded + np.arange(len(block), dtype=np.float32)) / np.float32(fade)
        yield block * smoothstep(left)[:, None]
        faded += len(block)
        if faded >= fade:
            return
