"""The four tables: what a column asks stands above its heading, sums stand above the rows."""

from collections.abc import Mapping, Sequence
from typing import Any

from xlsxwriter.utility import xl_range, xl_range_abs

from fct.data.common import cell_name
from fct.data.documents.template_cells import FilledValue, as_csv_text, validation_of, write_value
from fct.data.documents.template_style import (
    SMALL,
    Styles,
    mark_format,
    needed_style,
    number_format,
    protect,
)
from fct.data.program import Field, Form, guide_text
from fct.data.xlsx import Text, row_height

LAST_ROW = 499  # validations and sums reach this far; rows below are open but unguided
_TOTALED = frozenset({"Funding", "Procurement", "Obligations"})
_WIDTHS = {"text": 28, "choice": 16, "country": 20, "money": 21, "integer": 12, "date": 18}
_WIDE = {"reason": 40, "event": 46, "appropriation": 46, "responsible": 40}
_WIDE |= {"requirement": 40, "evidence": 40, "fiscal_year": 24}
_WIDE |= {"funding_year": 24, "procurement_year": 24, "procurement_status": 22}


def first_row_of(sheet: str) -> int:
    """Return the row, from 0, of a table's first row below its heading."""
    return 4 if sheet in _TOTALED else 3


def width_of(field: Field) -> int:
    """Return the width of a field's column in a table or list, in characters."""
    kind = field.type.value.removeprefix("multi ")
    return _WIDE.get(field.id, max(_WIDTHS.get(kind, 28), len(field.label) // 2 + 3))


def write_table(
    book: Any, styles: Styles, form: Form, sheet: str, rows: Sequence[Mapping[str, FilledValue]]
) -> None:
    """Write one table with its rows.

    Parameters
    ----------
    book : xlsxwriter.Workbook
        Has the sheet already.
    styles : Styles
    form : Form
    sheet : str
    rows : sequence of mapping of str to FilledValue
        By field id.
    """
    page, fields, first = (
        book.get_worksheet_by_name(sheet),
        form.of_sheet(sheet),
        first_row_of(sheet),
    )
    shape = form.tables[sheet]
    _write_head(page, styles, fields, (sheet, form.sheet_purposes[sheet], shape.least))
    last = first + max(shape.drawn, len(rows)) - 1
    for column, field in enumerate(fields):
        for row in range(first, last + 1):
            values = rows[row - first] if row - first < len(rows) else {}
            value = values.get(field.id)
            needed = needed_style(field) if row < first + shape.least else None
            style = styles.input_of(field, needed=needed, value=value)
            write_value(page, (row, column), value, style)
        options = validation_of(form, field, cell_name(first, column))
        page.data_validation(first, column, LAST_ROW, column, options)
    for row, values in enumerate(rows, first):
        page.set_row(row, _height_of(fields, values))
    _color(page, styles, fields, (first, last))
    page.autofilter(first - 1, 0, last, len(fields) - 1)
    page.freeze_panes(first, 0)
    page.repeat_rows(first - 1)
    page.set_selection(first, 0, first, 0)
    protect(page)


def _height_of(fields: Sequence[Field], values: Mapping[str, FilledValue]) -> float:
    return row_height(*(Text(as_csv_text(values.get(f.id)), width_of(f)) for f in fields))


def _write_head(
    page: Any, styles: Styles, fields: Sequence[Field], words: tuple[str, str, int]
) -> None:
    sheet, purpose, least = words
    heading_row = first_row_of(sheet) - 1
    at_least = {0: "Rows as needed.", 1: "One row or more."}.get(least, f"{least} rows or more.")
    for column, field in enumerate(fields):
        page.set_column(column, column, width_of(field), styles("spare"))
        page.write_blank(0, column, None, styles("title"))
        page.write_string(1, column, guide_text(field), styles("guide"))
        label = styles("heading", num_format=mark_format(field))
        page.write_string(heading_row, column, field.heading, label)
    # In two cells: not every program keeps two sizes of letters in one.
    page.write_string(0, 0, sheet, styles("title"))
    page.write_string(0, 1, f"{purpose} {at_least}", styles("title_about"))
    page.set_row(0, 27)
    page.set_row(1, row_height(*(Text(guide_text(f), width_of(f), SMALL) for f in fields)))
    page.set_row(heading_row, 30)
    if sheet in _TOTALED:
        _write_total(page, styles, fields, heading_row)


def _write_total(page: Any, styles: Styles, fields: Sequence[Field], heading_row: int) -> None:
    """Write the sums above the rows, where the table can grow below them."""
    for column, field in enumerate(fields):
        if field.is_amount:
            summed = f"=SUM({xl_range(heading_row + 1, column, LAST_ROW, column)})"
            style = styles("total", num_format=number_format(field))
            page.write_formula(heading_row - 1, column, summed, style, "")
        else:
            page.write_blank(heading_row - 1, column, None, styles("total"))
    page.write_string(heading_row - 1, 0, "Total", styles("total", align="left"))


def _color(page: Any, styles: Styles, fields: Sequence[Field], rows: tuple[int, int]) -> None:
    """Let a filled cell be white, and a blank one that its row needs be sand."""
    first, last = rows
    width = len(fields) - 1
    white, sand = styles("plain", bg_color="#FFFFFF"), styles("plain", "required")
    page.conditional_format(first, 0, last, width, {"type": "no_blanks", "format": white})
    # Columns fixed and the row not: one condition goes for every row of the table.
    row = xl_range_abs(first, 0, first, width).replace(f"${first + 1}", str(first + 1))
    for column, field in enumerate(fields):
        if field.required == "yes":
            formula = f"=AND(COUNTA({row})>0,LEN({cell_name(first, column)})=0)"
            options = {"type": "formula", "criteria": formula, "format": sand}
            page.conditional_format(first, column, last, column, options)
