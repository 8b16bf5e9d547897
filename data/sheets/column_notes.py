"""What is noted of the headings of a table, and of what stands below none of them."""

import difflib
from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from fct.data.common import CellValue, Note, cell_name, column_letters, normalize, squeeze
from fct.data.program import Field
from fct.data.proposals import as_text, is_blank
from fct.data.sheets.headings import contradicts, heading_of
from fct.data.sheets.raw_book import RawSheet

_CLOSE = 0.75  # of difflib: a heading written in another way


class Columns(NamedTuple):
    """The heading of one table: its row, and the column of each field."""

    row: int
    fields: dict[int, Field]
    ref: int | None
    unknown: list[tuple[int, str]]


def repeats_headings(sheet: RawSheet, columns: Columns, number: int, first: int) -> bool:
    """Whether a row says under each heading the heading again, as a block that was copied does.

    Parameters
    ----------
    sheet : RawSheet
    columns : Columns
    number : int
        Of the row.
    first : int
        A column that the row has a cell in.
    """
    headings, values = sheet.rows[columns.row], sheet.rows[number]
    if first >= min(len(headings), len(values)) or values[first] != headings[first]:
        return False
    said = [column for column in columns.fields if column < len(values) and values[column]]
    return len(said) > 1 and all(values[column] == headings[column] for column in said)


def _unit_notes(sheet: RawSheet, columns: Columns) -> list[Note]:
    """Note the headings that name another unit than the form's."""
    return [
        Note(
            f"This heading says “{squeeze(as_text(sheet.rows[columns.row][column]))}”, and the "
            f"column is read in {field.unit}: write {field.unit} below it.",
            sheet.name,
            cell_name(columns.row, column),
            field.id,
        )
        for column, field in columns.fields.items()
        if contradicts(heading_of(sheet.rows[columns.row][column]), field)
    ]


def _meant_heading(name: str, columns: Columns, fields: Iterable[Field]) -> str:
    """Return which heading that the sheet lacks is written most like an unknown one."""
    known = columns.fields.values()
    lacking = [field for field in fields if field not in known]
    labels = {normalize(field.id): field.label for field in lacking}
    labels |= {normalize(field.label): field.label for field in lacking}
    close = difflib.get_close_matches(heading_of(name).key, labels, n=1, cutoff=_CLOSE)
    return f" If “{labels[close[0]]}” is meant, write that." if close else ""


def unknown_column_notes(sheet: RawSheet, columns: Columns, fields: Sequence[Field]) -> list[Note]:
    """Note the columns that are not part of the form, and cells below no heading."""
    notes = [
        Note(
            f"The column “{name}” is not part of the form and was not read."
            f"{_meant_heading(name, columns, fields)}",
            sheet.name,
            cell_name(columns.row, column),
        )
        for column, name in columns.unknown
    ]
    named = {*columns.fields, columns.ref, *(column for column, _ in columns.unknown)}
    below = sheet.rows[columns.row + 1 :]
    notes += _unit_notes(sheet, columns)
    return notes + stray_cell_notes(sheet.name, below, columns.row + 1, named)


def stray_cell_notes(
    name: str, rows: list[list[CellValue]], first_row: int, named: Collection[int | None]
) -> list[Note]:
    """Note the columns in which something stands that belongs to no heading."""
    strays: dict[int, list[int]] = {}
    width = max(map(len, rows), default=0)
    for column in sorted(set(range(width)).difference(named)):
        for number, row in enumerate(rows, first_row):
            if column < len(row) and not is_blank(row[column]):
                strays.setdefault(column, []).append(number)
    return [
        outside_note(name, numbers[0], column, len(numbers))
        for column, numbers in sorted(strays.items())
    ]


def outside_note(sheet: str, row: int, column: int, count: int) -> Note:
    """Note so many cells of a column, from a row on, that belong to no field."""
    cell = cell_name(row, column)
    cells = "1 cell lies" if count == 1 else f"{count} cells lie"
    text = (
        f"{cells} outside the form, in column {column_letters(column)} from {cell} on: "
        "you see what stands there, and we did not read it."
    )
    return Note(text, sheet, cell)
