"""What a sponsor gets back from a check: the marked workbook, a list to work through, a page."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from fct.data.errors import RefusalError, UsageError
from fct.data.findings_sheet import MarkedFile
from fct.data.records import Note
from fct.data.settings import Settings
from fct.scoring.marks import marks_of

if TYPE_CHECKING:
    from fct.data.marking import Marking

Report = Mapping[str, Any]


class Wanted(NamedTuple):
    """What to write: a folder for marked workbooks, a list, a page; None for what is not."""

    marked: Path | None = None
    findings_list: Path | None = None
    pdf: Path | None = None

    def refuse_misfits(self) -> None:
        """Raise a UsageError if a path does not fit what is to be written to it."""
        for path, ending in ((self.findings_list, ".xlsx"), (self.pdf, ".pdf")):
            if path is not None and path.suffix.casefold() != ending:
                raise UsageError(f"{path} does not end in {ending}. Name a file that does.")
            if path is not None and not path.parent.is_dir():
                raise UsageError(f"There is no folder {path.parent}. Make it, or name another one.")
        if self.marked is not None and self.marked.exists() and not self.marked.is_dir():
            raise UsageError(f"{self.marked} is a file. Name a folder for the marked workbooks.")


def return_files(reports: Sequence[Report], wanted: Wanted, settings: Settings) -> list[str]:
    """Write what is wanted of some checked files.

    Returns
    -------
    list of str
        A sentence for each file that was written, or could not be.
    """
    said = []
    if wanted.pdf is not None:
        return_pdf(reports, wanted.pdf, settings)
        said.append(f"Wrote {wanted.pdf}.")
    if wanted.marked is not None:
        said += return_marked(reports, wanted.marked, settings)
    if wanted.findings_list is not None:
        return_list(reports, wanted.findings_list, settings)
        said.append(f"Wrote {wanted.findings_list}.")
    return said


def return_marked(reports: Sequence[Report], folder: Path, settings: Settings) -> list[str]:
    """Write each checked workbook, marked, as ``NAME.marked.xlsx`` into a folder.

    Parameters
    ----------
    reports : sequence of mapping
        As :func:`fct.scoring.check.check_file` gives them.
    folder : Path
        Made if it is not there.
    settings : Settings

    Returns
    -------
    list of str
        For each file, a sentence: where its marked workbook is, or why there is none.

    Raises
    ------
    UsageError
        If two files would be written under one name.
    """
    banner = _marking(settings).banner
    folder.mkdir(parents=True, exist_ok=True)
    said, written = [], set()
    for report in reports:
        path = Path(report["file"])
        target = folder / f"{path.stem.removesuffix('.marked')}.marked.xlsx"
        if target in written:
            raise UsageError(f"Two of the files are called {path.name}. Check them one at a time.")
        if report["refusal"] is not None:
            said.append(f"{path.name} was refused, so that it comes back as it is.")
        elif path.suffix.casefold() != ".xlsx":
            said.append(f"{path.name} is no .xlsx; its findings come as a list, with --list.")
        else:
            said.append(_mark(path, target, report, banner))
            written.add(target)
    return said


def _mark(path: Path, target: Path, report: Report, banner: str) -> str:
    from fct.data.marked_workbook import NotMarkableError
    from fct.data.safe_marking import mark_workbook_safely

    try:
        marks = marks_of(report["proposals"])
        marked = mark_workbook_safely(path.name, path.read_bytes(), marks, file_of(report, banner))
    except NotMarkableError as error:
        return f"{path.name} could not be marked: {error}. Its findings come with --list."
    except RefusalError as error:
        return f"Nothing was marked: {error.message} Its findings come with --list."
    _write(target, marked)
    return f"Wrote {target}."


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


def return_list(reports: Sequence[Report], path: Path, settings: Settings) -> None:
    """Write the findings of all files as one list, an .xlsx workbook."""
    from fct.data.findings_list import findings_list

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
    banner = _marking(settings).banner
    _write(path, findings_list(marks, notes, banner=banner))


def _notes_with_refs(report: Report) -> list[tuple[str, Note]]:
    of_proposals = [
        (proposal["ref"], note) for proposal in report["proposals"] for note in proposal["notes"]
    ]
    of_file = [("", note) for note in report["notes"]]
    return [(ref, _note(note)) for ref, note in [*of_file, *of_proposals]]


def return_pdf(reports: Sequence[Report], path: Path, settings: Settings) -> None:
    """Write the findings of one file as a page to print.

    Raises
    ------
    UsageError
        If there is not one file, or it was refused.
    """
    from fct.data.findings_report import ReportedProposal, findings_pdf

    taken = [report for report in reports if report["refusal"] is None]
    if len(taken) != 1 or len(reports) != 1:
        raise UsageError("A page is about one file that can be read. Name one file with --pdf.")
    (report,) = taken
    marking = _marking(settings)
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
    file = file_of(report, marking.banner)
    _write(path, findings_pdf(file, proposals, notes, marking.lines()))


def _write(path: Path, content: bytes) -> None:
    """Write a file whole or not at all."""
    unfinished = path.with_name(f".{path.name}.part")
    try:
        unfinished.write_bytes(content)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def _note(note: Mapping[str, str | None]) -> Note:
    return Note(note["text"] or "", note["sheet"] or "", note["cell"] or "", note["field"])


def _marking(settings: Settings) -> "Marking":
    from fct.data.marking import load_marking

    return load_marking(settings.home)
