"""Commands on rules that change: stages, false alarms, waivers."""

import typer


def register(app: typer.Typer) -> None:
    """Add the commands of this module to the command line."""
