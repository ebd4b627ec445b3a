"""MP3 through lameenc: LAME in a wheel. It lets other threads run while it works, so that all cores encode.

The programme is cut into stretches, always at the same frames: what a file holds does not depend on the machine. Each
stretch has an encoder of its own; `coach.exporters.takes` joins what they make.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib.util import find_spec
from io import SEEK_END
from typing import IO, TYPE_CHECKING, Any

import numpy as np

from coach.errors import ExportError
from coach.exporters.base import STANDARD, About, Exporter, Preset, Quality
from coach.exporters.crc import crc16
from coach.exporters.id3 import tag
from coach.exporters.lame_tag import Music, tag_frame, tag_layout
from coach.exporters.mpeg import HEADER, Layout
from coach.exporters.ordered import ordered
from coach.exporters.takes import Take, joined
from coach.registry import require

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from coach.audio import Format, Samples
    from coach.units import Frames

INSTALL = "pip install lameenc mutagen"

PRESETS: dict[Preset, int] = {"voice": 96, "standard": 128, "high": 192}
"""Kilobits a second, constant: speech and a soft bed in stereo leave nothing to be heard above the last."""

EFFORT = 5
"""LAME's quality setting, 0 to 9: the one that ffmpeg uses too."""

INPUT = 48_000
"""Frames per second of what is encoded: a session's own rate."""

STRETCH = 1250
"""Frames of an MP3 that one encoder makes, half a minute: two in a hundred are made twice, so that stretches join."""

WORKERS = 6
"""Encoders at work at most: all of them together take in sound about as fast as one thread mixes it."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What LAME makes of a bit rate (`abr_switch_map` in its presets.c, `optimum_samplefreq` in its lame.c)."""

    rate: int
    """Frames of sound per second: fewer at low bit rates. LAME itself would take 44.1 and 22.05 kHz in places."""
    scale: float
    """What it multiplies samples by; made good beforehand."""


SETTINGS = {
    32: Setting(16_000, 0.95),
    40: Setting(16_000, 0.95),
    48: Setting(24_000, 0.95),
    56: Setting(24_000, 0.95),
    64: Setting(24_000, 0.95),
    80: Setting(32_000, 0.95),
    96: Setting(32_000, 0.95),
    112: Setting(48_000, 0.95),
    128: Setting(48_000, 0.95),
    160: Setting(48_000, 0.95),
    192: Setting(48_000, 0.97),
    224: Setting(48_000, 0.98),
    256: Setting(48_000, 1.0),
    320: Setting(48_000, 1.0),
}
"""By kilobits a second: those that MPEG-1 layer III has (ISO 11172-3, 2.4.2.3)."""


class Mp3Exporter(Exporter):
    """Constant-rate MP3 with ID3 chapters, of exactly the frames that went in where a player honours LAME's tag."""

    def write(self, file: IO[bytes], blocks: Iterable[Samples], about: About, quality: Quality = STANDARD) -> None:
        """Write tags and frames; the first frame tells what is known only after the last."""
        coding = Coding(_bit_rate(quality), about.form)
        file.write(tag(about))
        first = file.tell()
        file.write(bytes(tag_layout(coding.layout).size))
        header, length, check, frames = b"", 0, 0, 0

        def counted() -> Iterator[Samples]:
            nonlocal frames
            for block in blocks:
                yield block
                frames += len(block)

        for octets in joined(ordered(coding.take, coding.stretches(counted()), WORKERS)):
            header, length, check = header or octets[:HEADER], length + len(octets), crc16(octets, check)
            file.write(octets)
        sound = -(-frames * coding.layout.rate // INPUT)
        file.seek(first)
        file.write(tag_frame(Music(header, length, check, sound, coding.encoder_name(), EFFORT), coding.layout))
        file.seek(0, SEEK_END)

    def missing(self) -> str | None:
        """Return the command that installs the encoder, where it is missing."""
        return None if find_spec("lameenc") and find_spec("mutagen") else INSTALL


class Coding:
    """How a programme is encoded."""

    def __init__(self, bit_rate: int, form: Format) -> None:
        """Choose LAME's setting.

        Args:
            bit_rate: Kilobits a second.
            form: Rate and channels of the programme.

        Raises:
            ExportError: It is not at `INPUT` frames per second.
            EngineMissingError: lameenc is not installed.
        """
        if form.rate != INPUT:
            message = f"MP3 is made from sound at {INPUT} frames per second: this has {form.rate}"
            raise ExportError(message)
        setting = SETTINGS[bit_rate]
        self.layout = Layout(bit_rate, setting.rate, form.channels)
        self._full_scale = 32768.0 / setting.scale
        sound: Frames = self.layout.sound * INPUT // setting.rate
        self._stride = sound * form.channels * 2
        self._lameenc = require("lameenc", INSTALL)

    def stretches(self, blocks: Iterable[Samples]) -> Iterator[bytes]:
        """Yield the programme in stretches of 16 bits."""
        waiting, size = bytearray(), STRETCH * self._stride
        for block in blocks:
            steps = np.clip(np.round(block * self._full_scale), -32768, 32767)
            waiting += steps.astype("<i2").tobytes()
            while len(waiting) >= size:
                yield bytes(waiting[:size])
                del waiting[:size]
        yield bytes(waiting)

    def take(self, pcm: bytes) -> Take:
        """Encode a stretch."""
        return Take(self._encoder(), pcm, self.layout, self._stride)

    def encoder_name(self) -> bytes:
        """Return what LAME calls itself: it fills with that what silence leaves of its slots."""
        silence = bytes(8 * self._stride)
        found = re.search(rb"LAME[\d.]*", self._encoder().encode(silence))
        return found[0] if found else b"LAME"

    def _encoder(self) -> Any:  # noqa: ANN401 - lameenc ships no types
        encoder = self._lameenc.Encoder()
        encoder.set_bit_rate(self.layout.bit_rate)
        encoder.set_in_sample_rate(INPUT)
        encoder.set_out_sample_rate(self.layout.rate)
        encoder.set_channels(self.layout.channels)
        encoder.set_quality(EFFORT)
        encoder.silence()
        return encoder


def _bit_rate(quality: Quality) -> int:
    """Return the kilobits a second that are asked for."""
    wanted = PRESETS[quality.preset] if quality.bit_rate is None else quality.bit_rate
    if wanted not in SETTINGS:
        message = f"MP3 has no {wanted} kbit/s: choose one of {', '.join(map(str, SETTINGS))}"
        raise ExportError(message)
    return wanted
