"""The commands. Answers go to standard output, everything else to standard error.

Exit codes: 0 good, 1 a fault in one line, 2 wrong usage, 130 interrupted.
"""

from __future__ import annotations

import os
import sys
from typing import NoReturn

from coach.errors import CoachError

FAULT, INTERRUPTED = 1, 130
"""Exit codes beside 0, and 2, which is Typer's own for wrong usage."""

DEBUG = "COACH_DEBUG"
"""Environment variable: set it to see the traceback of a fault in coach itself."""


def main() -> NoReturn:
    """Run a command and leave with its exit code; whatever goes wrong is one line."""
    from coach.cli.commands import app  # noqa: PLC0415 - so that a fault while loading is one line too

    try:
        app(prog_name="coach")
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
    sys.exit(code)


def _say(text: str, code: int) -> int:
    sys.stderr.write(f"coach: {text}\n")
    return code
