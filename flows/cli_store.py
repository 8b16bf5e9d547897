"""Commands that work on the store: ``submit``, ``evaluate``, ``show`` and ``cycle``."""

import datetime as dt
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape

from fct.data.errors import ExitCode, UsageError
from fct.data.rules import CRITERIA
from fct.flows.output import console, print_json, print_lines, told_counts

Json = Annotated[bool, typer.Option("--json", help="Answer as JSON.")]
As = Annotated[str | None, typer.Option("--as", help="Who you are; else the system's user.")]
FiscalYear = Annotated[int | None, typer.Option(help="Cycle of the store; else its only one.")]

cycle_commands = typer.Typer(no_args_is_help=True, help="Add, list and show cycles.")


def register(app: typer.Typer) -> None:
    """Add the commands of this module to the command line."""
    app.command(rich_help_panel="Sponsors")(submit)
    app.command(rich_help_panel="Operator")(evaluate)
    app.command(rich_help_panel="Reviewers")(show)
    app.add_typer(cycle_commands, name="cycle", rich_help_panel="Operator")


def _open() -> Any:
    from fct.data.settings import Settings
    from fct.data.store import open_store

    return open_store(Settings.from_environment())


def _actor(name: str | None) -> Any:
    from fct.data.actor import current_actor

    return current_actor(name)


def chosen_year(store: Any, fiscal_year: int | None) -> int:
    """Return the fiscal year that was named, or the year of the store's only cycle."""
    known = [row.fiscal_year for row in store.cycles()]
    if fiscal_year is not None:
        return fiscal_year
    if len(known) == 1:
        return int(known[0])
    if not known:
        raise UsageError("The store has no cycle yet. Add one with `fct cycle add FILE`.")
    listed = ", ".join(map(str, known))
    raise UsageError(f"Name the cycle with --fiscal-year; the store has: {listed}.")


def submit(
    files: Annotated[list[Path], typer.Argument(help="Workbooks, CSV folders or zips.")],
    fiscal_year: FiscalYear = None,
    component: Annotated[str | None, typer.Option(help="Component that submits.")] = None,
    replaces: Annotated[str | None, typer.Option(help="Ref of which it is a new version.")] = None,
    received_at: Annotated[
        str | None,
        typer.Option(help="When it came, with zone, as 2026-06-12T10:00-04:00; else now."),
    ] = None,
    actor_name: As = None,
    as_json: Json = False,
) -> None:
    """Submit files to a cycle and print their receipts."""
    from fct.data.submitting import Delivery
    from fct.data.submitting import submit as submit_file

    if replaces is not None and len(files) > 1:
        raise UsageError("--replaces names one proposal; submit one file with it.")
    moment = _moment(received_at)
    receipts = []
    with _open() as store:
        for file in files:
            delivery = Delivery(_actor(actor_name), moment, fiscal_year, component, replaces)
            receipts.append(_receipt(store, submit_file(store, file, delivery)))
    if as_json:
        print_json({"receipts": receipts})
    else:
        for receipt in receipts:
            _print_receipt(receipt)
    refused = any(receipt["status"] == "refused" for receipt in receipts)
    raise typer.Exit(ExitCode.REFUSED if refused else ExitCode.NOTHING_TO_REPAIR)


def _moment(text: str | None) -> dt.datetime:
    if text is None:
        return dt.datetime.now(dt.UTC)
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise UsageError(
            f"--received-at {text} is no moment with a time zone; write 2026-06-12T10:00-04:00."
        )
    return moment


def _receipt(store: Any, submission: Any) -> dict[str, Any]:
    from fct.flows.evaluate import stored_cycle

    _, cycle = stored_cycle(store, submission.fiscal_year)
    return {
        "id": submission.id,
        "status": submission.status,
        "refusal": None
        if submission.refusal_code in {None, ""}
        else {"code": submission.refusal_code, "message": submission.refusal_message},
        "fiscal_year": submission.fiscal_year,
        "file": submission.file_name,
        "sha256": submission.file_sha256,
        "received_at": submission.received_at.isoformat(),
        "in_time": submission.received_at <= cycle.deadline,
        "deadline": cycle.deadline.isoformat(),
        "form_version": submission.form_version,
        "rules_sha256": submission.rules_sha256,
        "refs": list(submission.refs),
        "is_repeat": submission.is_repeat,
        "actor": submission.actor.name,
        "actor_verified": submission.actor.verified,
    }


def _print_receipt(receipt: dict[str, Any]) -> None:
    out = console()
    mark = "[green]✓ accepted[/]" if receipt["status"] == "accepted" else "[red]✗ refused[/]"
    again = " (received before; this is the first receipt)" if receipt["is_repeat"] else ""
    out.print(f"{mark} {receipt['id']} {escape(receipt['file'])}{again}")
    if receipt["refusal"]:
        out.print(f"  {receipt['refusal']['code']}: {escape(receipt['refusal']['message'])}")
    else:
        out.print(f"  refs: {escape(', '.join(receipt['refs']))}")
    out.print(f"  received {receipt['received_at']}, SHA-256 {receipt['sha256']}")
    if not receipt["in_time"]:
        out.print(
            f"  It came after the deadline, {receipt['deadline']}: only out-of-cycle proposals in "
            "it will be judged. If it came in time by another way, the operator submits it with "
            "--received-at."
        )


def evaluate(
    fiscal_year: FiscalYear = None,
    rubric_file: Annotated[Path | None, typer.Option(help="Rubric file (YAML).")] = None,
    publish_it: Annotated[
        bool, typer.Option("--publish/--no-publish", help="Show the run to reviewers.")
    ] = True,
    actor_name: As = None,
    as_json: Json = False,
) -> None:
    """Judge and rank the proposals of a cycle, and publish the run.

    Where a Prefect server is configured, the same steps run there as flows.
    """
    from fct.data.rubric import load_rubric
    from fct.flows.evaluate import evaluate as run_evaluation
    from fct.flows.prefect_server import is_server_configured
    from fct.flows.publish import publish

    rubric = load_rubric(rubric_file)
    actor = _actor(actor_name)
    say = (lambda _: None) if as_json else typer.echo
    with _open() as store:
        year = chosen_year(store, fiscal_year)
        if is_server_configured() and rubric_file is None:
            run_id, is_new = _evaluate_as_flow(store, year, actor.name)
        else:
            evaluation = run_evaluation(store, year, rubric, actor, say)
            run_id, is_new = evaluation.run_id, evaluation.is_new
        published = publish(store, run_id, actor) if publish_it else False
        counts = told_counts(store.run(run_id).counts)
    if as_json:
        print_json({"run": run_id, "is_new": is_new, "published_now": published, "counts": counts})
        return
    typer.echo(f"{run_id}: " + ", ".join(f"{name} {count}" for name, count in counts.items()))
    if counts["late"] and not counts["proposals"]:
        typer.echo("Every proposal came after the deadline, so none was judged.")


def _evaluate_as_flow(store: Any, fiscal_year: int, actor_name: str) -> tuple[str, bool]:
    from fct.flows.cycle_flows import evaluate as evaluate_flow

    known = {run.id for run in store.runs(fiscal_year)}
    (run_id,) = evaluate_flow(fiscal_year, actor_name)
    return run_id, run_id not in known


def published_rank(fiscal_year: int | None) -> dict[str, Any]:
    """Return the order of merit of the published run, as ``fct rank --json`` prints it."""
    with _open() as store:
        year = chosen_year(store, fiscal_year)
        run = _published(store, year)
        scores = store.scores(run.id).set_index("ref")
        order = []
        for row in store.ranks(run.id).to_dict("records"):
            score = scores.loc[row["ref"]]
            order.append(
                {
                    "ref": row["ref"],
                    "rank": int(row["rank"]),
                    "title": row["title"],
                    "tier": int(score["tier"]),
                    "merit": round(float(score["merit"]), 6),
                    "maturity": round(float(score["maturity_low"]), 6),
                    "project_type": row["project_type"],
                    "mark": row["mark"],
                    "request_kusd": _money(row["request_kusd"]),
                    "tied_with": row["tied_with"],
                }
            )
    return {
        "order": order,
        "budgets": _money(run.budgets),
        "promised": _money(run.evidence["promised"]),
        "left": _money(run.left),
        "best_set": run.best_set,
    }


def _money(stored: dict[str, str]) -> dict[str, float]:
    return {year: float(amount) for year, amount in stored.items()}


def _published(store: Any, fiscal_year: int) -> Any:
    run = store.published_run(fiscal_year)
    if run is None:
        raise UsageError(
            f"No run of fiscal year {fiscal_year} is published. Run `fct evaluate` first."
        )
    return run


def show(
    ref: Annotated[str, typer.Argument(help="Reference of a proposal.")],
    fiscal_year: FiscalYear = None,
    as_json: Json = False,
) -> None:
    """Show what the published run says of one proposal."""
    with _open() as store:
        year = chosen_year(store, fiscal_year)
        run = _published(store, year)
        scores = store.scores(run.id)
        scores = scores[scores["ref"] == ref]
        if scores.empty:
            raise UsageError(
                f"Run {run.id} judged no proposal {ref}; `fct rank` lists those that are ranked."
            )
        score = scores.to_dict("records")[0]
        findings = store.findings(run.id, ref).to_dict("records")
        ranks = store.ranks(run.id)
        rank = ranks[ranks["ref"] == ref].to_dict("records")
    report = {
        "run": run.id,
        "ref": ref,
        "title": score["title"],
        "rank": int(rank[0]["rank"]) if rank else None,
        "mark": rank[0]["mark"] if rank else None,
        **{name: score[name] for name in ("verdict", "tier", "strength", "merit", "referral")},
        "maturity": {"low": score["maturity_low"], "high": score["maturity_high"]},
        "criteria": {criterion: score["criteria"][criterion] for criterion in CRITERIA},
        "parts": score["parts"],
        "findings": [
            {name: finding[name] for name in ("rule", "severity", "sheet", "cell", "message")}
            for finding in findings
        ],
    }
    if as_json:
        print_json(report)
        return
    out = console()
    out.print(f"[bold]{escape(ref)}[/] {escape(report['title'] or '')}: {report['verdict']}")
    out.print(f"rank {report['rank'] or 'none'}, merit {score['merit']:.2f}, run {run.id}")
    for criterion, said in report["criteria"].items():
        out.print(f"  {said['verdict']:<10} {criterion}")
    print_lines(("rule", "severity", "sheet", "cell", "message"), report["findings"])


@cycle_commands.command("add")
def add_cycle(
    file: Annotated[Path, typer.Argument(help="Cycle file (YAML).")],
    actor_name: As = None,
    as_json: Json = False,
) -> None:
    """Add a cycle, or a new version of one; the old version is kept."""
    from fct.data.cycle import parse_cycle, read_cycle_text, sha256_of_text

    text = read_cycle_text(file)
    cycle = parse_cycle(text, file.name)
    with _open() as store:
        version = store.add_cycle(cycle.fiscal_year, text, sha256_of_text(text), _actor(actor_name))
    if as_json:
        print_json({"fiscal_year": cycle.fiscal_year, "version": version})
    else:
        typer.echo(f"Fiscal year {cycle.fiscal_year}: version {version}, due {cycle.final_due}.")


@cycle_commands.command("list")
def list_cycles(as_json: Json = False) -> None:
    """List the cycles of the store."""
    with _open() as store:
        rows = [
            {
                "fiscal_year": row.fiscal_year,
                "version": row.version,
                "sha256": row.sha256,
                "published_run": getattr(store.published_run(row.fiscal_year), "id", None),
            }
            for row in store.cycles()
        ]
    if as_json:
        print_json(rows)
    else:
        print_lines(("fiscal_year", "version", "published_run", "sha256"), rows)


@cycle_commands.command("show")
def show_cycle(fiscal_year: Annotated[int, typer.Argument()], as_json: Json = False) -> None:
    """Show the cycle file of a fiscal year."""
    from fct.flows.evaluate import stored_cycle

    with _open() as store:
        row, _ = stored_cycle(store, fiscal_year)
    if as_json:
        print_json({"fiscal_year": row.fiscal_year, "version": row.version, "yaml": row.yaml})
    else:
        typer.echo(row.yaml)
