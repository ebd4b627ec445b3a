"""Takes of one programme by several encoders, joined as if one had made it all.

Two encoders that hear the same sound come to the same state: after some tens of frames what they write is the same, bit
for bit, the fill of the reservoir too. So an encoder goes on into the next one's take until both have said the same
for a while; there the file passes from one to the other. Where they never agree, the first goes on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from coach.exporters.mpeg import FARTHEST, Layout, spliced

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from coach.exporters.mpeg import Frames

SETTLED = 2
"""Frames in which an encoder fills its filters: what it writes there is its own."""

AGREED = 8
"""Frames of which two encoders must write the same header and side information, one after another: where they did
so four times, they never parted again in all that was tried (speech, noise and sweeps at every bit rate)."""

STRIDE = 8
"""Frames that an encoder takes in at once: it holds as much again for as long as it lives."""


class Take:
    """What one encoder makes of a stretch of the programme, and of what follows it for as long as it goes on."""

    def __init__(self, encoder: Any, pcm: bytes, layout: Layout, stride: int) -> None:  # noqa: ANN401 - no types
        """Encode a stretch.

        Args:
            encoder: A fresh encoder of lameenc.
            pcm: The stretch, as the encoder takes it: a whole number of frames, but for the programme's last.
            layout: How the encoder lays its frames out.
            stride: Octets of ``pcm`` that make one frame.
        """
        self.pcm = pcm
        self._encoder, self._layout, self._stride = encoder, layout, stride
        self._made = bytearray()
        for _ in self._fed(pcm):
            pass
        self.own = len(pcm) // stride

    @property
    def frames(self) -> Frames:
        """The whole frames that are made and not taken yet."""
        return self._layout.frames(bytes(self._made))

    def meet(self, following: Take) -> int | None:
        """Go on until the next take says the same, and return the place among its frames where it may go on instead.

        None where the two never agree: then this take has gone through all of the next one's stretch.
        """
        theirs = following.frames[:, : self._layout.head]
        for _ in self._fed(following.pcm):
            place = _agreed(self.frames[self.own :, : self._layout.head], theirs)
            if place is not None:
                return place
        self.own += len(following.pcm) // self._stride
        return None

    def _fed(self, pcm: bytes) -> Iterator[None]:
        """Encode a stretch piece by piece."""
        step = STRIDE * self._stride
        for start in range(0, len(pcm), step):
            self._made += self._encoder.encode(pcm[start : start + step])
            yield

    def until(self, following: Take, place: int) -> bytes:
        """Return all frames before one of the next take's, fit to be followed by it."""
        end, reach = self.own + place, -(-FARTHEST // (self._layout.size - self._layout.head))
        theirs = following.frames
        begin = self._layout.begin(theirs[place])
        last = spliced(self.frames[end - reach : end], theirs[place - reach : place], self._layout, begin)
        return self.take(end - reach) + last.tobytes()

    def take(self, count: int | None = None) -> bytes:
        """Take frames off the beginning: all that lie before the next take's where it is None."""
        count = self.own if count is None else count
        taken = bytes(self._made[: count * self._layout.size])
        del self._made[: len(taken)]
        self.own -= count
        return taken

    def rest(self) -> bytes:
        """Return the frames that are left; the programme is over."""
        return bytes(self._made + self._encoder.flush())


def joined(takes: Iterable[Take]) -> Iterator[bytes]:
    """Yield the frames of a programme from takes of its stretches, all but the last of them equally long."""
    coming = iter(takes)
    current = next(coming)
    for following in coming:
        place = current.meet(following)
        if place is None:
            yield current.take(current.own - following.own)
        else:
            yield current.until(following, place)
            following.take(place)
            current = following
    yield current.rest()


def _agreed(ours: Frames, theirs: Frames) -> int | None:
    """Return the last of the first frames in a row whose heads are the same."""
    count = min(len(ours), len(theirs))
    if count < SETTLED + AGREED:
        return None
    same = (ours[SETTLED:count] == theirs[SETTLED:count]).all(axis=1)
    runs = np.flatnonzero(sliding_window_view(same, AGREED).all(axis=1))
    return SETTLED + int(runs[0]) + AGREED - 1 if len(runs) else None
