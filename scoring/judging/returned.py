"""What a sponsor gets back from a check: the marked workbook, a list to work through, a page."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from fct.data.common import Note, UsageError
from fct.data.formats import Provenance, provenance_of_program
from fct.data.program import Marking
from fct.data.reading import mark_workbook_safely
from fct.data.xlsx import MarkedFile, NotMarkableError, Standing, head_of_findings
from fct.scoring.judging.marks import marks_of, marks_of_notes, repairs_of
from fct.scoring.judging.referred import (
    card_lines,
    is_other_work,
    notes_read,
    verdict_words,
)

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
    cycle = report["cycle"] or {}
    judged = f"for fiscal year {cycle['fiscal_year']}, as of {cycle['final_due']}" if cycle else ""
    made_from = _provenance(cycle).sentence() if cycle else ""
    judged = ". ".join(filter(None, (judged, report.get("form_note"), made_from)))
    return MarkedFile(
        name=Path(report["file"]).name,
        sha256=report["sha256"] or "",
        judged=judged,
        verdicts=[_standing(report, proposal) for proposal in report["proposals"]],
        banner=banner,
    )


def _provenance(cycle: Report) -> Provenance:
    return provenance_of_program(cycle["fiscal_year"], rubric_version=cycle.get("rubric_version"))


def _standing(report: Report, proposal: Report) -> Standing:
    return Standing(
        ref=proposal["ref"],
        verdict=verdict_words(proposal),
        title=proposal["title"] or "",
        head=_head(report, proposal),
        criteria=", ".join(f"{name} {word}" for name, word in _criteria(proposal).items()),
        card=card_lines(proposal),
    )


def _criteria(proposal: Report) -> Mapping[str, str]:
    """Return the verdicts on the criteria; what belongs to another program is held to none."""
    criteria: Mapping[str, str] = {} if is_other_work(proposal) else proposal["criteria"]
    return criteria


def _head(report: Report, proposal: Report) -> str:
    """Return how much of a proposal is to be repaired and read; beside a lone one, of its file."""
    beside = len(report["notes"]) if len(report["proposals"]) == 1 else 0
    return head_of_findings(repairs_of(proposal), len(notes_read(proposal)) + beside)


def findings_workbook(reports: Sequence[Report], marking: Marking) -> bytes:
    """Return the findings of all files as one list, an xlsx workbook."""
    from fct.data.documents import ListedFile, findings_list

    listed = [
        ListedFile(
            file_of(report, marking.banner),
            [*marks_of_notes(report), *marks_of(report["proposals"])],
            "" if report["refusal"] is None else report["refusal"]["message"],
        )
        for report in reports
    ]
    return findings_list(listed, banner=marking.banner)


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
            verdict=verdict_words(proposal),
            head=_head(report, proposal),
            card=card_lines(proposal),
            criteria=_criteria(proposal),
            marks=marks_of([proposal]),
            notes=[_note(note) for note in notes_read(proposal)],
        )
        for proposal in report["proposals"]
    ]
    notes = [_note(note) for note in report["notes"]]
    return findings_pdf(file_of(report, marking.banner), proposals, notes, marking.lines())


def _note(note: Mapping[str, str | None]) -> Note:
    return Note(note["text"] or "", note["sheet"] or "", note["cell"] or "", note["field"])
