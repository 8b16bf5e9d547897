"""Commands on the track record: what became of past proposals, and what can be learnt of it."""

import typer


def register(app: typer.Typer) -> None:
    """Add the commands of this module to the command line."""
