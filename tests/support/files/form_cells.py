"""Where a form has the cells of its fields, looked up in the form as a person would."""

import functools
import tempfile
from pathlib import Path

import openpyxl

from fct.data.program.form import PROPOSAL, load_form
from tests.support.files.workbooks import write_template

_TOP = 10


@functools.cache
def first_cells() -> dict[str, str]:
    """Return by field id the cell of its answer, in a table that of its first row."""
    form = load_form()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "form.xlsx"
        write_template(path, form=form, fiscal_year=2027)
        book = openpyxl.load_workbook(path)
    labels = {(field.sheet, field.heading): field.id for field in form.fields}
    cells: dict[str, str] = {}
    for row in book[PROPOSAL].iter_rows():
        named = [labels[PROPOSAL, cell.value] for cell in row if (PROPOSAL, cell.value) in labels]
        cells |= {name: f"{_answer_letter(book[PROPOSAL])}{row[0].row}" for name in named}
    for sheet in {field.sheet for field in form.fields} - {PROPOSAL}:
        for row in book[sheet].iter_rows(max_row=_TOP):
            for cell in row:
                if (sheet, cell.value) in labels:
                    name = labels[sheet, cell.value]
                    cells[name] = f"{cell.column_letter}{cell.row + 1}"
    return cells


def _answer_letter(sheet: openpyxl.worksheet.worksheet.Worksheet) -> str:
    row = next(sheet.iter_rows(min_row=heading_row(PROPOSAL, sheet)))
    return next(cell.column_letter for cell in row if cell.value == "Answer")


def heading_row(name: str, sheet: openpyxl.worksheet.worksheet.Worksheet) -> int:
    """Return the row of a sheet's headings, counted from 1."""
    words = {"Question", "Answer"}
    if name != PROPOSAL:
        words = {field.heading for field in load_form().of_sheet(name)}
    return next(
        row[0].row for row in sheet.iter_rows(max_row=_TOP) if words <= {cell.value for cell in row}
    )


def cell_of(field_id: str, row: int = 0) -> str:
    """Return the cell of a field's answer, in a table that of a row, counted from 0."""
    first = first_cells()[field_id]
    letter = first.rstrip("0123456789")
    return f"{letter}{int(first[len(letter) :]) + row}"


def row_of(field_id: str, row: int = 0) -> int:
    """Return the row of that cell, counted from 1."""
    return int(cell_of(field_id, row).lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
