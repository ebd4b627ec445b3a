"""The work that `export.py` measures, each piece in a process of its own: ``rivals.py NAME FOLDER MINUTES``.

``prepare`` writes into the folder what the rivals mix, all of it at the level it has in the finished mix, so that
none of them works out a gain: each different clip and chime once, the bed, what coach makes of them, and the plan.
"""

from __future__ import annotations

import json
import sys
import wave
from pathlib import Path
from typing import TYPE_CHECKING, Any

from measure import SESSION, run

if TYPE_CHECKING:
    from collections.abc import Iterable

    from coach.audio import Samples

VOICE, RATE, BIT_RATE, QUALITY = "en_US-joe-medium", 48_000, 128, 5
BLOCK = RATE  # one second, as coach mixes


def prepare(folder: Path, minutes: float) -> None:
    """Write what the rivals need; nobody measures this."""
    import coach  # noqa: PLC0415 - the other rivals do without
    from coach.audio.finish import LOUDNESS  # noqa: PLC0415 - as above
    from coach.cache import Cache, default_folder  # noqa: PLC0415 - as above
    from coach.mixer import Levels, Mixer, Sources  # noqa: PLC0415 - as above
    from coach.script.lexicon import lexicon  # noqa: PLC0415 - as above
    from coach.sounds import open_bed  # noqa: PLC0415 - as above
    from coach.speech import Cast, Speech  # noqa: PLC0415 - as above
    from coach.units import to_gain  # noqa: PLC0415 - as above
    from coach.voices import open_voice  # noqa: PLC0415 - as above

    script = coach.load(SESSION)
    run(by_coach(folder, minutes))  # speaks whatever the cache lacks
    sources = Sources(Cast(Speech(open_voice(VOICE), Cache(default_folder()), RATE, lexicon(script))))
    timeline = coach.schedule(script, sources.length, slot=minutes * 60)
    bed, levels = open_bed("shore", SESSION.parent, RATE, LOUDNESS + script.bed.level), Levels()
    mixer = Mixer(timeline, sources, bed, levels)
    gain, bed_gain = to_gain(mixer.gain), to_gain(mixer.gain - mixer.lowered)
    files: dict[str, str] = {}
    for cue in timeline.cues:
        if cue.line not in files:
            files[cue.line] = f"{len(files):03}.wav"
            _write(folder / files[cue.line], [sources.clip(cue).samples * gain], 1)
    starts = range(0, timeline.length, BLOCK)
    _write(folder / "bed.wav", (bed.read(at, min(BLOCK, timeline.length - at)) * bed_gain for at in starts), 2)
    _write(folder / "finished.wav", mixer.blocks(), 2)
    plan = {
        "length": timeline.length,
        "cues": [(files[cue.line], cue.span.start) for cue in timeline.cues],
        "fade_in": levels.fade_in,
        "fade_out": levels.fade_out,
        "ceiling": to_gain(levels.ceiling),
    }
    (folder / "plan.json").write_text(json.dumps(plan))


def by_coach(folder: Path, minutes: float, *, cold: bool = False) -> list[str | Path]:
    """Return the command that a user types: bed and mix are made on the spot, from the script and the cache.

    Args:
        folder: Where everything is.
        minutes: The session's length.
        cold: Whether nothing is spoken yet.
    """
    command: list[str | Path] = [sys.executable, "-m", "coach", "export", SESSION, "--voice", VOICE, "--force"]
    command += ["--fit", f"{minutes:g}m", "-o", folder / ("cold.mp3" if cold else "coach.mp3")]
    return [*command, "--cache", folder / "cold"] if cold else command


def by_ffmpeg(folder: Path, encoder: Path) -> list[str | Path]:
    """Return the command that mixes with one filter graph: every clip at its frame, the bed ducked by the words."""
    plan = read_plan(folder)
    names = sorted({name for name, _ in plan["cues"]})
    chains, delayed = [], ""
    for number, name in enumerate(names):
        starts = [start for file, start in plan["cues"] if file == name]
        outs = [f"[c{number}_{place}]" for place in range(len(starts))]
        chains.append(f"[{number}]asplit={len(starts)}{''.join(outs)}")
        for out, start in zip(outs, starts, strict=True):
            placed = out.replace("c", "d")
            chains.append(f"{out}adelay={start}S{placed}")
            delayed += placed
    seconds = plan["length"] / RATE
    end = seconds - plan["fade_out"]
    chains += [
        f"{delayed}amix={len(plan['cues'])}:normalize=0,apad=whole_len={plan['length']},pan=stereo|c0=c0|c1=c0,asplit[v][k]",
        f"[{len(names)}]afade=d={plan['fade_in']}[b]",
        "[b][k]sidechaincompress=threshold=0.01:ratio=1.3:attack=300:release=1500[low]",
        f"[low][v]amix=2:normalize=0,afade=t=out:st={end}:d={plan['fade_out']},alimiter=limit={plan['ceiling']}:level=0",
    ]
    graph = folder / "graph.txt"
    graph.write_text(";\n".join(chains))
    command: list[str | Path] = [encoder, "-v", "error", "-nostdin", "-y"]
    for name in (*names, "bed.wav"):
        command += ["-i", folder / name]
    command += ["-/filter_complex", graph, "-c:a", "libmp3lame", "-b:a", f"{BIT_RATE}k"]
    return [*command, "-compression_level", str(QUALITY), folder / "ffmpeg.mp3"]


def by_pydub(folder: Path, _minutes: float) -> None:
    """Overlay every clip on the bed; no ducking, no fades, no limiter."""
    import imageio_ffmpeg  # noqa: PLC0415 - only this rival needs it
    from pydub import AudioSegment  # noqa: PLC0415 - only this rival needs it

    AudioSegment.converter = imageio_ffmpeg.get_ffmpeg_exe()
    plan = read_plan(folder)
    clips = {name: AudioSegment.from_wav(folder / name) for name, _ in plan["cues"]}
    mix = AudioSegment.from_wav(folder / "bed.wav")
    for name, start in plan["cues"]:
        mix = mix.overlay(clips[name], position=round(start * 1000 / RATE))
    mix.export(folder / "pydub.mp3", format="mp3", bitrate=f"{BIT_RATE}k")


def by_lameenc(folder: Path, _minutes: float) -> None:
    """Encode the finished samples and do nothing else: the floor under whoever writes an MP3."""
    import lameenc  # noqa: PLC0415 - only this rival needs it

    encoder = lameenc.Encoder()
    encoder.set_bit_rate(BIT_RATE)
    encoder.set_in_sample_rate(RATE)
    encoder.set_channels(2)
    encoder.set_quality(QUALITY)
    encoder.silence()
    with wave.open(str(folder / "finished.wav")) as source, (folder / "lameenc.mp3").open("wb") as file:
        while data := source.readframes(BLOCK):
            file.write(encoder.encode(data))
        file.write(encoder.flush())


def read_plan(folder: Path) -> dict[str, Any]:
    """Return what `prepare` left."""
    plan: dict[str, Any] = json.loads((folder / "plan.json").read_text())
    return plan


def _write(path: Path, blocks: Iterable[Samples], channels: int) -> None:
    with wave.open(str(path), "wb") as file:
        file.setparams((channels, 2, RATE, 0, "NONE", ""))
        for block in blocks:
            file.writeframes((block * 32767).round().clip(-32768, 32767).astype("<i2").tobytes())


if __name__ == "__main__":
    doers = {
        "prepare": prepare,
        "pydub": by_pydub,
        "lameenc": by_lameenc,
    }
    doers[sys.argv[1]](Path(sys.argv[2]), float(sys.argv[3]))
