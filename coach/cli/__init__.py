"""The commands. Answers go to standard output, everything else to standard error.

Exit codes: 0 good, 1 a fault in one line, 2 wrong usage, 130 interrupted.
"""

from __future__ import annotations

import gc
import os
import sys
from contextlib import nullcontext
from typing import TYPE_CHECKING, NoReturn

from coach.errors import CoachError

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

FAULT, INTERRUPTED = 1, 130
"""Exit codes beside 0, and 2, which is Typer's own for wrong usage."""

DEBUG = "COACH_DEBUG"
"""Environment variable: set it to see the traceback of a fault in coach itself."""

GARBAGE = 10_000
"""Objects that are made before Python looks which of them nobody needs: with its own few hundred it would look all the
time while modules load, which are all needed. It is as good for what a session makes."""


def main() -> NoReturn:
    """Run a command and leave with its exit code; whatever goes wrong is one line."""
    gc.set_threshold(GARBAGE)
    try:
        with _begun(sys.argv[1:]) as begun:
            from coach.cli.commands import app  # noqa: PLC0415 - so that it sounds before commands are read

            app(prog_name="coach", obj=begun)
        code = 0
    except SystemExit as leaving:
        code = leaving.code if isinstance(leaving.code, int) else FAULT
        if code == INTERRUPTED:
            _say("interrupted", code)
    except KeyboardInterrupt:
        code = _say("interrupted", INTERRUPTED)
    except CoachError as fault:
        code = _say(str(fault), FAULT)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = FAULT
    except Exception as error:  # the last resort: no traceback reaches a user
        if os.environ.get(DEBUG):
            raise
        what = " ".join(str(error).split())[:200]
        code = _say(f"a fault in coach itself: {type(error).__name__}: {what}: {DEBUG}=1 shows where", FAULT)
    gc.freeze()  # Python would look through everything once more on its way out, for a fifth of a second
    sys.exit(code)


def _begun(words: list[str]) -> AbstractContextManager[object]:
    """Sound at once, where a session is to be played that was played before."""
    if words[:1] != ["play"]:
        return nullcontext()
    from coach.live.early import early  # noqa: PLC0415 - no other command sounds at once

    return early(words[1:])


def _say(text: str, code: int) -> int:
    sys.stderr.write(f"coach: {text}\n")
    return code
