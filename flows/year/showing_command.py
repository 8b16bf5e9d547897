"""Commands that show the year: its calendar, who has sent what, the messages."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo

import typer

from fct.data.common import utc_now
from fct.flows import terminal
from fct.flows.terminal import FiscalYear, Json, opened_store, print_lines, print_report

if TYPE_CHECKING:
    from fct.data.messages import Message

_LISTS = "submissions, refused, late, versions, runs or publications."


def calendar(
    fiscal_year: Annotated[
        int | None, typer.Argument(metavar="FY", help="Of one cycle; else of all.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Show the dates of one cycle, or of all: what is done, due and ahead, and for whom."""
    from fct.scoring.year import calendar_report

    with opened_store() as store:
        report = calendar_report(store, fiscal_year, utc_now())
        if fiscal_year is not None:
            terminal.note_cycle(store, fiscal_year)
    print_report(report, _print_calendar, as_json=as_json)


def _print_calendar(report: Mapping[str, Any]) -> None:
    if not report["dates"]:
        typer.echo("The store has no cycle yet. `fct cycle add FILE` adds one.")
        return
    rows = [
        one | {"waits_for": "; ".join(map(_wait_words, one["waits_for"]))}
        for one in report["dates"]
    ]
    print_lines(("fiscal_year", "name", "date", "at", "state", "waits_for"), rows)


def _wait_words(one: Mapping[str, Any]) -> str:
    of = f" ({one['component']})" if one["component"] else ""
    return f"{one['person']}{of}: {', '.join(one['refs']) or 'the next step'}"


def board(fiscal_year: FiscalYear = None, as_json: Json = False) -> None:
    """Show who has sent what: expected, sent, to repair and missing, by component."""
    from fct.scoring.year import board_report

    with opened_store() as store:
        report = board_report(store, terminal.chosen_year(store, fiscal_year))
    print_report(report, _print_board, as_json=as_json)


def _print_board(report: Mapping[str, Any]) -> None:
    columns = ("component", "expected", "sent", "to_repair", "certified", "missing", "last_year")
    print_lines(columns, map(_counted, report["components"]))
    for one in report["components"]:
        for entry in one["missing"]:
            late = ", which came too late" if entry.get("late") else ""
            title = f" ({entry['title']})" if entry["title"] else ""
            of = one["component"] or "no component"
            typer.echo(f"Missing of {of}: {entry['ref']}{title}{late}")
        if one["extended_until"]:
            typer.echo(f"{one['component']} has until just before {one['extended_until']}.")
        for entry in [*one["sent"], *one["missing"]]:
            if entry.get("extended_until"):
                typer.echo(f"{entry['ref']} has until just before {entry['extended_until']}.")


def _counted(one: Mapping[str, Any]) -> dict[str, Any]:
    before = one["last_year"]
    last_year = "" if before is None else f"{before['sent']} sent, {before['missing']} missing"
    counts = {
        name: "" if one[name] is None else len(one[name])
        for name in ("expected", "sent", "to_repair", "certified", "missing")
    }
    return {"component": one["component"] or "no component", **counts, "last_year": last_year}


def list_(
    name: Annotated[str, typer.Argument(metavar="LIST", help=_LISTS)],
    fiscal_year: FiscalYear = None,
    as_json: Json = False,
) -> None:
    """List the files, refusals, late versions, versions, runs or publications of a cycle."""
    from fct.scoring.year import COLUMNS, list_rows

    with opened_store() as store:
        year = terminal.chosen_year(store, fiscal_year)
        rows = list_rows(store, name, year)
    report = {"fiscal_year": year, "list": name, "rows": rows}
    if as_json or rows:
        print_report(report, lambda _: print_lines(COLUMNS[name], rows), as_json=as_json)
    else:
        typer.echo(f"Nothing is in this list of fiscal year {year}.")


def messages(fiscal_year: FiscalYear = None, as_json: Json = False) -> None:
    """List the messages that the year caused: to whom, and whether they went out."""
    with opened_store() as store:
        zones = {
            row.fiscal_year: store.cycles.read(row.fiscal_year)[1].zone
            for row in store.cycles.all()
        }
        found = [_message(one, zones) for one in store.messages.all(fiscal_year)]
        if fiscal_year is not None:
            terminal.note_cycle(store, fiscal_year)
    print_report({"messages": found}, _print_messages, as_json=as_json)


def _message(message: "Message", zones: Mapping[int, ZoneInfo]) -> dict[str, Any]:
    row = message.row
    zone = zones.get(row.fiscal_year or 0)
    sent_at = message.sent_at
    sent = None if sent_at is None else sent_at.astimezone(zone).isoformat(timespec="seconds")
    return {
        "message_id": row.message_id,
        "action": row.action,
        "about": row.about,
        "fiscal_year": row.fiscal_year,
        "ref": row.ref,
        "to": row.person,
        "address": row.address,
        "subject": row.subject,
        "text": row.text,
        "at": row.at.astimezone(zone).isoformat(timespec="seconds"),
        "state": message.state,
        "tries": message.tries,
        "sent_at": sent,
    }


def _print_messages(report: Mapping[str, Any]) -> None:
    if not report["messages"]:
        typer.echo("No message was written yet.")
        return
    print_lines(("at", "to", "subject", "state", "tries"), report["messages"])
