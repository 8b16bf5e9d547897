"""The command that writes what goes out of a slate."""

from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

from fct.data.common import ExitCode, plural
from fct.flows import terminal
from fct.scoring import deciding


def package(
    fiscal_year: Annotated[int, typer.Argument(metavar="FY", help="The cycle, as 2027.")],
    out: Annotated[Path, typer.Option(help="A folder that is empty or not there yet.")],
    prove: Annotated[
        bool, typer.Option("--prove", help="Read releasable.xlsx back, and say what is in it.")
    ] = False,
    slate: Annotated[
        str | None, typer.Option("--slate", metavar="ID", help="As FY2027-2; else the cycle's.")
    ] = None,
    as_json: terminal.Json = False,
) -> None:
    """Write the decision package, notices, notification, release and review pack of a slate.

    Before publication it holds the decision package and the review pack, marked DRAFT. The exit
    code is 1, and nothing is written, where the release holds anything that is not released.
    """
    with terminal.opened_store() as store:
        terminal.note_cycle(store, fiscal_year)
        report = deciding.write_package(store, fiscal_year, out, slate_id=slate, prove_it=prove)
    terminal.print_report(report, partial(_print_package, out), as_json=as_json)
    if report.get("proof", {}).get("found"):
        raise typer.Exit(ExitCode.FINDINGS)


def _print_package(out: Path, report: dict[str, Any]) -> None:
    proof = report.get("proof")
    if proof is not None and proof["found"]:
        typer.echo("Nothing was written: releasable.xlsx holds what is not released.")
        terminal.print_lines(("sheet", "cell", "written"), proof["found"])
        return
    terminal.print_lines(("name", "bytes", "sha256"), report["files"])
    typer.echo(f"Wrote {plural(len(report['files']), 'file')} and manifest.json to {out}.")
    if proof is not None:
        typer.echo(
            f"releasable.xlsx: {plural(proof['cells'], 'cell')} read back, all of them released."
        )
