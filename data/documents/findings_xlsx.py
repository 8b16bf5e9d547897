"""Findings of one or many files as a list to work through: notes first, then answer by answer."""

import datetime as dt
import io
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import xlsxwriter

from fct.data import xlsx
from fct.data.common import neutral_text
from fct.data.documents.template_style import (
    DEFAULT_FONT,
    GREY,
    INK,
    NAVY,
    TEAL,
    WHITE,
    set_page,
    workbook_options,
)

_SHEET = "Findings"
_BOX = {"border": 1, "border_color": "#CBD2D9", "text_wrap": True, "valign": "top"}
_STYLES: Mapping[str, Mapping[str, Any]] = {
    "banner": {"bold": True},
    "key": {"bold": True, "font_color": TEAL, "valign": "top", "text_wrap": True},
    "plain": {"text_wrap": True, "valign": "top"},
    "heading": {**_BOX, "bold": True, "font_color": WHITE, "bg_color": NAVY},
    "text": _BOX,
    "link": {**_BOX, "bold": True, "font_color": TEAL},
    "small": {**_BOX, "font_color": GREY},
    **{kind: {**_BOX, "bold": True, "bg_color": f"#{c[2:]}"} for kind, c in xlsx.COLORS.items()},
}
_MADE_AT = dt.datetime(2000, 1, 1)  # noqa: DTZ001 - the same findings give the same bytes
_HEADING_HEIGHT = 28


class ListedFile(NamedTuple):
    """One file of the list.

    Attributes
    ----------
    file : MarkedFile
    marks : sequence of Mark
        Notes of the reader, then findings, in the order in which they are listed.
    refusal : str
        Why it was refused, else empty.
    """

    file: xlsx.MarkedFile
    marks: Sequence[xlsx.Mark]
    refusal: str = ""


def findings_list(files: Sequence[ListedFile], *, banner: str) -> bytes:
    """Return the findings of files as a workbook of one sheet, printed as it is seen.

    Parameters
    ----------
    files : sequence of ListedFile
    banner : str
        Marking of the document.
    """
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, workbook_options()) as book:
        book.set_properties({"created": _MADE_AT})
        _List(book, files).write(banner)
    return out.getvalue()


class _List:
    """The sheet while it is written, from the top down."""

    def __init__(self, book: Any, files: Sequence[ListedFile]) -> None:
        self._files = files
        refs = {mark.ref for one in files for mark in one.marks}
        self._has_files, self._has_refs = len(files) > 1, len(refs) > 1
        self._before = ["File"] * self._has_files + ["Proposal"] * self._has_refs
        self._widths = xlsx.widths_of(self._before)
        self._sheet = book.add_worksheet(_SHEET)
        self._row = 0
        self._styles = {
            name: book.add_format(
                {"font_color": INK, **DEFAULT_FONT, "font_size": xlsx.OWN_SIZES[name], **style}
            )
            for name, style in _STYLES.items()
        }

    def write(self, banner: str) -> None:
        """Write all of it."""
        sheet = self._sheet
        for column, width in enumerate(self._widths):
            sheet.set_column(column, column, width)
        self._text(0, neutral_text(banner), "banner")
        self._row = 1
        self._write_head()
        self._row += 1
        heading = self._row
        for column, name in enumerate(xlsx.headings_of(self._before)):
            self._text(column, name, "heading")
        sheet.set_row(self._row, _HEADING_HEIGHT)
        self._row += 1
        for one in self._files:
            for mark in one.marks:
                self._finding(one.file.name, mark)
        sheet.autofilter(heading, 0, max(self._row - 1, heading), len(self._widths) - 1)
        sheet.freeze_panes(heading + 1, 0)
        sheet.repeat_rows(heading)
        self._write_standings()
        set_page(sheet, marking=banner.replace("&", "&&"))

    def _write_head(self) -> None:
        for one in self._files:
            if one.refusal:
                self._said("Refused", f"“{one.file.name}”: {one.refusal}")
            elif self._has_files:
                lines = dict(xlsx.head_lines(one.file, one.marks))
                self._said("File", f"“{one.file.name}”: {lines['Verdict']}; {lines['Found']}")
            else:
                for name, text in xlsx.head_lines(one.file, one.marks):
                    self._said(name, text)

    def _write_standings(self) -> None:
        self._row += 1
        for one in self._files:
            for name, text in xlsx.standing_lines(one.file) if not one.refusal else ():
                self._said(name, text)

    def _said(self, name: str, text: str) -> None:
        """Write a name, and a text that goes over all other columns."""
        last = len(self._widths) - 1
        self._text(0, neutral_text(name), "key")
        plain = self._styles["plain"]
        # Empty, and the text by itself: merging would write it by its looks, as a formula or a
        # number.
        self._sheet.merge_range(self._row, 1, self._row, last, "", plain)
        self._text(1, neutral_text(text), "plain")
        name_text = xlsx.Text(name, self._widths[0], is_bold=True)
        self._sheet.set_row(
            self._row, xlsx.row_height(name_text, xlsx.Text(text, sum(self._widths[1:])))
        )
        self._row += 1

    def _finding(self, file: str, mark: xlsx.Mark) -> None:
        known = [file] * self._has_files + [mark.ref] * self._has_refs
        cells = [*((text, "text") for text in known), *xlsx.finding_cells(mark)]
        for column, (text, style) in enumerate(cells):
            self._text(column, neutral_text(text), style)
        self._sheet.set_row(self._row, xlsx.height_of_cells(cells, self._widths))
        self._row += 1

    def _text(self, column: int, text: str, style: str) -> None:
        self._sheet.write_string(self._row, column, text, self._styles[style])
