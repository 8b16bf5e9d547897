"""What commands share: their options, and the store that the environment names."""

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from fct.data.subjects import Store

Json = Annotated[bool, typer.Option("--json", help="Answer as JSON.")]
As = Annotated[str | None, typer.Option("--as", help="Who you are; else the system's user.")]
FiscalYear = Annotated[int | None, typer.Option(help="Cycle of the store; else its only one.")]
FiscalYearOfProposal = Annotated[
    int | None, typer.Option(help="Cycle of the proposal; else the only one that has it.")
]


def opened_store() -> "Store":
    """Return the store of the settings that the environment holds, open."""
    from fct.data.store import Settings
    from fct.data.subjects import open_store

    return open_store(Settings.from_environment())
