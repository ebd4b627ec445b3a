"""The process that speaks while a session plays: synthesis must stay out of the player's own.

Run as ``python -m coach.live.mouth``. The first line of its input is what it speaks with; each further line is one
phrase. For each phrase it answers with a line: the fault, or null.
"""

from __future__ import annotations

import json
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from coach.cache import Cache
from coach.errors import CoachError
from coach.speech import Speech
from coach.timeline import RATE
from coach.voices import open_voice

NICE = 5
"""How far the process stands back for others: the player comes first."""


def main() -> None:
    """Speak until the input ends."""
    with suppress(OSError, AttributeError):  # there is no such thing on Windows
        os.nice(NICE)
    given = json.loads(sys.stdin.readline())
    speakers: dict[str, Speech] = {}
    for line in sys.stdin:
        asked = json.loads(line)
        sys.stdout.write(json.dumps(_spoken(given, speakers, asked["voice"], asked["phrase"])) + "\n")
        sys.stdout.flush()


def _spoken(given: dict[str, Any], speakers: dict[str, Speech], name: str, phrase: str) -> str | None:
    """Speak a phrase into the cache; return what went wrong, if anything did."""
    try:
        if name not in speakers:
            voice = open_voice(given["voices"][name]).for_language(given["language"])
            speakers[name] = Speech(voice, Cache(Path(given["cache"])), RATE, given["lexicon"])
        speakers[name].speak(phrase)
    except CoachError as fault:
        return str(fault)
    except Exception as error:  # noqa: BLE001 - one line for the listener, whatever happened
        return f"{type(error).__name__}: {error}"
    return None


if __name__ == "__main__":
    main()
