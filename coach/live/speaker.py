"""Words spoken ahead of a live session, in a process of their own: nothing of it can hold up the sound."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from threading import Condition, Thread
from typing import TYPE_CHECKING, Self

from coach.audio import Clip
from coach.live.sources import drop
from coach.units import to_frame

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from coach.speech import Cast
    from coach.timeline import Cue

LIVES = 3
"""How often a process that died is started again before the words that are left are given up."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """Something to speak, and who speaks it."""

    voice: str
    """The name that lines give the voice; empty for the session's own."""
    text: str
    """The words, without pauses."""


class Speaker:
    """Has the words of a session spoken, the next ones first. Asked from one thread."""

    def __init__(self, cast: Cast, voices: Mapping[str, str], language: str, note: Callable[[str], None]) -> None:
        """Take what it needs; nothing is started before there is something to speak.

        Args:
            cast: Everyone who speaks in the session.
            voices: What each voice of the cast is called when it is opened.
            language: The session's, as BCP 47 writes it.
            note: Hears, in a thread of the speaker's, when words must be given up.
        """
        self._cast, self._note = cast, note
        self._given = {
            "voices": dict(voices),
            "language": language,
            "cache": str(cast.main.cache.folder.absolute()),
            "lexicon": dict(cast.main.lexicon),
        }
        self._waiting: list[Phrase] = []
        self._first: list[Phrase] = []
        self._later: list[Phrase] = []
        self._failed: set[Phrase] = set()
        self._changed = Condition()
        self._closed = False
        self._process: subprocess.Popen[str] | None = None
        self._lives = LIVES
        self._thread = Thread(target=self._work, name="coach-speaker", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        process = self._process
        if process:
            process.kill()
        self._thread.join()
        self._bury()

    def want(self, cues: Sequence[Cue]) -> None:
        """Have these spoken next, in this order; what was wanted before is forgotten."""
        missing = dict.fromkeys(phrase for cue in cues for phrase in self._missing(cue.voice, cue.line))
        with self._changed:
            self._waiting = list(missing)
            self._changed.notify_all()

    def foresee(self, asides: Sequence[str]) -> None:
        """Have these spoken once nothing else waits: they may be asked for as `aside` soon."""
        later = dict.fromkeys(phrase for said in asides for phrase in self._missing("", said))
        with self._changed:
            self._later = list(later)
            self._changed.notify_all()

    def ready(self, cue: Cue) -> bool:
        """Return whether a cue can sound now: it is spoken, or had to be given up."""
        return not self._missing(cue.voice, cue.line)

    def fits(self, cue: Cue) -> bool:
        """Return whether a cue can sound as it is planned: it is ready, and as long as that."""
        speech = self._cast.speaker(cue.voice)
        seconds, measured = speech.length(cue.line)
        return to_frame(seconds, speech.rate) == cue.span.length if measured else self.ready(cue)

    def aside(self, said: str) -> Clip | None:
        """Return something to say beside the plan; None until it is spoken, which comes before all else."""
        missing = self._missing("", said)
        if missing:
            with self._changed:
                self._first = missing
                self._changed.notify_all()
            return None
        speech = self._cast.main
        return Clip(drop(speech.rate), speech.rate) if speech.missing([said]) else speech.clip(said)

    def _missing(self, voice: str, line: str) -> list[Phrase]:
        """Return the phrases of a line that are neither spoken nor given up."""
        found = (Phrase(voice, text) for text in self._cast.speaker(voice).missing([line]))
        return [phrase for phrase in found if phrase not in self._failed]

    def _work(self) -> None:
        while (phrase := self._next()) is not None:
            fault = self._ask(phrase)
            with self._changed:
                asked = phrase in self._waiting or phrase in self._first
                self._waiting = [one for one in self._waiting if one != phrase]
                self._first = [one for one in self._first if one != phrase]
                self._later = [one for one in self._later if one != phrase]
                if fault and asked and not self._closed:
                    self._failed.add(phrase)
            if fault and asked and not self._closed:
                self._note(f"'{phrase.text[:40]}' cannot be spoken, a drop sounds in its place: {fault}")

    def _next(self) -> Phrase | None:
        with self._changed:
            while not self._closed and not (ahead := self._first or self._waiting or self._later):
                self._changed.wait()
            return None if self._closed else ahead[0]

    def _ask(self, phrase: Phrase) -> str | None:
        """Have a phrase spoken; return what went wrong, if anything did."""
        while not self._closed:
            try:
                process = self._opened()
                if process.stdin and process.stdout:
                    process.stdin.write(json.dumps({"voice": phrase.voice, "phrase": phrase.text}) + "\n")
                    process.stdin.flush()
                    answer = process.stdout.readline()
                    if answer:
                        fault: str | None = json.loads(answer)
                        return fault
            except (OSError, ValueError):
                pass
            self._bury()
            self._lives -= 1
            if self._lives < 0:
                return "the voice died again and again"
        return None

    def _bury(self) -> None:
        """Give everything of a process back to the system."""
        process, self._process = self._process, None
        if process:
            with suppress(OSError), process:
                process.kill()

    def _opened(self) -> subprocess.Popen[str]:
        if self._process is None:
            process = subprocess.Popen(
                [sys.executable, "-m", "coach.live.mouth"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
                encoding="utf-8",
                start_new_session=True,
            )
            self._process = process
            if process.stdin:
                with suppress(OSError):
                    process.stdin.write(json.dumps(self._given) + "\n")
        return self._process
