"""pydub's ``AudioSegment`` in and out, at the edge of the API: inside, sound is float32."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import soxr

from coach.audio.clip import Clip
from coach.registry import require

if TYPE_CHECKING:
    from coach.audio.clip import Format, Samples

INSTALL = "pip install pydub audioop-lts"


def to_segment(samples: Samples, form: Format) -> Any:  # noqa: ANN401 - pydub ships no types
    """Return samples as a 16-bit ``pydub.AudioSegment``, rounded to the nearest step.

    Args:
        samples: Shape (frames,) or (frames, channels), full scale ±1; louder is clipped.
        form: Their rate and channels.
    """
    pydub = require("pydub", INSTALL)
    steps = np.clip(np.round(samples * 32768.0), -32768, 32767).astype("<i2")
    return pydub.AudioSegment(data=steps.tobytes(), sample_width=2, frame_rate=form.rate, channels=form.channels)


def from_segment(segment: Any, rate: int) -> Clip:  # noqa: ANN401 - pydub ships no types
    """Return a ``pydub.AudioSegment`` of any format as a clip: channels averaged, resampled to ``rate``."""
    steps = np.array(segment.get_array_of_samples(), dtype=np.float32)
    mono = steps.reshape(-1, segment.channels).mean(axis=1) / float(1 << (8 * segment.sample_width - 1))
    return Clip(soxr.resample(mono, segment.frame_rate, rate, quality="VHQ"), rate)
