"""What a sponsor gets back from a check: the marked workbook, a list to work through, a page."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from fct.data.common import Note, UsageError
from fct.data.program import Marking
from fct.data.reading import mark_workbook_safely
from fct.data.xlsx import MarkedFile, NotMarkableError
from fct.scoring.judging.marks import marks_of, marks_of_notes

__all__ = ["NotMarkableError", "file_of", "findings_page", "findings_workbook", "marked_workbook"]

Report = Mapping[str, Any]


def marked_workbook(report: Report, content: bytes, marking: Marking) -> bytes:
    """Return a checked xlsx workbook with its findings and the notes of the reader marked in it.

    Parameters
    ----------
    report : mapping
        As :mod:`fct.scoring.ranking.check` gives it.
    content : bytes
        The workbook.
    marking : Marking

    Raises
    ------
    NotMarkableError
        If it is built in a way that cannot be patched.
    RefusalError
        If the gate does not let it pass now, or the child comes to no end.
    """
    file = file_of(report, marking.banner)
    marks = [*marks_of_notes(report), *marks_of(report["proposals"])]
    return mark_workbook_safely(file.name, content, marks, file)


def file_of(report: Report, banner: str) -> MarkedFile:
    """Return what a marked workbook says of its file."""
    cycle = report["cycle"]
    return MarkedFile(
        name=Path(report["file"]).name,
        sha256=report["sha256"],
        judged=f"for fiscal year {cycle['fiscal_year']}, as of {cycle['final_due']}",
        verdicts=[(proposal["ref"], proposal["verdict"]) for proposal in report["proposals"]],
        banner=banner,
    )


def findings_workbook(reports: Sequence[Report], marking: Marking) -> bytes:
    """Return the findings of all files as one list, an xlsx workbook."""
    from fct.data.documents import findings_list

    marks = [
        (Path(report["file"]).name, mark)
        for report in reports
        for mark in marks_of(report["proposals"])
    ]
    notes = [
        (Path(report["file"]).name, ref, note)
        for report in reports
        for ref, note in _notes_with_refs(report)
    ]
    return findings_list(marks, notes, banner=marking.banner)


def _notes_with_refs(report: Report) -> list[tuple[str, Note]]:
    of_proposals = [
        (proposal["ref"], note) for proposal in report["proposals"] for note in proposal["notes"]
    ]
    of_file = [("", note) for note in report["notes"]]
    return [(ref, _note(note)) for ref, note in [*of_file, *of_proposals]]


def findings_page(report: Report, marking: Marking) -> bytes:
    """Return the findings of one file as a page to print, a PDF.

    Raises
    ------
    UsageError
        If the file was refused.
    """
    from fct.data.documents import ReportedProposal, findings_pdf

    if report["refusal"] is not None:
        raise UsageError("A page is about one file that can be read; this one was refused.")
    proposals = [
        ReportedProposal(
            ref=proposal["ref"],
            title=proposal["title"] or "",
            verdict=proposal["verdict"],
            referral=proposal["referral"] or "",
            criteria=proposal["criteria"],
            marks=marks_of([proposal]),
            notes=[_note(note) for note in proposal["notes"]],
        )
        for proposal in report["proposals"]
    ]
    notes = [_note(note) for note in report["notes"]]
    return findings_pdf(file_of(report, marking.banner), proposals, notes, marking.lines())


def _note(note: Mapping[str, str | None]) -> Note:
    return Note(note["text"] or "", note["sheet"] or "", note["cell"] or "", note["field"])
