"""``python -m coach``: the same commands."""

from coach.cli import main

main()
