"""What lies between a device and the ears."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from coach.units import Seconds


@dataclass(frozen=True, slots=True)
class Link:
    """A wire takes no time and is always awake; a wireless link may need both."""

    delay: Seconds = 0.0
    """Seconds that sound travels after the device has played it: it counts as heard that much later."""
    preroll: Seconds = 0.0
    """Seconds of a whisper nobody hears, before the first frame and after a lost device: it wakes the link."""
