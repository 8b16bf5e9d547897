"""How a workbook of the form looks: palette, cell styles, number formats and page set-up."""

import textwrap
from collections.abc import Mapping
from typing import Any

from fct.data.common import looks_live
from fct.data.program import Field, FieldType

NAVY = "#12324A"
TEAL = "#0F766E"
SAND = "#F6F3EC"
INK = "#1F2933"
GREY = "#52606D"
LINE = "#CBD2D9"
MIST = "#EEF2F5"
WHITE = "#FFFFFF"

_BASE = {"font_name": "Calibri", "font_size": 11, "font_color": INK, "valign": "top"}
_BOX = {"border": 1, "border_color": LINE}
_ON_NAVY = {"font_color": WHITE, "bg_color": NAVY}
_TEAL_FOOT = {"bottom_color": TEAL}
_TEAL_SIDE = {"left_color": TEAL}
_LINE_HEIGHT = 15.0  # points, of Calibri 11
_LETTERS_A_UNIT = 1.15  # a column's unit is the width of a digit; text runs narrower

STYLES: Mapping[str, Mapping[str, Any]] = {
    "plain": {},
    "wrapped": {"text_wrap": True},
    "title": {"bold": True, "font_size": 18, **_ON_NAVY, "valign": "vcenter"},
    "subtitle": _ON_NAVY,
    "section": {"bold": True, "font_size": 13, "font_color": TEAL, "bottom": 2, **_TEAL_FOOT},
    "key": {"bold": True, "font_color": NAVY, "text_wrap": True},
    "remark": {"bold": True, "font_color": NAVY, "bg_color": SAND, "text_wrap": True, **_TEAL_SIDE},
    "link": {"font_color": TEAL, "underline": 1, "bold": True},
    "heading": {"bold": True, **_ON_NAVY, "text_wrap": True, "valign": "vcenter", **_BOX},
    "id": {"font_color": GREY, "font_size": 9, "bg_color": MIST, **_BOX},
    "label": {"bold": True, "font_color": NAVY, "bg_color": MIST, "text_wrap": True, **_BOX},
    "hint": {"font_color": GREY, "font_size": 10, "text_wrap": True, **_BOX},
    "input": {"locked": False, "text_wrap": True, "bg_color": WHITE, **_BOX},
    "required": {"bg_color": SAND},
    "conditional": {"left": 5, **_TEAL_SIDE},
    "spare": {"locked": False, "text_wrap": True},
}

REQUIRED_MARK = "*"
CONDITIONAL_MARK = "(*)"


def needed_style(field: Field) -> str | None:
    """Return the style that marks the input cell of a required field."""
    if field.required == "no":
        return None
    return "required" if field.required == "yes" else "conditional"


def mark_format(field: Field) -> str:
    """Return a number format that shows the mark of a required field behind its label.

    The mark is part of the format, so the cell still holds the label alone.
    """
    if field.required == "no":
        return "@"
    mark = REQUIRED_MARK if field.required == "yes" else CONDITIONAL_MARK
    return f'@" {mark}"'


def number_format(field: Field) -> str:
    """Return the number format of a field's input cell."""
    match field.type:
        case FieldType.DATE:
            return "yyyy-mm-dd"
        case FieldType.MONEY:
            return "#,##0.00"
        case FieldType.INTEGER:
            return "#,##0" if field.is_amount else "0"
        case FieldType.TEXT | FieldType.EMAIL:
            return "@"  # else a document number such as 3-12 turns into a date as it is typed
    return "General"


def height_of(*cells: tuple[str, float], at_least: int = 1) -> float:
    """Return the height of a row, in points, that shows all of its wrapped cells.

    Parameters
    ----------
    *cells : tuple of str and float
        The text of each cell and the width of its column, in characters.
    at_least : int
        Fewest lines to make room for.

    Returns
    -------
    float
    """
    lines = max(
        len(textwrap.wrap(text, max(int(width * _LETTERS_A_UNIT), 1))) for text, width in cells
    )
    return _LINE_HEIGHT * max(lines, at_least) + 1


class Styles:
    """The cell formats of one workbook, each made once.

    Parameters
    ----------
    book : xlsxwriter.Workbook
    """

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, Any], ...], Any] = {}
        self._inputs: dict[tuple[str, bool, bool], Any] = {}

    def __call__(self, *names: str | None, **more: Any) -> Any:
        """Return the format of the named styles, later ones over earlier ones."""
        merged: dict[str, Any] = dict(_BASE)
        for name in names:
            merged |= STYLES[name] if name else {}
        merged |= more
        key = tuple(sorted(merged.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format(merged)
        return self._made[key]

    def input_of(self, field: Field, *, in_table: bool = True, value: object = None) -> Any:
        """Return the format of the input cell of a field, in which no text is a formula."""
        is_live = isinstance(value, str) and looks_live(value)
        key = (field.id, in_table, is_live)
        if key not in self._inputs:
            figures = in_table and field.type in {FieldType.MONEY, FieldType.INTEGER}
            more = {
                "num_format": number_format(field),
                "align": "right" if figures else "left",
                "quote_prefix": is_live,
            }
            self._inputs[key] = self("input", needed_style(field), **more)
        return self._inputs[key]


def set_page(sheet: Any, *, marking: str, portrait: bool = False, pages_wide: int = 1) -> None:
    """Set up a sheet for print: fitted to its width, marked at its top and foot."""
    if not portrait:
        sheet.set_landscape()
    sheet.set_paper(1)
    sheet.set_margins(left=0.5, right=0.5, top=0.7, bottom=0.7)
    sheet.fit_to_pages(pages_wide, 0)
    sheet.set_header(f'&C&"Calibri,Bold"&10{marking}')
    sheet.set_footer(f'&L&8&A&C&"Calibri,Bold"&10{marking}&R&8Page &P of &N')
    sheet.hide_gridlines(2)


def protect(sheet: Any) -> None:
    """Protect the structure of a sheet without password; its input cells stay open."""
    sheet.protect(
        "",
        {
            "format_columns": True,
            "format_rows": True,
            "sort": True,
            "autofilter": True,
            "insert_rows": False,
            "select_locked_cells": True,
            "select_unlocked_cells": True,
        },
    )
