"""The form as workbooks: blank or filled, one proposal a file or a list of them.

Everything in them comes from the declaration of the form. The same call gives the same bytes.
"""

import csv
import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any, Required, TypeAlias, TypedDict, Unpack

import xlsxwriter

from fct.data.common import cell_name
from fct.data.documents.template_answers import answer_plan, write_answers, write_closings
from fct.data.documents.template_cells import (
    PICKED,
    FilledValue,
    as_csv_text,
    validation_of,
    write_value,
)
from fct.data.documents.template_growth import with_growing_rows
from fct.data.documents.template_lists import LISTS, ListSheet, write_lists, write_picks
from fct.data.documents.template_pages import (
    INSTRUCTIONS,
    set_pages,
    write_instructions,
    write_list_cover,
)
from fct.data.documents.template_style import (
    Styles,
    mark_format,
    needed_style,
    protect,
    workbook_options,
)
from fct.data.documents.template_tables import LAST_ROW, first_row_of, width_of, write_table
from fct.data.program import (
    FORM_OF_PROPOSAL,
    LIST_SHEET,
    PROPOSAL,
    TABLE_SHEETS,
    Field,
    Form,
    guide_text,
)


class Stamp(TypedDict, total=False):
    """What a form workbook says of itself.

    Attributes
    ----------
    fiscal_year : int
        Year that the money is for.
    ref : str or None
        Reference of the proposal, where one was given.
    remark : str or None
        A sentence that stands on the first sheet and in the properties.
    report : str or None
        Which report of its project the workbook is, as in ``R01`` or ``C``.
    """

    fiscal_year: Required[int]
    ref: str | None
    remark: str | None
    report: str | None


class Filled(TypedDict, total=False):
    """The answers of one proposal by field id, the rows of its tables by sheet, its summary."""

    answers: Mapping[str, FilledValue]
    rows: Mapping[str, Sequence[Mapping[str, FilledValue]]]
    summary: str


def write_template(
    path: Path | BytesIO, *, form: Form, filled: Filled | None = None, **stamp: Unpack[Stamp]
) -> None:
    """Write the workbook of one proposal, blank or with answers filled in.

    Parameters
    ----------
    path : Path or BytesIO
        File to write; one that is there is replaced.
    form : Form
    filled : Filled, optional
        Answers to write, each with its type.
    **stamp : Stamp
        ``fiscal_year``, and where wanted ``ref`` and ``remark``.

    Raises
    ------
    ValueError
        If ``filled`` names a field or a sheet that the form does not have.
    """
    filled = filled or {}
    _refuse_unknown(form, filled)
    remark, made = stamp.get("remark"), BytesIO()
    with xlsxwriter.Workbook(made, workbook_options()) as book:
        for name in (INSTRUCTIONS, form.answer_sheet, *form.table_sheets):
            book.add_worksheet(name)
        book.add_worksheet(LISTS, ListSheet)
        styles = Styles(book)
        year = stamp["fiscal_year"]
        _set_properties(book, form, stamp)
        title = write_instructions(book, styles, form=form, fiscal_year=year, remark=remark)
        write_answers(book, styles, form, answers=filled.get("answers", {}), title=title)
        write_closings(book, styles, form, year, summary=filled.get("summary", ""))
        for sheet in form.table_sheets:
            write_table(book, styles, form, sheet, filled.get("rows", {}).get(sheet, ()))
        write_lists(book, styles, form)
        write_picks(book, styles, form)
        set_pages(book, form, marking="CUI" if filled else "CUI when filled in")
    # Parts are numbered as sheets were added, the instructions first.
    growing: dict[int, Collection[int]] = {2: answer_plan(form).rows.values()}
    for number, sheet in enumerate(form.table_sheets, start=3):
        growing[number] = range(first_row_of(sheet), LAST_ROW)
    content = with_growing_rows(made.getvalue(), growing)
    path.write_bytes(content) if isinstance(path, Path) else path.write(content)


def write_list_workbook(
    path: Path,
    *,
    form: Form,
    proposals: Mapping[str, Filled],
    fiscal_year: int,
    remark: str | None = None,
) -> None:
    """Write a list workbook: one row a proposal, and the four tables with a column ``ref``.

    Parameters
    ----------
    path : Path
        File to write; one that is there is replaced.
    form : Form
    proposals : mapping of str to Filled
        Proposals by ref, in the order of their rows.
    fiscal_year : int
        Year that the money is for.
    remark : str, optional
        A sentence that stands on the first sheet and in the properties.

    Raises
    ------
    ValueError
        If a proposal names a field or a sheet that the form does not have.
    """
    for filled in proposals.values():
        _refuse_unknown(form, filled)
    with xlsxwriter.Workbook(str(path), workbook_options()) as book:
        for name in (INSTRUCTIONS, LIST_SHEET, *TABLE_SHEETS, LISTS):
            book.add_worksheet(name)
        styles = Styles(book)
        _set_properties(book, form, {"fiscal_year": fiscal_year, "remark": remark})
        write_list_cover(book, styles, form=form, fiscal_year=fiscal_year, remark=remark)
        for sheet, rows in _list_rows(proposals).items():
            fields = form.of_sheet(PROPOSAL if sheet == LIST_SHEET else sheet)
            _write_list_sheet(book.get_worksheet_by_name(sheet), styles, form, fields, rows)
        write_lists(book, styles, form)
        set_pages(book, form, marking="CUI")


def write_list_csv(folder: Path, *, form: Form, proposals: Mapping[str, Filled]) -> list[Path]:
    """Write a list as five CSV files in ``folder``, and return their paths.

    Raises
    ------
    ValueError
        If a proposal names a field or a sheet that the form does not have.
    """
    for filled in proposals.values():
        _refuse_unknown(form, filled)
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for sheet, rows in _list_rows(proposals).items():
        fields = form.of_sheet(PROPOSAL if sheet == LIST_SHEET else sheet)
        paths.append(folder / f"{sheet}.csv")
        with paths[-1].open("w", encoding="utf-8-sig", newline="") as stream:
            lines = csv.writer(stream, lineterminator="\r\n")
            lines.writerow(["ref", *(field.heading for field in fields)])
            lines.writerows(
                [ref, *(as_csv_text(row.get(field.id)) for field in fields)] for ref, row in rows
            )
    return paths


_ListRows: TypeAlias = Sequence[tuple[str, Mapping[str, FilledValue]]]


def _list_rows(proposals: Mapping[str, Filled]) -> dict[str, _ListRows]:
    answers = [(ref, filled.get("answers", {})) for ref, filled in proposals.items()]
    tables: dict[str, _ListRows] = {
        sheet: [
            (ref, row)
            for ref, filled in proposals.items()
            for row in filled.get("rows", {}).get(sheet, ())
        ]
        for sheet in TABLE_SHEETS
    }
    return {LIST_SHEET: answers, **tables}


def _refuse_unknown(form: Form, filled: Filled) -> None:
    rows = filled.get("rows", {})
    if strange := set(rows) - set(form.table_sheets):
        raise ValueError(
            f"no table sheet {sorted(strange)}; the form has {list(form.table_sheets)}"
        )
    given = {form.answer_sheet: set(filled.get("answers", {}))} | {
        sheet: {name for row in rows[sheet] for name in row} for sheet in rows
    }
    for sheet, names in given.items():
        if strange := names - {field.id for field in form.of_sheet(sheet)}:
            raise ValueError(f"sheet {sheet} of the form has no field {sorted(strange)}")


def _set_properties(book: Any, form: Form, stamp: Stamp) -> None:
    fiscal_year, remark = stamp["fiscal_year"], stamp.get("remark")
    book.set_properties(
        {
            "title": f"Foreign Comparative Testing, fiscal year {fiscal_year}",
            "subject": f"Form version {form.version}",
            "comments": remark or "",
            # xlsxwriter stamps the time of writing, unless it is set.
            "created": dt.datetime(fiscal_year - 1, 1, 1, tzinfo=dt.UTC),
        }
    )
    stamps = {
        "fct_form_version": form.version,
        "fct_form": "" if form.kind == FORM_OF_PROPOSAL else form.kind,
        "fct_fiscal_year": str(fiscal_year),
        "fct_ref": stamp.get("ref"),
        "fct_report": stamp.get("report"),
        "fct_remark": remark,
    }
    for name, value in stamps.items():
        if value:
            book.set_custom_property(name, value, "text")


def _write_list_sheet(
    sheet: Any, styles: Styles, form: Form, fields: Sequence[Field], rows: _ListRows
) -> None:
    sheet.set_column(0, 0, 18, styles("spare"))
    sheet.write_string(0, 0, "ref", styles("heading"))
    for row, (ref, _) in enumerate(rows, start=1):
        sheet.write_string(row, 0, ref, styles("input", "required", num_format="@"))
    for column, field in enumerate(fields, start=1):
        _write_list_heading(sheet, styles, column, field)
        for row, (_, values) in enumerate(rows, start=1):
            value = values.get(field.id)
            style = styles.input_of(field, needed=needed_style(field), value=value)
            write_value(sheet, (row, column), value, style)
        options = validation_of(form, field, cell_name(1, column))
        if field.type in PICKED:  # what its list offers hangs on one cell of the form
            options["validate"] = "any"
        sheet.data_validation(1, column, LAST_ROW, column, options)
    last = (max(len(rows), 1), len(fields))
    white = styles("plain", bg_color="#FFFFFF")
    sheet.conditional_format(1, 0, *last, {"type": "no_blanks", "format": white})
    sheet.set_row(0, 32)
    sheet.autofilter(0, 0, *last)
    sheet.repeat_rows(0)
    sheet.set_selection(1, 0, 1, 0)
    sheet.freeze_panes(1, 1)
    protect(sheet)


def _write_list_heading(sheet: Any, styles: Styles, column: int, field: Field) -> None:
    sheet.set_column(column, column, width_of(field), styles("spare"))
    sheet.write_string(0, column, field.heading, styles("heading", num_format=mark_format(field)))
    note = {"author": "FCT form", "x_scale": 2.2, "y_scale": 1.3, "font_size": 9}
    sheet.write_comment(0, column, guide_text(field), note | {"color": "#F6F3EC"})
