"""The beginning of a live session, kept for the next time it is played."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from coach.live.desk import Desk, Run
from coach.live.early import FORM
from coach.units import to_frame

if TYPE_CHECKING:
    from collections.abc import Callable

    from coach.audio import Samples
    from coach.live.prelude import Prelude
    from coach.mixer import Mixer
    from coach.timeline import Cue
    from coach.units import Frames


class Beginning:
    """Renders the first seconds of a session once more when they are over, and keeps them if they are new."""

    def __init__(self, prelude: Prelude, script: str, mixer: Mixer, ready: Callable[[Cue], bool]) -> None:
        """Take what it needs.

        Args:
            prelude: Where it is kept.
            script: The path of the script.
            mixer: What the session sounds like from its first frame on.
            ready: Whether a cue is spoken: a beginning that had to wait for its words is not kept.
        """
        self._prelude, self._script, self._mixer = prelude, Path(script), mixer
        self._wanted = prelude.wanted(FORM)
        said = (cue for cue in mixer.timeline.cues if cue.kind == "say" and cue.span.start < self._wanted)
        self._due = mixer.format == FORM and all(ready(cue) for cue in said)

    def heard(self, wall: Frames) -> None:
        """Hear how far the session is, and keep its beginning when that is over."""
        if self._due and wall > 2 * self._wanted:
            self._due = False
            sound, before = self._rendered(), self._prelude.read(FORM)
            if before is None or not np.array_equal(sound, before):
                self._prelude.write(self._script, FORM, sound)

    def _rendered(self) -> Samples:
        desk, blocks, done = Desk(Run(0, 0, self._mixer)), [], 0
        while done < self._wanted:
            block = desk.read(done, min(to_frame(1.0, FORM.rate), self._wanted - done))
            if block is None:
                break
            blocks.append(block)
            done += len(block)
        return np.concatenate(blocks)
