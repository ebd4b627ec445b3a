"""An MP3 is as loud as what went into it at every bit rate, though LAME has a scale of its own for most."""

from __future__ import annotations

import io

import av
import numpy as np
import pytest

from coach.audio import Format
from coach.exporters.base import About, Quality
from coach.exporters.mp3 import SETTINGS, Mp3Exporter
from coach.script import loads
from coach.timeline import RATE, schedule

SCRIPT = "{title: T, voice: rehearsal, steps: [{title: A, say: Rest., time: {fixed: 10s}}]}"


@pytest.mark.parametrize("bit_rate", SETTINGS)
def test_an_mp3_of_any_bit_rate_is_as_loud_as_its_blocks(bit_rate: int) -> None:
    time = np.arange(3 * RATE) / RATE
    tone = np.repeat(0.2 * np.sin(2 * np.pi * 440 * time)[:, None], 2, axis=1).astype(np.float32)
    timeline, file = schedule(loads(SCRIPT)), io.BytesIO()
    Mp3Exporter().write(file, [tone], About(timeline, "en", Format(RATE, 2)), Quality(bit_rate=bit_rate))
    with av.open(io.BytesIO(file.getvalue())) as container:
        decoded = np.concatenate([frame.to_ndarray() for frame in container.decode(audio=0)], axis=1)
    middle = decoded[:, decoded.shape[1] // 3 : -decoded.shape[1] // 3]
    assert 20 * np.log10(middle.std() / tone.std()) == pytest.approx(0.0, abs=0.05)
