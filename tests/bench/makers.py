"""Who makes a session's sound in the bench `sound.py`: coach, fastdub, and one graph of ffmpeg.

All are given the same plan, the same bed at the level the script asks against the voice, and the same words;
each of those beside coach speaks and mixes as its own documentation has it.
"""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import imageio_ffmpeg
import numpy as np
import soundfile
import soxr

import coach
from coach.audio import Clip
from coach.audio.finish import LOUDNESS
from coach.audio.loudness import integrated, powers
from coach.audio.profile import profile
from coach.cache import key
from coach.script.lexicon import respelled
from coach.script.marks import Pause, parse
from coach.session import Wishes
from coach.session.listener import Log
from coach.session.studio import Studio
from coach.sounds import open_bed
from coach.timeline import RATE, Span
from coach.units import to_frame

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coach.speech import Speech
    from coach.timeline import Timeline

GRAPH = (
    "[1:a]asplit=2[said][key];"
    "[0:a][key]sidechaincompress=threshold=0.03:ratio=4:attack=20:release=1000[low];"
    "[low][said]amix=inputs=2:normalize=0:duration=first,loudnorm=I=-16:TP=-1.5:LRA=11,aresample=48000"
)
"""Ducking and loudness as recipes for ffmpeg have them: the compressor keyed by the words, and one pass of loudnorm."""

_RUN = """
import ctypes, os, runpy, espeakng_loader
os.environ["ESPEAK_DATA_PATH"] = espeakng_loader.get_data_path()
ctypes.CDLL(espeakng_loader.get_library_path(), mode=ctypes.RTLD_GLOBAL)
import rich.traceback
runpy.run_module("fastdub", run_name="__main__")
"""
"""fastdub, with the eSpeak of the wheel where the system has none; it uses rich.traceback without importing it."""


TRIES = 5
"""How often fastdub is run: it goes on before eSpeak has written its file, and finds that file the next time."""

LEAST = 0.2
"""Seconds that no phrase is shorter than."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words said in one breath."""

    span: Span
    """When they are to sound, by the plan: as long as coach's own clip."""
    text: str
    """The words."""


class Job:
    """A session to be made by each, in a folder."""

    def __init__(self, path: Path, fit: float | None, folder: Path) -> None:
        """Plan it, speaking what the cache lacks."""
        self.folder = folder
        self.script = coach.load(path)
        self.wishes = Wishes(fit=fit)
        self.studio = Studio(self.script, self.wishes, Log())
        self.timeline = self.studio.measured()
        self.phrases = tuple(phrases_of(self.timeline, self.studio.cast.main))
        self.bed = folder / "bed.wav"
        wanted = self.script.bed
        bed = open_bed(wanted.sound, path.parent, RATE, LOUDNESS + wanted.level)
        with soundfile.SoundFile(self.bed, "w", RATE, 2, "FLOAT") as file:
            for start in range(0, self.timeline.length, RATE):
                file.write(bed.read(start, min(RATE, self.timeline.length - start)))

    def by_coach(self) -> Path:
        """Export it, as a user does, to WAV and to MP3."""
        file = self.folder / "coach.wav"
        for one in (file, file.with_suffix(".mp3")):
            coach.export(self.script, one, self.wishes)
        return file

    def by_ffmpeg(self) -> Path:
        """Lay the engine's own sound out by the plan; one graph does the rest."""
        said, file = self.folder / "said.wav", self.folder / "ffmpeg.wav"
        track = np.zeros(self.timeline.length, np.float32)
        for phrase in self.phrases:
            sound = raw(self.studio.cast.main, phrase.text).samples[: self.timeline.length - phrase.span.start]
            track[phrase.span.start : phrase.span.start + len(sound)] += sound
        soundfile.write(said, track, RATE, "FLOAT")
        level = integrated(powers(track, RATE)) - LOUDNESS
        graph = GRAPH.replace("[0:a]", f"[0:a]volume={level}dB[bed];[bed]")
        _ffmpeg("-i", self.bed, "-i", said, "-filter_complex", graph, "-c:a", "pcm_s24le", file)
        return file

    def by_fastdub(self) -> Path:
        """Dub a recording of the bed and the chimes by subtitles, with fastdub's own voice: eSpeak by pyttsx3."""
        folder = self.folder / "dub"
        tools = self.folder / "tools"
        for one in (folder, tools):
            one.mkdir(exist_ok=True)
        (tools / "ffmpeg").unlink(missing_ok=True)
        (tools / "ffmpeg").symlink_to(imageio_ffmpeg.get_ffmpeg_exe())
        _ffmpeg("-i", self.bed, "-c:a", "pcm_s16le", folder / "session.wav")
        subtitles = (
            f"{number}\n{_stamp(phrase.span.start)} --> {_stamp(phrase.span.end)}\n{phrase.text}\n"
            for number, phrase in enumerate(self.phrases, 1)
        )
        (folder / "session.srt").write_text("\n".join(subtitles), "utf-8")
        options = ("-l", "en", "-vf", ".wav", "-sf", ".srt", "--no-export-video", "--no-cleanup-audio", "-rc", "0")
        command = [sys.executable, "-c", _RUN, "-i", str(folder), *options]
        paths = {"PATH": f"{tools}{os.pathsep}{os.environ['PATH']}"}
        file, said = folder / "_result" / "session_en.wav", ""
        for _ in range(TRIES):
            ran = subprocess.run(command, env={**os.environ, **paths}, capture_output=True, text=True, check=False)
            if not ran.returncode and file.exists():
                return file
            said = ran.stderr.strip()[-300:]
            _forget_the_unfinished()
        sys.exit(f"fastdub failed {TRIES} times: {said}")


def phrases_of(timeline: Timeline, speech: Speech) -> Iterator[Phrase]:
    """Yield every phrase of a session that was spoken, in order."""
    for cue in timeline.cues:
        at = cue.span.start
        for part in parse(cue.line) if cue.kind == "say" else ():
            if isinstance(part, Pause):
                at += to_frame(part.length, RATE)
            else:
                end = at + to_frame(speech.length(part.text)[0], RATE)
                yield Phrase(Span(at, end), part.text)
                at = end


def raw(speech: Speech, text: str) -> Clip:
    """Return what the engine says for a phrase, untouched but for its rate; kept in the cache beside coach's."""
    spelled = respelled(text, speech.lexicon) if speech.voice.takes_phonemes else text
    name = key("as the engine gave it", speech.voice.fingerprint, RATE, spelled)
    if kept := speech.cache.get(name):
        return kept
    said = speech.voice.speak(spelled)
    clip = Clip(soxr.resample(said.samples, said.rate, RATE, quality="VHQ"), RATE)
    speech.cache.put(name, clip, profile(clip))
    return clip


def _forget_the_unfinished() -> None:
    """Remove from fastdub's cache what eSpeak had no time to write."""
    found = find_spec("fastdub")
    for folder in found.submodule_search_locations or () if found else ():
        for file in Path(folder, "_cached_texts").glob("*.wav"):
            try:
                whole = soundfile.info(file).duration > LEAST or file.name == "nul.wav"
            except soundfile.LibsndfileError:
                whole = False
            if not whole:
                file.unlink()


def has_fastdub() -> bool:
    """Return whether fastdub is installed."""
    return find_spec("fastdub") is not None


def encoded(file: Path) -> Path:
    """Return a WAV file's MP3 of 128 kbit/s: its maker's own, or one by ffmpeg, which LAME makes 0.45 dB softer."""
    coded = file.with_suffix(".mp3")
    if not coded.exists():
        _ffmpeg("-i", file, "-c:a", "libmp3lame", "-b:a", "128k", coded)
    return coded


def _ffmpeg(*arguments: str | Path) -> None:
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-nostdin", "-y", *map(str, arguments)]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    if ran.returncode:
        sys.exit(f"{' '.join(command)[:300]}: {ran.stderr[-500:]}")


def _stamp(frame: int) -> str:
    """Return an instant as subtitles write it."""
    seconds, thousandths = divmod(round(frame * 1000 / RATE), 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02},{thousandths:03}"
