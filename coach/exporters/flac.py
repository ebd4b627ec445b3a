"""FLAC: all that is in the WAV, in half the room or less."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, Any

from coach.exporters import vorbis
from coach.exporters.pyav import INSTALL, PyAvExporter
from coach.registry import require

if TYPE_CHECKING:
    from coach.exporters.base import About

SPARE = 4096
"""Octets of header left for those who edit tags later: else they would have to move all the sound."""


class FlacExporter(PyAvExporter):
    """24 bits. Chapters are comments: a cue sheet would hold no titles."""

    name = "FLAC"
    muxer = "flac"
    codec = "flac"
    kind = "s32"

    def options(self, about: About) -> dict[str, str]:
        """Leave room for the tags, which are written last, in front of the sound."""
        comments = sum(len(f"{name}={text}".encode()) + 4 for name, text in vorbis.comments(about).items())
        picture = len(vorbis.picture(about.cover).write()) if about.cover else 0
        return {"metadata_header_padding": str(comments + picture + SPARE)}

    def label(self, container: Any, stream: Any, about: About) -> None:  # noqa: ANN401 - PyAV is loaded when used
        """Leave all to `finish`: ffmpeg's muxer writes no picture but as a stream of video."""

    def finish(self, file: IO[bytes], about: About) -> None:
        """Add comments and cover in the room that was left."""
        file.seek(0)
        tagged = require("mutagen.flac", INSTALL).FLAC(file)
        tagged.tags.clear()
        tagged.update(vorbis.comments(about))
        if about.cover:
            tagged.add_picture(vorbis.picture(about.cover))
        file.seek(0)
        tagged.save(file, padding=lambda info: info.padding)
