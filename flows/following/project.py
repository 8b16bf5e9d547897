"""Commands on funded projects: list and show them, report, hand over, end, procure."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape

from fct.data import projects
from fct.data.common import UsageError
from fct.data.people import Action
from fct.flows import terminal
from fct.flows.terminal import Json, console, day_of, opened_store, print_lines, print_report
from fct.scoring import following

if TYPE_CHECKING:
    from fct.data.projects import Purchase

Ref = Annotated[str, typer.Argument(help="Reference of the project, that of its proposal.")]
Reason = Annotated[str, typer.Option(help="Why, in a sentence; it is kept.")]

project_commands = typer.Typer(
    no_args_is_help=True, help="Funded projects: how they stand, and what becomes of them."
)


@project_commands.command("list")
def list_projects(as_json: Json = False) -> None:
    """List the projects that you may see: state, money, reports and clock of each."""
    with opened_store() as store:
        rows = [following.project_report(project) for project in following.seen_projects(store)]
    none = "There is no project yet that you may see."
    terminal.print_listed({"projects": rows}, _print_projects, none, as_json=as_json)


@project_commands.command()
def show(ref: Ref, as_json: Json = False) -> None:
    """Show one project with its reports and all that was done with it."""
    with opened_store() as store:
        report = following.whole_project_report(store, following.seen_project(store, ref))
    print_report(report, _print_project, as_json=as_json)


@project_commands.command()
def report(
    ref: Ref,
    file: Annotated[Path, typer.Argument(help="The filled-in report, a workbook.")],
    as_json: Json = False,
) -> None:
    """Send a report of a project; a second file for the same date is a new version."""
    with opened_store() as store:
        result = following.send_report(store, ref, file)
    print_report(result, _print_result, as_json=as_json)
    raise typer.Exit(following.exit_code_of_report(result))


@project_commands.command()
def transfer(
    ref: Ref,
    to: Annotated[str, typer.Option(help="The component that takes it over.")],
    reason: Reason,
    as_json: Json = False,
) -> None:
    """Hand a project to another component."""
    with opened_store() as store:
        kept = store.projects.change(
            ref,
            Action.PROJECT_CHANGE,
            lambda kept, actor: projects.transferred(kept, actor, to, reason),
        )
        ref = kept.ref
        _print_after(ref, f"{ref} belongs to {kept.component} from now on.", store, as_json=as_json)


@project_commands.command()
def terminate(ref: Ref, reason: Reason, as_json: Json = False) -> None:
    """End a project before its time; its record stays."""
    with opened_store() as store:
        ref = store.projects.change(
            ref, Action.PROJECT_CHANGE, lambda kept, actor: projects.terminated(kept, actor, reason)
        ).ref
        _print_after(ref, f"{ref} is terminated.", store, as_json=as_json)


@project_commands.command()
def procure(
    ref: Ref,
    reason: Reason,
    quantity: Annotated[int | None, typer.Option(min=1, help="How many were bought.")] = None,
    kusd: Annotated[str | None, typer.Option(help="For how much, in thousands of dollars.")] = None,
    on: Annotated[str | None, typer.Option(metavar="DATE", help="As 2029-05-31.")] = None,
    no: Annotated[bool, typer.Option("--no", help="It is not bought.")] = False,
    as_json: Json = False,
) -> None:
    """Say that a tested item was bought, or that it is not bought."""
    bought = _purchase(quantity, kusd, on, no=no)
    with opened_store() as store:
        kept = store.projects.change(
            ref,
            Action.PROJECT_PROCURE,
            lambda kept, actor: projects.procured(kept, actor, bought, reason),
        )
        _print_after(kept.ref, f"{kept.ref} is {kept.state}.", store, as_json=as_json)


def _purchase(
    quantity: int | None, kusd: str | None, on: str | None, *, no: bool
) -> "Purchase | None":
    given = {"--quantity": quantity, "--kusd": kusd, "--on": on}
    if no:
        if named := [name for name, value in given.items() if value is not None]:
            raise UsageError(f"--no and {named[0]} do not go together: leave one of them out.")
        return None
    if missing := [name for name, value in given.items() if value is None]:
        raise UsageError(
            f"{', '.join(missing)} is missing. Name quantity, money and day of the purchase, or "
            "--no where it is not bought."
        )
    return projects.Purchase(quantity, _amount(str(kusd)), day_of("--on", str(on)))


def _amount(text: str) -> Decimal:
    try:
        amount = Decimal(text)
    except InvalidOperation:
        amount = Decimal(-1)
    if not (amount.is_finite() and amount >= 0):
        raise UsageError(f"{text} is not an amount; write thousands of dollars, as 1250.5.")
    return amount


def _print_after(ref: str, sentence: str, store: Any, *, as_json: bool) -> None:
    """Print a project after it was changed; who gave it away may not see it any more."""
    from fct.data.common import DeniedError

    try:
        report = following.project_report(following.seen_project(store, ref))
    except DeniedError:
        report = {"ref": ref}
    print_report(report, sentence, as_json=as_json)


_COLUMNS = ("ref", "title", "component", "state", "promised", "obligated", "next_report", "late")


def _print_projects(rows: list[dict[str, Any]]) -> None:
    print_lines(
        _COLUMNS,
        [
            row
            | {
                "promised": _money(row["promised_kusd"]),
                "obligated": _money(row["obligated_kusd"]),
                "late": ", ".join(row["reports_late"]) or None,
            }
            for row in rows
        ],
    )


def _money(kusd: Mapping[str, Any]) -> str | None:
    return ", ".join(f"FY{year}: {amount:,}" for year, amount in kusd.items()) or None


def _print_project(report: dict[str, Any]) -> None:
    out = console()
    out.print(f"[bold]{escape(report['ref'])}[/] {escape(report['title'])}: {report['state']}")
    facts = {
        "component": report["component"],
        "promised ($K)": _money(report["promised_kusd"]),
        "obligated ($K)": _money(report["obligated_kusd"]),
        "next report": report["next_report"],
        "reports that are late": ", ".join(report["reports_late"]) or None,
        "finding": report["finding"],
        "found on": report["found_on"],
        "decide on procurement by (goal)": report["procure_by"],
        "competition clock ends": report["clock_ends"],
    }
    for name, value in facts.items():
        if value is not None:
            out.print(f"  {name}: {escape(str(value))}")
    columns = ("report", "version", "at", "by", "percent_complete", "finding", "findings")
    if report["reports"]:
        print_lines(columns, report["reports"])
    rows = [row | {"details": _details(row["details"])} for row in report["events"]]
    print_lines(("at", "event", "by", "details"), rows)


def _details(details: Mapping[str, Any]) -> dict[str, Any]:
    shown = {key: value for key, value in details.items() if not key.endswith("sha256")}
    if kusd := shown.get("kusd"):
        shown["kusd"] = [f"FY{year} {amount}" for year, amount in kusd.items()]
    return shown


def _print_result(result: dict[str, Any]) -> None:
    out = console()
    if (refused := result["refusal"]) is not None:
        out.print(f"[red]✗ refused[/] ({refused['code']}) {escape(refused['message'])}")
        return
    again = " It came before, so nothing was added." if result["repeat"] else ""
    out.print(f"[bold]{escape(result['report'])}[/] version {result['version']} is kept.{again}")
    terminal.print_notes(out, result["notes"])  # by the wing, as it loads what judges a file
    if result["findings"]:
        out.print("  To repair; send the corrected file again:")
        rows = [
            {"where": f"{one['sheet']} {one['cell']}".strip(), "what": one["message"]}
            for one in result["findings"]
        ]
        print_lines(("where", "what"), rows)
