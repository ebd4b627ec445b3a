"""Who works with the conductor: what plays, who speaks, what is planned from."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from contextlib import AbstractContextManager

    from coach.audio import Clip
    from coach.live.values import Action, Status
    from coach.script import Script
    from coach.sounds import Bed
    from coach.timeline import Cue, Lengths, Timeline
    from coach.units import Frames, Seconds


class Air(Protocol):
    """What plays, and what was heard of it: a `coach.players.deck.Deck`."""

    @property
    def heard(self) -> Frames:
        """Frames that were heard."""

    @property
    def lost_for(self) -> Seconds:
        """Seconds without a device; 0 while there is one."""

    def flush(self) -> AbstractContextManager[Frames]:
        """Be silent at once; give the first frame that was not heard, and go on from it afterwards."""

    def refresh(self) -> AbstractContextManager[Frames]:
        """Give the first frame that can be changed without a gap, and go on from it afterwards."""


class Words(Protocol):
    """Words that are spoken ahead of the session, outside this process."""

    def want(self, cues: Sequence[Cue]) -> None:
        """Have these spoken next, in this order."""

    def ready(self, cue: Cue) -> bool:
        """Return whether a cue can sound: it is spoken, or had to be given up."""

    def fits(self, cue: Cue) -> bool:
        """Return whether a cue can sound as it is planned: it is ready, and as long as that."""

    def aside(self, said: str) -> Clip | None:
        """Return something to say beside the plan; None until it is spoken, which is begun."""

    def foresee(self, asides: Sequence[str]) -> None:
        """Have these spoken once nothing else waits: they may be asked for as `aside` soon."""


class Control(Protocol):
    """A way to lead a session, or to see it."""

    def open(self, ask: Callable[[Action], None]) -> None:
        """Begin; whatever is asked is handed over, from any thread."""

    def show(self, status: Status) -> None:
        """Hear where the session stands, some twenty times a second."""

    def close(self) -> None:
        """End."""


@contextmanager
def reached(controls: Sequence[Control], ask: Callable[[Action], None]) -> Iterator[None]:
    """Open the controls of a session, and close them when it is over."""
    with ExitStack() as stack:
        for control in controls:
            control.open(ask)
            stack.callback(control.close)
        yield


class Asides(Protocol):
    """What the session says of itself."""

    def left(self, step: Seconds, session: Seconds) -> str:
        """Return how long the step and the session have left."""

    def over(self, seconds: Seconds) -> str:
        """Return that the session will run over."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a session is planned from."""

    script: Script
    """The session."""
    lengths: Lengths
    """How long each line and chime sounds, as far as is known by now."""
    bed: Callable[[Timeline], Bed]
    """What lies under a plan of it."""
    fixed: bool = False
    """Whether the plan is never fitted anew: in a rehearsal."""
