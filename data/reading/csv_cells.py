"""A CSV table as a grid of text cells, read strictly: what is damaged is refused with its line."""

import codecs
import csv
import io

from fct.data.common import CellValue, plural
from fct.data.program import refusal

_LONGEST_CELL = 32_767  # characters, as in a workbook
_DELIMITERS = ",;\t"


def read_csv_bytes(name: str, content: bytes) -> list[list[CellValue]]:
    """Return the cells of a CSV file, as text.

    UTF-8, or UTF-16 with a byte order mark. The delimiter is the one of comma, semicolon and tab
    that the heading holds most often.

    Raises
    ------
    RefusalError
        ``CSV_ENCODING`` or ``CSV_DAMAGED``, with the line.
    """
    text = _decoded(name, content)
    heading = text.partition("\n")[0]
    csv.field_size_limit(_LONGEST_CELL)
    reader = csv.reader(
        io.StringIO(text, newline=""),
        delimiter=max(_DELIMITERS, key=heading.count),
        strict=True,
    )
    rows: list[list[CellValue]] = []
    try:
        rows.extend(list(row) for row in reader)
    except csv.Error as error:
        raise refusal("CSV_DAMAGED", name=name, line=reader.line_num, detail=error) from None
    width = len(rows[0]) if rows else 0
    for number, row in enumerate(rows, 1):
        if len(row) > width:
            detail = f"it has {plural(len(row), 'cell')}, the heading has {width}"
            raise refusal("CSV_DAMAGED", name=name, line=number, detail=detail)
    return rows


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
