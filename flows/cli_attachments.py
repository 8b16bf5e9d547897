"""Commands on attachments: evidence beside a workbook."""

import typer


def register(app: typer.Typer) -> None:
    """Add the commands of this module to the command line."""
