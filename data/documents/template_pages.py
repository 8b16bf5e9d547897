"""The sheets around the form: instructions, the list's cover, and the lists of the drop-downs."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from xlsxwriter.utility import xl_col_to_name

from fct.data.common import loaded_once, parse_yaml
from fct.data.documents.template_cells import COUNTRY_LIST_NAME, list_name
from fct.data.documents.template_style import Styles, height_of, protect, set_page
from fct.data.program import (
    LIST_SHEET,
    PROPOSAL,
    TABLE_SHEETS,
    FieldType,
    Form,
    country_names,
    guide_text,
    read_declaration,
)

INSTRUCTIONS = "Instructions"
LISTS = "Lists"

_WIDTHS = (2, 30, 104)
_LIST_PAGES_WIDE = 8


class _Page:
    """A sheet written from the top down, keys in column B and text in column C."""

    def __init__(self, sheet: Any, styles: Styles) -> None:
        self.sheet, self.styles, self.row = sheet, styles, 0
        for column, width in enumerate(_WIDTHS):
            sheet.set_column(column, column, width, styles("plain"))

    def title(self, text: str, under: str) -> None:
        """Write the title and the line under it."""
        for row, words, style in ((0, text, "title"), (1, under, "subtitle")):
            for column in (0, 2):
                self.sheet.write_blank(row, column, None, self.styles(style))
            self.sheet.write_string(row, 1, words, self.styles(style))
        self.sheet.set_row(0, 30)
        self.row = 3

    def remark(self, text: str) -> None:
        """Write a remark that must not be missed."""
        self._line("Please note", text, self.styles("remark", left=5), self.styles("remark"))
        self.row += 1

    def section(self, heading: str, lines: Mapping[str, str]) -> None:
        """Write a heading and its lines."""
        self.sheet.write_string(self.row, 1, heading, self.styles("section"))
        self.sheet.write_blank(self.row, 2, None, self.styles("section"))
        self.sheet.set_row(self.row, 20)
        self.row += 1
        for key, text in lines.items():
            self._line(key, text, self.styles("key"), self.styles("wrapped"))
        self.row += 1

    def links(self, lines: Mapping[str, str]) -> None:
        """Write lines whose keys lead to the sheet of that name."""
        self.row -= 1
        for name, text in lines.items():
            target = "C2" if name == PROPOSAL else "A2"
            address = f"internal:'{name}'!{target}"
            self.sheet.write_url(self.row, 1, address, self.styles("link"), name)
            self.sheet.write_string(self.row, 2, text, self.styles("wrapped"))
            self.row += 1
        self.row += 1

    def _line(self, key: str, text: str, key_style: Any, text_style: Any) -> None:
        self.sheet.write_string(self.row, 1, key, key_style)
        self.sheet.write_string(self.row, 2, text, text_style)
        self.sheet.set_row(self.row, height_of((key, _WIDTHS[1]), (text, _WIDTHS[2])))
        self.row += 1


@loaded_once
def _words(form: Form, fiscal_year: int) -> Mapping[str, Any]:
    due = dt.date(fiscal_year - 1, 6, 30)
    values = {
        "fiscal_year": fiscal_year,
        "year_before": fiscal_year - 1,
        "final_due": f"{due.day} {due:%B %Y}",
        "version": form.version,
        "questions": len(form.fields),
    }
    words: dict[str, Any] = parse_yaml(read_declaration("instructions.yaml"), "instructions.yaml")
    sections = words.pop("sections")
    filled: dict[str, Any] = {name: text.format(**values) for name, text in words.items()}
    for name, section in sections.items():
        lines = {key: text.format(**values) for key, text in section["lines"].items()}
        filled[name] = (section["heading"], lines)
    return filled


def _table_guide(form: Form) -> dict[str, str]:
    fields = (field for sheet in TABLE_SHEETS for field in form.of_sheet(sheet))
    return {f"{field.sheet}: {field.label}": guide_text(field) for field in fields}


def write_instructions(
    book: Any, styles: Styles, *, form: Form, fiscal_year: int, remark: str | None
) -> None:
    """Write the first sheet of a form: what it is, how to fill it in, and what goes wrong."""
    words = _words(form, fiscal_year)
    page = _Page(book.get_worksheet_by_name(INSTRUCTIONS), styles)
    page.title(words["form_title"], words["form_subtitle"])
    if remark:
        page.remark(remark)
    for name in ("what", "how", "sheets", "dates", "wrong", "legend", "handling"):
        page.section(*words[name])
        if name == "sheets":
            page.links(form.sheet_purposes)
    page.section("The tables, column by column", _table_guide(form))
    protect(page.sheet)
    page.sheet.activate()


def write_list_cover(
    book: Any, styles: Styles, *, form: Form, fiscal_year: int, remark: str | None
) -> None:
    """Write the first sheet of a list workbook."""
    words = _words(form, fiscal_year)
    page = _Page(book.get_worksheet_by_name(INSTRUCTIONS), styles)
    page.title(words["list_title"], words["list_subtitle"])
    if remark:
        page.remark(remark)
    for name in ("list", "dates", "wrong", "handling"):
        page.section(*words[name])
    protect(page.sheet)
    page.sheet.activate()


def write_lists(book: Any, styles: Styles, form: Form) -> None:
    """Write the hidden sheet of choices and give each list its defined name."""
    sheet = book.get_worksheet_by_name(LISTS)
    lists = {
        name: field.choices
        for field in form.fields
        if field.type is FieldType.CHOICE and (name := list_name(field))
    }
    lists[COUNTRY_LIST_NAME] = tuple(country_names())
    for column, (name, values) in enumerate(lists.items()):
        sheet.write_string(0, column, name, styles("heading"))
        sheet.write_column(1, column, values, styles("plain"))
        letter = xl_col_to_name(column)
        book.define_name(name, f"={LISTS}!${letter}$2:${letter}${len(values) + 1}")
    sheet.set_column(0, len(lists) - 1, 24)
    protect(sheet)
    sheet.hide()


def set_pages(book: Any, *, marking: str) -> None:
    """Set up every visible sheet for print; the long list goes over several pages."""
    for sheet in book.worksheets():
        name = sheet.get_name()
        if name == LIST_SHEET:
            set_page(sheet, marking=marking, pages_wide=_LIST_PAGES_WIDE)
            sheet.repeat_columns(0)
        elif name != LISTS:
            set_page(sheet, marking=marking, portrait=name == INSTRUCTIONS)
