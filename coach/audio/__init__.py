"""Sound as values: clips, envelopes, loudness and true peak."""

from coach.audio.clip import Clip, Format, Samples

__all__ = ["Clip", "Format", "Samples"]
