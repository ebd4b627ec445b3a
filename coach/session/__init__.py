"""The three uses put together: play, export, preview. The only room that knows everybody."""

from coach.session.audition import audition
from coach.session.check import Checked, check
from coach.session.companions import companion_paths, write_companions
from coach.session.exporting import export, outdated, stem_paths
from coach.session.listener import Listener, Log
from coach.session.live import play
from coach.session.manner import Manner
from coach.session.studio import Wishes
from coach.session.uses import plan, preview, render

__all__ = [
    "Checked",
    "Listener",
    "Log",
    "Manner",
    "Wishes",
    "audition",
    "check",
    "companion_paths",
    "export",
    "outdated",
    "plan",
    "play",
    "preview",
    "render",
    "stem_paths",
    "write_companions",
]
