"""The command that gives one component or proposal a later deadline."""

from typing import Annotated, Any

import typer

from fct.data import submitting
from fct.data.common import aware_moment
from fct.flows.terminal import FiscalYear, Json, chosen_year, opened_store, print_report


def extend(
    target: Annotated[str, typer.Argument(metavar="COMPONENT|REF", help="Whose deadline.")],
    until: Annotated[
        str, typer.Option(metavar="MOMENT", help="With its zone, as 2027-07-08T00:00-04:00.")
    ],
    reason: Annotated[str, typer.Option(help="Why, in a sentence; it is kept.")],
    approved_by: Annotated[str, typer.Option(metavar="PERSON", help="An authority, not you.")],
    fiscal_year: FiscalYear = None,
    as_json: Json = False,
) -> None:
    """Give one component or proposal a later deadline; the as-of date of the rules stays."""
    moment = aware_moment(until)
    with opened_store() as store:
        _, cycle = store.cycles.read(chosen_year(store, fiscal_year))
        wanted = submitting.Wanted(
            target=target, until=moment, reason=reason, approved_by=approved_by
        )
        row = submitting.extend(store, cycle, wanted)
    report: dict[str, Any] = {
        "fiscal_year": row.fiscal_year,
        "component": row.component,
        "ref": row.ref,
        "until": row.until.astimezone(cycle.zone).isoformat(timespec="seconds"),
        "reason": row.reason,
        "approved_by": row.approved_by,
        "by": row.actor.name,
    }
    sentence = (
        f"{row.component or row.ref} of fiscal year {row.fiscal_year} is in time until just before "
        f"{submitting.moment_words(row.until, cycle)}, approved by {row.approved_by}."
    )
    print_report(report, sentence, as_json=as_json)
