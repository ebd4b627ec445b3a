"""The command that writes sessions to files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from coach.cli.options import CacheOption, FitOption, GuidanceOption, PrivateOption, VoiceOption, wishes


def export(
    scripts: Annotated[
        list[str], typer.Argument(metavar="SCRIPT...", help="Paths of scripts, or names of shipped sessions.")
    ],
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", help="The file; its suffix picks the format. NAME.mp3 where left out."),
    ] = None,
    folder: Annotated[Path, typer.Option("--to", metavar="FOLDER", help="Write NAME.mp3 and so on here.")] = Path(),
    formats: Annotated[
        str | None, typer.Option("--format", metavar="LIST", help="One or more formats, such as mp3,flac.")
    ] = None,
    quality: Annotated[
        Literal["voice", "standard", "high"], typer.Option("--quality", help="How much goes into the sound.")
    ] = "standard",
    bit_rate: Annotated[
        int | None, typer.Option("--bit-rate", metavar="KBIT/S", min=1, help="Just this bit rate; beats --quality.")
    ] = None,
    voice: VoiceOption = None,
    fit: FitOption = None,
    guidance: GuidanceOption = None,
    private: PrivateOption = False,  # noqa: FBT002 - a flag
    stems: Annotated[  # noqa: FBT002 - a flag
        bool, typer.Option("--stems", help="Beside NAME.wav, write NAME.voice.wav, .chimes, .pulses and .bed.")
    ] = False,
    captions: Annotated[
        str, typer.Option("--captions", metavar="LIST", help="Beside each, NAME.vtt and so on: vtt, srt, lrc.")
    ] = "",
    chapters_json: Annotated[  # noqa: FBT002 - a flag
        bool, typer.Option("--chapters-json", help="Beside each, NAME.chapters.json, as podcasts have it.")
    ] = False,
    sheet: Annotated[
        Path | None, typer.Option("--sheet", help="A cue sheet for the wall: a .pdf, .html or .md file.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Render what is up to date, too.")] = False,  # noqa: FBT002 - a flag
    cache: CacheOption = None,
) -> None:
    """Write whole sessions to files: each rendered once, in as many formats as are asked for."""
    from coach.cli.listener import listening
    from coach.exporters import Quality
    from coach.script import load
    from coach.session import companion_paths, outdated, plan, stem_paths, write_companions
    from coach.session import export as run

    if sheet and len(scripts) > 1:
        message = "--sheet names one file for one script"
        raise typer.BadParameter(message)
    kinds = _listed(captions)
    targets = _targets(scripts, output, folder, formats)
    for _, paths in targets:
        companion_paths(paths[0], kinds, chapters_json=chapters_json, sheet=sheet)
    loaded = [(load(script), paths) for script, paths in targets]
    asked, wanted = wishes(voice, fit, guidance, cache, private=private), Quality(quality, bit_rate)
    for script, paths in loaded:
        todo = paths if force else outdated(script, paths, asked, wanted, stems=stems)
        with listening("mixing") as listener:
            for path in paths:
                if path not in todo:
                    listener.note(f"{path} is up to date (--force makes it anew)")
            timeline = run(script, todo, asked, listener, quality=wanted, stems=stems) if todo else plan(script, asked)
            beside = write_companions(
                script, timeline, paths[0], kinds, chapters_json=chapters_json, sheet=sheet, listener=listener
            )
        for written in (*paths, *(stem for path in paths if stems for stem in stem_paths(path).values()), *beside):
            typer.echo(written)


def _listed(text: str) -> tuple[str, ...]:
    names = (one.strip().lower().removeprefix(".") for one in text.split(","))
    return tuple(dict.fromkeys(name for name in names if name))


def _targets(
    scripts: list[str], output: Path | None, folder: Path, formats: str | None
) -> list[tuple[str, tuple[Path, ...]]]:
    """Return where each script goes; refuse what would write two of them to one place."""
    from coach.script import find

    if output:
        if len(scripts) > 1 or formats or folder != Path():
            message = "-o names one file for one script: use --to and --format for more"
            raise typer.BadParameter(message)
        return [(scripts[0], (output,))]
    suffixes = _listed(formats or "mp3")
    targets = [(script, tuple(folder / f"{find(script).stem}.{suffix}" for suffix in suffixes)) for script in scripts]
    seen: dict[Path, str] = {}
    for script, paths in targets:
        for path in paths:
            if path in seen:
                message = f"{seen[path]} and {script} would both be {path}: export one of them with -o"
                raise typer.BadParameter(message)
            seen[path] = script
    return targets
