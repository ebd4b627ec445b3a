"""Phrases spoken on all cores: several at once, where their voice bears it."""

from __future__ import annotations

import os
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coach.audio import Clip
    from coach.session.listener import Listener
    from coach.speech import Speech

MOST = 4
"""Phrases spoken at once at most: for each second of its longest sentence, each takes some 20 MB while it is spoken."""


def speak_all(missing: Sequence[tuple[Speech, str]], listener: Listener) -> None:
    """Speak phrases into the cache.

    A voice that fails, or a user who interrupts, waits for the phrases under way: they are kept.

    Args:
        missing: Who is to speak what.
        listener: Hears of each phrase as it begins, in order, in this thread.

    Raises:
        VoiceError: A voice failed.
        CoachError: The cache cannot be written.
    """
    workers = min(os.cpu_count() or 1, MOST)
    pool = ThreadPoolExecutor(workers, thread_name_prefix="coach-speak")
    under_way: list[Future[Clip]] = []
    try:
        for done, (speech, phrase) in enumerate(missing):
            together = speech.voice.together
            under_way = _left(under_way, workers - 1 if together else 0)
            listener.speaking(phrase, done, len(missing))
            if together:
                under_way.append(pool.submit(speech.speak, phrase))
            else:
                speech.speak(phrase)
        _left(under_way, 0)
    finally:
        pool.shutdown(cancel_futures=True)


def _left(under_way: list[Future[Clip]], most: int) -> list[Future[Clip]]:
    """Wait until no more than a few phrases are under way, and return those."""
    while len(under_way) > most:
        ended = wait(under_way, return_when=FIRST_COMPLETED).done
        for phrase in under_way:
            if phrase in ended:
                phrase.result()
        under_way = [phrase for phrase in under_way if phrase not in ended]
    return under_way
