"""The commands that write a script to begin with: from an article, or from nothing."""

from __future__ import annotations

import re
from pathlib import Path
from shlex import quote
from typing import Annotated

import typer

_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9 _-]{0,58}[A-Za-z0-9])?")


def draft(
    article: Annotated[Path, typer.Argument(metavar="ARTICLE", help="A how-to article, as plain text or Markdown.")],
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="SCRIPT", help="Write this file instead of showing it.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Write over a file that is there already.")] = False,  # noqa: FBT002 - a flag
) -> None:
    """Draft a script from a how-to article; each guess is marked, for you to settle."""
    from coach.errors import ExportError
    from coach.script.drafting import draft as run
    from coach.script.drafting.reading import read_article

    script = run(read_article(article), article.name)
    if output is None:
        typer.echo(script, nl=False)
        return
    if output.exists() and output.samefile(article):
        message = f"{output}: is the article itself: name another file with -o"
        raise ExportError(message)
    script = script.replace("THIS.yaml", quote(str(output)))
    _write(output, script, "name another file with -o, or add --force", force=force)


def init(
    name: Annotated[str, typer.Argument(metavar="NAME", help="What to call it, such as evening-legs.")],
) -> None:
    """Write NAME.yaml, a small commented script to begin with."""
    from coach.errors import Fault, ScriptError
    from coach.script.drafting import starter

    stem = name.removesuffix(".yaml")
    if not _NAME.fullmatch(stem):
        shown = "".join(character for character in name[:40] if character.isprintable())
        what = "is no name for a session: expected letters, digits, spaces and hyphens, such as evening-legs"
        raise ScriptError([Fault("", f"'{shown}' {what}")])
    path, title = Path(f"{stem}.yaml"), re.sub(r"[ _-]+", " ", stem)
    script = starter(title[:1].upper() + title[1:]).replace("THIS.yaml", quote(path.name))
    _write(path, script, "give the new one another name", force=False)


def _write(path: Path, script: str, remedy: str, *, force: bool) -> None:
    """Write a script and answer with its path; never over a file that is there, unless told to."""
    from coach.errors import ExportError
    from coach.exporters.base import whole_file

    if not force and (path.exists() or path.is_symlink()):
        message = f"{path}: is there already: {remedy}"
        raise ExportError(message)
    with whole_file(path) as file:
        file.write(script.encode())
    typer.echo(path)
