"""Forms filled with a proposal's answers: next year's, and the one to edit with its ref in it."""

from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

from fct.data.common import BrokenCell, Cell, FctError, RawProposal, UsageError
from fct.data.documents.template import Filled, write_template
from fct.data.documents.template_cells import FilledValue
from fct.data.program import PROPOSAL, TABLE_SHEETS, Field, FieldType, fitted, load_form
from fct.data.proposals import State, read_answer
from fct.data.reading import read_book_safely
from fct.data.sheets import summary_in
from fct.data.subjects import Store, StoredProposal

_LONGEST_CELL = 32_767  # of an .xlsx workbook; xlsxwriter drops a longer text without a word
_LONGEST_SUMMARY = 32_000  # with what is put before it, of such a cell
_LONGEST_REF = 40  # a custom property holds 255 characters
_TYPED = {FieldType.CHOICE, FieldType.MONEY, FieldType.INTEGER, FieldType.DATE}


def carry_forward(
    path: Path | BytesIO,
    stored: StoredProposal,
    *,
    year_before: int,
    fiscal_year: int,
    summary: str = "",
) -> str:
    """Write the form of ``fiscal_year`` with the answers of a proposal, and return its remark.

    The form is stamped with the ref, names the new year and is a continuing project. All other
    answers stand as they were, and the summary is marked as last year's; signatures are given
    again. The remark on its first sheet says what to look at again.

    Parameters
    ----------
    path : Path or BytesIO
        File to write; one that is there is replaced.
    stored : StoredProposal
    year_before, fiscal_year : int
        Of the proposal, and of the form.
    summary : str
        Of the proposal; see :func:`summary_of`.

    Raises
    ------
    UsageError
        If an answer, from a CSV file, is longer than a cell of a workbook can be.
    """
    remark = (
        f"Carried forward from version {stored.version} of {fitted(stored.ref, _LONGEST_REF)}, "
        f"fiscal year {year_before}. Only fiscal year and project type are new: look again at "
        "every date and level, the summary, and the rows of Schedule, Funding and Procurement. "
        "Sign again."
    )
    write_template(
        path,
        form=load_form(),
        filled=_filled(
            stored.proposal,
            {"fiscal_year": fiscal_year, "project_type": "continuing"},
            f"Summary of fiscal year {year_before}, to be renewed: {summary}" if summary else "",
        ),
        fiscal_year=fiscal_year,
        ref=stored.ref,
        remark=remark,
    )
    return remark


def write_form_to_edit(
    path: Path | BytesIO, stored: StoredProposal, *, fiscal_year: int, summary: str = ""
) -> None:
    """Write the form of a proposal as it was received, with its ref: the one to edit.

    A form that was sent without a ref in it would become a further proposal when it is changed
    and sent again.

    Parameters
    ----------
    path : Path or BytesIO
        File to write; one that is there is replaced.
    stored : StoredProposal
    fiscal_year : int
        Of its cycle.
    summary : str
        As for :func:`carry_forward`.

    Raises
    ------
    UsageError
        As :func:`carry_forward`.
    """
    write_template(
        path,
        form=load_form(),
        filled=_filled(stored.proposal, {}, summary),
        fiscal_year=fiscal_year,
        ref=stored.ref,
        remark=(
            f"This is version {stored.version} of {fitted(stored.ref, _LONGEST_REF)} as it was "
            "received, with the ref in it. Edit this form, sign it and send it: it becomes the "
            "next version."
        ),
    )


def write_invited_form(path: Path, stored: StoredProposal, *, fiscal_year: int) -> None:
    """Write the full form of a nominated proposal, with the answers of its nomination.

    Parameters
    ----------
    path : Path or BytesIO
        File to write; one that is there is replaced.
    stored : StoredProposal
        The nomination.
    fiscal_year : int
        Of its cycle.

    Raises
    ------
    UsageError
        As :func:`carry_forward`.
    """
    write_template(
        path,
        form=load_form(),
        filled=_filled(stored.proposal, {}, ""),
        fiscal_year=fiscal_year,
        ref=stored.ref,
        remark=(
            f"The full form of {fitted(stored.ref, _LONGEST_REF)}, with the answers of its "
            "nomination. Look at them again, answer the other questions, and send it by the final "
            "due date."
        ),
    )


def summary_of(store: Store, stored: StoredProposal) -> str:
    """Return the summary in the file of a version; nothing of a list, or of a file kept from sight.

    It is no answer, so it is not kept with the answers and is read from the file again.
    """
    came = store.submissions.get(stored.submission_id)
    if not came.file_sha256:
        return ""
    try:
        book = read_book_safely(came.file_name, store.files.read(came.file_sha256))
    except FctError:  # a file that was read once; without it the form lacks its summary alone
        return ""
    return summary_in(book)[:_LONGEST_SUMMARY]


def _filled(proposal: RawProposal, instead: Mapping[str, FilledValue], summary: str) -> Filled:
    form = load_form()
    answers = {
        field.id: _value(field, proposal.answers[field.id])
        for field in form.of_sheet(PROPOSAL)
        if field.id in proposal.answers
    }
    rows = {
        sheet: [
            {
                field.id: _value(field, row[field.id])
                for field in form.of_sheet(sheet)
                if field.id in row
            }
            for row in proposal.rows.get(sheet, [])
        ]
        for sheet in TABLE_SHEETS
    }
    return {
        "answers": {**answers, **instead},
        "rows": rows,
        "summary": summary,
    }


def _says_more(cell: Cell) -> bool:
    """Whether an answer has categories behind its choice, as ``CUI//PROPIN`` (reading 83)."""
    return isinstance(cell.value, str) and "//" in cell.value


def _value(field: Field, cell: Cell) -> FilledValue:
    """Return an answer with the type of its field where it was read, else as it was written."""
    if isinstance(cell.value, BrokenCell):
        return None
    answer = read_answer(field, cell.value)
    if answer.state is State.BLANK:
        return None
    if answer.state is State.READ and field.type in _TYPED and not _says_more(cell):
        value: FilledValue = answer.value
        return value
    # What could not be read goes back as it was written: its sponsor has to see what to repair.
    if isinstance(cell.value, str) and len(cell.value) > _LONGEST_CELL:
        raise UsageError(
            f"“{field.label}” has {len(cell.value)} characters, and a cell of a workbook holds at "
            f"most {_LONGEST_CELL}: shorten it in a new version, then carry that version forward."
        )
    return cell.value
