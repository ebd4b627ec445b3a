"""The commands, in the order in which help lists them."""

from __future__ import annotations

import typer

from coach.cli.exporting import export
from coach.cli.hearing import voices
from coach.cli.looking import check, doctor, plan, schema
from coach.cli.measuring import measure
from coach.cli.playing import play
from coach.cli.previewing import preview
from coach.cli.telling import keys, tell
from coach.cli.writing import draft, init

app = typer.Typer(
    help="A voice-guided audio coach: a script of steps becomes spoken, timed, hands-free guidance.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

for command in (play, export, preview, check, plan, measure, draft, init, schema, voices, tell, keys, doctor):
    app.command()(command)
