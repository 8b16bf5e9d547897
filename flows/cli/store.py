"""The command that makes a store: a real one, or one that is illustrative for ever."""

from typing import Annotated

import typer

from fct.flows.cli.options import As, Json, opened_store
from fct.flows.cli.output import print_report, refusals_as_json

store_commands = typer.Typer(no_args_is_help=True, help="Make a store.")


def register(app: typer.Typer) -> None:
    """Add the commands of this module to the command line."""
    app.add_typer(store_commands, name="store", rich_help_panel="Operator")


@store_commands.callback()
def _store() -> None:
    """Make a store."""


@store_commands.command()
def new(
    illustrative: Annotated[
        bool,
        typer.Option("--illustrative", help="For ever: all in it is made up, names are people."),
    ] = False,
    actor_name: As = None,
    as_json: Json = False,
) -> None:
    """Make an empty store where FCT_HOME says, real or illustrative; that never changes."""
    from fct.data.common import current_actor

    with refusals_as_json(as_json=as_json), opened_store() as store:
        store.make_new(current_actor(actor_name), illustrative=illustrative)
        home = str(store.settings.home)
    kind = "an illustrative store: nothing in it is real" if illustrative else "a real store"
    sentence = f"{home} is {kind}, for as long as it exists."
    print_report({"home": home, "illustrative": illustrative}, sentence, as_json=as_json)
