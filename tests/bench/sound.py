"""How a session sounds, measured: coach beside fastdub and a graph of ffmpeg, on the same session.

    pip install --target FOLDER fastdub        # and FOLDER on PYTHONPATH; left out where it is not there
    python tests/bench/sound.py [--session feet] [--fit 12m] [--keep FOLDER]
    python tests/bench/sound.py --beds [400] [--session feet]

The second prints the word error of the finished mix over each bed against the dry voice's, and what DNSMOS makes of
the voice's stem against the engine's own sound. The first compares.

Everyone is given the same plan, the same words and the same bed, at the level the script asks against the voice:
coach as `coach export` does it; fastdub (subtitles spoken by eSpeak, sidechain compression) with a recording of the bed
to dub over; and one graph of ffmpeg (sidechaincompress, one-pass loudnorm) over the engine's own sound, laid
out by the plan. Files are measured alike, whoever made them; see `apart.py` for how the bed is told from the words:

- LUFS and dBTP: integrated loudness and true peak of the MP3, by ffmpeg's ebur128
- lines: half the way from the softest phrase to the loudest, and the standard deviation, in LU
- over bed: how far words stand over the bed while they sound, in LU: over all of them, and in the worst phrase
- first: how far the first 100 ms of a phrase stand over that phrase's own loudness at most, in LU
- pumping: how far the bed rises over its own middle in the pauses, 3 s from any words, in dB (99th percentile)
- startle: the sharpest rise of 50 ms over the 400 ms before, where no words are and outside the fades, in dB
- onset: how late phrases are heard against the plan, in ms: the middle one, and the worst either way; a soft
  consonant takes some tens of ms to be heard, whoever speaks it
- word error: of Whisper tiny.en, on the whole of the mix, in percent
"""

from __future__ import annotations

import argparse
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import numpy as np
import soundfile
from apart import mask, taken_apart
from beds import over_beds
from ears import heard, listened, word_errors, words
from levels import by_ffmpeg
from makers import Job, encoded, has_fastdub
from measure import SCRIPTS, table

from coach.audio.meter import FINE
from coach.meter import measure
from coach.meter.measure import worst_onset
from coach.mixer import Levels
from coach.timeline import Span
from coach.units import parse_duration

if TYPE_CHECKING:
    from makers import Phrase

RATE = 48_000

REACH = 1.0
"""Seconds before its place in which a line's onset is looked for, as far as the one before is over."""

LATE = 0.2
"""Seconds by which whoever is later than this, in the middle, is measured where its words are."""

BESIDE = 0.5
"""Seconds around words in which sound may rise."""

PIECE = 24.0
"""Seconds that the recogniser is given at most, where no phrase is longer."""

ASIDE = 3.0
"""Seconds that it is given beside the words."""


def main() -> None:
    """Make, measure, and print a table."""
    parser = argparse.ArgumentParser(description="How a session sounds, coach beside others.")
    parser.add_argument("--session", default="feet")
    parser.add_argument("--fit", type=parse_duration, help="seconds that the session lasts")
    parser.add_argument("--keep", type=Path, help="leave the files in this folder")
    parser.add_argument("--beds", type=int, nargs="?", const=400, metavar="WORDS", help="words over each bed, instead")
    wishes = parser.parse_args()
    if wishes.beds:
        over_beds(wishes.session, wishes.beds)
        return
    with TemporaryDirectory(prefix="coach-bench-") as name:
        folder = wishes.keep or Path(name)
        folder.mkdir(exist_ok=True)
        job = Job(SCRIPTS / f"{wishes.session}.yaml", wishes.fit, folder)
        rows = [("coach", *_measured(job, job.by_coach()))]
        if has_fastdub():
            rows.append(("fastdub, eSpeak", *_measured(job, job.by_fastdub())))
        rows.append(("ffmpeg graph", *_measured(job, job.by_ffmpeg())))
    minutes, bed = job.timeline.seconds / 60, job.script.bed.sound
    levels = ("min", "LUFS", "dBTP", "lines LU", "over bed LU", "first LU", "pumping dB", "startle dB")
    head = ("", *levels, "onset ms", "word error %")
    table(f"{wishes.session}, {minutes:.2f} min, {len(job.phrases)} phrases, bed {bed}", head, rows)


def _measured(job: Job, file: Path) -> tuple[str, ...]:
    apart = taken_apart(file, job.bed)
    seconds = len(apart.rest) * FINE
    planned = [phrase.span for phrase in job.phrases if phrase.span.end <= seconds * RATE]
    ends = [0, *(span.end for span in planned)]
    onsets = [
        apart.onset(span, max(end, span.start - round(REACH * RATE))) for end, span in zip(ends, planned, strict=False)
    ]
    late = round(float(np.median(onsets)) / FINE) * round(FINE * RATE) if abs(np.median(onsets)) > LATE else 0
    spans = [Span(max(0, span.start + late), span.end + late) for span in planned]
    loudness, peak = by_ffmpeg(encoded(file))
    (half, deviation), (clear, worst) = apart.spread(spans), apart.clear(spans)
    said = words(" ".join(phrase.text for phrase in job.phrases))
    return (
        f"{seconds / 60:.2f}",
        f"{loudness:.1f}",
        f"{peak:.1f}",
        f"±{half:.1f} ({deviation:.1f})",
        f"{clear:.1f} ({worst:.1f})",
        f"{apart.start(spans):+.1f}",
        f"{apart.pumping(spans, _inner(seconds)):+.1f}",
        f"{_startle(file, spans):.1f}",
        f"{1000 * np.median(onsets):+.0f} ({1000 * max(onsets, key=abs):+.0f})",
        f"{100 * word_errors(said, _heard(file, job.phrases)) / len(said):.1f}",
    )


def _inner(seconds: float) -> slice:
    """Return the steps outside the first and last fades."""
    return slice(round(Levels().fade_in / FINE), round((seconds - Levels().fade_out) / FINE))


def _startle(file: Path, spans: list[Span]) -> float:
    """Return the worst rise where no words are."""
    curves = measure(file).curves
    found = ~mask(len(curves.levels), spans, BESIDE)
    inner = np.zeros_like(found)
    inner[_inner(len(found) * FINE)] = True
    worst = worst_onset(curves, found & inner)
    return worst.value if worst else np.nan


def _heard(file: Path, phrases: tuple[Phrase, ...]) -> list[str]:
    """Return the words that Whisper hears in a mix: in pieces that are cut where no one is planned to speak."""
    pieces = [[phrases[0]]]
    for phrase in phrases[1:]:
        if phrase.span.end - pieces[-1][0].span.start > PIECE * RATE:
            pieces.append([])
        pieces[-1].append(phrase)
    starts = [max(0, piece[0].span.start - round(ASIDE * RATE)) for piece in pieces]
    found: list[str] = []
    with soundfile.SoundFile(file) as mix:
        for piece, start, following in zip(pieces, starts, [*starts[1:], len(mix)], strict=True):
            end = min(piece[-1].span.end + round(ASIDE * RATE), max(following, piece[-1].span.end))
            mix.seek(min(start, len(mix)))
            sound = mix.read(max(0, min(end, len(mix)) - mix.tell()), np.float32, always_2d=True).mean(axis=1)
            found += heard(listened(sound, RATE))
    return found


if __name__ == "__main__":
    main()
