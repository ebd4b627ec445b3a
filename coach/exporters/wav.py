"""WAV: 24 bits, for editing and for measuring; or floating point, for stems, which nothing may clip."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, Any

from coach.exporters.pyav import PyAvExporter
from coach.exporters.riff import LARGEST, append

if TYPE_CHECKING:
    from coach.exporters.base import About

SPARE = 1 << 26
"""Octets near the limit of RIFF for which the larger header is taken from the start: tags come after the sound."""


class WavExporter(PyAvExporter):
    """Linear PCM of 24 bits; RF64 where a file passes 4 GB."""

    name = "WAV"
    muxer = "wav"
    codec = "pcm_s24le"
    kind = "s32"
    octets = 3
    """In a sample."""

    def options(self, about: About) -> dict[str, str]:
        """Choose RF64 where the plan passes 4 GB, and where the sound turns out to."""
        planned = about.timeline.length * about.form.channels * self.octets
        return {"rf64": "always" if planned > LARGEST - SPARE else "auto"}

    def label(self, container: Any, stream: Any, about: About) -> None:  # noqa: ANN401, ARG002 - PyAV is loaded when used
        """Give what a LIST of INFO holds."""
        about_it = {"title": about.timeline.title, "date": about.date, "comment": about.description}
        container.metadata.update({name: text for name, text in about_it.items() if text})

    def finish(self, file: IO[bytes], about: About) -> None:
        """Add chapters and the rest."""
        append(file, about)


class StemExporter(WavExporter):
    """Floating point of 32 bits: what stands over full scale before the limiter stays as it is."""

    codec = "pcm_f32le"
    kind = "flt"
    octets = 4
