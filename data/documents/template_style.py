"""How a workbook of the form looks: palette, cell styles, number formats and page set-up."""

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

# Every office program has Arial or a font of its widths, so a form that fits in one fits in all.
DEFAULT_FONT: Mapping[str, Any] = {"font_name": "Arial", "font_size": 10}
_BASE = {**DEFAULT_FONT, "font_color": INK, "valign": "top"}
_BOX = {"border": 1, "border_color": LINE}
_ON_NAVY = {"font_color": WHITE, "bg_color": NAVY}
_ON_TEAL_LINE = {"font_color": TEAL, "bottom": 2, "bottom_color": TEAL}
_TEAL_SIDE = {"left_color": TEAL}
_MIDDLE = {"text_wrap": True, "valign": "vcenter"}
SMALL = 9  # points: text beside an answer
_SCALE_OF_LIST = 85  # percent: text of 10 points is printed with 8.5

STYLES: Mapping[str, Mapping[str, Any]] = {
    "plain": {},
    "wrapped": {"text_wrap": True, "font_size": SMALL},
    "title": {"bold": True, "font_size": 14, **_ON_NAVY, "valign": "vcenter"},
    "title_about": {**_ON_NAVY, "valign": "vcenter"},
    "subtitle": {"font_size": SMALL, **_ON_NAVY},
    "section": {"bold": True, "font_size": 11, **_ON_TEAL_LINE, "valign": "vcenter"},
    "section_about": {**_ON_TEAL_LINE, "font_size": SMALL, "font_color": GREY, **_MIDDLE},
    "key": {"bold": True, "font_size": SMALL, "font_color": NAVY, "text_wrap": True},
    "remark": {"bold": True, "font_color": NAVY, "bg_color": SAND, "text_wrap": True, **_TEAL_SIDE},
    "link": {"font_color": TEAL, "font_size": SMALL, "underline": 1, "bold": True},
    "heading": {"bold": True, **_ON_NAVY, "text_wrap": True, "valign": "vcenter", **_BOX},
    "number": {"font_color": GREY, "font_size": SMALL, "bg_color": MIST, **_BOX},
    "id": {"font_color": GREY, "font_size": SMALL, "bg_color": MIST, **_BOX},
    "label": {"bold": True, "font_color": NAVY, "bg_color": MIST, "text_wrap": True, **_BOX},
    "hint": {"font_color": GREY, "font_size": SMALL, "text_wrap": True, **_BOX},
    "guide": {"font_color": GREY, "font_size": SMALL, "text_wrap": True, "bg_color": MIST, **_BOX},
    "worked": {
        "text_wrap": True,
        "bg_color": MIST,
        "align": "left",
        "num_format": "#,##0.0",
        **_BOX,
    },
    "total": {"bold": True, "bg_color": MIST, "align": "right", **_BOX},
    "input": {"locked": False, "text_wrap": True, "bg_color": WHITE, **_BOX},
    "required": {"bg_color": SAND},
    "conditional": {"left": 5, **_TEAL_SIDE},
    "spare": {"locked": False, "text_wrap": True},
}

NEEDED = "REQUIRED."  # how the guidance of a field that is always required begins
REQUIRED_MARK = "*"
CONDITIONAL_MARK = "(*)"


def workbook_options() -> dict[str, Any]:
    """Return the options of a workbook, for this one alone: xlsxwriter writes into its font."""
    return {
        "in_memory": True,  # else answers stand in a folder of /tmp, which a kill leaves there
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        # The width of a column is counted in its digits.
        "default_format_properties": dict(DEFAULT_FONT),
    }


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


class Styles:
    """The cell formats of one workbook, each made once.

    Parameters
    ----------
    book : xlsxwriter.Workbook
    """

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, Any], ...], Any] = {}
        self._inputs: dict[tuple[str, str | None, bool, bool], Any] = {}

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

    def input_of(
        self,
        field: Field,
        *,
        needed: str | None,
        in_table: bool = True,
        value: object = None,
    ) -> Any:
        """Return the format of the input cell of a field, in which no text is a formula.

        Parameters
        ----------
        field : Field
        needed : str or None
            Style that shows that it must be filled in, see :func:`needed_style`.
        in_table : bool
            Whether its figures stand below one another.
        value : object
            What is written into it.
        """
        # Text that looks like a formula keeps Excel's apostrophe, by which it stays text when it is
        # edited.
        is_live = isinstance(value, str) and looks_live(value)
        key = (field.id, needed, in_table, is_live)
        if key not in self._inputs:
            figures = in_table and field.type in {FieldType.MONEY, FieldType.INTEGER}
            more = {
                "num_format": number_format(field),
                "align": "right" if figures else "left",
                "quote_prefix": is_live,
            }
            self._inputs[key] = self("input", needed, **more)
        return self._inputs[key]


def set_page(sheet: Any, *, marking: str, portrait: bool = False, pages_high: int = 0) -> None:
    """Set up a sheet for print: fitted to its width, marked at its top and foot."""
    if not portrait:
        sheet.set_landscape()
    sheet.fit_to_pages(1, pages_high)
    _set_paper(sheet, marking)


def set_page_of_list(sheet: Any, *, marking: str) -> None:
    """Set up a sheet of many columns for print: as many pages beside one another as it takes."""
    sheet.set_landscape()
    sheet.set_print_scale(_SCALE_OF_LIST)
    _set_paper(sheet, marking)


def _set_paper(sheet: Any, marking: str) -> None:
    sheet.set_paper(1)
    sheet.set_margins(left=0.5, right=0.5, top=0.65, bottom=0.65)
    options = {"scale_with_doc": False}
    sheet.set_header(f'&C&"Arial,Bold"&10{marking}', options)
    sheet.set_footer(f'&L&10&A&C&"Arial,Bold"&10{marking}&R&10Page &P of &N', options)
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
