"""Tables on their way out, as xlsx or CSV: nothing in them can run in a spreadsheet program.

Text that a program could take for a formula gets an apostrophe (OWASP, CSV injection; CWE-1236);
numbers stay numbers. Both forms carry the marking of the document.
"""

import csv
import datetime as dt
import io
import math
import re
from collections.abc import Mapping
from decimal import Decimal
from numbers import Integral
from typing import TypeAlias

import pandas as pd
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

Plain: TypeAlias = str | int | float | dt.date | None

_TRIGGERS = frozenset("=+-@\t\r\n\0＝＋－＠")
_IGNORED_FIRST = " \u00a0\u200b\u200c\u200d\u2060\ufeff"  # some programs drop them when they read
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_BAD_SHEET_NAME = re.compile(r"[\[\]:*?/\\]")
_LONGEST_CELL, _LONGEST_SHEET_NAME = 32_767, 31
_WIDEST, _NARROWEST = 60, 9
_SAMPLED_ROWS = 200
_MADE_AT = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)  # the same table gives the same bytes


def neutral_text(text: str) -> str:
    """Return text that no spreadsheet program takes for a formula.

    Parameters
    ----------
    text : str
        As a sponsor wrote it.

    Returns
    -------
    str
        With an apostrophe before ``= + - @``, tab, CR, LF, NUL and the full-width forms, and with
        other control characters replaced.
    """
    first = text.lstrip(_IGNORED_FIRST)[:1]
    prefix = "'" if first in _TRIGGERS and first else ""
    return _CONTROL.sub("\ufffd", f"{prefix}{text}")[:_LONGEST_CELL]


def export_csv(frame: pd.DataFrame, *, banner: str) -> bytes:
    """Return a table as CSV, UTF-8 with a byte order mark, its text quoted.

    Parameters
    ----------
    frame : DataFrame
        Columns become headings; the index is left out.
    banner : str
        Marking, alone in the first row.
    """
    out = io.StringIO(newline="")
    # All text is quoted: a program that splits at semicolons must not find a cell within a cell.
    writer = csv.writer(out, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    writer.writerow([neutral_text(banner)])
    writer.writerow([neutral_text(str(name)) for name in frame.columns])
    for row in frame.itertuples(index=False, name=None):
        cells = (_plain(value) for value in row)
        writer.writerow([c.isoformat() if isinstance(c, dt.date) else c for c in cells])
    return out.getvalue().encode("utf-8-sig")


def export_xlsx(frames: Mapping[str, pd.DataFrame], *, banner: str) -> bytes:
    """Return tables as a workbook, one sheet each.

    Parameters
    ----------
    frames : mapping of str to DataFrame
        By name of the sheet; columns become headings, the index is left out.
    banner : str
        Marking, in the first row and in the header and footer of every printed page.
    """
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties({"created": _MADE_AT.replace(tzinfo=None)})
        formats = {
            "banner": book.add_format({"bold": True}),
            "heading": book.add_format({"bold": True, "bottom": 1, "text_wrap": True}),
            "date": book.add_format({"num_format": "yyyy-mm-dd", "align": "left"}),
        }
        for name, frame in frames.items():
            sheet = book.add_worksheet(_sheet_name(name))
            _write_sheet(sheet, frame, banner, formats)
    return out.getvalue()


def _sheet_name(name: str) -> str:
    return _BAD_SHEET_NAME.sub(" ", name)[:_LONGEST_SHEET_NAME].strip("' ") or "Sheet"


def _write_sheet(
    sheet: Worksheet, frame: pd.DataFrame, banner: str, formats: Mapping[str, Format]
) -> None:
    printed = "&C" + banner.replace("&", "&&")
    sheet.set_header(printed)
    sheet.set_footer(printed)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(1)
    sheet.freeze_panes(2, 0)
    sheet.write_string(0, 0, neutral_text(banner), formats["banner"])
    for column, name in enumerate(frame.columns):
        values = [_plain(value) for value in frame.iloc[:, column].tolist()]
        sheet.write_string(1, column, neutral_text(str(name)), formats["heading"])
        sheet.set_column(column, column, _width(str(name), values))
        for row, value in enumerate(values, 2):
            _write_cell(sheet, (row, column), value, formats["date"])
    if len(frame) and len(frame.columns):
        sheet.autofilter(1, 0, len(frame) + 1, len(frame.columns) - 1)


def _write_cell(sheet: Worksheet, at: tuple[int, int], value: Plain, date: Format) -> None:
    match value:
        case None:
            return
        case str():
            sheet.write_string(*at, value)
        case dt.date():
            sheet.write_datetime(*at, dt.datetime(value.year, value.month, value.day), date)  # noqa: DTZ001 - a sheet knows no zones
        case _:
            sheet.write_number(*at, value)


def _width(name: str, values: list[Plain]) -> int:
    longest = max((len(str(value)) for value in values[:_SAMPLED_ROWS]), default=0)
    return min(_WIDEST, max(_NARROWEST, len(name), longest) + 2)


def _plain(value: object) -> Plain:
    """Return what a cell holds: a number, a day, text, or nothing."""
    if isinstance(value, list | tuple | set | frozenset):
        value = "; ".join(str(item) for item in value)
    if value is None or value is pd.NA or value is pd.NaT:
        return None
    if isinstance(value, Integral) and not isinstance(value, bool):
        return int(value)
    if isinstance(value, float | Decimal):
        return float(value) if math.isfinite(value) else None
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return value
    words = {True: "yes", False: "no"}
    return words[value] if isinstance(value, bool) else neutral_text(str(value))
