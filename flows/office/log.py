"""The command that prints who did what."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from fct.flows.terminal import Json, opened_store_of_all, print_lines, print_report

if TYPE_CHECKING:
    from fct.data.deliberations import Deed


def log(
    ref: Annotated[str | None, typer.Option(help="Only what was done to this proposal.")] = None,
    person: Annotated[
        str | None, typer.Option(metavar="ID", help="Only what this person did.")
    ] = None,
    as_json: Json = False,
) -> None:
    """List who did what and when: an auditor sees all of it, everybody else the own deeds."""
    with opened_store_of_all() as store:
        deeds = store.activity.all(ref, person)
    print_report({"events": [_event(deed) for deed in deeds]}, _print_events, as_json=as_json)


def _event(deed: "Deed") -> dict[str, Any]:
    event = deed.event
    return {
        "at": event.at.isoformat(timespec="seconds"),
        "person": event.actor.name,
        "action": event.action,
        "object": event.object,
        "outcome": deed.outcome,
        "code": deed.code,
        "sha256": deed.sha256,
        "entry_sha256": event.hash,
    }


def _print_events(report: Mapping[str, Any]) -> None:
    if not report["events"]:
        typer.echo("Nothing is in the log that you may see.")
        return
    rows = [event | {"sha256": event["sha256"][:12]} for event in report["events"]]
    print_lines(("at", "person", "action", "object", "outcome", "code", "sha256"), rows)
