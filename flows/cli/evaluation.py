"""Commands that work on the store: ``submit``, ``evaluate`` and ``show``."""

import datetime as dt
import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape

from fct.data import program, subjects, submitting
from fct.data.common import (
    DeniedError,
    ExitCode,
    FctError,
    StoreError,
    UsageError,
    aware_moment,
    utc_now,
)
from fct.data.gate import printed_name
from fct.data.people import Action, refuse_unknown_component
from fct.data.program import CRITERIA
from fct.data.submitting import is_late
from fct.flows import serving, terminal
from fct.flows.cli.submissions import print_receipt
from fct.flows.terminal import (
    FiscalYear,
    Json,
    NotTaken,
    chosen_year,
    console,
    opened_store,
    print_json,
    print_lines,
    with_head,
)
from fct.scoring import defending, following, judging, ranking, reviewing

_FINDING_KEYS = ("rule", "severity", "field", "sheet", "cell", "message")

if TYPE_CHECKING:
    import pandas as pd

    from fct.data.subjects import Store, Submission
    from fct.data.submitting import Delivery
    from fct.data.tables import Run


def submit(
    files: Annotated[list[Path], typer.Argument(help="Workbooks, CSV folders or zips.")],
    fiscal_year: FiscalYear = None,
    component: Annotated[str | None, typer.Option(help="Component that submits.")] = None,
    replaces: Annotated[str | None, typer.Option(help="Ref of which it is a new version.")] = None,
    is_new: Annotated[
        bool, typer.Option("--new", help="It is a further proposal, whatever it looks like.")
    ] = False,
    received_at: Annotated[
        str | None,
        typer.Option(help="When it came, with zone, as 2026-06-12T10:00-04:00; else now."),
    ] = None,
    is_test: Annotated[
        bool, typer.Option("--test", help="Only try it: receipt and check, never judged.")
    ] = False,
    out_of_cycle: Annotated[
        bool,
        typer.Option("--out-of-cycle", help="After the deadline: a proposal that says it is that."),
    ] = False,
    stamped: Annotated[
        Path | None,
        typer.Option(help="Folder for accepted forms with their ref; else beside each file."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Submit files to a cycle and print their receipts.

    The exit code is 1 where something is to be repaired or came late. A form without a ref in it
    comes back with the one it got: edit that one and send it again.
    """
    if replaces is not None and (len(files) > 1 or is_new):
        raise UsageError(
            "--replaces names the one proposal of which one file is a new version: submit one file "
            "with it, and leave --new out."
        )
    refuse_unknown_component(component)
    receipts: list[dict[str, Any]] = []
    problems: list[NotTaken] = []
    with opened_store() as store:
        delivery = submitting.Delivery(
            store.actor,
            _moment(received_at),
            fiscal_year,
            component,
            replaces,
            is_test,
            is_moment_stated=received_at is not None,
            is_new=is_new,
            is_out_of_cycle=out_of_cycle,
        )
        for number, file in enumerate(files, 1):
            try:
                receipts.append(_submitted(store, file, delivery, stamped))
            # A denial holds of the person and not of this file: the others would end in the same.
            except DeniedError:
                raise
            except FctError as error:
                problems.append(NotTaken(number, str(file), error))
                continue
            if not as_json:
                _print_submitted(store, file, receipts[-1])
    if as_json:
        untaken = [problem.as_plain() for problem in problems]
        print_json({"receipts": receipts, "not_submitted": untaken} | _refusal(receipts, problems))
    terminal.say_not_taken(problems, of=len(files))
    codes = [problem.error.exit_code for problem in problems]
    raise typer.Exit(max([*codes, *map(_exit_code, receipts)], default=0))


def _submitted(
    store: "Store", file: Path, delivery: "Delivery", stamped: Path | None
) -> dict[str, Any]:
    """Submit a file and return its receipt, with the check of a test and the form to edit."""
    from fct.flows.cycle import return_form_to_edit

    submission = submitting.submit(store, file, delivery)
    receipt = _receipt(store, submission)
    if submission.is_test and submission.status == "accepted":
        receipt["check"] = _check(store, file, submission.fiscal_year)
    if submission.lacks_ref:
        how = submitting.how_to_change(receipt, submitting.EntryPoint.COMMAND)
        path, said = return_form_to_edit(store, submission, file, stamped, how)
        written = None if path is None else str(path)
        receipt["form_to_edit"] = {"file": written, "said": said}
    return receipt


def _refusal(receipts: list[dict[str, Any]], problems: list[NotTaken]) -> dict[str, dict[str, str]]:
    """Return the first refusal of a call as any refused act is answered, or nothing."""
    said = [one["refusal"] for one in receipts if one["refusal"] is not None]
    said += [{"code": one.code, "message": str(one.error)} for one in problems if one.code]
    return {"refused": said[0]} if said else {}


def _print_submitted(store: "Store", file: Path, receipt: dict[str, Any]) -> None:
    print_receipt(receipt)
    if any(one["to_repair"] for one in receipt["as_it_stands"]):
        terminal.print_repairs(_check(store, file, receipt["fiscal_year"]))
    if "form_to_edit" in receipt:
        console().print(f"  {escape(printed_name(receipt['form_to_edit']['said']))}")
    if "check" in receipt:
        terminal.print_check(receipt["check"])


def _exit_code(receipt: dict[str, Any]) -> int:
    """Return the exit code of a receipt: refused, late, with answers to repair, or clean.

    Reading 73. Of a test the findings of its check count.
    """
    if receipt["status"] == "refused":
        return ExitCode.REFUSED
    if "check" in receipt:
        return ranking.exit_code_of([receipt["check"]])
    to_repair = any(one["to_repair"] for one in receipt["as_it_stands"])
    return ExitCode.FINDINGS if is_late(receipt) or to_repair else ExitCode.NOTHING_TO_REPAIR


def _moment(text: str | None) -> dt.datetime:
    if text is None:
        return utc_now()
    moment = aware_moment(text)
    if moment > utc_now():
        raise UsageError(f"--received-at {text} is still to come; give when the file came.")
    return moment


def _receipt(store: "Store", submission: "Submission") -> dict[str, Any]:
    _, cycle = store.cycles.read(submission.fiscal_year)
    return ranking.receipt_with_standing(store, submission, cycle)


def _check(store: "Store", file: Path, fiscal_year: int) -> dict[str, Any]:
    """Return what `fct check` says of a file by the cycle that it was tried for."""
    known = ranking.KnownCycle(store.cycles.read(fiscal_year)[1], "store", store.stages.now())
    return ranking.check_file(file, None, None, store.settings, known)


def evaluate(
    fiscal_year: FiscalYear = None,
    rubric_file: Annotated[Path | None, typer.Option(help="Rubric file (YAML).")] = None,
    publish_it: Annotated[
        bool | None,
        typer.Option(
            "--publish/--no-publish",
            help="Show the run to reviewers; else before `evaluated` it is not shown.",
        ),
    ] = None,
    out_of_cycle: Annotated[
        str | None,
        typer.Option(
            "--out-of-cycle", metavar="REF", help="Judge this one alone; no run changes by it."
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Judge and rank the proposals of a cycle, and publish the run.

    Where a Prefect server is configured, the same steps run there as flows.
    """
    if out_of_cycle is not None:
        _evaluate_alone(out_of_cycle, fiscal_year, rubric_file, as_json=as_json)
        return
    from fct.flows.cycle import evaluate as run_evaluation, publish

    rubric = program.load_rubric(rubric_file)
    say = (lambda _: None) if as_json else typer.echo
    with opened_store() as store:
        actor = store.actor
        year = chosen_year(store, fiscal_year)
        store.ask(Action.RUN_EVALUATE)
        evaluated = store.cycles.read(year)[1].at("evaluated")
        if publish_it is None:
            publish_it = evaluated is None or utc_now() >= evaluated
        # A flow takes no rubric file, as it may run where that is not.
        if serving.is_server_configured() and rubric is None:
            run_id, is_new, published = _evaluate_as_flow(store, year, publish_it)
        else:
            evaluation = run_evaluation(store, year, rubric, actor, say)
            run_id, is_new = evaluation.run_id, evaluation.is_new
            published = publish(store, run_id, actor) if publish_it else False
        run = store.runs.get(run_id)
        terminal.note_run(store, run)
        head, counts = subjects.run_head(store, run), terminal.ordered_counts(run.counts)
    if as_json:
        said = {"run": run_id, "is_new": is_new, "published_now": published, "counts": counts}
        print_json(with_head(head, said))
        return
    terminal.print_head(head)
    typer.echo(f"{run_id}: " + ", ".join(f"{name} {count}" for name, count in counts.items()))
    if counts["late"] and not counts["proposals"]:
        typer.echo("Every proposal came after the deadline, so none was judged.")


def _evaluate_alone(
    ref: str, fiscal_year: int | None, rubric_file: Path | None, *, as_json: bool
) -> None:
    """Judge one proposal that came out of cycle, and print where it would stand."""
    if rubric_file is not None:
        raise UsageError("An out-of-cycle proposal is judged by the rubric of its cycle's run.")
    with opened_store() as store:
        year, ref = terminal.known_ref(store, ref, fiscal_year)
        report = following.evaluate_out_of_cycle(store, year, ref)
    terminal.print_report(report, _print_alone, as_json=as_json)


def _print_alone(report: dict[str, Any]) -> None:
    typer.echo(f"{report['id']}: {report['ref']} is {report['verdict']}.")
    if report["would_rank"] is not None:
        typer.echo(
            f"By the run {report['run']} it would have rank {report['would_rank']} and the mark "
            f"“{report['would_mark']}”; merit {report['merit']:.2f}, tier {report['tier']}."
        )
    rows = [{"fiscal_year": year, **of} for year, of in report["hold_back_kusd"].items()]
    if rows:
        typer.echo("Held back for what comes out of cycle, in thousands of dollars:")
        print_lines(("fiscal_year", "held", "used", "left"), rows)


def _evaluate_as_flow(store: "Store", fiscal_year: int, publish_it: bool) -> tuple[str, bool, bool]:
    from fct.flows.cycle import evaluate_flow, publish_flow
    from fct.flows.serving import log_losses_in_a_line

    log_losses_in_a_line()
    known = {run.id for run in store.runs.of_cycle(fiscal_year)}
    try:
        run_id = evaluate_flow(fiscal_year, store.actor.name)
        published = publish_flow(run_id, store.actor.name) if publish_it else False
    except RuntimeError as error:
        url = os.environ.get("PREFECT_API_URL")
        raise StoreError(
            f"The Prefect server {url} cannot be used: {str(error).splitlines()[0]}. Start it, or "
            "unset PREFECT_API_URL to evaluate without one."
        ) from error
    return run_id, run_id not in known, published


def published_rank(fiscal_year: int | None) -> dict[str, Any]:
    """Return the order of merit of the published run, as ``fct rank --json`` prints it."""
    with opened_store() as store:
        order = defending.headed_order(store, chosen_year(store, fiscal_year))
    return with_head(order.head, ranking.rank_report(order))


def panel_rank(fiscal_year: int | None) -> dict[str, Any]:
    """Return the order by panel, as ``fct rank --by panel --json`` prints it."""
    with opened_store() as store:
        found = reviewing.order_by_panel(store, chosen_year(store, fiscal_year))
    return with_head(found.order.head, reviewing.panel_rank_report(found))


def show(
    ref: Annotated[str | None, typer.Argument(help="A proposal; without one, all of them.")] = None,
    fiscal_year: FiscalYear = None,
    as_json: Json = False,
) -> None:
    """Show what the published run says of one proposal, or list every proposal's verdict."""
    with opened_store() as store:
        if ref is None:
            year = chosen_year(store, fiscal_year)
        else:
            year, ref = terminal.known_ref(store, ref, fiscal_year)
        run = store.runs.needed(year)
        head, scores = subjects.run_head(store, run), store.runs.scores(run.id, ref)
        if ref is None:
            _list_verdicts(head, scores, store.runs.ranks(run.id), as_json=as_json)
            return
        report = _shown(store, run, scores, ref)
        report["continuing"] = following.continuing_review(store, year, ref)
        if as_json:  # all ranks are sampled for it, and no reader of words is shown it here
            report["sureness"] = _sureness(store, year, ref)
    terminal.print_of_run(head, report, _print_shown, as_json=as_json)


def _print_shown(report: dict[str, Any]) -> None:
    out, ref = console(), report["ref"]
    out.print(
        f"[bold]{escape(ref)}[/] {escape(report['title'] or '')}: {judging.verdict_words(report)}"
    )
    terminal.print_card(out, report)
    if judging.is_other_work(report):
        out.print(f"run {report['run']}")
        return
    merit = "not shown" if report["merit"] is None else f"{report['merit']:.2f}"
    out.print(f"rank {report['rank'] or 'none'}, merit {merit}, run {report['run']}")
    if report["outcome"] is not None:
        out.print(f"decided: {report['outcome']}")
        for line in report["decision"]:
            out.print(f"  {escape(line)}")
    for criterion, said in report["criteria"].items():
        out.print(f"  {said['verdict']:<10} {criterion}")
    for waiver in report["waivers"]:
        out.print(terminal.waiver_line(waiver))
    print_lines(("rule", "severity", "sheet", "cell", "message"), report["findings"])
    for note in report["sponsor_notes"]:
        on = f"{note['rule']}, on version {note['version']}"
        out.print(f"  the sponsor says of {on}: {escape(note['text'])}")
    if report["continuing"] is not None:
        _print_continuing(report["continuing"])


def _print_continuing(said: dict[str, Any]) -> None:
    """Print what stands beside the proposal of a project that runs already."""
    out = console()
    if (project := said["project"]) is not None:
        out.print(f"The project runs already; it is {project['state']} as of {said['as_of']}.")
        facts = {"promised": project["promised_kusd"], "obligated": project["obligated_kusd"]}
        for what, kusd in facts.items():
            money = ", ".join(f"FY{year}: {amount:,}" for year, amount in kusd.items()) or "nothing"
            out.print(f"  {what} ($K): {money}")
        if project["reports_late"]:
            out.print(f"  late reports: {escape(', '.join(project['reports_late']))}")
    if (approved := said["approved"]) is not None:
        out.print(f"Since the proposal approved for fiscal year {approved['fiscal_year']}:")
        print_lines(("what", "was", "is"), said["differs"])


def _shown(store: "Store", run: "Run", scores: "pd.DataFrame", ref: str) -> dict[str, Any]:
    from fct.expectations.logic import OUTCOME_NAMES

    if scores.empty:
        raise UsageError(
            f"Run {run.id} did not judge {ref}; `fct show` lists those that it judged."
        )
    score = scores.to_dict("records")[0]
    findings = store.runs.findings(run.id, ref).to_dict("records")
    rank = store.runs.ranks(run.id, ref).to_dict("records")
    decision = store.slates.published(run.fiscal_year).get(ref)
    waivers = run.evidence.get("waivers", {}).get(ref, [])
    waived = {waiver["rule"]: waiver for waiver in waivers}
    notes = store.sponsor_notes.of_version(run.fiscal_year, ref, int(score["version"]))
    return {
        "run": run.id,
        "ref": ref,
        "title": score["title"],
        "rank": int(rank[0]["rank"]) if rank else None,
        "mark": rank[0]["mark"] if rank else None,
        "outcome": None if decision is None else str(decision.outcome),
        "decision": [] if decision is None else ranking.decision_lines(store, decision),
        **{name: score[name] for name in ("verdict", "tier", "referral")},
        **{name: _points(score[name]) for name in ("strength", "merit")},
        "maturity": _maturity(score),
        "criteria": {criterion: _criterion(score, criterion) for criterion in CRITERIA},
        "parts": score["parts"],
        "card": judging.card_of_run(store, run, score),
        "findings": [
            {name: finding[name] for name in _FINDING_KEYS}
            | {"outcome": OUTCOME_NAMES[finding["outcome"]], "waived": waived.get(finding["rule"])}
            for finding in findings
        ],
        "waivers": waivers,
        "sponsor_notes": [ranking.sponsor_note_report(note) for note in notes],
    }


def _sureness(store: "Store", fiscal_year: int, ref: str) -> str | None:
    """Return how sure a proposal is to be funded, as the queue says it."""
    confidence, _ = reviewing.sureness_by_ref(store, fiscal_year).get(ref, (None, None))
    return None if confidence is None else str(confidence)


def _maturity(score: dict[Any, Any]) -> dict[str, Any] | None:
    """Return the lowest and the highest maturity, or None where it is not shown."""
    low, high = _points(score["maturity_low"]), _points(score["maturity_high"])
    return None if low is None else {"low": low, "high": high}


def _points(value: float | None) -> float | None:
    return None if value is None else round(value, program.MERIT_DECIMALS)


def _criterion(score: dict[Any, Any], criterion: str) -> dict[str, Any]:
    """Return verdict and strength of a criterion, without strength where none is shown."""
    said: dict[str, Any] = score["criteria"][criterion]
    return said if score["strength"] is not None else said | {"strength": None}


def _list_verdicts(head: list[str], scores: Any, ranks: Any, *, as_json: bool) -> None:
    places = dict(zip(ranks["ref"], ranks["rank"], strict=True))
    rows = [
        {
            "ref": row["ref"],
            "title": row["title"],
            "verdict": row["verdict"],
            "rank": int(places[row["ref"]]) if row["ref"] in places else None,
            "referral": row["referral"],
        }
        for row in scores.to_dict("records")
    ]
    if as_json:
        print_json([with_head(head, row) for row in rows])  # a list has no other head
    else:
        terminal.print_head(head)
        print_lines(("ref", "title", "verdict", "rank", "referral"), rows)
