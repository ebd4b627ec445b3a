"""An MP3 that several encoders made, held against one that LAME alone made, and against other people's decoders."""

from __future__ import annotations

import subprocess
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING

import lameenc
import mutagen.mp3
import numpy as np
import pytest
import soundfile
from browser import decoded
from conftest import ffmpeg, needs

import coach
from coach.audio import Format
from coach.errors import ExportError
from coach.exporters import About, Quality, mp3, takes
from coach.exporters.crc import crc16
from coach.exporters.mp3 import SETTINGS, STRETCH, Mp3Exporter
from coach.script import loads
from coach.session import Wishes
from coach.timeline import schedule

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from coach.audio import Samples

RATE = 48_000
TENTH = RATE // 10
ABOUT = About(schedule(loads("title: T\nsteps: [{title: A, say: Go., time: {fixed: 20s}}]\n")), "en", Format(RATE, 2))
SAYING = """\
title: Speech over a bed
steps:
  - title: Glide
    say: Hands together above the ankle. Glide slowly up the whole leg, and draw back down along the sides.
    time: {fixed: 95s}
    cues:
      - {at: 30s, say: Slower still. Let your weight do the work.}
      - {at: 55s, say: "Stay light over the back of the knee, and breathe."}
"""


@cache
def programme(name: str, seconds: float = 95.0) -> Samples:
    """Return sound in two channels, long enough for three joins at 48 kHz."""
    time = np.arange(round(seconds * RATE)) / RATE
    if name == "speech":
        return np.concatenate(list(coach.render(loads(SAYING), Wishes())))
    if name == "noise":
        return np.random.default_rng(1).normal(0.0, 0.1, (len(time), 2)).astype(np.float32)
    if name == "sweep":
        tone = 0.25 * np.sin(2 * np.pi * (50 * time + (12_000 - 50) / (2 * seconds) * time**2))
    else:
        tone = 0.25 * np.sin(2 * np.pi * 997 * time)
    return np.stack([tone, tone], axis=1).astype(np.float32)


def blocks(sound: Samples, size: int = RATE) -> Iterator[Samples]:
    for start in range(0, len(sound), size):
        yield sound[start : start + size]


def written(sound: Samples, bit_rate: int = 128, size: int = RATE) -> bytes:
    file = BytesIO()
    Mp3Exporter().write(file, blocks(sound, size), ABOUT, Quality(bit_rate=bit_rate))
    return file.getvalue()


def music(file: bytes, bit_rate: int = 128) -> bytes:
    """Return what stands after the ID3 tag and the first frame."""
    tag = 10 + (file[6] << 21 | file[7] << 14 | file[8] << 7 | file[9])
    return file[tag + 144 * bit_rate * 1000 // RATE :]


def serial(sound: Samples, bit_rate: int = 128) -> bytes:
    """Return what LAME makes of a sound in one go."""
    encoder = lameenc.Encoder()
    encoder.set_bit_rate(bit_rate)
    encoder.set_in_sample_rate(RATE)
    encoder.set_channels(2)
    encoder.set_quality(mp3.EFFORT)
    encoder.silence()
    steps = np.round(sound * (32768.0 / SETTINGS[bit_rate].scale)).clip(-32768, 32767).astype("<i2")
    return bytes(encoder.encode(steps.tobytes()) + encoder.flush())


def version() -> str:
    """Return the version in what LAME fills a silent stream with."""
    filled = serial(np.zeros((RATE, 2), np.float32))
    return filled[filled.index(b"LAME") + 4 :].split(b"U")[0].decode()


def read(octets: bytes) -> Samples:
    samples: Samples = soundfile.read(BytesIO(octets), dtype="float32")[0]
    return samples


@pytest.mark.parametrize("name", ["speech", "noise", "sweep"])
@pytest.mark.parametrize("bit_rate", [128, 192])
def test_nobody_hears_that_several_encoders_made_it(name: str, bit_rate: int) -> None:
    sound = programme(name)
    one, several = read(serial(sound, bit_rate)), read(music(written(sound, bit_rate), bit_rate))
    assert len(several) == len(one)
    assert len(sound) > 3 * STRETCH * 1152
    whole = len(one) // TENTH * TENTH
    apart = np.sqrt(np.mean((several - one)[:whole].reshape(-1, 2 * TENTH) ** 2, axis=1))
    assert apart.max() < 1e-3 * np.sqrt(np.mean(one**2)), "in some tenth of a second, at a join or elsewhere"


def test_where_encoders_never_agree_the_first_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(takes, "AGREED", STRETCH * 2)
    assert music(written(programme("noise"))) == serial(programme("noise"))


def test_the_bytes_depend_on_neither_cores_nor_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    sound, files = programme("noise"), set()
    for cores, size in ((1, RATE), (2, 12_345), (5, 10 * RATE)):
        monkeypatch.setattr("os.cpu_count", lambda cores=cores: cores)
        files.add(written(sound, size=size))
    assert len(files) == 1


@pytest.mark.parametrize("seconds", [0.01, 1.0, 29.99, 30.0, 30.02, 61.234])
def test_what_is_decoded_are_the_frames_that_went_in(seconds: float, tmp_path: Path) -> None:
    sound = programme("sweep", seconds)
    (tmp_path / "out.mp3").write_bytes(written(sound))
    ffmpeg("-i", tmp_path / "out.mp3", "-y", tmp_path / "out.wav")
    for decoded_sound in (read(written(sound)), soundfile.read(tmp_path / "out.wav")[0]):
        assert len(decoded_sound) == len(sound)
        if seconds >= 1.0:
            fits = [np.dot(decoded_sound[5:-5, 0], np.roll(sound[:, 0], lag)[5:-5]) for lag in range(-3, 4)]
            assert int(np.argmax(fits)) == 3, "not a frame early or late"


@pytest.mark.parametrize("bit_rate", SETTINGS)
def test_level_and_length_are_right_at_every_bit_rate(bit_rate: int) -> None:
    sound = programme("tone", 40.0)
    samples, rate = soundfile.read(BytesIO(written(sound, bit_rate)))
    assert len(samples) == len(sound) * rate / RATE
    middle = samples[rate:-rate]
    level = 20 * np.log10(np.sqrt(np.mean(middle**2, axis=0)) / np.sqrt(np.mean(sound**2)))
    assert level == pytest.approx(0.0, abs=0.02)


@pytest.mark.parametrize("bit_rate", [32, 64, 96, 128, 320])
class TestOtherPeoplesTools:
    """No tool that reads MP3 finds fault with what several encoders made."""

    @pytest.fixture
    def file(self, bit_rate: int, tmp_path: Path) -> Path:
        file = tmp_path / "out.mp3"
        file.write_bytes(written(programme("noise"), bit_rate))
        return file

    def test_decoders_report_no_error(self, file: Path) -> None:
        assert ffmpeg("-v", "warning", "-err_detect", "explode", "-i", file, "-f", "null", "-") == ""
        needs("mpg123")
        ran = subprocess.run(["mpg123", "--test", "--quiet", file], capture_output=True, check=True)
        assert ran.stderr == b""

    def test_a_browser_decodes_it_all(self, file: Path, bit_rate: int, tmp_path: Path) -> None:
        needs("chromium")
        sound = decoded(file, tmp_path / "profile")
        assert sound.get("fault") is None
        assert sound["frames"] == pytest.approx(len(programme("noise")), abs=RATE // SETTINGS[bit_rate].rate)

    def test_the_tags_checks_are_right(self, file: Path) -> None:
        needs("mp3guessenc")
        said = subprocess.run(["mp3guessenc", "-r", "-v", file], capture_output=True, text=True, check=False).stdout
        assert said.count("passed") == 2  # its exit status is its guess at the encoder
        assert "failed" not in said

    def test_mutagen_reads_rate_length_and_encoder(self, file: Path, bit_rate: int) -> None:
        info = mutagen.mp3.MP3(file).info
        assert (info.bitrate, info.sample_rate) == (bit_rate * 1000, SETTINGS[bit_rate].rate)
        assert info.encoder_info.split()[1].startswith(version())
        assert not info.sketchy
        assert info.length == pytest.approx(len(programme("noise")) / RATE, abs=1e-6)


def test_the_check_is_that_of_the_catalogues() -> None:
    assert crc16(b"123456789") == 0xBB3D
    assert crc16(b"56789", crc16(b"1234")) == 0xBB3D


def test_sound_of_another_rate_is_refused() -> None:
    about = About(ABOUT.timeline, "en", Format(44_100, 2))
    with pytest.raises(ExportError, match="made from sound at 48000 frames per second: this has 44100"):
        Mp3Exporter().write(BytesIO(), blocks(programme("tone", 1.0)), about)
