"""The commands of this wing, as the command line takes them in."""

import typer

from fct.flows.keeping import archiving, doctor, history

_GROUPS = (history, archiving, doctor)


def register_keeping(app: typer.Typer) -> None:
    """Add all commands of this wing to the command line."""
    for group in _GROUPS:
        group.register(app)
