"""ALSA's library kept quiet: on Linux it prints its own account of a missing device to standard error."""

from __future__ import annotations

import ctypes
import sys
from contextlib import suppress

_HANDLER = ctypes.CFUNCTYPE(None, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p)


def _say_nothing(*_: object) -> None:
    """Take what ALSA would print."""


_QUIET = _HANDLER(_say_nothing)
"""Kept for as long as ALSA may call it."""


def hush() -> None:
    """Keep ALSA's library from printing to standard error: a missing device is one line, and it is ours."""
    if not sys.platform.startswith("linux"):
        return
    with suppress(OSError, AttributeError):
        ctypes.CDLL("libasound.so.2").snd_lib_error_set_handler(_QUIET)
