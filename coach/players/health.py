"""How well a deck plays: what it counted."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Health:
    """What went less than well since a deck was started."""

    underruns: int = 0
    """Times the device found less than it asked for, and silence went between."""
    gaps: int = 0
    """Times the device asked later than one and a half of its periods after it asked before."""
    reopenings: int = 0
    """Times a device was opened after the first: flushes, and devices that came back."""
    hung: int = 0
    """Closings that did not return in time, and were left behind."""
