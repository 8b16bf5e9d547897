"""The command on a run that was made: ``reproduce``."""

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from fct.flows.terminal import Json, opened_store, print_report

_RunId = Annotated[str, typer.Argument(metavar="RUN", help="As in FY2027-R001.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module to the command line."""
    app.command(rich_help_panel="Auditor")(reproduce)


def reproduce(run: _RunId, as_json: Json = False) -> None:
    """Judge a run again from its stored inputs, by the form, rules and rubric of that time.

    The exit code is 1 where something came out otherwise, or is another one today.
    """
    from fct.flows.cycle import reproduce as reproduce_run

    with opened_store() as store:
        report = reproduce_run(store, run)
    print_report(report, _print_reproduced, as_json=as_json)
    if not report["same"] or report["differs"]:
        raise typer.Exit(1)


def _print_reproduced(report: Mapping[str, Any]) -> None:
    if report["same"]:
        typer.echo(f"{report['run']} came out the same: order, outcomes and marks, byte for byte.")
    else:
        other = ", ".join(name for name, same in report["bytes"].items() if not same)
        typer.echo(f"{report['run']} came out otherwise. Not the same bytes: {other}.")
    if report["first_moved"] is not None:
        typer.echo(f"The first proposal whose rank is another one: {report['first_moved']}.")
    for one in report["differs"]:
        named = f" {one['name']}" if "name" in one else ""
        typer.echo(f"{one['what']}{named} was {one['was']} and is {one['is'] or 'missing'}.")
