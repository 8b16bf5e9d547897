"""The commands on a store as a whole: made new, and brought up to date."""

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from fct.data import backups
from fct.data.people import Action
from fct.flows.terminal import Json, opened_store, print_lines, print_report

store_commands = typer.Typer(no_args_is_help=True, help="Make a store, or bring it up to date.")


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
    from fct.data.store import store_place

    with opened_store() as store:
        store.make_new(store.actor, illustrative=illustrative)
        home, place = str(store.settings.home), store_place(store.settings)
    kind = "an illustrative store: nothing in it is real" if illustrative else "a real store"
    sentence = f"{place} is {kind}, for as long as it exists."
    print_report({"home": home, "illustrative": illustrative}, sentence, as_json=as_json)


@store_commands.command()
def upgrade(
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say what it will do; nothing is changed.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Bring a store that an older program wrote up to date; its database is copied first."""
    from fct.data.store import Settings, store_place

    settings = Settings.from_environment()
    place = store_place(settings)
    plan = backups.planned_upgrade(settings)
    if plan["copy"] is None:
        with opened_store() as store:  # of an older store nobody's roles can be read yet
            store.ask(Action.STORE_BACK_UP)
        sentence = f"{place} is up to date (schema {plan['to']}); nothing was changed."
        print_report(plan, sentence, as_json=as_json)
        return
    if dry_run:
        print_report(plan, _print_plan, as_json=as_json)
        return
    if not as_json:
        _print_plan(plan)
    report = backups.upgrade_store(settings)
    sentence = (
        f"{place} was brought from schema {report['from']} to {report['to']}. As it was "
        f"before, it is in {report['copy']}."
    )
    print_report(report, sentence, as_json=as_json)


def _print_plan(plan: Mapping[str, Any]) -> None:
    """Say what an upgrade does, step by step."""
    size = "" if plan["bytes"] is None else f" ({plan['bytes']:,} bytes)"
    typer.echo(f"The database{size} is copied to {plan['copy']}. Then come:\n")
    print_lines(("schema", "what"), plan["steps"])
    typer.echo("\nAt the end all rows are sealed again, in one transaction with the rest.\n")
