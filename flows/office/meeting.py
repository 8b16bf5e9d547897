"""The commands of a selection meeting: the paper that lies on its table, and the block on it."""

from pathlib import Path
from typing import Annotated, Any

import typer

from fct.data.common import plural
from fct.flows import terminal
from fct.flows.terminal import Json, opened_store, print_lines, print_report
from fct.scoring import deciding


def meeting_paper(
    out: Annotated[Path, typer.Option(help="A folder that is empty or not there yet.")],
    fiscal_year: terminal.FiscalYear = None,
    as_json: Json = False,
) -> None:
    """Write the order of merit with line and slate as PDF and as a workbook, for the meeting."""
    with opened_store() as store:
        year = terminal.chosen_year(store, fiscal_year)
        report = deciding.write_meeting_paper(store, year, out)

    def print_files(report: dict[str, Any]) -> None:
        print_lines(("name", "bytes", "sha256"), report["files"])
        typer.echo(f"Wrote {plural(len(report['files']), 'file')} to {out}.")

    print_report(report, print_files, as_json=as_json)


marking_commands = typer.Typer(invoke_without_command=True)


@marking_commands.callback()
def marking(context: typer.Context, as_json: Json = False) -> None:
    """Show the banner and the designation block of pages and documents, and who set it."""
    if context.invoked_subcommand is not None:
        return
    with opened_store() as store:
        now, newest = store.designations.marking(), store.designations.newest()
    report = now.model_dump() | {
        "by": None if newest is None else newest.actor.name,
        "at": None if newest is None else newest.at.isoformat(timespec="seconds"),
    }
    rows = [{"line": label, "words": words} for label, words in now.lines()]

    def print_block(report: dict[str, Any]) -> None:
        typer.echo(f"Banner: {report['banner']}")
        print_lines(("line", "words"), rows)
        by = f"Set by {report['by']} on {report['at'][:10]}." if report["by"] else "Nobody set it."
        typer.echo(by)

    print_report(report, print_block, as_json=as_json)


@marking_commands.command("set")
def set_marking(
    controlled_by: Annotated[str, typer.Option(help="The office that controls the information.")],
    category: Annotated[str, typer.Option(help="CUI categories, as PROCURE, PROPIN.")],
    distribution: Annotated[str, typer.Option(help="Control or distribution statement.")],
    poc: Annotated[str, typer.Option(help="Whom to ask: name and telephone or e-mail.")],
    as_json: Json = False,
) -> None:
    """Give the designation block once; it stands on every page and document from now on."""
    with opened_store() as store:
        kept = store.designations.set(
            controlled_by=controlled_by,
            categories=category,
            dissemination=distribution,
            contact=poc,
        )
    report = {
        "controlled_by": kept.controlled_by,
        "categories": kept.categories,
        "dissemination": kept.dissemination,
        "contact": kept.contact,
        "by": kept.actor.name,
        "at": kept.at.isoformat(timespec="seconds"),
    }
    print_report(report, "The designation block is kept.", as_json=as_json)
