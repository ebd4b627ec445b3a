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
    force: Annotated[bool, typer.Option("--force", help="Render what is up to date, too.")] = False,  # noqa: FBT002 - a flag
    cache: CacheOption = None,
) -> None:
    """Write whole sessions to files: each rendered once, in as many formats as are asked for."""
    from coach.cli.listener import listening
    from coach.exporters import Quality
    from coach.script import load
    from coach.session import export as run
    from coach.session import outdated, stem_paths

    targets = _targets(scripts, output, folder, formats)
    loaded = [(load(script), paths) for script, paths in targets]
    asked, wanted = wishes(voice, fit, guidance, cache, private=private), Quality(quality, bit_rate)
    for script, paths in loaded:
        todo = paths if force else outdated(script, paths, asked, wanted, stems=stems)
        with listening("mixing") as listener:
            for path in paths:
                if path not in todo:
                    listener.note(f"{path} is up to date (--force makes it anew)")
            if todo:
                run(script, todo, asked, listener, quality=wanted, stems=stems)
        for path in paths:
            for written in (path, *(stem_paths(path).values() if stems else ())):
                typer.echo(written)


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
    suffixes = dict.fromkeys(one.strip().lower().removeprefix(".") for one in (formats or "mp3").split(","))
    targets = [(script, tuple(folder / f"{find(script).stem}.{suffix}" for suffix in suffixes)) for script in scripts]
    seen: dict[Path, str] = {}
    for script, paths in targets:
        for path in paths:
            if path in seen:
                message = f"{seen[path]} and {script} would both be {path}: export one of them with -o"
                raise typer.BadParameter(message)
            seen[path] = script
    return targets
