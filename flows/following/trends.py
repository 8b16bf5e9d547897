"""The command on trends over cycles."""

from typing import Annotated, Any

import typer

from fct.data.common import UsageError
from fct.flows.terminal import Json, opened_store, print_lines, print_report
from fct.scoring import following


def trends(
    by: Annotated[
        str | None, typer.Option(metavar="WHAT", help="component, criterion or rule.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Show what was proposed, funded, tested and bought by cycle, and how scores predicted it."""
    known = [str(one) for one in following.By]
    if by is not None and by not in known:
        raise UsageError(f"--by {by} is not known; write one of: {', '.join(known)}.")
    with opened_store() as store:
        report = following.trends_report(store, None if by is None else following.By(by))
    print_report(report, _print, as_json=as_json)


def _print(report: dict[str, Any]) -> None:
    if not report["rows"]:
        typer.echo("No run of any cycle is published yet, so there is no trend.")
        return
    print_lines(
        *(("fiscal_year", "value", "proposed", "funded", "met", "procured", "kusd", "months"),),
        report["rows"],
    )
    measured = [row for row in report["scores"] if row["figure"] is not None]
    if not measured:
        typer.echo(
            "How well scores predicted the findings is not known: it needs projects that met their "
            "requirement and projects that did not."
        )
        return
    typer.echo(
        "\nShare of pairs in which the project that met its requirement had the higher score:"
    )
    print_lines(("fiscal_year", "measure", "figure", "n"), measured)
