"""The commands that show whether a store is as it was written: ``audit verify`` and ``head``."""

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from fct.data import audit
from fct.data.common import plural
from fct.flows.terminal import Json, opened_store, print_report

_NOT_WHOLE = 4
audit_commands = typer.Typer(no_args_is_help=True, help="Hold a store against what was written.")


@audit_commands.command()
def verify(
    head: Annotated[
        str | None,
        typer.Option(metavar="SHA256", help="An end of the log that was noted elsewhere."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Hold the event log, every row and every file against the hashes of when they were written."""
    from fct.data.store import Settings

    try:
        with opened_store() as store:
            verification = audit.verify(store, head)
    except audit.UNREADABLE:
        # A changed person or entry may be why it does not open, or does not know who acts.
        found = audit.verify_unopened(Settings.from_environment(), head)
        if found is None:
            raise
        verification = found
    report = verification.report()
    sentence = (
        f"As it was written: {plural(report['events'], 'event')}, "
        f"{plural(report['rows'], 'row')}, "
        f"{plural(report['files'], 'file')}."
    )
    if verification.first_bad is not None:
        sentence = f"Not as it was written: {verification.first_bad.sentence()}"
    print_report(report, sentence, as_json=as_json)
    # After the report is printed: a script reads both.
    if not report["ok"]:
        raise typer.Exit(_NOT_WHOLE)


@audit_commands.command()
def head(as_json: Json = False) -> None:
    """Print where the event log ends, to be kept elsewhere: what is cut off later shows by it."""
    with opened_store() as store:
        report = audit.noted_head(store)
    print_report(report, _print_head, as_json=as_json)


def _print_head(report: Mapping[str, Any]) -> None:
    typer.echo(f"{plural(report['events'], 'event')}, SHA-256 {report['sha256']}, {report['at']}")
