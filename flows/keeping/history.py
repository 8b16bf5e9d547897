"""Commands on runs that were made: ``reproduce``, ``changes`` and ``revert``."""

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from fct.flows import cycle, terminal
from fct.flows.terminal import Json, note_run, opened_store, print_report
from fct.scoring import following

_RunId = Annotated[str, typer.Argument(metavar="RUN", help="As in FY2027-R001.")]


def reproduce(run: _RunId, as_json: Json = False) -> None:
    """Judge a run again from its stored inputs, by the form, rules and rubric of that time.

    The exit code is 1 where something came out otherwise, or is another one today.
    """
    with opened_store() as store:
        report = cycle.reproduce(store, run)
        note_run(store, store.runs.get(run))
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


def changes(fiscal_year: terminal.FiscalYear = None, as_json: Json = False) -> None:
    """Show what changed since the run that readers see was published."""
    with opened_store() as store:
        report = following.run_changes_report(store, terminal.chosen_year(store, fiscal_year))
    print_report(report, _print_changes, as_json=as_json)


def _print_changes(report: Mapping[str, Any]) -> None:
    if report["run"] is None:
        typer.echo("No run of this cycle is published yet.")
        return
    since = f"since {report['run']} was published, {report['published_at']}"
    if not report["changes"]:
        typer.echo(f"Nothing changed {since}.")
        return
    typer.echo(f"What changed {since}:\n")
    terminal.print_lines(("what", "ref", "field", "was", "is", "at", "by"), report["changes"])


def revert(
    run: _RunId,
    reason: Annotated[str, typer.Option(help="Why readers are to see it again.")],
    as_json: Json = False,
) -> None:
    """Publish a run again that readers saw before; before the slate is submitted alone."""
    with opened_store() as store:
        was = store.runs.get(run)
        before = store.runs.published(was.fiscal_year)
        published = store.runs.revert(run, reason)
        note_run(store, was)
        zone = store.cycles.read(was.fiscal_year)[1].zone
    report = {
        "run": run,
        "fiscal_year": was.fiscal_year,
        "was": None if before is None else before.id,
        "published_at": published.published_at.astimezone(zone).isoformat(timespec="seconds"),
    }
    print_report(report, f"{run} is shown again in place of {report['was']}.", as_json=as_json)
