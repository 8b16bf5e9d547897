"""Tables on their way out, as xlsx or CSV: nothing in them can run in a spreadsheet program.

Text that a program could take for a formula gets an apostrophe (OWASP, CSV injection; CWE-1236);
numbers stay numbers. Both forms carry the marking of the document.
"""

import csv
import datetime as dt
import io
import math
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from numbers import Integral
from typing import TypeAlias

import pandas as pd
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from fct.data.common import neutral_text

__all__ = ["export_csv", "export_xlsx", "neutral_text"]

Plain: TypeAlias = str | int | float | dt.date | None

_BAD_SHEET_NAME = re.compile(r"[\[\]:*?/\\]")
_LONGEST_SHEET_NAME = 31
_WIDEST, _NARROWEST = 60, 9
_SAMPLED_ROWS = 200
_LINE_HEIGHT, _TALLEST = 15, 400
_LETTER = 1  # as the paper's number in a workbook
_MOST_DECIMALS = 4
_MADE_AT = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)  # the same table gives the same bytes


def export_csv(frame: pd.DataFrame, *, banner: str, head: Sequence[str] = ()) -> bytes:
    """Return a table as CSV, UTF-8 with a byte order mark, its text quoted.

    Parameters
    ----------
    frame : DataFrame
        Columns become headings; the index is left out.
    banner : str
        Marking, in the first row.
    head : sequence of str
        What stands beside it, see :mod:`fct.data.subjects.run_notices`.
    """
    out = io.StringIO(newline="")
    # All text is quoted: a program that splits at semicolons must not find a cell within a cell.
    writer = csv.writer(out, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    writer.writerow([neutral_text(" ".join([banner, *head]))])
    writer.writerow([neutral_text(str(name)) for name in frame.columns])
    for row in frame.itertuples(index=False, name=None):
        cells = (_plain(value) for value in row)
        writer.writerow([c.isoformat() if isinstance(c, dt.date) else c for c in cells])
    return out.getvalue().encode("utf-8-sig")


def export_xlsx(
    frames: Mapping[str, pd.DataFrame],
    *,
    banner: str,
    head: Sequence[str] = (),
    made_at: dt.datetime = _MADE_AT,
) -> bytes:
    """Return tables as a workbook, one sheet each.

    Parameters
    ----------
    frames : mapping of str to DataFrame
        By name of the sheet; columns become headings, the index is left out.
    banner : str
        Marking, in the first row and in the header and footer of every printed page.
    head : sequence of str
        What stands beside it in the first row, see :mod:`fct.data.subjects.run_notices`.
    made_at : datetime
        What the workbook says of when it was made.
    """
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties({"created": made_at.astimezone(dt.UTC).replace(tzinfo=None)})
        formats = {
            "banner": book.add_format({"bold": True}),
            "heading": book.add_format({"bold": True, "bottom": 1, "text_wrap": True}),
            "date": book.add_format({"num_format": "yyyy-mm-dd", "align": "left"}),
            "long": book.add_format({"text_wrap": True, "valign": "top"}),
            "top": book.add_format({"valign": "top"}),
        }
        for decimals in range(1, _MOST_DECIMALS + 1):
            shown = {"num_format": f"#,##0.{'0' * decimals}"}
            formats[f"decimals {decimals}"] = book.add_format(shown)
        for name, frame in frames.items():
            sheet = book.add_worksheet(_sheet_name(name))
            _write_sheet(sheet, frame, banner, formats)
            sheet.write_string(0, 0, neutral_text(" ".join([banner, *head])), formats["banner"])
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
    sheet.set_paper(_LETTER)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(1)
    sheet.freeze_panes(2, 0)
    lines = [1] * len(frame)
    for column, name in enumerate(frame.columns):
        values = [_plain(value) for value in frame.iloc[:, column].tolist()]
        sheet.write_string(1, column, neutral_text(str(name)), formats["heading"])
        number = formats.get(f"decimals {_decimals(frame.iloc[:, column].tolist())}")
        sheet.set_column(column, column, _width(str(name), values))
        for row, value in enumerate(values, 2):
            _write_cell(sheet, (row, column), value, formats, number)
        counts = (-(-len(value) // _WIDEST) if isinstance(value, str) else 1 for value in values)
        lines = [max(pair) for pair in zip(lines, counts, strict=True)]
    for row, count in enumerate(lines, 2):
        if count > 1:  # not every program fits the height of a row to its text
            sheet.set_row(row, min(count * _LINE_HEIGHT, _TALLEST), formats["top"])
    if len(frame) and len(frame.columns):
        sheet.autofilter(1, 0, len(frame) + 1, len(frame.columns) - 1)


def _write_cell(
    sheet: Worksheet,
    at: tuple[int, int],
    value: Plain,
    formats: Mapping[str, Format],
    number: Format | None,
) -> None:
    match value:
        case None:
            return
        case str() if len(value) > _WIDEST:
            sheet.write_string(*at, value, formats["long"])
        case str():
            sheet.write_string(*at, value)
        case dt.date():
            moment = dt.datetime(value.year, value.month, value.day)  # noqa: DTZ001 - sheets know no zones
            sheet.write_datetime(*at, moment, formats["date"])
        case _:
            sheet.write_number(*at, value, number)


def _decimals(values: Sequence[object]) -> int:
    """Return with how many decimals a column is shown: those of its exact numbers, else 0."""
    exact = [value for value in values if isinstance(value, Decimal) and value.is_finite()]
    return min(_MOST_DECIMALS, max((-int(v.as_tuple().exponent) for v in exact), default=0))


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
