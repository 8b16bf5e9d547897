"""Reports of projects: through the gate, read, checked by the rules of every form, and kept."""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from fct.data.common import (
    EXACT,
    ExitCode,
    Note,
    NotNowError,
    RawProposal,
    RefusalError,
    clean_text,
    squeeze,
)
from fct.data.decisions import CLOSE_OUT_NUMBER, ReportAnswers, report_suffix
from fct.data.gate import kept_name
from fct.data.program import CLOSE_OUT, REPORT, Cycle, Form, load_report_form, refusal
from fct.data.projects import NewReport, Project, refuse_closed
from fct.data.proposals import ProposalTable, State, build_table, is_blank
from fct.data.reading import read_book_safely
from fct.data.sheets import RawBook, read_form
from fct.data.store import sender_of
from fct.data.submitting import read_submitted
from fct.expectations.case import Case
from fct.expectations.form_rules import (
    amounts_are_not_negative,
    answers_are_readable,
    required_is_filled,
)
from fct.scoring.following.projects import today_of, under_terms
from fct.scoring.judging import build_findings
from fct.scoring.ranking import finding_report, note_report

if TYPE_CHECKING:
    from fct.data.subjects import Store

_RULES = {
    "X1": required_is_filled,
    "X2": answers_are_readable,
    "X5": amounts_are_not_negative,
}
_STAMPED = re.compile(r"R([0-9]{2,4})")
_UNSTAMPED = (
    "The file does not say which report it is, so it was taken for {report}, the oldest that is "
    "missing. A blank report of the project says it by itself."
)
_TWICE = "Fiscal year {year} stands in several rows; their amounts were added up."
_AHEAD = "The finding is dated {day}, which is after today: look at the date again."


class ReadReport(NamedTuple):
    """A report that was read.

    Attributes
    ----------
    number : int
        That of its date; 0 for the close-out.
    table : ProposalTable
    findings : list of object
        JSON values.
    notes : list of Note
    """

    number: int
    table: ProposalTable
    findings: list[dict[str, Any]]
    notes: list[Note]


def send_report(store: "Store", ref: str, path: Path) -> dict[str, Any]:
    """Take in a report of a project, and return what ``fct project report --json`` prints.

    Raises
    ------
    DeniedError
        If who acts may not see the project, or not report on it.
    NotNowError
        ``ENDED``, if nothing more is to be reported on it.
    UsageError
        If the file cannot be opened.
    """
    (project,) = under_terms(store, [store.projects.get(ref)])
    store.projects.ask_to_report(project.kept)
    refuse_closed(project.kept)
    result: dict[str, Any] = {"report": None, "version": None, "refusal": None, "findings": []}
    try:
        name, content = read_submitted(path)
        return result | take_report(store, project, name, content)
    except RefusalError as error:
        return result | {"refusal": {"code": error.code, "message": error.message}, "notes": []}


def take_report(store: "Store", project: Project, name: str, content: bytes) -> dict[str, Any]:
    """Take in a report whose bytes are at hand; see :func:`send_report`.

    Raises
    ------
    RefusalError
        If the file is not taken; then nothing of it is kept.
    """
    actor = store.projects.ask_to_report(project.kept)
    name = kept_name(name)
    store.intake.refuse_over_quota(sender_of(actor, project.kept.component), name, content)
    try:
        book = read_book_safely(name, content)
    except RefusalError as error:
        if error.code == "CLASSIFIED":
            store.intake.refuse_classified(actor)
        raise
    cycle = store.cycles.read(project.kept.row.fiscal_year)[1]
    read = read_report(project, book, cycle)
    # Only now: a classified file is refused before another program gets it.
    store.intake.refuse_harmful(name, content, actor)
    new = NewReport(
        ref=project.kept.ref,
        number=read.number,
        file_name=clean_text(name),
        content=content,
        answers=answers_of(read.table),
        findings=read.findings,
    )
    report, is_repeat = store.projects.add_report(new, refuse_closed)
    return {
        "report": report.id,
        "version": report.version,
        "refusal": None,
        "findings": read.findings,
        "notes": [note_report(note) for note in read.notes],
        "repeat": is_repeat,
    }


def exit_code_of_report(result: dict[str, Any]) -> ExitCode:
    """Return the exit code of a report, as of a check (reading 73)."""
    if result["refusal"] is not None:
        return ExitCode.REFUSED
    return ExitCode.FINDINGS if result["findings"] else ExitCode.NOTHING_TO_REPAIR


def read_report(project: Project, book: RawBook, cycle: Cycle) -> ReadReport:
    """Return what a file reports on a project.

    Raises
    ------
    RefusalError
        If it is another form, or of another project.
    NotNowError
        ``ENDED``, if it does not say which report it is and none is missing.
    """
    number, notes = _number_of(project, book)
    form = load_report_form(CLOSE_OUT if number == CLOSE_OUT_NUMBER else REPORT)
    raw = read_form(book, form)
    if raw.ref and raw.ref != project.kept.ref:
        raise refusal("OTHER_PROJECT", name=book.file, seen=raw.ref, ref=project.kept.ref)
    if _is_blank(raw):
        raise refusal("BLANK_REPORT", name=book.file, kind=form.kind)
    # By the machinery of proposals: one reader of answers and one wording of findings for all
    # forms.
    table = build_table([_named(raw, project)], form)
    case = Case(table, cycle, cycle.loaded_rubric.terms)
    results = {rule: function(case) for rule, function in _RULES.items()}
    findings = [finding_report(finding) for finding in build_findings(case, results)]
    notes += [*table.notes[0], *_notes_on(table, project)]
    return ReadReport(number, table, findings, notes)


def _is_blank(raw: RawProposal) -> bool:
    return all(is_blank(cell.value) for cell in raw.answers.values()) and not any(raw.rows.values())


def _named(raw: RawProposal, project: Project) -> RawProposal:
    return replace(raw, ref=project.kept.ref)


def _number_of(project: Project, book: RawBook) -> tuple[int, list[Note]]:
    """Return the number of a report: by its stamp, else that of the oldest that is missing."""
    stamp = book.properties.get("fct_report", "").strip()
    if stamp == report_suffix(CLOSE_OUT_NUMBER) or (
        not stamp and book.properties.get("fct_form") == CLOSE_OUT
    ):
        return CLOSE_OUT_NUMBER, []
    # A file without a stamp, as one saved as another kind, is taken for the report that is asked
    # for.
    if (found := _STAMPED.fullmatch(stamp)) and int(found[1]):
        return int(found[1]), []
    number = project.oldest_open()
    if number is None:
        raise NotNowError(
            "ENDED",
            f"{project.kept.ref} has its close-out, so that no report of it is missing. To correct "
            "one, get the blank report or close-out of the project and send that.",
        )
    report = f"{project.kept.ref}-{report_suffix(number)}"
    return number, [Note(_UNSTAMPED.format(report=report), "", "")]


def _notes_on(table: ProposalTable, project: Project) -> Iterator[Note]:
    obligations = table.sheets["Obligations"]
    years = [year for year in obligations.value("fiscal_year") if year is not None]
    for year in sorted({year for year in years if years.count(year) > 1}):
        yield Note(_TWICE.format(year=year), "Obligations", "", "fiscal_year")
    day = _day(table, "finding_date")
    if day is not None and day > today_of(project):
        sheet, cell = table.address("finding_date", 0)
        yield Note(_AHEAD.format(day=day), sheet, cell, "finding_date")


def answers_of(table: ProposalTable) -> ReportAnswers:
    """Return what a report says, as far as it could be read."""
    return ReportAnswers(
        percent=_answer(table, "percent_complete"),
        next_event=_text(table, "next_event"),
        next_event_date=_day(table, "next_event_date"),
        issues=_text(table, "issues"),
        finding=_answer(table, "finding"),
        finding_date=_day(table, "finding_date"),
        obligated_kusd=_obligated(table),
        results=tuple(_results(table)),
    )


def _answer(table: ProposalTable, field: str) -> Any:
    is_read = table.proposal.state(field)[0] == State.READ
    return table.proposal.value(field)[0] if is_read else None


def _text(table: ProposalTable, field: str) -> str | None:
    value = _answer(table, field)
    return None if value is None else clean_text(squeeze(str(value)))


def _day(table: ProposalTable, field: str) -> dt.date | None:
    if table.proposal.state(field)[0] != State.READ:
        return None
    return dt.date.fromisoformat(str(table.proposal.value(field)[0].astype("datetime64[D]")))


def _obligated(table: ProposalTable) -> dict[int, Decimal]:
    sheet = table.sheets["Obligations"]
    total: dict[int, Decimal] = {}
    for year, kusd in zip(sheet.value("fiscal_year"), sheet.value("obligated_kusd"), strict=True):
        # A negative amount is a finding (X5), and no obligation.
        if year is not None and kusd is not None and kusd >= 0:
            total[int(year)] = EXACT.add(total.get(int(year), Decimal(0)), kusd)
    return dict(sorted(total.items()))


def _results(table: ProposalTable) -> Iterator[dict[str, str]]:
    sheet = table.sheets["Results"]
    names = ("requirement", "result", "evidence")
    for values in zip(*(sheet.value(name) for name in names), strict=True):
        yield {
            name: "" if value is None else clean_text(squeeze(str(value)))
            for name, value in zip(names, values, strict=True)
        }


def report_form(project: Project, *, close_out: bool) -> tuple[Form, str]:
    """Return the form of the next report of a project, or of its close-out, and its stamp.

    Raises
    ------
    NotNowError
        ``ENDED``, if nothing more is to be reported.
    """
    refuse_closed(project.kept)
    if close_out:
        return load_report_form(CLOSE_OUT), report_suffix(CLOSE_OUT_NUMBER)
    number = project.oldest_open()
    if number is None:
        raise NotNowError(
            "ENDED",
            f"{project.kept.ref} has its close-out, so no further report is asked for. A new "
            "version of the close-out corrects it.",
        )
    return load_report_form(REPORT), report_suffix(number)
