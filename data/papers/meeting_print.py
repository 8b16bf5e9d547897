"""The meeting paper: the order as it lies on the table of a meeting, printed and as a workbook.

Landscape Letter. A row of a table stands whole on one page unless it is longer than a page.
"""

import datetime as dt
import io
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from fct.data.common import neutral_text
from fct.data.papers.decision_print import (
    Column,
    Paper,
    Section,
    in_decimals,
    paper_data,
    rows_in_words,
)
from fct.data.papers.typst_pages import printed_pdf

_LETTER = 1  # as the paper's number in a workbook
_PAGE_CM = 24.7  # Letter across, without its margins
_CHARACTERS_PER_CM = 5.0  # of the workbook's font, with room to spare
_LINE_POINTS, _TALLEST_POINTS = 13.5, 409  # a spreadsheet program takes no taller row
_SPLIT_FROM = 1200  # characters: a row with a longer text may go on, on the next page


@dataclass(frozen=True, kw_only=True, slots=True)
class Sheet:
    """One page a proposal.

    Attributes
    ----------
    title, said : str
        Who it is, and where it stands.
    facts : sequence of tuple of str and str
    sections : sequence of Section
    """

    title: str
    said: str
    facts: Sequence[tuple[str, str]]
    sections: Sequence[Section]


def meeting_pdf(paper: Paper, sections: Sequence[Section], pages: Sequence[Sheet]) -> bytes:
    """Return the meeting paper as PDF."""
    data = paper_data(paper) | {
        "sections": [_data(one) for one in sections],
        "pages": [
            {
                "title": page.title,
                "said": page.said,
                "facts": [list(fact) for fact in page.facts],
                "sections": [_data(one) for one in page.sections],
            }
            for page in pages
        ],
    }
    return printed_pdf("meeting.typ", data)


def _data(section: Section) -> Mapping[str, object]:
    rows = rows_in_words(section)
    return {
        "title": section.title,
        "said": section.said,
        "columns": [column.name for column in section.columns],
        "widths": [column.width_cm for column in section.columns],
        "right": [column.is_right for column in section.columns],
        "rows": rows,
        "whole": [max(map(len, row), default=0) < _SPLIT_FROM for row in rows],
        "line_after": section.line_after,
    }


def meeting_xlsx(paper: Paper, sections: Sequence[Section], pages: Sequence[Sheet]) -> bytes:
    """Return the meeting paper as a workbook: a sheet a section, and one with all proposals."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties(
            {
                "title": paper.title,
                "created": paper.made.astimezone(dt.UTC).replace(tzinfo=None),
            }
        )
        writer = _Writer(book, paper)
        writer.write_facts()
        for section in sections:
            writer.write_section(section)
        for section in _by_proposal(pages):
            writer.write_section(section)
    return out.getvalue()


def _by_proposal(pages: Sequence[Sheet]) -> list[Section]:
    """Return the tables of all pages, each kind in one with the proposal before its rows."""
    columns: dict[str, Sequence[Column]] = {}
    rows: dict[str, list[Sequence[object]]] = {}
    for page in pages:
        for one in page.sections:
            columns[one.title] = (Column("Proposal", 6), *one.columns)
            rows.setdefault(one.title, []).extend((page.title, *row) for row in one.rows)
    return [Section(title, "", columns[title], rows[title]) for title in columns]


class _Writer:
    """Writes sections into a workbook, each on a sheet that prints as it stands."""

    def __init__(self, book: xlsxwriter.Workbook, paper: Paper) -> None:
        self._book, self._paper = book, paper
        self._banner = " // ".join([paper.marking.banner, *(["DRAFT"] if paper.is_draft else [])])
        top = {"valign": "top", "text_wrap": True, "border": 1, "border_color": "#CBD2D9"}
        self._top = top
        self._formats: dict[tuple[bool, int, bool], Format] = {}
        self._bold = book.add_format({"bold": True})
        self._title = book.add_format({"bold": True, "font_size": 14, "font_color": "#12324A"})
        self._heading = book.add_format(
            {**top, "bold": True, "bg_color": "#EEF2F5", "valign": "vcenter"}
        )
        self._plain = book.add_format({"text_wrap": True, "valign": "top"})

    def write_facts(self) -> None:
        """Write the first sheet: what the paper is, and its designation block."""
        sheet = self._sheet("Paper")
        sheet.set_column(0, 0, 28)
        sheet.set_column(1, 1, 90)
        sheet.write_string(1, 0, self._paper.title, self._title)
        lines = [*self._paper.facts, ("", ""), *self._paper.marking.lines()]
        for row, (label, words) in enumerate(lines, 3):
            sheet.write_string(row, 0, neutral_text(label), self._bold)
            sheet.write_string(row, 1, neutral_text(words), self._plain)

    def write_section(self, section: Section) -> None:
        """Write a section onto a sheet of its own."""
        sheet = self._sheet(section.title)
        sheet.write_string(1, 0, section.title, self._title)
        sheet.write_string(2, 0, neutral_text(section.said))
        if not section.rows:
            return
        widths = _widths(section)
        for column, (one, width) in enumerate(zip(section.columns, widths, strict=True)):
            sheet.set_column(column, column, width)
            sheet.write_string(3, column, one.name, self._heading)
        sheet.set_row(3, _height([column.name for column in section.columns], widths))
        for place, row in enumerate(section.rows):
            is_last = place + 1 == section.line_after
            for column, (cell, one) in enumerate(zip(row, section.columns, strict=True)):
                self._write(sheet, (4 + place, column), cell, (one, is_last))
            sheet.set_row(4 + place, _height(row, widths))
        sheet.repeat_rows(3)
        sheet.freeze_panes(4, 1)
        sheet.autofilter(3, 0, 3 + len(section.rows), len(section.columns) - 1)

    def _sheet(self, title: str) -> Worksheet:
        sheet = self._book.add_worksheet(title[:31])
        printed = "&C" + self._banner.replace("&", "&&")
        sheet.set_header(printed)
        sheet.set_footer(printed + "&R&P of &N")
        sheet.set_landscape()
        sheet.set_paper(_LETTER)
        sheet.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.7)
        sheet.fit_to_pages(1, 0)
        sheet.write_string(0, 0, neutral_text(self._banner), self._bold)
        return sheet

    def _write(
        self, sheet: Worksheet, at: tuple[int, int], cell: object, shown: tuple[Column, bool]
    ) -> None:
        column, is_last = shown
        match cell:
            case None:
                sheet.write_blank(*at, None, self._format(column, -1, is_last))
            case float():
                number = float(in_decimals(cell, column.decimals))
                sheet.write_number(*at, number, self._format(column, column.decimals, is_last))
            case int():
                sheet.write_number(*at, cell, self._format(column, 0, is_last))
            case _:
                sheet.write_string(*at, neutral_text(str(cell)), self._format(column, -1, is_last))

    def _format(self, column: Column, decimals: int, is_last: bool) -> Format:
        """Return how a cell is shown; ``decimals`` of -1 is text."""
        key = (column.is_right, decimals, is_last)
        if key not in self._formats:
            form = dict(self._top)
            if column.is_right:
                form["align"] = "right"
            if decimals >= 0:
                form["num_format"] = "#,##0" + ("." + "0" * decimals if decimals else "")
            if is_last:
                form |= {"bottom": 5, "bottom_color": "#12324A"}
            self._formats[key] = self._book.add_format(form)
        return self._formats[key]


def _widths(section: Section) -> list[float]:
    """Return the width of each column in characters; what takes the rest of a page gets it."""
    fixed = sum(column.width_cm for column in section.columns)
    rest = [column for column in section.columns if not column.width_cm]
    each = max(4.0, (_PAGE_CM - fixed) / max(1, len(rest)))
    return [(column.width_cm or each) * _CHARACTERS_PER_CM + 1 for column in section.columns]


def _height(row: Sequence[object], widths: Sequence[float]) -> float:
    """Return how tall a row is whose texts are all seen: not every program fits it by itself."""
    lines = [
        sum(max(1, math.ceil(1.15 * len(part) / width)) for part in str(cell).split("\n"))
        for cell, width in zip(row, widths, strict=True)
        if isinstance(cell, str)
    ]
    return min(_TALLEST_POINTS, _LINE_POINTS * max(lines, default=1) + 3)
