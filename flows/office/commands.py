"""The commands of this wing, as the command line takes them in."""

import typer

from fct.flows.office import (
    access,
    assigning,
    audit,
    backup,
    clock,
    conflicts,
    deciding,
    exchange,
    log,
    meeting,
    package,
    people,
    referring,
    remarks,
    reviewing,
)

_GROUPS = (
    people,
    access,
    clock,
    assigning,
    reviewing,
    remarks,
    referring,
    conflicts,
    deciding,
    package,
    exchange,
    log,
    meeting,
    audit,
    backup,
)


def register_office(app: typer.Typer) -> None:
    """Add all commands of this wing to the command line."""
    for group in _GROUPS:
        group.register(app)
