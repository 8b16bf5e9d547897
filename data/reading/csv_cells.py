"""A CSV table as a grid of text cells, read strictly: what is damaged is refused with its line."""

import codecs
import csv
import io
import re

from fct.data.common import CellValue
from fct.data.program import refusal

_LONGEST_CELL = 32_767  # characters, as in a workbook
DELIMITERS = ",;\t|"
_TOP = 10  # rows, in one of which the headings stand
_AS_TEXT = re.compile(r'="([^"]*)"')  # how a number is written that Excel is to leave as it is
_SEPARATOR_LINE = "sep="
_DAMAGE = (  # how the reader says it, and what it means
    ("unexpected end of data", "a text begins with a double quote that nothing closes"),
    ("field larger than field limit", "a cell holds more than 32,767 characters"),
    ("expected after", "a double quote within a text in double quotes is not written twice"),
)


def read_csv_bytes(name: str, content: bytes) -> list[list[CellValue]]:
    """Return the cells of a CSV file, as text.

    UTF-8, or UTF-16 with a byte order mark. The delimiter is the one of comma, semicolon, tab and
    stroke that the first line with any of them holds most often.

    Raises
    ------
    RefusalError
        ``CSV_ENCODING`` or ``CSV_DAMAGED``, with the line.
    """
    text = _decoded(name, content)
    if text[: len(_SEPARATOR_LINE)].lower() == _SEPARATOR_LINE:
        detail = "“sep=” is a note to a spreadsheet program and no heading; delete this line"
        raise refusal("CSV_DAMAGED", name=name, line=1, detail=detail)
    csv.field_size_limit(_LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    rows: list[list[CellValue]] = []
    lines = [1]  # in which each row begins, and the next one would
    try:
        for row in reader:
            rows.append(list(row))
            lines.append(reader.line_num + 1)
    except csv.Error as error:
        said = next((plain for words, plain in _DAMAGE if words in str(error)), error)
        raise refusal("CSV_DAMAGED", name=name, line=reader.line_num, detail=said) from None
    _refuse_ragged(name, rows, lines)
    if '="' in text:
        rows = [[_as_text(cell) for cell in row] for row in rows]
    return rows


def _delimiter(text: str) -> str:
    lines = text.split("\n", _TOP)[:_TOP]
    heading = next((line for line in lines if any(sign in line for sign in DELIMITERS)), "")
    return max(DELIMITERS, key=heading.count)


def _refuse_ragged(name: str, rows: list[list[CellValue]], lines: list[int]) -> None:
    """Refuse a row that is wider than the headings; what is empty at its end is dropped."""
    # A row may end early, as programs leave out blank cells; one that goes on has a delimiter
    # within an answer, and its later answers would be read as others'.
    width = next((len(row) for row in rows[:_TOP] if len(row) > 1), 1)
    for line, row in zip(lines, rows, strict=False):
        while len(row) > width and not row[-1]:
            row.pop()
        if len(row) > width:
            detail = (
                f"it has {len(row)} cells, and the headings have {width}: put a text that holds "
                "the sign between columns in double quotes, and delete rows above the headings"
            )
            raise refusal("CSV_DAMAGED", name=name, line=line, detail=detail)


def _as_text(cell: CellValue) -> CellValue:
    found = _AS_TEXT.fullmatch(cell) if type(cell) is str else None
    return found[1] if found else cell


def _decoded(name: str, content: bytes) -> str:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = "utf-16"
    else:
        encoding = "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise refusal("CSV_ENCODING", name=name, byte=error.start + 1, line=line) from None
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise refusal("CSV_DAMAGED", name=name, line=line, detail="it holds a NUL character")
    return text
