"""Commands on who reviews what: assign, unassign, list, and the own queue."""

import datetime as dt
from collections.abc import Mapping
from typing import Annotated, Any

import typer

from fct.data.common import UsageError, utc_now
from fct.flows import terminal
from fct.flows.terminal import Json, chosen_year, console, opened_store, print_lines, print_report
from fct.scoring import reviewing

Due = Annotated[
    str | None,
    typer.Option(metavar="DATE", help="Last day for the review, as 2026-07-31."),
]
_DONE = "Carried out."
_NOT_DONE = "Nothing was assigned; add --yes to carry it out."


def assign(
    ref: Annotated[str | None, typer.Argument(help="Reference of a proposal.")] = None,
    person: Annotated[str | None, typer.Argument(help="Id of a reviewer or expert.")] = None,
    due: Due = None,
    balance: Annotated[
        int | None,
        typer.Option(min=1, metavar="N", help="Plan N reviewers for each rankable proposal."),
    ] = None,
    confirmed: Annotated[
        bool, typer.Option("--yes", help="Carry the plan of --balance out.")
    ] = False,
    fiscal_year: terminal.FiscalYearOfProposal = None,
    as_json: Json = False,
) -> None:
    """Let a person review a proposal; or plan, with --balance, who reviews what."""
    last_day = None if due is None else terminal.day_of("--due", due)
    is_plan = balance is not None
    if is_plan and ref is not None:
        raise UsageError("--balance plans for all proposals; leave REF and PERSON out.")
    if is_plan:
        _balance(balance or 0, last_day, confirmed, fiscal_year, as_json=as_json)
        return
    # --yes belongs to a plan; with a single pair it is more likely a plan without its number.
    if ref is None or person is None or confirmed:
        raise UsageError("Name a proposal and a person, as in `fct assign REF PERSON`.")
    _assign_one((ref, person), last_day, fiscal_year, as_json=as_json)


def _assign_one(
    pair: tuple[str, str], due: dt.date | None, fiscal_year: int | None, *, as_json: bool
) -> None:
    with opened_store() as store:
        year, ref = terminal.known_ref(store, pair[0], fiscal_year)
        one = store.assignments.assign(year, ref, pair[1], due)
    until = f", until {one.due}" if one.due else ""
    sentence = f"{one.person} reviews {one.ref}{until}."
    terminal.print_row(reviewing.assignment_report(one), sentence, as_json=as_json)


def _balance(
    count: int, due: dt.date | None, confirmed: bool, fiscal_year: int | None, *, as_json: bool
) -> None:
    with opened_store() as store:
        year = chosen_year(store, fiscal_year)
        plan = reviewing.assignment_plan(store, year, count)
        if confirmed:
            store.assignments.assign_all(year, plan.added, due)
    print_report(reviewing.plan_report(plan, done=confirmed), _print_plan, as_json=as_json)


def _print_plan(report: Mapping[str, Any]) -> None:
    rows = [{"ref": one["ref"], "people": ", ".join(one["people"])} for one in report["plan"]]
    print_lines(("ref", "people"), rows)
    loads = [{"person": person, "reviews": load} for person, load in report["loads"].items()]
    print_lines(("person", "reviews"), loads)
    if report["short"]:
        console().print(f"Not enough people may review: {', '.join(report['short'])}", markup=False)
    console().print(_DONE if report["done"] else _NOT_DONE)


def unassign(
    ref: Annotated[str, typer.Argument(help="Reference of a proposal.")],
    person: Annotated[str, typer.Argument(help="Id of who reviews it.")],
    reason: Annotated[str, typer.Option(help="Why, in a sentence; it is kept.")],
    fiscal_year: terminal.FiscalYearOfProposal = None,
    as_json: Json = False,
) -> None:
    """Take an assignment back; what was written of the review stays."""
    with opened_store() as store:
        year, ref = terminal.known_ref(store, ref, fiscal_year)
        one = store.assignments.unassign(year, ref, person, reason)
    sentence = f"{one.person} no longer reviews {one.ref}; the review was: {one.state}."
    terminal.print_row(reviewing.assignment_report(one), sentence, as_json=as_json)


def assignments(fiscal_year: terminal.FiscalYear = None, as_json: Json = False) -> None:
    """List who reviews what until when, and how far each review is."""
    with opened_store() as store:
        year = chosen_year(store, fiscal_year)
        rows = [reviewing.assignment_report(one) for one in store.assignments.of_cycle(year)]
    columns = ("ref", "person", "due", "state")
    terminal.print_listed({"assignments": rows}, columns, "Nothing is assigned.", as_json=as_json)


def queue(fiscal_year: terminal.FiscalYear = None, as_json: Json = False) -> None:
    """List your reviews in the order in which they are worth doing."""
    with opened_store() as store:
        year = chosen_year(store, fiscal_year)
        report = reviewing.queue_report(*reviewing.own_queue(store, year, utc_now()))
    print_report(report, _print_queue, as_json=as_json)


def _print_queue(report: Mapping[str, Any]) -> None:
    if not report["items"]:
        console().print("Nothing is assigned to you.")
        return
    print_lines(("ref", "title", "due", "state", "sureness", "reason"), report["items"])
    console().print(", ".join(f"{count} {name}" for name, count in report["counts"].items()))
