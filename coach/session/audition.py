"""Voices side by side: each says who it is, and a line such as a session has."""

from __future__ import annotations

import re
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from coach.cache import Cache, default_folder
from coach.errors import EngineMissingError, VoiceError
from coach.exporters import About, open_exporter, whole_file
from coach.mixer import Mixer, Sources, until
from coach.players import DEFAULT, open_player
from coach.script.phrases import languages, phrases
from coach.session.listener import Log
from coach.session.uses import PLAY_BLOCK
from coach.sounds import NoBed
from coach.speech import Cast, Speech
from coach.timeline import RATE, Chapter, Cue, Span, Timeline
from coach.units import Seconds, to_frame
from coach.voices import open_voice

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from os import PathLike

    from coach.session.listener import Listener
    from coach.voices import VoiceInfo

APART: Seconds = 1.2
"""Seconds between one voice and the next, and after the last."""

_STYLE = re.compile(r"^[a-z][fm]_(.+)$|^[a-z]{2,3}_[A-Z]{2}-(.+)-(?:x_low|low|medium|high)$")
"""How Kokoro and Piper name their voices, around the name that a person would use."""


def introduction(info: VoiceInfo) -> str:
    """Return the line by which a voice introduces itself, in its own language as far as coach speaks it."""
    language = info.language.split("-")[0].lower() or "en"
    line = phrases(language).sample if language in languages() else "{name}."
    return line.format(name=call(info.name))


def call(name: str) -> str:
    """Return what a person would call a voice: ``Heart`` for ``kokoro:af_heart``."""
    own = name.removeprefix("kokoro:").removeprefix("system:")
    own = Path(own).stem if own.endswith(".onnx") else own
    styled = _STYLE.match(own)
    plain = (styled[1] or styled[2]) if styled else own
    words = " ".join(re.sub(r"[^\w' -]+|_", " ", plain).split())
    return words[:1].upper() + words[1:]


def audition(  # noqa: PLR0913 - each is something a person asks for
    infos: Sequence[VoiceInfo],
    *,
    path: str | PathLike[str] | None = None,
    player: str = DEFAULT,
    stop: Event | None = None,
    cache: Path | None = None,
    listener: Listener | None = None,
) -> Timeline:
    """Play one voice after the other, or write them to a file with a chapter for each.

    Args:
        infos: The voices. Where there are several, one that fails is told to the listener and left out.
        path: Write here instead of playing.
        player: Which player to use.
        stop: Set it to fade out and leave.
        cache: The speech cache's folder; the default one where it is None.
        listener: Hears what goes on.

    Returns:
        The timeline of what was heard: one cue and one chapter for each voice, its name the cue's step.

    Raises:
        VoiceError: None of them speaks.
        CoachError: Something on the machine does not allow it.
    """
    listener = listener or Log()
    path = Path(path) if path is not None else None
    exporter = open_exporter(path) if path else None
    if not path:
        open_player(player).device()
    speeches = _spoken(infos, Cache(cache or default_folder()), listener)
    timeline = _in_turn([info for info in infos if info.name in speeches], speeches)
    mixer = Mixer(timeline, Sources(Cast(next(iter(speeches.values())), speeches)), NoBed())
    if path and exporter:
        with whole_file(path) as file:
            exporter.write(file, mixer.blocks(), About(timeline, infos[0].language or "en", mixer.format))
        return timeline
    stop = stop or Event()
    blocks = until(stop, mixer.blocks(to_frame(PLAY_BLOCK, RATE)), mixer.format)
    open_player(player).play(blocks, mixer.format, lambda frames: listener.mixing(frames, mixer.length), stop)
    return timeline


def _spoken(infos: Sequence[VoiceInfo], cache: Cache, listener: Listener) -> dict[str, Speech]:
    """Let each voice say its line once, into the cache.

    Raises:
        VoiceError: None of them speaks.
    """
    speeches: dict[str, Speech] = {}
    fault: VoiceError | EngineMissingError | None = None
    for done, info in enumerate(infos):
        listener.speaking(info.name, done, len(infos))
        try:
            speech = Speech(open_voice(info.name), cache, RATE, {})
            for phrase in speech.missing([introduction(info)]):
                speech.speak(phrase)
        except (VoiceError, EngineMissingError) as error:
            fault = error
            if len(infos) > 1:
                listener.note(str(error))
        else:
            speeches[info.name] = speech
    if not speeches:
        raise fault or VoiceError("no voice was asked for: coach voices")
    return speeches


def _in_turn(infos: Sequence[VoiceInfo], speeches: Mapping[str, Speech]) -> Timeline:
    apart = to_frame(APART, RATE)
    at, cues, chapters = 0, [], []
    for info in infos:
        line = introduction(info)
        length = len(speeches[info.name].clip(line))
        cues.append(Cue(Span(at, at + length), "say", line, info.name, info.name, None, info.name))
        chapters.append(Chapter(at, info.name))
        at += length + apart
    return Timeline("Voices", RATE, at, (), tuple(cues), tuple(chapters))
