"""Where sessions listen: a folder of this user's alone, a socket for each session, the dead ones cleared away."""

from __future__ import annotations

import os
import socket
import stat
import tempfile
from contextlib import suppress
from pathlib import Path

from coach.errors import ControlError

SUPPORTED = hasattr(socket, "AF_UNIX")
"""Whether this system, and this Python, have local sockets."""

SUFFIX = ".sock"


def folder() -> Path:
    """Return the folder of this user's sessions: in ``$XDG_RUNTIME_DIR``, or else in the folder for temporary files."""
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    if runtime and _is_mine(Path(runtime)):
        return Path(runtime) / "coach"
    return Path(tempfile.gettempdir()) / f"coach-{os.getuid()}"


def private_folder() -> Path:
    """Return the folder, made where there is none, and closed to everybody else.

    Raises:
        ControlError: It is somebody else's, or cannot be made.
    """
    made = folder()
    try:
        made.mkdir(mode=stat.S_IRWXU, exist_ok=True)
        if not _is_mine(made):
            message = f"{made} is not this user's own folder: remove it"
            raise ControlError(message)
        made.chmod(stat.S_IRWXU)
    except OSError as error:
        message = f"{made}: {error.strerror}: no local socket can be made there"
        raise ControlError(message) from error
    return made


def sessions() -> tuple[Path, ...]:
    """Return the sockets of the sessions that live, the newest first; those of the dead are cleared away."""
    where = folder()
    if not where.is_dir() or not _is_mine(where):
        return ()
    found: list[tuple[int, Path]] = []
    for path in where.glob(f"*{SUFFIX}"):
        with suppress(OSError):
            if _is_dead(path):
                path.unlink()
            else:
                found.append((path.stat().st_mtime_ns, path))
    return tuple(path for _, path in sorted(found, reverse=True))


def _is_mine(path: Path) -> bool:
    with suppress(OSError):
        found = path.lstat()
        return stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid()
    return False


def _is_dead(path: Path) -> bool:
    """Return whether nobody listens; a session's socket has its name only once it listens."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as caller:
        caller.settimeout(0)
        try:
            caller.connect(str(path))
        except ConnectionRefusedError:
            return True
        except OSError:  # too busy to answer at once
            return False
    return False
