"""A terminal whose keys are heard one by one: what POSIX and Windows have in common."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Protocol, Self

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coach.units import Seconds


class Terminal(Protocol):
    """The terminal that the session was started in. Opened, read and closed in one thread."""

    def __enter__(self) -> Self:
        """Hear each key at once, unseen."""

    def __exit__(self, *_: object) -> None:
        """Leave the terminal as it was found."""

    def keys(self, patience: Seconds) -> Iterator[str]:
        """Yield the names of the keys that were pressed by now; wait a little where there are none.

        Raises:
            EOFError: There is no terminal any more.
        """


def terminal() -> Terminal | None:
    """Return the terminal on standard input; None where there is none."""
    try:
        descriptor = sys.stdin.fileno()
        if not sys.stdin.isatty():
            return None
    except (AttributeError, OSError, ValueError):  # no input, or one that is no file
        return None
    if sys.platform == "win32":
        from coach.controls.windows import Console  # noqa: PLC0415 - msvcrt is Windows' own

        return Console()
    from coach.controls.posix import Tty  # noqa: PLC0415 - termios is POSIX' own

    return Tty(descriptor)
