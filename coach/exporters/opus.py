"""Opus in Ogg, under both its suffixes.

RFC 7845 names ``.opus``. ``.ogg`` holds Opus too: players look inside, and the wheels have no good Vorbis encoder.
"""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING, Any, ClassVar

from coach.exporters import vorbis
from coach.exporters.pyav import PyAvExporter

if TYPE_CHECKING:
    from coach.exporters.base import About, Preset


class OpusExporter(PyAvExporter):
    """The smallest files for what is heard."""

    name = "Opus"
    muxer = "ogg"
    codec = "libopus"
    kind = "flt"
    presets: ClassVar[dict[Preset, int]] = {"voice": 48, "standard": 96, "high": 160}
    bit_rates = range(6, 511)
    """RFC 6716, 2.1.1."""

    def label(self, container: Any, stream: Any, about: About) -> None:  # noqa: ANN401, ARG002 - PyAV is loaded when used
        """Give all tags: they stand in the header, before the sound."""
        stream.metadata.update(vorbis.comments(about))
        if about.cover:
            stream.metadata["METADATA_BLOCK_PICTURE"] = b64encode(vorbis.picture(about.cover).write()).decode()
