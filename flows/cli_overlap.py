"""Commands on overlaps: proposals of one item, vendor or requirement, and projects of the past."""

import typer


def register(app: typer.Typer) -> None:
    """Add the commands of this module to the command line."""
