"""Writing what a sponsor gets back to files: findings, marked workbooks, the form to edit."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from fct.data.common import FctError, RefusalError, UsageError
from fct.data.program import Marking, load_marking
from fct.data.store import Settings

if TYPE_CHECKING:
    from fct.data.subjects import Store, Submission

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
        As :func:`fct.scoring.ranking.check.check_file` gives them.
    folder : Path
        Made if it is not there.
    settings : Settings

    Returns
    -------
    list of str
        For each file, a sentence: where its marked workbook is, or why it has no marked workbook.

    Raises
    ------
    UsageError
        If two files would be written under one name.
    """
    marking = load_marking(settings.home)
    folder.mkdir(parents=True, exist_ok=True)
    said, written = [], set()
    for report in reports:
        path = Path(report["file"])
        # A marked workbook that was corrected and checked again keeps its name.
        target = folder / f"{path.stem.removesuffix('.marked')}.marked.xlsx"
        if target in written:
            raise UsageError(f"Two of the files are called {path.name}. Check them one at a time.")
        if report["refusal"] is not None:
            said.append(f"{path.name} was refused, so that it comes back as it is.")
        elif path.suffix.casefold() != ".xlsx":
            said.append(
                f"{path.name} is not an .xlsx file; its findings come as a list, with --list."
            )
        else:
            said.append(_mark(path, target, report, marking))
            written.add(target)
    return said


def _mark(path: Path, target: Path, report: Report, marking: Marking) -> str:
    from fct.data.xlsx import NotMarkableError
    from fct.scoring.judging import marked_workbook

    try:
        marked = marked_workbook(report, path.read_bytes(), marking)
    except NotMarkableError as error:
        return f"{path.name} could not be marked: {error}. Its findings come with --list."
    except RefusalError as error:
        return f"Nothing was marked: {error.message} Its findings come with --list."
    _write(target, marked)
    return f"Wrote {target}."


def return_list(reports: Sequence[Report], path: Path, settings: Settings) -> None:
    """Write the findings of all files as one list, an .xlsx workbook."""
    from fct.scoring.judging import findings_workbook

    _write(path, findings_workbook(reports, load_marking(settings.home)))


def return_pdf(reports: Sequence[Report], path: Path, settings: Settings) -> None:
    """Write the findings of one file as a page to print.

    Raises
    ------
    UsageError
        If there is not one file, or it was refused.
    """
    from fct.scoring.judging import findings_page

    if len(reports) != 1:
        raise UsageError("A page is about one file that can be read. Name one file with --pdf.")
    _write(path, findings_page(reports[0], load_marking(settings.home)))


def return_form_to_edit(
    store: "Store", submission: "Submission", file: Path, folder: Path | None, how: str = ""
) -> tuple[Path | None, str]:
    """Write the form of an accepted proposal with its ref, and say where, or why it is not there.

    Parameters
    ----------
    store : Store
    submission : Submission
        Of one form.
    file : Path
        That was submitted; the form is written beside it.
    folder : Path, optional
        Another folder for it, made if it is not there.
    how : str, optional
        To change the proposal with it; see :func:`fct.data.submitting.how_to_change`.
    """
    from fct.data.documents import summary_of, write_form_to_edit
    from fct.data.gate import safe_download_name

    (ref,), (version,) = submission.refs, submission.versions
    place = file.absolute().parent if folder is None else folder
    target = place / safe_download_name(f"{file.stem}.{ref}.xlsx")
    later = f"`fct file {ref} --to-edit --out FILE` writes it."
    if target.exists():
        return None, f"The form to edit was not written: {target} is there already. {later}"
    try:
        place.mkdir(parents=True, exist_ok=True)
        stored = store.versions.get(submission.fiscal_year, ref, version)
        summary = summary_of(store, stored)
        write_form_to_edit(target, stored, fiscal_year=submission.fiscal_year, summary=summary)
    except (FctError, OSError) as error:
        return None, f"The form to edit was not written to {target}: {error} {later}"
    return target, f"Wrote {target}: it holds the ref {ref}.{how}"


def _write(path: Path, content: bytes) -> None:
    """Write a file whole or not at all."""
    unfinished = path.with_name(f".{path.name}.part")
    try:
        unfinished.write_bytes(content)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
