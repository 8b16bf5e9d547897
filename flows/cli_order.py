"""Commands that defend the order of merit: why, how sure, where the line falls, what if."""

import typer


def register(app: typer.Typer) -> None:
    """Add the commands of this module to the command line."""
