"""Commands on the track record: what became of past proposals, and what can be learnt of it."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from fct.data.errors import RefusalError, UsageError
from fct.flows.output import print_json, print_lines
from fct.flows.record_output import print_learnt, print_receipt, print_weights

if TYPE_CHECKING:
    from fct.data.store import Store
    from fct.data.store_track_record import StoredTrackLine
    from fct.scoring.past import PastRun

Json = Annotated[bool, typer.Option("--json", help="Answer as JSON.")]
As = Annotated[str | None, typer.Option("--as", help="Who you are; else the system's user.")]
FiscalYear = Annotated[
    int | None, typer.Option(help="Cycle to learn for, from those before it; else the last one.")
]

record_commands = typer.Typer(
    no_args_is_help=True, help="Keep what became of past projects, and learn from it."
)


def register(app: typer.Typer) -> None:
    """Add the commands of this module to the command line."""
    app.add_typer(record_commands, name="record", rich_help_panel="Operator")


def _open() -> "Store":
    from fct.data.settings import Settings
    from fct.data.store import open_store

    return open_store(Settings.from_environment())


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
    with _open() as store:
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
    with _open() as store:
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


@record_commands.command("learn")
def learn(fiscal_year: FiscalYear = None, as_json: Json = False) -> None:
    """Tell the chance of each ranked proposal to test well and be procured, or why none is told.

    It is learnt from the cycles before, and never enters the rank.
    """
    from fct.data.calibration_terms import load_calibration_terms
    from fct.scoring.abstention import Abstention
    from fct.scoring.calibration import learn as learn_from
    from fct.scoring.past import cases_of

    terms = load_calibration_terms()
    with _open() as store:
        year, runs = _runs_until(store, fiscal_year)
        lines = store.track_record()
    past = {before: run for before, run in runs.items() if before < year}
    earlier = [line for line in lines if line.fiscal_year < year]
    cases, left_out = cases_of(earlier, past, _weights(runs), terms)
    found = learn_from(cases, terms)
    report: dict[str, Any] = {"fiscal_year": year, "learnt": not isinstance(found, Abstention)}
    report |= {"figures": dict(found.figures), "left_out": left_out}
    if isinstance(found, Abstention):
        report |= {"reason": found.reason, "curve": [], "predictions": []}
    else:
        now = runs[year].parts.only(runs[year].ranks["ref"].tolist()) if year in runs else None
        report |= {"reason": None, "curve": found.curve.to_dict("records"), "predictions": []}
        if now is not None:
            told = found.predict(now).assign(beyond=found.is_beyond(now))
            report["predictions"] = told.to_dict("records")
    _answer(report, as_json, print_learnt)


@record_commands.command("weights")
def weights(fiscal_year: FiscalYear = None, as_json: Json = False) -> None:
    """Tell which weights of the parts past selections imply, beside the rubric's."""
    from fct.data.calibration_terms import load_calibration_terms
    from fct.scoring.abstention import Abstention
    from fct.scoring.implied_weights import imply, rubric_agreement
    from fct.scoring.past import decisions_of

    terms = load_calibration_terms()
    with _open() as store:
        year, runs = _runs_until(store, fiscal_year)
        lines = [line for line in store.track_record() if line.fiscal_year <= year]
    decisions, left_out = decisions_of(lines, runs, _weights(runs))
    found = imply(decisions, terms)
    report: dict[str, Any] = {"fiscal_year": year, "learnt": not isinstance(found, Abstention)}
    report |= {"figures": dict(found.figures), "left_out": left_out}
    if isinstance(found, Abstention):
        agreement = [rubric_agreement(decisions, terms)]
        report |= {"reason": found.reason, "weights": [], "agreement": agreement}
    else:
        report |= {"reason": None, "weights": found.weights.to_dict("records")}
        report["agreement"] = found.agreement.to_dict("records")
    _answer(report, as_json, print_weights)


def _answer(report: dict[str, Any], as_json: bool, show: Any) -> None:
    if as_json:
        print_json(report)
    else:
        show(report)


def _runs_until(store: "Store", fiscal_year: int | None) -> tuple[int, dict[int, "PastRun"]]:
    """Return the year that was named, or the last one, and the published runs until then."""
    from fct.data.stored_cycles import stored_cycle

    known = [row.fiscal_year for row in store.cycles()]
    if not known:
        raise UsageError("The store has no cycle yet. Add one with `fct cycle add FILE`.")
    year = max(known) if fiscal_year is None else fiscal_year
    stored_cycle(store, year)  # tells which cycles there are
    runs = {one: _published(store, one) for one in known if one <= year}
    return year, {one: run for one, run in runs.items() if run is not None}


def _published(store: "Store", fiscal_year: int) -> "PastRun | None":
    from fct.data.rubric import Rubric
    from fct.scoring.parts import parts_of_scores
    from fct.scoring.past import PastRun

    run = store.published_run(fiscal_year)
    if run is None:
        return None
    scores, ranks = store.scores(run.id), store.ranks(run.id)
    rubric = Rubric.model_validate(run.evidence["rubric"])
    tiers = scores.set_index("ref")["tier"]
    return PastRun(parts_of_scores(scores, rubric), ranks.assign(tier=ranks["ref"].map(tiers)))


def _weights(runs: Mapping[int, "PastRun"]) -> Any:
    """Return the weights of the last published run's rubric, or of the default one."""
    from fct.data.rubric import default_rubric
    from fct.scoring.parts import part_weights

    return runs[max(runs)].parts.weights if runs else part_weights(default_rubric())
