"""Commands on what is worth checking and asking first: the answers on which the money hangs."""

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from fct.data import subjects
from fct.flows import terminal
from fct.flows.terminal import shown
from fct.scoring import defending


def verify_first(
    everything: Annotated[
        bool, typer.Option("--all", help="List answers that would change no mark, too.")
    ] = False,
    fiscal_year: terminal.FiscalYear = None,
    as_json: terminal.Json = False,
) -> None:
    """Say which single answer, one step lower, would change where its proposal stands."""
    with terminal.opened_store() as store:
        year = terminal.chosen_year(store, fiscal_year)
        run, report = defending.verify_first_report(store, year, everything=everything)
        head = subjects.run_head(store, run)
    terminal.print_of_run(head, report, print_answers, as_json=as_json)


def ask_first(fiscal_year: terminal.FiscalYear = None, as_json: terminal.Json = False) -> None:
    """Say which blank or unreadable answer, once given, would most often change who is funded."""
    with terminal.opened_store() as store:
        run, report = defending.ask_first_report(store, terminal.chosen_year(store, fiscal_year))
        head = subjects.run_head(store, run)
    terminal.print_of_run(head, report, print_questions, as_json=as_json)


def print_answers(report: Mapping[str, Any]) -> None:
    """Print which answers to check first."""
    out = terminal.console()
    if not report["answers"]:
        out.print("No single answer, one step lower, would change a mark.")
        return
    headings = ("ref", "answer", "cell", "written", "if it were", "now", "then", "funded in", "")
    table = terminal.plain_table(headings)
    for row in report["answers"]:
        shares = (row["funded_share_now"], row["funded_share_then"])
        table.add_row(
            shown(row["ref"]),
            shown(row["rule"] or row["field"]),
            shown(f"{row['sheet']} {row['cell']}".strip()),
            shown(_short(row["written"])),
            shown(row["lower"]),
            row["now"],
            row["then"] or "not ranked",
            f"{shares[0]:.1%}, then {shares[1]:.1%}",
            "attached" if row["has_evidence"] else "nothing attached",
        )
    out.print(table)
    out.print("Evidence of maturity is what is attached to the proposal as a whole.")


def print_questions(report: Mapping[str, Any]) -> None:
    """Print which open answers to ask for first."""
    out = terminal.console()
    if not report["questions"]:
        out.print("No answer that carries points or a criterion is blank or unreadable.")
        return
    table = terminal.plain_table(
        ("ref", "answer", "cell", "written", "worst", "best", "changes who is funded in")
    )
    for row in report["questions"]:
        table.add_row(
            shown(row["ref"]),
            shown(row["field"]),
            shown(f"{row['sheet']} {row['cell']}".strip()),
            shown(_short(row["written"]) or "blank"),
            shown(_short(row["worst"])),
            shown(_short(row["best"])),
            f"{row['flips']:.1%}",
        )
    out.print(table)


_LONGEST = 40


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
