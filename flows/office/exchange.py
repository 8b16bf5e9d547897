"""Commands between the office and the sponsors: status, certify, ask, answer, questions, note."""

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo

import typer
from rich.markup import escape

from fct.data import people, submitting
from fct.data.common import utc_now
from fct.flows import terminal
from fct.flows.terminal import FiscalYearOfProposal, Json, known_ref, opened_store, print_report
from fct.scoring import ranking

if TYPE_CHECKING:
    from fct.data.deliberations import Question
    from fct.data.subjects import Store
    from fct.data.tables import Certification

Ref = Annotated[str, typer.Argument(help="Reference of a proposal, as on its receipt.")]
OFFICE = "the FCT office"


def local_moment(store: "Store", fiscal_year: int, moment: dt.datetime) -> str:
    """Return a moment as JSON has it, with the offset of its cycle (year.md, detail 3)."""
    _, cycle = store.cycles.read(fiscal_year)
    return moment.astimezone(ZoneInfo(cycle.time_zone)).isoformat(timespec="seconds")


def status(fiscal_year: terminal.FiscalYear = None, as_json: Json = False) -> None:
    """Show where proposals stand, whom each waits for, and what comes next."""
    with opened_store() as store:
        store.ask(people.Action.PROPOSAL_SEE)
        years = [fiscal_year] if fiscal_year else [row.fiscal_year for row in store.cycles.all()]
        rows = [row for year in years for row in ranking.proposal_statuses(store, year, utc_now())]
    print_report({"proposals": rows}, _print_status, as_json=as_json)


def _print_status(report: Mapping[str, Any]) -> None:
    if not report["proposals"]:
        typer.echo("There is no proposal that you may see.")
        return
    columns = ["ref", "title", "version", "state", "waits_for", "next_action", "due"]
    if any(row["handed_on"] for row in report["proposals"]):
        columns.append("handed_on")
    terminal.print_lines(columns, report["proposals"])
    if any(row["decision"] for row in report["proposals"]):
        typer.echo("`fct show REF` shows what a decision gives, with its reason and conditions.")


def certify(ref: Ref, fiscal_year: FiscalYearOfProposal = None, as_json: Json = False) -> None:
    """Certify that your component stands behind a proposal, before its deadline."""
    with opened_store() as store:
        year, ref = known_ref(store, ref, fiscal_year, people.Action.PROPOSAL_CERTIFY)
        made = submitting.certify(store, year, ref, utc_now())
        at = local_moment(store, year, made.at)
    sentence = f"Version {made.version} of {made.ref} is certified by {made.actor.name}."
    print_report(_certification(made, at), sentence, as_json=as_json)


def _certification(made: "Certification", at: str) -> dict[str, Any]:
    return {
        "ref": made.ref,
        "fiscal_year": made.fiscal_year,
        "version": made.version,
        "certified_by": made.actor.name,
        "at": at,
    }


def ask(
    ref: Ref,
    fields: Annotated[
        list[str], typer.Option("--field", help="Id of a field that the answer may change; repeat.")
    ],
    question: Annotated[str, typer.Option(help="What the sponsor is asked.")],
    due: Annotated[str, typer.Option(metavar="DATE", help="Last day, as 2027-07-15.")],
    fiscal_year: FiscalYearOfProposal = None,
    as_json: Json = False,
) -> None:
    """Ask the sponsor of a proposal a question, and name the fields that the answer may change."""
    last_day = terminal.day_of("--due", due)
    with opened_store() as store:
        year, ref = known_ref(store, ref, fiscal_year, people.Action.QUESTION_ASK)
        asked = store.questions.ask(year, ref, fields, question, last_day)
        report = question_report(store, asked)
    sentence = (
        f"{asked.id} asks about {ref}; an answer is due by the end of {last_day}, and may change "
        f"{', '.join(asked.fields)}."
    )
    if dt.datetime.fromisoformat(report["asked_at"]).date() > last_day:
        sentence += " That day has passed already, so any answer will be marked late."
    terminal.print_row(report, sentence, as_json=as_json)


def answer(
    question_id: Annotated[str, typer.Argument(metavar="ID", help="As FY2027-Q001.")],
    file: Annotated[Path, typer.Argument(help="The form again; only what was asked may differ.")],
    as_json: Json = False,
) -> None:
    """Answer a question with the form, in which nothing but what was asked has changed."""
    with opened_store() as store:
        given = submitting.answer(store, question_id, file, utc_now())
        report = question_report(store, given)
    late = ", after its last day" if report["late"] else ""
    sentence = (
        f"{given.id} is answered{late}: version {report['version']} of {given.ref}, which the next "
        "run judges."
    )
    if report["was"] == report["is"]:
        sentence += " Nothing that was asked about differs: the answers stand as they were."
    terminal.print_row(report, sentence, as_json=as_json)


def questions(
    ref: Annotated[str | None, typer.Argument(help="Of one proposal alone.")] = None,
    fiscal_year: FiscalYearOfProposal = None,
    as_json: Json = False,
) -> None:
    """List the questions to sponsors, with their answers."""
    with opened_store() as store:
        if ref is None:
            store.ask(people.Action.PROPOSAL_SEE)
            years = [row.fiscal_year for row in store.cycles.all()]
            years = years if fiscal_year is None else [fiscal_year]
        else:
            year, ref = known_ref(store, ref, fiscal_year)
            years = [year]
        found = [one for year in years for one in store.questions.of_cycle(year, ref)]
        report = {"questions": [question_report(store, one) for one in found]}
    print_report(report, _print_questions, as_json=as_json)


def question_report(store: "Store", question: "Question") -> dict[str, Any]:
    """Return a question as JSON values; a sponsor sees the office, not who of it asked."""
    asker = question.actor.name
    # Who of the office asked is no business of whoever is judged.
    is_of_component = (
        store.acting.has(people.Role.SPONSOR, people.Role.CERTIFIER) and not store.acting.may_all
    )
    given = question.answer
    report: dict[str, Any] = {
        "id": question.id,
        "fiscal_year": question.fiscal_year,
        "ref": question.ref,
        "fields": list(question.fields),
        "question": question.question,
        "due": question.due.isoformat(),
        "state": question.state,
        "asked_by": OFFICE if is_of_component else asker,
        "asked_at": local_moment(store, question.fiscal_year, question.at),
        "answered_at": None,
        "answered_by": None,
        "days": None,
        "late": None,
        "version": None,
        "was": None,
        "is": None,
    }
    if given is None:
        return report
    submission = store.submissions.get(given.submission_id)
    return report | {
        "answered_at": local_moment(store, question.fiscal_year, given.at),
        "answered_by": given.actor.name,
        "days": given.days,
        "late": given.is_late,
        "version": submission.versions[0],
        "was": given.was,
        "is": given.now,
    }


def _print_questions(report: Mapping[str, Any]) -> None:
    if not report["questions"]:
        typer.echo("No question was asked.")
        return
    out = terminal.console()
    for one in report["questions"]:
        late = ", late" if one["late"] else ""
        out.print(
            f"[bold]{one['id']}[/] {escape(one['ref'])}, asked {one['asked_at']} by "
            f"{escape(one['asked_by'])}, due {one['due']}: {one['state']}{late}"
        )
        out.print(f"  {escape(one['question'])}")
        if one["is"] is None:
            out.print(f"  may change: {escape(', '.join(one['fields']))}")
            continue
        rows = [
            {"field": name, "was": _shown(one["was"][name]), "is": _shown(one["is"][name])}
            for name in one["fields"]
        ]
        terminal.print_lines(("field", "was", "is"), rows)


def _shown(text: str | list[str]) -> str:
    return text if isinstance(text, str) else "; ".join(text)


def note(
    ref: Ref,
    rule: Annotated[str, typer.Argument(help="Of the finding, as `fct show` prints it.")],
    text: Annotated[str, typer.Argument(help="What reviewers are to know of it.")],
    fiscal_year: FiscalYearOfProposal = None,
    as_json: Json = False,
) -> None:
    """Say something beside a weakness or a note of your proposal; reviewers read it there."""
    with opened_store() as store:
        year, ref = known_ref(store, ref, fiscal_year, people.Action.PROPOSAL_SUBMIT)
        made = ranking.note_finding(store, year, ref, rule, text)
    report = ranking.sponsor_note_report(made)
    sentence = f"The note stands beside rule {made.rule} of version {made.version} of {made.ref}."
    print_report(report, sentence, as_json=as_json)
