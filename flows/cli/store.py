"""The command that makes a store: a real one, or one that is illustrative for ever."""

from typing import Annotated

import typer

from fct.flows.terminal import Json, opened_store, print_report

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
    as_json: Json = False,
) -> None:
    """Make an empty store where FCT_HOME says, real or illustrative; that never changes."""
    with opened_store() as store:
        store.make_new(store.actor, illustrative=illustrative)
        home = str(store.settings.home)
    kind = "an illustrative store: nothing in it is real" if illustrative else "a real store"
    sentence = f"{home} is {kind}, for as long as it exists."
    print_report({"home": home, "illustrative": illustrative}, sentence, as_json=as_json)
