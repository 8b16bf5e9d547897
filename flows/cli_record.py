"""Commands on the track record: what became of past proposals, and what can be learnt of it."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from fct.data.errors import RefusalError, UsageError
from fct.flows.cli_options import As, Json, opened_store
from fct.flows.output import print_json, print_lines, print_of_run
from fct.flows.record_output import print_learnt, print_receipt, print_weights

if TYPE_CHECKING:
    from fct.data.store import Store
    from fct.data.store_track_record import StoredTrackLine

YearToLearnFor = Annotated[
    int | None, typer.Option(help="Cycle to learn for, from those before it; else the last one.")
]

record_commands = typer.Typer(
    no_args_is_help=True, help="Keep what became of past projects, and learn from it."
)


def register(app: typer.Typer) -> None:
    """Add the commands of this module to the command line."""
    app.add_typer(record_commands, name="record", rich_help_panel="Operator")


@record_commands.command("template")
def template(
    path: Annotated[Path, typer.Argument(metavar="FILE", help="File to write, .xlsx or .csv.")],
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace the file.")] = False,
    as_json: Json = False,
) -> None:
    """Write the empty file of a track record."""
    from fct.data.track_record import track_record_fields, write_track_record_template

    if not path.parent.is_dir():
        raise UsageError(f"There is no folder {path.parent}. Make it, or name another one.")
    if path.exists() and not overwrite:
        raise UsageError(f"{path} is there already. Name another file, or add --overwrite.")
    write_track_record_template(path)
    columns = list(track_record_fields())
    if as_json:
        print_json({"file": str(path), "columns": columns})
    else:
        typer.echo(f"Wrote {path}, with the columns {', '.join(columns)}.")


@record_commands.command("add")
def add(
    file: Annotated[Path, typer.Argument(help="Track record, .xlsx, .ods or .csv.")],
    actor_name: As = None,
    as_json: Json = False,
) -> None:
    """Add what became of past projects; a later line about one counts, earlier ones stay."""
    from fct.data.actor import current_actor
    from fct.data.track_record import read_track_record

    actor = current_actor(actor_name)
    with opened_store() as store:
        try:
            lines = read_track_record(file)
        except RefusalError as error:
            if error.code == "CLASSIFIED":
                store.refuse_classified(actor)
            raise
        receipt = store.add_track_record(lines, actor)
    if as_json:
        unknown = [{"fiscal_year": year, "ref": ref} for year, ref in receipt.unknown]
        print_json({"added": receipt.added, "unchanged": receipt.unchanged, "unknown": unknown})
    else:
        print_receipt(receipt)


@record_commands.command("list")
def list_lines(
    with_earlier: Annotated[
        bool, typer.Option("--all", help="Also lines that a later one replaced.")
    ] = False,
    as_json: Json = False,
) -> None:
    """List what is known of past projects."""
    with opened_store() as store:
        rows = [_line_report(line) for line in store.track_record(with_earlier=with_earlier)]
    if as_json:
        print_json(rows)
        return
    words = {True: "yes", False: "no", None: None}
    for row in rows:
        row |= {name: words[row[name]] for name in ("was_selected", "tested_well", "was_procured")}
        row["counts"] = words[row["counts"]]
    columns = [name for name in _COLUMNS if with_earlier or name != "counts"]
    print_lines(columns, rows)


_COLUMNS = (
    *("fiscal_year", "ref", "was_selected", "tested_well", "was_procured"),
    *("source", "counts", "at", "actor"),
)


def _line_report(line: "StoredTrackLine") -> dict[str, Any]:
    report = {name: getattr(line, name) for name in _COLUMNS}
    return report | {"at": line.at.isoformat(timespec="seconds"), "actor": line.actor.name}


def _head(store: "Store", fiscal_year: int) -> list[str]:
    from fct.data.run_head import run_head

    run = store.published_run(fiscal_year)
    return [] if run is None else run_head(store, run)


@record_commands.command("learn")
def learn(fiscal_year: YearToLearnFor = None, as_json: Json = False) -> None:
    """Tell the chance of each ranked proposal to test well and be procured, or why none is told.

    It is learnt from the cycles before, and never enters the rank.
    """
    from fct.scoring.stored_record import learnt_chances, stored_past

    with opened_store() as store:
        past = stored_past(store, fiscal_year)
        head = _head(store, past.fiscal_year)
    report = asdict(learnt_chances(past))
    print_of_run(head, report, print_learnt, as_json=as_json)


@record_commands.command("weights")
def weights(fiscal_year: YearToLearnFor = None, as_json: Json = False) -> None:
    """Tell which weights of the parts past selections imply, beside the rubric's."""
    from fct.scoring.stored_record import learnt_weights, stored_past

    with opened_store() as store:
        past = stored_past(store, fiscal_year)
        head = _head(store, past.fiscal_year)
    report = asdict(learnt_weights(past))
    print_of_run(head, report, print_weights, as_json=as_json)
