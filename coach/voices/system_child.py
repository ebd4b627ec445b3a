"""The child process in which pyttsx3 speaks: one JSON request on standard input, one JSON line out."""

from __future__ import annotations

import contextlib
import json
import os
import sys
from threading import Event
from typing import Any

PATIENCE = 30.0
"""Seconds that eSpeak may take to write a line after pyttsx3 says it is done."""


def main() -> None:
    """Answer one request: ``{"do": "list"}``, or ``{"do": "speak", "text", "file", "voice", "rate"}``."""
    request = json.load(sys.stdin)
    with contextlib.redirect_stdout(sys.stderr):
        _bring_espeak()
        import pyttsx3  # noqa: PLC0415 - eSpeak's library must be loaded first

        engine = pyttsx3.init()
        answer = _list(engine) if request["do"] == "list" else _speak(engine, request)
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()
    os._exit(0)  # eSpeak's own clean-up at exit is known to abort


def _bring_espeak() -> None:
    """Load eSpeak from its wheel where the system has none.

    pyttsx3 asks the loader for ``libespeak-ng.so.1``; a library of that name that is loaded already is
    what it gets.
    """
    if not sys.platform.startswith("linux"):
        return
    import ctypes  # noqa: PLC0415 - Linux only

    try:
        ctypes.CDLL("libespeak-ng.so.1")
    except OSError:
        import espeakng_loader  # noqa: PLC0415 - only where the system has no eSpeak

        os.environ["ESPEAK_DATA_PATH"] = espeakng_loader.get_data_path()
        ctypes.CDLL(espeakng_loader.get_library_path(), mode=ctypes.RTLD_GLOBAL)


def _list(engine: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - pyttsx3 ships no types
    chosen = engine.getProperty("voice")
    return [
        {"id": str(voice.id), "name": str(voice.name), "language": _language(voice), "default": voice.id == chosen}
        for voice in engine.getProperty("voices")
    ]


def _language(voice: Any) -> str:  # noqa: ANN401 - pyttsx3 ships no types
    first = next(iter(voice.languages or []), "")
    text = first.decode("utf-8", "ignore") if isinstance(first, bytes) else str(first)
    return "".join(character for character in text if character.isprintable()).replace("_", "-")


def _speak(engine: Any, request: dict[str, Any]) -> dict[str, str]:  # noqa: ANN401 - pyttsx3 ships no types
    if request["voice"]:
        engine.setProperty("voice", request["voice"])
    engine.setProperty("rate", request["rate"])
    written = Event()
    engine.connect("finished-utterance", lambda **_: written.set())
    engine.save_to_file(request["text"], request["file"])
    engine.runAndWait()
    if sys.platform.startswith("linux"):
        written.wait(PATIENCE)  # runAndWait may return before eSpeak's thread has written the file
    return {"file": request["file"]}


if __name__ == "__main__":
    main()
