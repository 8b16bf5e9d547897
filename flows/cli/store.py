"""The commands on a store as a whole: made new, and brought up to date."""

from typing import Annotated

import typer

from fct.flows.terminal import Json, opened_store, print_report

store_commands = typer.Typer(no_args_is_help=True, help="Make a store, or bring it up to date.")


def register(app: typer.Typer) -> None:
    """Add the commands of this module to the command line."""
    app.add_typer(store_commands, name="store", rich_help_panel="Operator")


@store_commands.callback()
def _store() -> None:
    """Make a store, or bring it up to date."""


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


@store_commands.command()
def upgrade(as_json: Json = False) -> None:
    """Bring a store that an older program wrote up to date; its database is copied first."""
    from fct.data.backups import upgrade_store
    from fct.data.store import Settings

    settings = Settings.from_environment()
    report = upgrade_store(settings)
    sentence = f"{settings.home} is up to date (schema {report['to']}); nothing was changed."
    if report["copy"] is not None:
        sentence = (
            f"{settings.home} was brought from schema {report['from']} to {report['to']}. As it "
            f"was before, it is in {report['copy']}."
        )
    print_report(report, sentence, as_json=as_json)
