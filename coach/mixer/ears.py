"""How loud a cue is in each ear: words a little to their side, chimes softer where little covers them."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, TypeAlias

from coach.audio.finish import LOUDNESS
from coach.audio.loudness import STEP, to_lufs
from coach.script.phrases import phrases
from coach.units import Decibels, to_frame, to_gain

if TYPE_CHECKING:
    from collections.abc import Callable

    from coach.audio.loudness import Powers
    from coach.mixer.course import Levels
    from coach.script import Script
    from coach.timeline import Cue

Ears: TypeAlias = tuple[float, float]
"""Gain in the left and in the right channel."""

COVERS: Decibels = 23.0
"""A bed covers a chime's beginning down to this far under the voice, in LU: the default bed does at any wave."""

SOFTER: Decibels = 4.0
"""The most by which a chime goes down with a bed that is softer than that, in dB. A chime that nothing covers is heard
as well when it is softer; and it then stands less than 12 dB over the noise of a quiet room (`coach.audio.onset.ROOM`),
which is what there is in place of a bed."""

AROUND = 50
"""Steps of 100 ms to either side of a chime's beginning in which its bed is measured: a wave may be low just there."""


def panning(script: Script) -> dict[str, float]:
    """Return how far from the middle the words of each side come, by its name: -1 is all left, 1 all right.

    Sides that are neither left nor right are not in it.
    """
    spoken, found = phrases(script.language), {}
    for part in script.parts:
        for value in (value for values in part.repeat.values() for value in values):
            left, right = (re.search(rf"\b(?:{name})\b", value, re.IGNORECASE) for name in (spoken.left, spoken.right))
            if script.pan and bool(left) != bool(right):
                found[value] = -script.pan if left else script.pan
    return found


def panned(pan: float) -> Ears:
    """Return the gains that put a sound to one side at the same power: 1 and 1 in the middle.

    Folded down to mono it is softer by 20 log10 cos(pan * 45 degrees): by 0.24 dB at 30%, by 0.44 dB at 40%.

    Args:
        pan: Where: -1 is all left, 0 the middle, 1 all right.
    """
    angle = (1.0 + pan) * math.pi / 4
    return math.sqrt(2.0) * math.cos(angle), math.sqrt(2.0) * math.sin(angle)


def listening(levels: Levels, bed: Powers, rate: int) -> Callable[[Cue], Ears]:
    """Return what tells how loud a cue is in each ear.

    Args:
        levels: How loud things are.
        bed: Power of the bed by itself in each 100 ms.
        rate: Frames per second.
    """
    step = to_frame(STEP, rate)

    def ears(cue: Cue) -> Ears:
        if cue.kind == "say":
            side = panned(levels.pans.get(cue.side or "", 0.0))
            return side[0] * levels.ears[0], side[1] * levels.ears[1]
        if cue.kind == "pulse":
            return 1.0, 1.0
        place = min(cue.span.start // step, len(bed) - 1)
        around = float(bed[max(0, place - AROUND) : place + AROUND].mean())
        gain = to_gain(-min(max(LOUDNESS - to_lufs(around) - COVERS, 0.0), SOFTER))
        return gain, gain

    return ears
