"""MP3 through lameenc: LAME in a wheel. It lets other threads run while it works, so mixing goes on beside it."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from importlib.util import find_spec
from typing import IO, TYPE_CHECKING

import numpy as np

from coach.errors import ExportError
from coach.exporters.base import STANDARD, About, Exporter, Preset, Quality
from coach.exporters.id3 import tag
from coach.registry import require

if TYPE_CHECKING:
    from collections.abc import Iterable

    from coach.audio import Samples

INSTALL = "pip install lameenc mutagen"

PRESETS: dict[Preset, int] = {"voice": 96, "standard": 128, "high": 192}
"""Kilobits a second, constant: speech and a soft bed in stereo leave nothing to be heard above the last."""

RATES = (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
"""The bit rates that MPEG-1 layer III has (ISO 11172-3, 2.4.2.3)."""

SCALES = {192: 0.97, 224: 0.98, 256: 1.0, 320: 1.0}
"""What LAME multiplies samples by at its highest rates (`abr_switch_map` in its presets.c); made good beforehand."""

SCALE = 0.95
"""What it multiplies them by at all other rates."""

QUALITY = 5
"""LAME's effort, 0 to 9: the setting that ffmpeg uses too."""


class Mp3Exporter(Exporter):
    """Constant-rate MP3 with ID3 chapters."""

    def write(self, file: IO[bytes], blocks: Iterable[Samples], about: About, quality: Quality = STANDARD) -> None:
        """Write tags and frames; one block is encoded while the next is mixed."""
        encoder = require("lameenc", INSTALL).Encoder()
        bit_rate = _bit_rate(quality)
        encoder.set_bit_rate(bit_rate)
        encoder.set_in_sample_rate(about.form.rate)
        encoder.set_channels(about.form.channels)
        encoder.set_quality(QUALITY)
        encoder.silence()
        full_scale = 32768.0 / SCALES.get(bit_rate, SCALE)
        file.write(tag(about))
        with ThreadPoolExecutor(1, thread_name_prefix="coach-mp3") as thread:
            encoding: Future[bytes] | None = None
            for block in blocks:
                steps = np.clip(np.round(block * full_scale), -32768, 32767).astype("<i2").tobytes()
                if encoding:
                    file.write(encoding.result())
                encoding = thread.submit(encoder.encode, steps)
            if encoding:
                file.write(encoding.result())
            file.write(encoder.flush())

    def missing(self) -> str | None:
        """Return the command that installs the encoder, where it is missing."""
        return None if find_spec("lameenc") and find_spec("mutagen") else INSTALL


def _bit_rate(quality: Quality) -> int:
    """Return the kilobits a second that are asked for."""
    wanted = quality.bit_rate or PRESETS[quality.preset]
    if wanted not in RATES:
        message = f"MP3 has no {wanted} kbit/s: choose one of {', '.join(map(str, RATES))}"
        raise ExportError(message)
    return wanted
