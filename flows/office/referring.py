"""Commands on what is not FCT work: hand a proposal on, list what leads elsewhere."""

from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

from fct.data import gate, program
from fct.data.common import UsageError
from fct.flows import terminal
from fct.flows.terminal import Json, opened_store, print_report, write_out
from fct.scoring import referring


def refer(
    ref: Annotated[str, typer.Argument(help="Reference of a proposal.")],
    to: Annotated[str, typer.Option(metavar="PROGRAM", help="As IEP or information-exchange.")],
    office: Annotated[str, typer.Option(help="Who receives it, as it is addressed.")],
    reason: Annotated[str, typer.Option(help="Why, in a sentence; it is kept.")],
    letter: Annotated[
        Path | None, typer.Option(help="Letter to write, .pdf; else REF-referral.pdf.")
    ] = None,
    fiscal_year: terminal.FiscalYearOfProposal = None,
    as_json: Json = False,
) -> None:
    """Hand a proposal on to another program, and write the letter that goes with it."""
    from fct.data.referrals import HandTo

    with opened_store() as store:
        year, ref = terminal.known_ref(store, ref, fiscal_year)
        path = letter or Path(gate.safe_download_name(f"{ref}-referral.pdf"))
        _refuse_path(path)
        # After the path was looked at: a hand-over without its letter could not be made again.
        made = referring.refer(store, year, ref, HandTo(program=to, office=office, reason=reason))
        write_out(
            store,
            path,
            referring.letter_of(store, made, program.load_marking(store.settings.home)),
            ref,
        )
    report = referring.handed_report(made) | {"letter": str(path)}
    sentence = f"{made.id}: {ref} is handed on to {made.office}. Wrote the letter {path}."
    print_report(report, sentence, as_json=as_json)


def referrals(
    letter_id: Annotated[
        str | None, typer.Option("--letter", metavar="ID", help="Write this letter, FY2027-H001.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Where to write it, .pdf.")] = None,
    fiscal_year: terminal.FiscalYear = None,
    as_json: Json = False,
) -> None:
    """List what of a cycle is not FCT work, with program, reason and state."""
    if (letter_id is None) is not (out is None):
        raise UsageError("A letter is written with both --letter ID and --out FILE.")
    with opened_store() as store:
        year = terminal.chosen_year(store, fiscal_year)
        if letter_id is not None and out is not None:
            _write_letter(store, year, letter_id, out)
            sentence = f"Wrote the letter {out}."
            print_report({"id": letter_id, "letter": str(out)}, sentence, as_json=as_json)
            return
        report = referring.not_fct_report(store, year)
    none = f"Nothing of fiscal year {year} leads to another program."
    print_report(report, partial(_print, none), as_json=as_json)


def _write_letter(store: Any, year: int, letter_id: str, out: Path) -> None:
    made = next((one for one in store.referrals.of_cycle(year) if one.id == letter_id), None)
    if made is None:
        raise UsageError(f"Fiscal year {year} has no referral {letter_id}; `fct referrals` lists.")
    _refuse_path(out)
    write_out(
        store,
        out,
        referring.letter_of(store, made, program.load_marking(store.settings.home)),
        made.ref,
    )


def _refuse_path(path: Path) -> None:
    if path.suffix.lower() != ".pdf":
        raise UsageError(f"{path} does not end in .pdf; the letter is written as .pdf only.")
    if not path.parent.is_dir():
        raise UsageError(f"There is no folder {path.parent}. Make it, or name another one.")
    if path.exists():
        raise UsageError(f"{path} is there already. Name another file.")


def _print(none: str, report: dict[str, Any]) -> None:
    if not report["referrals"]:
        typer.echo(none)
        return
    rows = [
        row
        | {
            "program": row["name"] or "none named",
            "missing": len(row["missing"]),
            "office": (row["handed_on"] or {}).get("office"),
        }
        for row in report["referrals"]
    ]
    terminal.print_lines(("ref", "title", "purpose", "program", "missing", "state", "office"), rows)
    for row in report["referrals"]:
        for change in row["purpose_changes"]:
            typer.echo(
                f"{row['ref']}: version {change['version']} asks for “{change['is']}”, the one "
                f"before it for “{change['was']}”."
            )
