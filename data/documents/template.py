"""The form as workbooks: blank or filled, one proposal a file or a list of them.

Everything in them comes from the declaration of the form. The same call gives the same bytes.
"""

import csv
import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Required, TypeAlias, TypedDict, Unpack

import xlsxwriter

from fct.data.common import cell_name
from fct.data.documents.template_cells import FilledValue, as_csv_text, validation_of, write_value
from fct.data.documents.template_pages import (
    INSTRUCTIONS,
    LISTS,
    set_pages,
    write_instructions,
    write_list_cover,
    write_lists,
)
from fct.data.documents.template_style import Styles, height_of, mark_format, protect
from fct.data.program import (
    LIST_SHEET,
    PROPOSAL,
    TABLE_SHEETS,
    Field,
    Form,
    accepted_text,
    example_text,
    guide_text,
    needed_text,
)

PROPOSAL_HEADINGS = ("Field", "Question", "Answer", "Unit or choices", "Guidance")
_PROPOSAL_WIDTHS = (22, 30, 50, 36, 58)
_LONG_ANSWER_LINES = 4
_OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_FORMATTED_ROWS = {"Market": 30, "Schedule": 30, "Funding": 15, "Procurement": 20}
_LAST_ROW = 500  # validations reach this far; rows below are open but unguided
_WIDTHS = {"text": 34, "choice": 18, "country": 22, "money": 19, "integer": 13, "date": 14}
_WIDE = {"reason": 56, "event": 40, "appropriation": 40}


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
    """

    fiscal_year: Required[int]
    ref: str | None
    remark: str | None


class Filled(TypedDict, total=False):
    """The answers of one proposal by field id, and the rows of its tables by sheet."""

    answers: Mapping[str, FilledValue]
    rows: Mapping[str, Sequence[Mapping[str, FilledValue]]]


def write_template(
    path: Path, *, form: Form, filled: Filled | None = None, **stamp: Unpack[Stamp]
) -> None:
    """Write the workbook of one proposal, blank or with answers filled in.

    Parameters
    ----------
    path : Path
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
    ref, remark = stamp.get("ref"), stamp.get("remark")
    with xlsxwriter.Workbook(str(path), _OPTIONS) as book:
        for name in (INSTRUCTIONS, PROPOSAL, *TABLE_SHEETS, LISTS):
            book.add_worksheet(name)
        styles = Styles(book)
        year = stamp["fiscal_year"]
        _set_properties(book, form, year, ref=ref, remark=remark)
        write_instructions(book, styles, form=form, fiscal_year=year, remark=remark)
        _write_answers(book, styles, form, filled.get("answers", {}))
        for sheet in TABLE_SHEETS:
            _write_table(book, styles, form.of_sheet(sheet), filled.get("rows", {}).get(sheet, ()))
        write_lists(book, styles, form)
        set_pages(book, marking="CUI" if filled else "CUI when filled in")


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
    with xlsxwriter.Workbook(str(path), _OPTIONS) as book:
        for name in (INSTRUCTIONS, LIST_SHEET, *TABLE_SHEETS, LISTS):
            book.add_worksheet(name)
        styles = Styles(book)
        _set_properties(book, form, fiscal_year, ref=None, remark=remark)
        write_list_cover(book, styles, form=form, fiscal_year=fiscal_year, remark=remark)
        for sheet, rows in _list_rows(proposals).items():
            fields = form.of_sheet(PROPOSAL if sheet == LIST_SHEET else sheet)
            _write_list_sheet(book.get_worksheet_by_name(sheet), styles, fields, rows)
        write_lists(book, styles, form)
        set_pages(book, marking="CUI")


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
    if strange := set(rows) - set(TABLE_SHEETS):
        raise ValueError(f"no table sheet {sorted(strange)}; the form has {list(TABLE_SHEETS)}")
    given = {PROPOSAL: set(filled.get("answers", {}))} | {
        sheet: {name for row in rows[sheet] for name in row} for sheet in rows
    }
    for sheet, names in given.items():
        if strange := names - {field.id for field in form.of_sheet(sheet)}:
            raise ValueError(f"sheet {sheet} of the form has no field {sorted(strange)}")


def _set_properties(
    book: Any, form: Form, fiscal_year: int, *, ref: str | None, remark: str | None
) -> None:
    book.set_properties(
        {
            "title": f"Foreign Comparative Testing, fiscal year {fiscal_year}",
            "subject": f"Form version {form.version}",
            "comments": remark or "",
            # xlsxwriter stamps the time of writing, unless it is set.
            "created": dt.datetime(fiscal_year - 1, 1, 1, tzinfo=dt.UTC),
        }
    )
    book.set_custom_property("fct_form_version", form.version, "text")
    book.set_custom_property("fct_fiscal_year", str(fiscal_year), "text")
    if ref:
        book.set_custom_property("fct_ref", ref, "text")
    if remark:
        book.set_custom_property("fct_remark", remark, "text")


def _write_answers(
    book: Any, styles: Styles, form: Form, answers: Mapping[str, FilledValue]
) -> None:
    sheet = book.get_worksheet_by_name(PROPOSAL)
    for column, width in enumerate(_PROPOSAL_WIDTHS):
        sheet.set_column(column, column, width, styles("plain"))
        sheet.write_string(0, column, PROPOSAL_HEADINGS[column], styles("heading"))
    fields = form.of_sheet(PROPOSAL)
    for row, field in enumerate(fields, start=1):
        accepted = f"{needed_text(field)}. {accepted_text(field)}."
        guidance = " ".join(filter(None, (field.guidance, example_text(field))))
        sheet.write_string(row, 0, field.id, styles("id"))
        sheet.write_string(row, 1, field.heading, styles("label", num_format=mark_format(field)))
        value = answers.get(field.id)
        write_value(sheet, (row, 2), value, styles.input_of(field, in_table=False, value=value))
        sheet.write_string(row, 3, accepted, styles("hint"))
        sheet.write_string(row, 4, guidance, styles("hint"))
        sheet.set_row(row, _answer_height(field, answers.get(field.id), (accepted, guidance)))
        cell = cell_name(row, 2)
        sheet.data_validation(cell, validation_of(field, cell, with_guidance=False))
    _whiten_filled(sheet, styles, (1, 2, len(fields), 2))
    sheet.set_row(0, 24)
    sheet.freeze_panes(1, 3)
    sheet.autofilter(0, 0, len(fields), len(PROPOSAL_HEADINGS) - 1)
    sheet.repeat_rows(0)
    sheet.set_selection(1, 2, 1, 2)
    protect(sheet)


def _answer_height(field: Field, value: FilledValue, hints: tuple[str, str]) -> float:
    texts = (field.heading, as_csv_text(value), *hints)
    lines = _LONG_ANSWER_LINES if field.unit.startswith("at least") else 1
    return height_of(*zip(texts, _PROPOSAL_WIDTHS[1:], strict=True), at_least=lines)


def _whiten_filled(sheet: Any, styles: Styles, area: tuple[int, int, int, int]) -> None:
    """Let a required cell lose its colour once it is filled in."""
    white = styles("plain", bg_color="#FFFFFF")
    sheet.conditional_format(*area, {"type": "no_blanks", "format": white})


def _width_of(field: Field) -> int:
    kind = field.type.value.removeprefix("multi ")
    return _WIDE.get(field.id, max(_WIDTHS.get(kind, 34), len(field.label) // 2 + 4))


def _write_table(
    book: Any,
    styles: Styles,
    fields: Sequence[Field],
    rows: Sequence[Mapping[str, FilledValue]],
) -> None:
    sheet = book.get_worksheet_by_name(fields[0].sheet)
    last = max(_FORMATTED_ROWS[fields[0].sheet], len(rows))
    for column, field in enumerate(fields):
        _write_heading(sheet, styles, column, field)
        for row in range(1, last + 1):
            if row <= len(rows):
                sheet.set_row(row, _row_height(fields, rows[row - 1]))
            value = rows[row - 1].get(field.id) if row <= len(rows) else None
            write_value(sheet, (row, column), value, styles.input_of(field, value=value))
        options = validation_of(field, cell_name(1, column), with_guidance=True)
        sheet.data_validation(1, column, _LAST_ROW, column, options)
    _finish_table(sheet, styles, (last, len(fields) - 1))
    sheet.freeze_panes(1, 0)


def _row_height(fields: Sequence[Field], row: Mapping[str, FilledValue]) -> float:
    return height_of(*((as_csv_text(row.get(f.id)), _width_of(f)) for f in fields))


def _write_heading(sheet: Any, styles: Styles, column: int, field: Field) -> None:
    sheet.set_column(column, column, _width_of(field), styles("spare"))
    sheet.write_string(0, column, field.heading, styles("heading", num_format=mark_format(field)))
    sheet.write_comment(
        0,
        column,
        guide_text(field),
        {"author": "FCT form", "x_scale": 2.2, "y_scale": 1.3, "font_size": 9, "color": "#F6F3EC"},
    )


def _finish_table(sheet: Any, styles: Styles, corner: tuple[int, int]) -> None:
    _whiten_filled(sheet, styles, (1, 0, *corner))
    sheet.set_row(0, 32)
    sheet.autofilter(0, 0, *corner)
    sheet.repeat_rows(0)
    sheet.set_selection(1, 0, 1, 0)
    protect(sheet)


def _write_list_sheet(sheet: Any, styles: Styles, fields: Sequence[Field], rows: _ListRows) -> None:
    sheet.set_column(0, 0, 18, styles("spare"))
    sheet.write_string(0, 0, "ref", styles("heading"))
    for row, (ref, _) in enumerate(rows, start=1):
        sheet.write_string(row, 0, ref, styles("input", "required", num_format="@"))
    for column, field in enumerate(fields, start=1):
        _write_heading(sheet, styles, column, field)
        for row, (_, values) in enumerate(rows, start=1):
            value = values.get(field.id)
            write_value(sheet, (row, column), value, styles.input_of(field, value=value))
        options = validation_of(field, cell_name(1, column), with_guidance=True)
        sheet.data_validation(1, column, _LAST_ROW, column, options)
    _finish_table(sheet, styles, (max(len(rows), 1), len(fields)))
    sheet.freeze_panes(1, 1)
