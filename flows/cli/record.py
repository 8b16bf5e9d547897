"""Commands on the track record: what became of past proposals, and what can be learned from it."""

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from fct.data import reading, subjects
from fct.data.common import RefusalError, plural
from fct.flows import terminal
from fct.flows.terminal import Json, opened_store_of_all, print_json, print_lines, print_of_run
from fct.scoring import learning

if TYPE_CHECKING:
    from fct.data.subjects import Store, StoredTrackLine


YearToLearnFor = Annotated[
    int | None, typer.Option(help="Cycle to learn for, from those before it; else the last one.")
]

record_commands = typer.Typer(
    no_args_is_help=True, help="Keep what became of past projects, and learn from it."
)


@record_commands.command("template")
def template(
    path: Annotated[Path, typer.Argument(metavar="FILE", help="File to write, .xlsx or .csv.")],
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace the file.")] = False,
    as_json: Json = False,
) -> None:
    """Write the empty file of a track record."""
    terminal.free_path(path, overwrite=overwrite)
    reading.write_track_record_template(path)
    columns = list(reading.track_record_fields())
    sentence = f"Wrote {path}, with the columns {', '.join(columns)}."
    terminal.print_report({"file": str(path), "columns": columns}, sentence, as_json=as_json)


@record_commands.command("add")
def add(
    file: Annotated[Path, typer.Argument(help="Track record, .xlsx, .ods or .csv.")],
    as_json: Json = False,
) -> None:
    """Add what became of past projects; a later line about one counts, earlier ones stay."""
    with opened_store_of_all() as store:
        actor = store.actor
        try:
            lines = reading.read_track_record(file)
        except RefusalError as error:
            if error.code == "CLASSIFIED":
                store.intake.refuse_classified(actor)
            raise
        receipt = store.track_record.add(lines, actor)
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
    with opened_store_of_all() as store:
        rows = [_line_report(line) for line in store.track_record.lines(with_earlier=with_earlier)]
    if as_json:
        print_json(rows)
        return
    words = {True: "yes", False: "no", None: None}
    for row in rows:
        row |= {name: words[row[name]] for name in ("was_selected", "tested_well", "was_procured")}
        row |= {name: words[row[name]] for name in ("own", "judged", "counts")}
    columns = [name for name in _COLUMNS if with_earlier or name != "counts"]
    if not any(row["own"] == "yes" for row in rows):  # nothing but what people added
        columns = [name for name in columns if name not in _OF_THE_STORE]
    print_lines(columns, rows)


_COLUMNS = (
    *("fiscal_year", "ref", "was_selected", "tested_well", "was_procured"),
    *("source", "counts", "at", "actor"),
    *("quantity", "kusd", "months", "own", "judged"),
)


_OF_THE_STORE = {"quantity", "kusd", "months", "own", "judged"}
_NAMES = {"own": "is_own", "judged": "is_judged"}


def _line_report(line: "StoredTrackLine") -> dict[str, Any]:
    report = {name: getattr(line, _NAMES.get(name, name)) for name in _COLUMNS}
    return report | {
        "kusd": None if line.kusd is None else float(line.kusd),
        "at": line.at.isoformat(timespec="seconds"),
        "actor": line.actor.name,
    }


def _head(store: "Store", fiscal_year: int) -> list[str]:
    terminal.note_cycle(store, fiscal_year)
    run = store.runs.published(fiscal_year)
    return [] if run is None else subjects.run_head(store, run)


@record_commands.command("learn")
def learn(fiscal_year: YearToLearnFor = None, as_json: Json = False) -> None:
    """Show the chance of each ranked proposal to test well and be procured, or why not.

    It is learned from the cycles before, and never enters the rank.
    """
    with opened_store_of_all() as store:
        past = learning.stored_past(store, fiscal_year)
        head = _head(store, past.fiscal_year)
    report = asdict(learning.learned_chances(past))
    print_of_run(head, report, print_learned, as_json=as_json)


@record_commands.command("weights")
def weights(fiscal_year: YearToLearnFor = None, as_json: Json = False) -> None:
    """Show which weights of the parts past selections imply, beside the rubric's."""
    with opened_store_of_all() as store:
        past = learning.stored_past(store, fiscal_year)
        head = _head(store, past.fiscal_year)
    report = asdict(learning.learned_weights(past))
    print_of_run(head, report, print_weights, as_json=as_json)


if TYPE_CHECKING:
    from fct.data.subjects import TrackRecordReceipt


_MOST_REFS = 10
_HALF_A_PERCENT = 0.005


def print_receipt(receipt: "TrackRecordReceipt") -> None:
    """Print how many lines were added, and which proposals the store does not know."""
    typer.echo(f"Lines added: {receipt.added}; known already: {receipt.unchanged}.")
    if receipt.unknown:
        refs = ", ".join(f"{ref} of {year}" for year, ref in receipt.unknown[:_MOST_REFS])
        more = len(receipt.unknown) - _MOST_REFS
        refs += f" and {more} more" if more > 0 else ""
        typer.echo(
            f"Not in the store: {refs}. The lines are kept, for projects from before the store; "
            "where a ref is mistyped, add the line again with the right one."
        )


def print_learned(report: Mapping[str, Any]) -> None:
    """Print the chances that were learned and how they did on cycles left out, or why none are."""
    if not report["learned"]:
        typer.echo(f"Nothing was learned. {report['reason']}")
    else:
        figures = report["figures"]
        typer.echo(
            f"Learned from {plural(figures['cases'], 'project')} of "
            f"{plural(figures['cycles'], 'cycle')} before "
            f"{report['fiscal_year']}, {figures['yes']} of which tested well and were procured. On "
            f"cycles left out the Brier score is {figures['brier']:.3f}, that of the base rate "
            f"{figures['base_brier']:.3f} (skill {figures['skill']:.0%}, p {figures['p']:.3f})."
        )
        typer.echo("\nHow often it happened, beside the chance predicted for cycles left out:")
        columns = ("predicted", "happened", "from", "to", "cases")
        print_lines(columns, (_bin(row) for row in report["curve"]))
        _print_chances(report)
    _print_left_out(report["left_out"])


def _bin(row: Mapping[str, Any]) -> dict[str, Any]:
    shares = {"predicted": row["predicted"], "happened": row["share"]}
    return _percent(shares | {"from": row["low"], "to": row["high"]}) | {"cases": row["cases"]}


def _print_chances(report: Mapping[str, Any]) -> None:
    if not report["predictions"]:
        typer.echo(f"\nNo run of {report['fiscal_year']} is published, so no chance is predicted.")
        return
    typer.echo(f"\nChance to test well and be procured, once selected, in {report['fiscal_year']}:")
    rows = [
        {
            "ref": row["ref"],
            **_percent({"chance": row["chance"], "from": row["low"], "to": row["high"]}),
            "remark": "unlike any past project in some part" if row["beyond"] else "",
        }
        for row in report["predictions"]
    ]
    print_lines(("ref", "chance", "from", "to", "remark"), rows)
    typer.echo("In rank order. The chances do not enter the rank.")


def print_weights(report: Mapping[str, Any]) -> None:
    """Print the weights that past selections imply, or why none are, and who agrees with whom."""
    if not report["learned"]:
        typer.echo(f"No weights are given. {report['reason']}")
    else:
        figures = report["figures"]
        typer.echo(
            f"From {plural(figures['cases'], 'selection')} of "
            f"{plural(figures['cycles'], 'cycle')}, compared within "
            "cycle and tier. On cycles left out the implied order has "
            f"{figures['concordance']:.0%} of the pairs right (p {figures['p']:.3f})."
        )
        typer.echo("\nPoints of merit of each part:")
        rows = ({**row, "from": row["low"], "to": row["high"]} for row in report["weights"])
        print_lines(("part", "rubric", "implied", "from", "to"), rows)
    for row in report["agreement"]:
        if row["cases"]:
            low, high = f"{row['low']:.0%}", f"{row['high']:.0%}"
            where = " in cycles left out" if row["order"] == "implied" else ""
            typer.echo(
                f"{row['yes']} of {row['cases']} selections agree with the {row['order']} order"
                f"{where} ({row['share']:.0%}; {low} to {high})."
            )
    _print_left_out(report["left_out"])


def _percent(shares: Mapping[str, float]) -> dict[str, str]:
    return {name: _rounded(share) for name, share in shares.items()}


def _rounded(share: float) -> str:
    """Return a share in percent; only what never and always happened is 0 and 100."""
    if 0 < share < _HALF_A_PERCENT:
        return "<1%"
    return ">99%" if 1 - _HALF_A_PERCENT < share < 1 else f"{share:.0%}"


def _print_left_out(left_out: Mapping[str, int]) -> None:
    for reason, count in left_out.items():
        typer.echo(f"Left out {count} of the track record: {reason}.")
