"""The commands of this wing, as the command line takes them in."""

import typer

from fct.flows.year import extend_command, showing_command, tick_command

_GROUPS = (tick_command, showing_command, extend_command)


def register_year(app: typer.Typer) -> None:
    """Add all commands of this wing to the command line."""
    for group in _GROUPS:
        group.register(app)
