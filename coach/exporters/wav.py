"""WAV through PyAV: 24 bits, for editing and for measuring; or floating point, for stems, which nothing may clip."""

from __future__ import annotations

from importlib.util import find_spec
from typing import IO, TYPE_CHECKING

import numpy as np

from coach.errors import ExportError
from coach.exporters.base import STANDARD, About, Exporter, Quality
from coach.registry import require

if TYPE_CHECKING:
    from collections.abc import Iterable

    from coach.audio import Samples

INSTALL = "pip install av"

FULL_SCALE = 2.0**31
"""PyAV takes 24-bit samples as the upper bits of 32."""

STEP = 1 << 8
"""One step of 24 bits, in steps of 32."""


class WavExporter(Exporter):
    """Linear PCM of 24 bits; RF64 where a file passes 4 GB."""

    codec = "pcm_s24le"

    def write(
        self,
        file: IO[bytes],
        blocks: Iterable[Samples],
        about: About,
        quality: Quality = STANDARD,  # noqa: ARG002 - nothing is lost
    ) -> None:
        """Write header and samples, each sample rounded to the nearest of 24 bits."""
        av = require("av", INSTALL)
        layout = {1: "mono", 2: "stereo"}[about.form.channels]
        try:
            with av.open(file, "w", format="wav", options={"rf64": "auto"}) as container:
                container.metadata["title"] = about.timeline.title
                stream = container.add_stream(self.codec, rate=about.form.rate, layout=layout)
                for block in blocks:
                    steps = self._steps(block)
                    kind = "s32" if steps.dtype == np.int32 else "flt"
                    frame = av.AudioFrame.from_ndarray(steps.reshape(1, -1), format=kind, layout=layout)
                    frame.sample_rate = about.form.rate
                    container.mux(stream.encode(frame))
                container.mux(stream.encode(None))
        except av.FFmpegError as error:
            if isinstance(error.__context__, OSError):  # the file's own fault, which `whole_file` names
                raise error.__context__ from error
            message = f"the WAV file cannot be written ({error})"
            raise ExportError(message) from error

    def missing(self) -> str | None:
        """Return the command that installs PyAV, where it is missing."""
        return None if find_spec("av") else INSTALL

    def _steps(self, block: Samples) -> np.ndarray:
        rounded = np.round(block.astype(np.float64) * (FULL_SCALE / STEP)) * STEP
        return np.clip(rounded, -FULL_SCALE, FULL_SCALE - STEP).astype(np.int32)


class StemExporter(WavExporter):
    """Floating point of 32 bits: what stands over full scale before the limiter stays as it is."""

    codec = "pcm_f32le"

    def _steps(self, block: Samples) -> np.ndarray:
        return np.ascontiguousarray(block, np.float32)
