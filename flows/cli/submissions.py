"""Commands on what was submitted: receipts, versions, differences, withdrawing, carrying on."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape

from fct.data import documents, gate, proposals, submitting
from fct.data.common import DeniedError, UsageError, aware_moment, not_there, utc_now
from fct.data.gate import printed_name
from fct.data.people import Action
from fct.data.submitting import receipt_lines, status_mark, status_words
from fct.flows.terminal import (
    FiscalYearOfProposal,
    Json,
    console,
    free_path,
    known_ref,
    meant_by,
    opened_store,
    print_lines,
    print_report,
    write_out,
)
from fct.scoring import ranking

if TYPE_CHECKING:
    from fct.data.program import Cycle
    from fct.data.subjects import Store, StoredProposal, Submission
    from fct.data.tables import Standing


_SUBMISSION_ID = re.compile(r"FY[0-9]{4}-[ST][0-9]+")

Ref = Annotated[str, typer.Argument(help="Reference of a proposal, as on its receipt.")]


def _cycle(store: "Store", fiscal_year: int) -> "Cycle":
    return store.cycles.read(fiscal_year)[1]


def receipt(
    name: Annotated[
        str, typer.Argument(metavar="ID", help="As FY2027-S0001, or a ref for its last receipt.")
    ],
    fiscal_year: FiscalYearOfProposal = None,
    correct: Annotated[
        str | None, typer.Option(metavar="MOMENT", help="When it came, where the clock was wrong.")
    ] = None,
    reason: Annotated[str | None, typer.Option(help="With --correct: why.")] = None,
    approved_by: Annotated[
        str | None, typer.Option(metavar="PERSON", help="With --correct: the second person.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Print a receipt again, and how its proposals stand now; or put its moment right."""
    with opened_store() as store:
        submission = _submission(store, name, fiscal_year)
        if correct is not None:
            if reason is None or approved_by is None:
                raise UsageError("--correct needs --reason and --approved-by.")
            submitting.correct_receipt(
                store, submission, aware_moment(correct), reason, approved_by
            )
            submission = store.submissions.get(submission.id)
        elif reason is not None or approved_by is not None:
            raise UsageError("--reason and --approved-by go with --correct MOMENT.")
        cycle = _cycle(store, submission.fiscal_year)
        report = ranking.receipt_with_standing(store, submission, cycle)
    print_report(report, print_receipt, as_json=as_json)


def _submission(store: "Store", name: str, fiscal_year: int | None) -> "Submission":
    """Return a submission by its id, or by the ref of a proposal that of its last version."""
    as_id = name.strip().upper()
    # What is neither an id nor a ref is looked up as an id, and denied in the words that were
    # typed.
    if _SUBMISSION_ID.fullmatch(as_id) or not meant_by(store, name, fiscal_year):
        try:
            return store.submissions.get(as_id)
        except DeniedError:
            raise not_there(name) from None
    year, ref = known_ref(store, name, fiscal_year)
    return store.submissions.get(store.versions.all(year, ref)[-1].submission_id)


def withdraw(
    ref: Ref,
    reason: Annotated[str, typer.Option(help="Why, in a sentence; it is kept.")],
    fiscal_year: FiscalYearOfProposal = None,
    as_json: Json = False,
) -> None:
    """Take a proposal out of its cycle; the record stays."""
    with opened_store() as store:
        year, ref = known_ref(store, ref, fiscal_year)
        change = submitting.withdraw(store, year, ref, reason=reason, actor=store.actor)
        cycle = _cycle(store, year)
    deadline = cycle.deadline
    after = "The deadline has passed, so it cannot be re-opened."
    if change.at <= deadline:
        after = f"`fct reopen {ref}` brings it back until {deadline:%Y-%m-%d %H:%M %Z}."
    _say_standing(
        change,
        cycle,
        f"{ref} is withdrawn from fiscal year {year}: it is not judged from the next run on, and "
        f"all its versions are kept. {after}",
        as_json,
    )


def reopen(ref: Ref, fiscal_year: FiscalYearOfProposal = None, as_json: Json = False) -> None:
    """Put a withdrawn proposal back into its cycle, before the deadline."""
    with opened_store() as store:
        year, ref = known_ref(store, ref, fiscal_year)
        now, actor = utc_now(), store.actor
        cycle = _cycle(store, year)
        change = submitting.reopen(store, cycle, ref, actor=actor, at=now)
    _say_standing(change, cycle, f"{ref} is in the cycle of fiscal year {year} again.", as_json)


def _say_standing(change: "Standing", cycle: "Cycle", sentence: str, as_json: bool) -> None:
    print_report(_standing_report(change, cycle), sentence, as_json=as_json)


def _standing_report(change: "Standing", cycle: "Cycle") -> dict[str, Any]:
    return {
        "ref": change.ref,
        "fiscal_year": change.fiscal_year,
        "standing": change.standing,
        "reason": change.reason,
        "at": cycle.local(change.at),
        "actor": change.actor.name,
    }


def versions(ref: Ref, fiscal_year: FiscalYearOfProposal = None, as_json: Json = False) -> None:
    """List the versions of a proposal; all are kept."""
    with opened_store() as store:
        year, ref = known_ref(store, ref, fiscal_year)
        cycle = _cycle(store, year)
        found = store.versions.all(year, ref)
        report = {
            "ref": ref,
            "fiscal_year": year,
            "versions": [_version_report(store, cycle, stored) for stored in found],
            "standings": [
                _standing_report(change, cycle) for change in store.standings.of_cycle(year, ref)
            ],
        }
    print_report(report, partial(print_versions, ref), as_json=as_json)


def _version_report(store: "Store", cycle: "Cycle", stored: "StoredProposal") -> dict[str, Any]:
    answers = store.questions.answered_by(stored.submission_id)
    component = store.versions.components(cycle.fiscal_year).get(stored.ref)
    extended = store.extensions.deadlines(cycle).of_one(stored.ref, component)
    lane = store.submissions.get(stored.submission_id).lane
    return {
        "fiscal_year": cycle.fiscal_year,
        "version": stored.version,
        "received_at": cycle.local(stored.received_at),
        "received": submitting.moment_words(stored.received_at, cycle),
        "timing": submitting.timing_of(stored.received_at, cycle, answers, extended, lane=lane),
        "submission": stored.submission_id,
        "file": stored.proposal.origin.file or None,
        "sha256": stored.proposal.origin.sha256 or None,
    }


def file(
    ref: Ref,
    out: Annotated[Path, typer.Option("--out", help="File or folder to write it to.")],
    version: Annotated[int | None, typer.Option(min=1, help="Which one; else the last.")] = None,
    to_edit: Annotated[
        bool, typer.Option("--to-edit", help="The form with the ref in it, to be edited.")
    ] = False,
    fiscal_year: FiscalYearOfProposal = None,
    as_json: Json = False,
) -> None:
    """Write the file of a version of a proposal, as it came, or its form to edit."""
    with opened_store() as store:
        year, ref = known_ref(store, ref, fiscal_year)
        stored = store.versions.get(year, ref, version)
        came = store.submissions.get(stored.submission_id)
        if not (to_edit or came.file_sha256):  # a part of the file is hidden
            store.deny(not_there(ref), Action.PROPOSAL_SEE, ref)
        name = f"{ref}.xlsx" if to_edit else came.file_name
        path = free_path(out, gate.safe_download_name(name))
        if to_edit:
            _refuse_other_ending(path)
            summary = documents.summary_of(store, stored)
            form = partial(
                documents.write_form_to_edit, stored=stored, fiscal_year=year, summary=summary
            )
            write_out(store, path, form, ref)
        else:
            write_out(store, path, store.files.read(came.file_sha256), ref)
    report = {"file": str(path), "ref": ref, "fiscal_year": year, "version": stored.version}
    report |= {"sha256": came.file_sha256 or None, "to_edit": to_edit}
    what = "the form to edit" if to_edit else "the file as it came"
    sentence = f"Wrote {path}: version {stored.version} of {ref}, {what}."
    print_report(report, sentence, as_json=as_json)


def diff(
    ref: Ref,
    older: Annotated[
        int | None, typer.Option("--from", min=1, help="Version; else the one before.")
    ] = None,
    newer: Annotated[
        int | None, typer.Option("--to", min=1, help="Version; else the last.")
    ] = None,
    approved: Annotated[
        bool, typer.Option("--approved", help="Compare with last year's published version.")
    ] = False,
    fiscal_year: FiscalYearOfProposal = None,
    as_json: Json = False,
) -> None:
    """Show field by field what differs between two versions of a proposal."""
    if approved and older is not None:
        raise UsageError("--approved names what to compare with; leave --from out.")
    with opened_store() as store:
        year, ref = known_ref(store, ref, fiscal_year)
        if approved:
            report = _approved_difference(store, year, ref, newer)
        else:
            report = _version_difference(store, year, ref, (older, newer))
    words = report["note"] if report["from"] is None else print_difference
    print_report(report, words, as_json=as_json)


def _version_difference(
    store: "Store", year: int, ref: str, chosen: tuple[int | None, int | None]
) -> dict[str, Any]:
    cycle = _cycle(store, year)
    known = {stored.version: stored for stored in store.versions.all(year, ref)}
    newer = chosen[1] or max(known)
    older = chosen[0] or newer - 1
    if len(known) == 1 and chosen == (None, None):
        raise UsageError(f"{ref} has one version, so there is nothing to compare it with.")
    for version in (older, newer):
        if version not in known:
            raise UsageError(
                f"{ref} has no version {version}; it has: {', '.join(map(str, known))}."
            )
    sides = [_version_report(store, cycle, known[version]) for version in (older, newer)]
    found = _changes(known[older], known[newer])
    return {"ref": ref, "from": sides[0], "to": sides[1], **found, "note": None}


def _approved_difference(
    store: "Store", year: int, ref: str, version: int | None
) -> dict[str, Any]:
    stored = store.versions.get(year, ref, version)
    report = {"ref": ref, "from": None, "to": _version_report(store, _cycle(store, year), stored)}
    before = submitting.approved_before(store, year, ref)
    if before is None:
        note = (
            f"No run of fiscal year {year - 1} that is published judged a proposal {ref}, so there "
            "is nothing approved to compare it with."
        )
        return report | {"cost_and_schedule": [], "changes": [], "note": note}
    side = _version_report(store, _cycle(store, year - 1), before.stored)
    report["from"] = side | {"run": before.run_id, "mark": before.mark}
    return report | _changes(before.stored, stored) | {"note": None}


def _changes(older: "StoredProposal", newer: "StoredProposal") -> dict[str, Any]:
    sides = (older.proposal, newer.proposal)
    changes = [asdict(change) for change in proposals.difference(*sides)]
    return {
        "cost_and_schedule": [
            {"what": what, "was": _as_json(was), "is": _as_json(now)}
            for what, was, now in proposals.shifts(*sides)
        ],
        "changes": [change | {"is": change.pop("now")} for change in changes],
    }


def _as_json(value: Decimal | dt.date | None) -> str | float | None:
    """Return a sum or a date as JSON takes it."""
    if isinstance(value, dt.date):
        return value.isoformat()
    return None if value is None else float(value)


def _refuse_other_ending(path: Path) -> None:
    if path.suffix.lower() != ".xlsx":
        raise UsageError(f"{path} does not end in .xlsx; the form is written as .xlsx only.")


def carry(
    ref: Ref,
    path: Annotated[Path, typer.Argument(metavar="OUT", help="Workbook to write, as .xlsx.")],
    fiscal_year: Annotated[int, typer.Option(min=2001, max=2099, help="The year to be funded.")],
    from_year: Annotated[
        int | None, typer.Option(help="Cycle that has the proposal; else the year before.")
    ] = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace the file.")] = False,
    as_json: Json = False,
) -> None:
    """Write the form of a later year, filled with the last version of a proposal."""
    _refuse_other_ending(path)
    free_path(path, overwrite=overwrite)
    year_before = fiscal_year - 1 if from_year is None else from_year
    if year_before >= fiscal_year:
        raise UsageError(
            f"A proposal of fiscal year {year_before} is not carried into {fiscal_year}; name a "
            "later year with --fiscal-year."
        )
    with opened_store() as store:
        stored = store.versions.get(year_before, ref)
        remarks: list[str] = []

        def carried(to: Path) -> None:
            summary = documents.summary_of(store, stored)
            years = {"year_before": year_before, "fiscal_year": fiscal_year}
            remarks.append(documents.carry_forward(to, stored, summary=summary, **years))

        write_out(store, path, carried, ref)
    (remark,) = remarks
    report = {"file": str(path), "ref": ref, "fiscal_year": fiscal_year}
    report |= {"from_year": year_before, "version": stored.version, "remark": remark}
    print_report(report, f"Wrote {path}. {remark}", as_json=as_json)


_MARKS = {"✗": "red", "!": "yellow", "✓": "green"}


def print_receipt(receipt: Mapping[str, Any]) -> None:
    """Print a receipt in words, its status in color."""
    first, *others = receipt_lines(receipt)
    mark, words = _MARKS[status_mark(receipt)], status_words(receipt)
    out = console()
    out.print(escape(first).replace(escape(words), f"[{mark}]{escape(words)}[/]", 1))
    for line in others:
        out.print(f"  {escape(line)}")


def print_versions(ref: str, report: Mapping[str, Any]) -> None:
    """Print the versions of a proposal, and who withdrew or re-opened it."""
    console().print(f"[bold]{escape(ref)}[/], fiscal year {report['fiscal_year']}")
    columns = ("version", "received", "timing", "submission", "file", "sha256")
    print_lines(
        columns,
        [
            row | {"file": printed_name(row["file"] or "–"), "sha256": (row["sha256"] or "–")[:12]}
            for row in report["versions"]
        ],
    )
    how = f"`fct file {escape(ref)} --version N --out FILE` writes the file of a version as it came"
    console().print(f"  {how}; with --to-edit, its form with the ref in it.")
    for change in report["standings"]:
        reason = f": “{escape(change['reason'])}”" if change["reason"] else ""
        by = escape(change["actor"])
        console().print(f"  {change['standing']} {change['at']} by {by}{reason}")


def print_difference(report: Mapping[str, Any]) -> None:
    """Print what differs between two versions."""
    out = console()
    sides = " → ".join(_side(report[name]) for name in ("from", "to"))
    out.print(f"[bold]{escape(report['ref'])}[/]  {escape(sides)}")
    changes: Sequence[Mapping[str, Any]] = report["changes"]
    if not changes:
        out.print("No answer differs.")
        return
    out.print(f"{len(changes)} {'answer differs' if len(changes) == 1 else 'answers differ'}.")
    if report["cost_and_schedule"]:
        print_lines(("cost and schedule", "was", "is"), _shifts(report["cost_and_schedule"]))
        out.print()
    print_lines(("sheet", "row", "label", "cell", "was", "is", "kind"), changes)


def _shifts(found: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [{"cost and schedule": one["what"], "was": one["was"], "is": one["is"]} for one in found]


def _side(side: Mapping[str, Any]) -> str:
    run = f", as published in {side['run']}" if side.get("run") else ""
    mark = f" ({side['mark']})" if side.get("mark") else ""
    return f"FY{side['fiscal_year']} version {side['version']} of {side['received']}{run}{mark}"
