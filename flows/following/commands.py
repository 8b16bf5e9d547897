"""The commands of this wing, as the command line takes them in."""

import typer

from fct.flows.following import nominations, project, trends

_GROUPS = (project, nominations, trends)


def register_following(app: typer.Typer) -> None:
    """Add all commands of this wing to the command line."""
    for group in _GROUPS:
        group.register(app)
