"""M4A and M4B: AAC in MP4, for Apple's players and for books."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, Any, ClassVar

from coach.exporters import tags
from coach.exporters.pyav import INSTALL, PyAvExporter, chapters
from coach.registry import require

if TYPE_CHECKING:
    from coach.exporters.base import About, Preset

SHORT = 255
"""Octets that iTunes shows of the short description."""


class M4aExporter(PyAvExporter):
    """AAC-LC. Chapters stand both in a QuickTime text track and in Nero's list, so that every player finds them."""

    name = "AAC"
    muxer = "ipod"
    codec = "aac"
    kind = "fltp"
    settings: ClassVar[dict[str, str]] = {"aac_coder": "fast"}
    """ffmpeg's default coder takes twice the time, and lets steady tones leap up by 5 dB at 128 kbit/s."""
    presets: ClassVar[dict[Preset, int]] = {"voice": 64, "standard": 128, "high": 192}
    bit_rates = range(32, 321)
    brand: ClassVar[str] = "M4A "
    """The file's major brand (ISO 14496-12, 4.3)."""
    media: ClassVar[int] = 1
    """Apple's kind of media: 1 is music, 2 is an audiobook."""

    def options(self, about: About) -> dict[str, str]:
        """Count the edit list in the sound's own frames: in milliseconds it would cut the end short."""
        return {"movie_timescale": str(about.form.rate), "brand": self.brand}

    def label(self, container: Any, stream: Any, about: About) -> None:  # noqa: ANN401 - PyAV is loaded when used
        """Give the language and the chapters."""
        stream.metadata["language"] = tags.iso_639_2(about.language)
        container.set_chapters(chapters(about))

    def finish(self, file: IO[bytes], about: About) -> None:
        """Add iTunes' list of items."""
        mp4 = require("mutagen.mp4", INSTALL)
        items = mp4.MP4Tags()
        short = about.description.encode()[:SHORT].decode(errors="ignore")
        texts = {
            "\xa9nam": about.timeline.title,
            "\xa9day": about.date,
            "\xa9lyr": tags.plain(about.timeline),
            "\xa9too": tags.software(),
            "desc": short,
            "ldes": about.description,
        }
        for name, text in texts.items():
            if text:
                items[name] = [text]
        items["stik"] = [self.media]
        if about.cover:
            items["covr"] = [mp4.MP4Cover(about.cover, mp4.MP4Cover.FORMAT_PNG)]
        file.seek(0)
        items.save(file, padding=lambda _: 0)


class M4bExporter(M4aExporter):
    """The same as a book: players keep the place where they were stopped."""

    brand = "M4B "
    media = 2
