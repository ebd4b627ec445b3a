"""The programme's loudness, known before the first block: worked out from profiles, not from samples.

Cues and bed do not move together, so their powers add up. Each cue's profile stands in the cache, the bed
knows its own powers, the fades and the ducking are known from the plan, and the limiter takes off each
100 ms what stands over its ceiling. The sum, gated as BS.1770-5 says, tells the gain that brings the
programme to its target. Pacing tones and chimes go with the bed: what stands between them and it stays as it is.

Words must be easy to follow over whatever the author lays under them. So a bed that would come within `CLEAR` of
them while they sound, ducked as it is, is lowered until it does not.

The gate leaves out what stands 10 LU under the rest. A bed that stays under it leaves the loudness to
the words; one that does not would count for all of the long pauses, and the words would have to be far
louder than the target to make up for them. So a bed that counts is lowered until it does not.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from coach.audio.loudness import STEP, gating_blocks, integrated, passes, to_lufs
from coach.audio.profile import Profile
from coach.units import Decibels, Lufs, to_frame, to_gain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from coach.audio.loudness import Powers
    from coach.mixer.course import Course
    from coach.mixer.ears import Ears
    from coach.timeline import Cue, Timeline
    from coach.units import Frames

ROUNDS = 8
"""How often the gain is corrected by what the limiter takes: each round leaves less than half the error."""

COUNTS: Decibels = 0.3
"""A bed counts when blocks that are mostly bed pull the programme's loudness down by this much, in LU."""

MOST: Decibels = 10.0
"""The most gain, in dB: words at -10 LUFS. A session with next to no words stays under its loudness rather
than have them shouted."""

CLEAR: Decibels = 12.0
"""How far words stand over the bed at least, in LU: less, and they are hard to follow."""

HEARD = 30
"""Steps over which a bed is heard against words: 3 s, the short-term window of EBU Tech 3341."""

MARGIN: Decibels = 1.5
"""A bed's power in 400 ms strays this far over what it is on average."""

LOWEST: Decibels = 24.0
"""The most that a bed is lowered, in dB."""

FINENESS: Decibels = 0.1
"""How finely a bed is lowered, in dB."""


@dataclass(frozen=True, slots=True, eq=False)
class Programme:
    """What a session's loudness is made of."""

    words: Profile
    """The words, in both channels."""
    chimes: Powers
    """Power of the chimes in each 100 ms, faded."""
    under: Powers
    """Power of what lasts, bed and pacing tones, in each 100 ms, ducked and faded."""


def programme(
    timeline: Timeline, profile: Callable[[Cue], Profile], ears: Callable[[Cue], Ears], bed: Powers, course: Course
) -> Programme:
    """Bring together what a session's loudness is made of.

    Args:
        timeline: When each thing sounds.
        profile: Gives a cue's profile, in one channel.
        ears: Gives a cue's gain in each channel.
        bed: Power of the bed by itself in each 100 ms.
        course: How levels come and go.
    """
    frames = step_frames(len(bed), timeline.rate)
    closing = course.closing(frames).astype(np.float64)
    words, chimes, tones = (
        _together([cue for cue in timeline.cues if cue.kind == kind], profile, ears, len(bed), timeline.rate)
        for kind in ("say", "chime", "pulse")
    )
    under = (bed + tones.powers) * course.way(frames).astype(np.float64) ** 2
    return Programme(Profile(words.powers * closing**2, words.peaks * closing), chimes.powers * closing**2, under)


def clearance(parts: Programme) -> Decibels:
    """Return by how many dB the bed must be lowered so that it neither covers words nor counts; 0 where it is soft."""
    least = max(0.0, CLEAR - _room(parts))
    cues = gating_blocks(parts.words.powers + parts.chimes)

    def counts(lowered: Decibels) -> bool:
        bed = gating_blocks(parts.under * to_gain(MARGIN - lowered) ** 2)
        counted = passes(cues + bed)
        of_cues = counted & (cues > bed)
        return to_lufs((cues + bed)[counted].mean()) < to_lufs((cues + bed)[of_cues].mean()) - COUNTS

    if not cues.any() or not counts(least):
        return least
    low, high = least, least + LOWEST
    while high - low > FINENESS:
        middle = (low + high) / 2
        low, high = (middle, high) if counts(middle) else (low, middle)
    return high


def programme_gain(parts: Programme, lowered: Decibels, target: Lufs, ceiling: Decibels) -> Decibels:
    """Return the gain that brings a session to a loudness.

    Args:
        parts: The session.
        lowered: By how many dB the bed is lowered.
        target: Integrated loudness wanted, in LUFS.
        ceiling: Greatest true peak that the limiter lets through, in dBTP.

    Returns:
        Gain in dB, at most `MOST`; 0 for a session that is silent throughout.
    """
    power = parts.words.powers + (parts.chimes + parts.under) * to_gain(-lowered) ** 2
    peak = parts.words.peaks
    gain = 0.0
    for _ in range(ROUNDS):
        factor = to_gain(gain)
        over = np.maximum(peak * factor / to_gain(ceiling), 1.0)
        loudness = integrated(power * (factor / over) ** 2)
        if not np.isfinite(loudness):
            return 0.0
        gain = min(gain + target - loudness, MOST)
    return gain


def step_count(length: Frames, rate: int) -> int:
    """Return how many steps of 100 ms hold some frames."""
    return -(-length // to_frame(STEP, rate))


def step_frames(steps: int, rate: int) -> np.ndarray:
    """Return the frame in the middle of each step."""
    step = to_frame(STEP, rate)
    return np.arange(steps) * step + step // 2


def _room(parts: Programme) -> Decibels:
    """Return how far words stand over what lasts while they sound, in LU, where it is loudest against them."""
    said = (parts.words.powers > 0).astype(np.float64)
    window = np.ones(HEARD)
    counted = np.convolve(said, window, "same")
    heard = np.convolve(parts.under * said, window, "same")[said > 0] / np.maximum(counted[said > 0], HEARD / 3)
    loudest = to_lufs(float(heard.max(initial=0.0)))
    return integrated(parts.words.powers[said > 0]) - loudest if np.isfinite(loudest) else np.inf


def _together(
    cues: Iterable[Cue], profile: Callable[[Cue], Profile], ears: Callable[[Cue], Ears], count: int, rate: int
) -> Profile:
    """Return the profile of some cues together, in both channels, over ``count`` steps of 100 ms."""
    power, peak = np.zeros(count), np.zeros(count)
    step = to_frame(STEP, rate)
    known: dict[tuple[str, str, Frames], Profile] = {}
    for cue in cues:
        name = (cue.kind, cue.line, cue.span.length)
        if name not in known:
            known[name] = profile(cue)
        left, right = ears(cue)
        steps = -(-cue.span.length // step)
        place = cue.span.start / step
        whole, part = int(place), place - int(place)
        for offset, share in ((whole, 1.0 - part), (whole + 1, part)):
            room = slice(offset, offset + steps)
            inside = len(power[room])
            power[room] += known[name].powers[:steps][:inside] * (left**2 + right**2) * share
            np.maximum(peak[room], known[name].peaks[:steps][:inside] * max(left, right), out=peak[room])
    return Profile(power, peak)
