"""The table of proposals: every answer of a batch, read, with its state and its address.

Columns of values and of states for each sheet; the rules of ``fct.expectations`` are functions over
them. Those of ``Proposal`` have one row a proposal; those of the other sheets one row a line of the
sheet, with ``owner`` showing which proposal a line belongs to.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from fct.data.common import Cell, Note, RawProposal, cell_name, paused_collector
from fct.data.program import FORM_OF_PROPOSAL, Field, FieldType, Form, load_form
from fct.data.proposals.answer_questions import questions
from fct.data.proposals.answers import as_text, read_answer

NO_CELL = Cell(None, -1, -1)


@dataclass(frozen=True, slots=True, eq=False)
class SheetTable:
    """The answers of one sheet, for a batch of proposals.

    Attributes
    ----------
    name : str
        Declared name of the sheet.
    columns : dict of str to ndarray of shape (n_rows,)
        Read values by field id; None (NaT for dates) where an answer is blank or unreadable.
    state_columns : dict of str to ndarray of shape (n_rows,)
        :class:`fct.data.proposals.answers.State` of each answer, as int8.
    owner : ndarray of shape (n_rows,)
        Position of the proposal that each row belongs to.
    cells : dict of str to list of Cell
        The raw cells by field id, for addresses and for what the sponsor wrote.
    """

    name: str
    columns: dict[str, npt.NDArray[Any]]
    state_columns: dict[str, npt.NDArray[np.int8]]
    owner: npt.NDArray[np.intp]
    cells: dict[str, list[Cell]]

    def __len__(self) -> int:
        return len(self.owner)

    def value(self, field: str) -> npt.NDArray[Any]:
        """Return the values of one field."""
        return self.columns[field]

    def state(self, field: str) -> npt.NDArray[np.int8]:
        """Return the states of one field."""
        return self.state_columns[field]

    def frame(self, fields: Iterable[str]) -> pd.DataFrame:
        """Return the values of some fields as a frame of shape (n_rows, n_fields).

        Rules ask for columns: to make a frame of all takes longer than to judge by them.
        """
        # Without its type a column of text would be str, with NaN for None.
        columns = {
            name: pd.Series(self.value(name), dtype=self.value(name).dtype) for name in fields
        }
        return pd.DataFrame(columns)


@dataclass(frozen=True, slots=True, eq=False)
class ProposalTable:
    """A batch of proposals, read.

    Attributes
    ----------
    refs : Index
        Reference of each proposal, in order.
    sheets : dict of str to SheetTable
        ``Proposal`` and the four tables.
    proposals : list of RawProposal
        As intake gave them.
    notes : list of list of Note
        For each proposal, what the reader did on its own.
    """

    form: Form
    refs: pd.Index
    sheets: dict[str, SheetTable]
    proposals: list[RawProposal]
    notes: list[list[Note]]

    def __len__(self) -> int:
        return len(self.refs)

    @property
    def proposal(self) -> SheetTable:
        """The answers of the sheet with one answer a row."""
        return self.sheets[self.form.answer_sheet]

    def sheet_of(self, field: str) -> SheetTable:
        """Return the sheet that a field belongs to."""
        return self.sheets[self.form[field].sheet]

    def address(self, field: str, row: int) -> tuple[str, str]:
        """Return the sheet, as its file names it, and the cell of one answer.

        ``row`` counts the rows of the field's sheet in this table. A field without a cell has
        an empty address.
        """
        sheet = self.sheet_of(field)
        cell = sheet.cells[field][row]
        proposal = self.proposals[sheet.owner[row]]
        where = cell_name(cell.row, cell.column) if cell.row >= 0 else ""
        return proposal.origin.sheets[sheet.name], where

    def written(self, field: str, row: int) -> str:
        """Return what the sponsor wrote in one answer, as text."""
        return as_text(self.sheet_of(field).cells[field][row].value)


def build_table(proposals: Sequence[RawProposal], form: Form | None = None) -> ProposalTable:
    """Read every answer of a batch of proposals.

    Parameters
    ----------
    proposals : sequence of RawProposal
    form : Form, optional
        That of proposals by default.

    Returns
    -------
    ProposalTable
    """
    with paused_collector():
        return _build_table(proposals, form or load_form())


def read_fields(proposals: Sequence[RawProposal], field_ids: Collection[str]) -> ProposalTable:
    """Read a few fields of a batch of proposals, without the notes of the reader.

    Parameters
    ----------
    proposals : sequence of RawProposal
    field_ids : collection of str

    Returns
    -------
    ProposalTable
        Its sheets hold these fields alone.
    """
    form = load_form()
    with paused_collector():
        return _table(proposals, form, [form[name] for name in field_ids], [])


def _build_table(proposals: Sequence[RawProposal], form: Form) -> ProposalTable:
    own_readings: list[_OwnReading] = []
    table = _table(proposals, form, form.fields, own_readings)
    sheets, notes = table.sheets, table.notes
    for field_id, row, note in own_readings:
        name, where = table.address(field_id, row)
        notes[table.sheet_of(field_id).owner[row]].append(Note(note, name, where, field_id))
    for question in questions(sheets) if form.kind == FORM_OF_PROPOSAL else ():
        name, where = table.address(question.field, question.row)
        of_proposal = notes[table.sheet_of(question.field).owner[question.row]]
        of_proposal.append(Note(question.text, name, where, question.field))
    return table


def _table(
    proposals: Sequence[RawProposal],
    form: Form,
    fields: Sequence[Field],
    own_readings: list["_OwnReading"],
) -> ProposalTable:
    owner = np.arange(len(proposals), dtype=np.intp)
    sheets = {}
    for name in (form.answer_sheet, *form.table_sheets):
        if name == form.answer_sheet:
            of_each = [[proposal.answers] for proposal in proposals]
        else:
            of_each = [list(proposal.rows.get(name, ())) for proposal in proposals]
        rows = [row for rows in of_each for row in rows]
        wanted = [field for field in fields if field.sheet == name]
        owners = np.repeat(owner, [len(rows) for rows in of_each])
        sheets[name] = _read_sheet(name, wanted, rows, owners, own_readings)
    refs = pd.Index([proposal.ref for proposal in proposals], dtype=object, name="ref")
    notes = [list(proposal.notes) for proposal in proposals]
    return ProposalTable(form, refs, sheets, list(proposals), notes)


class _OwnReading(NamedTuple):
    """An answer that was read differently from what was written."""

    field: str
    row: int
    note: str


def _read_sheet(
    name: str,
    fields: Sequence[Field],
    rows: Sequence[dict[str, Cell]],
    owner: npt.NDArray[np.intp],
    own_readings: list[_OwnReading],
) -> SheetTable:
    values, states, cells = {}, {}, {}
    for field in fields:
        column = [row.get(field.id, NO_CELL) for row in rows]
        answers = [read_answer(field, cell.value) for cell in column]
        states[field.id] = np.array([answer.state for answer in answers], dtype=np.int8)
        values[field.id] = _column(field, [answer.value for answer in answers])
        cells[field.id] = column
        own_readings += [
            _OwnReading(field.id, row, answer.note)
            for row, answer in enumerate(answers)
            if answer.note is not None
        ]
    return SheetTable(name, values, states, owner, cells)


def _column(field: Field, values: Sequence[Any]) -> npt.NDArray[Any]:
    if field.type is FieldType.DATE:
        return np.array(values, dtype="datetime64[D]").astype("datetime64[s]")
    return np.fromiter(values, object, len(values))  # a tuple stays one value
