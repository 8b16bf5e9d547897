"""The sheets around the form: its instructions on one page, and the cover of a list."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from fct.data.common import cell_name, loaded_once
from fct.data.documents.template_answers import answer_cell
from fct.data.documents.template_lists import LISTS
from fct.data.documents.template_style import SMALL, Styles, protect, set_page, set_page_of_list
from fct.data.documents.template_tables import first_row_of
from fct.data.program import LIST_SHEET, Form, declared_yaml
from fct.data.xlsx import Text, row_height

INSTRUCTIONS = "Instructions"

_WIDTHS = (1, 21, 78)
_LINE, _GAP = 12, 5  # points


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
        self.sheet.set_row(0, 27)
        self.row = 2

    def remark(self, text: str) -> None:
        """Write a remark that must not be missed."""
        self._line("Please note", text, self.styles("remark", left=5), self.styles("remark"))
        self.row += 1

    def section(self, heading: str, lines: Mapping[str, str]) -> None:
        """Write a heading and its lines."""
        self.sheet.write_string(self.row, 1, heading, self.styles("section"))
        self.sheet.write_blank(self.row, 2, None, self.styles("section"))
        self.row += 1
        for key, text in lines.items():
            self._line(key, text, self.styles("key"), self.styles("wrapped"))
        self._gap()

    def links(self, form: Form) -> None:
        """Write lines whose keys lead to the sheet of that name."""
        self.row -= 1
        for name, text in form.sheet_purposes.items():
            first = answer_cell(form, form.of_sheet(form.answer_sheet)[0].id)
            target = first if name == form.answer_sheet else cell_name(first_row_of(name), 0)
            address = f"internal:'{name}'!{target}"
            self.sheet.write_url(self.row, 1, address, self.styles("link"), name)
            self.sheet.write_string(self.row, 2, text, self.styles("wrapped"))
            self._fit(name, text)
            self.row += 1
        self._gap()

    def _gap(self) -> None:
        self.sheet.set_row(self.row, _GAP)
        self.row += 1

    def _line(self, key: str, text: str, key_style: Any, text_style: Any) -> None:
        self.sheet.write_string(self.row, 1, key, key_style)
        self.sheet.write_string(self.row, 2, text, text_style)
        self._fit(key, text)
        self.row += 1

    def _fit(self, key: str, text: str) -> None:
        texts = Text(key, _WIDTHS[1], SMALL, is_bold=True), Text(text, _WIDTHS[2], SMALL)
        self.sheet.set_row(self.row, row_height(*texts, at_least=_LINE))


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
    words: dict[str, Any] = declared_yaml(form.instructions)
    sections = words.pop("sections")
    filled: dict[str, Any] = {name: text.format(**values) for name, text in words.items()}
    for name, section in sections.items():
        lines = {key: text.format(**values) for key, text in section["lines"].items()}
        filled[name] = (section["heading"], lines)
    return filled


def write_instructions(
    book: Any, styles: Styles, *, form: Form, fiscal_year: int, remark: str | None
) -> str:
    """Write the first sheet of a form, and return its title.

    It says what the form is, how to fill it in, and what goes wrong.
    """
    words = _words(form, fiscal_year)
    page = _Page(book.get_worksheet_by_name(INSTRUCTIONS), styles)
    page.title(words["form_title"], words["form_subtitle"])
    if remark:
        page.remark(remark)
    for name in ("what", "how", "sheets", "dates", "wrong", "legend", "handling"):
        if name not in words:
            continue
        page.section(*words[name])
        if name == "sheets":
            page.links(form)
    protect(page.sheet)
    page.sheet.activate()
    title: str = words["form_title"]
    return title


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


def set_pages(book: Any, form: Form, *, marking: str) -> None:
    """Set up every visible sheet for print; the long list goes over several pages."""
    for sheet in book.worksheets():
        name = sheet.get_name()
        if name == LIST_SHEET:
            set_page_of_list(sheet, marking=marking)
            sheet.repeat_columns(0)
        elif name == INSTRUCTIONS:
            set_page(sheet, marking=marking, portrait=True, pages_high=1)
        elif name != LISTS:
            set_page(sheet, marking=marking, portrait=name == form.answer_sheet)
