"""What a workbook's XML shows beyond its values: what is hidden, merged, or stored in odd ways.

Only the standard library is needed, so that it runs in the limited process that reads workbooks.
"""

import functools
import io
import zipfile
import zlib
from string import digits
from typing import Any, NamedTuple

from fct.data.xlsx import (
    Area,
    Book,
    BookSheet,
    NotMarkableError,
    NotXmlError,
    Package,
    local,
    read_area,
    read_place,
    run,
    safe_parser,
)

_ROW_DEPTH, _CELL_DEPTH = 3, 4
_VALUES = {"v", "is"}
_TRUE = {"1", "true"}
_LARGEST_SHEET = 16 * 1024 * 1024  # a person waits; a list of 150 proposals has less than one
_MOST_REPEATS = 1_048_576
_UNREADABLE = (NotMarkableError, NotXmlError, zipfile.BadZipFile, zlib.error, EOFError)

Span = tuple[int, int]


class SheetFacts(NamedTuple):
    """What is odd about one sheet; rows and columns count from 0, both ends of a span in it.

    Attributes
    ----------
    name : str
    is_hidden : bool
    hidden_rows, hidden_columns : list of tuple of int and int
    merged : list of Area
    disordered_row : int or None
        The first row that stands in the file after a later one.
    filled : dict of int to list of int
        For each column that holds something, the first row and the number of such cells.
    """

    name: str
    is_hidden: bool
    hidden_rows: list[Span]
    hidden_columns: list[Span]
    merged: list[Area]
    disordered_row: int | None
    filled: dict[int, list[int]]


class BookFacts(NamedTuple):
    """What is odd about a workbook."""

    sheets: list[SheetFacts]
    counts_from_1904: bool


def workbook_facts(content: bytes) -> BookFacts:
    """Return what an xlsx or ods file shows of itself; nothing for another or a damaged one."""
    try:
        # Every archive of entries begins so; what else is read has no XML to be odd.
        if not content.startswith(b"PK"):
            return BookFacts([], counts_from_1904=False)
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if "content.xml" in archive.namelist():
                if archive.getinfo("content.xml").file_size > _LARGEST_SHEET:
                    return BookFacts([], counts_from_1904=False)
                return BookFacts(_ods_sheets(archive.read("content.xml")), counts_from_1904=False)
        package = Package(content)
        book = Book(package)
        parts = [(sheet, package.read(sheet.part)) for sheet in book.sheets if sheet.has_cells]
        # A sheet over the limit is read all the same, only without these notes.
        sheets = [_sheet_facts(*part) for part in parts if len(part[1]) <= _LARGEST_SHEET]
        return BookFacts(sheets, book.counts_from_1904)
    except _UNREADABLE:
        return BookFacts([], counts_from_1904=False)


def facts_to_json(facts: BookFacts) -> list[Any]:
    """Return facts as JSON values."""
    return [[list(sheet) for sheet in facts.sheets], facts.counts_from_1904]


def facts_from_json(stored: list[Any]) -> BookFacts:
    """Return the facts that :func:`facts_to_json` gave."""
    sheets = [
        SheetFacts(
            name,
            is_hidden,
            [(first, last) for first, last in rows],
            [(first, last) for first, last in columns],
            [Area(*area) for area in merged],
            disordered,
            {int(column): list(found) for column, found in filled.items()},
        )
        for name, is_hidden, rows, columns, merged, disordered, filled in stored[0]
    ]
    return BookFacts(sheets, counts_from_1904=bool(stored[1]))


def _sheet_facts(sheet: BookSheet, content: bytes) -> SheetFacts:
    rows = _RowScan()
    rows.read(content)
    return SheetFacts(
        sheet.name,
        sheet.is_hidden,
        _spans(rows.hidden),
        rows.hidden_columns,
        rows.merged,
        rows.disordered,
        rows.filled,
    )


def _spans(numbers: list[int]) -> list[Span]:
    spans: list[Span] = []
    for number in sorted(numbers):
        if spans and spans[-1][1] >= number - 1:
            spans[-1] = (spans[-1][0], number)
        else:
            spans.append((number, number))
    return spans


@functools.lru_cache(maxsize=1024)
def _column_of(letters: str) -> int | None:
    place = read_place(f"{letters}1")
    return place[1] if place else None


class _RowScan:
    """One pass over a worksheet."""

    def __init__(self) -> None:
        self.hidden: list[int] = []
        self.hidden_columns: list[Span] = []
        self.merged: list[Area] = []
        self.disordered: int | None = None
        self.filled: dict[int, list[int]] = {}
        self._depth, self._row, self._column = 0, -1, -1
        self._highest = -1

    def read(self, content: bytes) -> None:
        """Read a worksheet part."""
        parser = safe_parser()
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        run(parser, content)

    def _start(self, tag: str, given: dict[str, str]) -> None:
        self._depth = depth = self._depth + 1
        # By depth first, as a list has millions of elements: names are looked at only where they
        # can matter.
        if depth > _CELL_DEPTH:
            if tag in _VALUES or local(tag) in _VALUES:
                self._fill()
        elif depth == _CELL_DEPTH:
            if tag == "c" or local(tag) == "c":
                # A cell may leave out where it is, and is then the next one (ECMA-376 part 1,
                # 18.3.1.4).
                column = _column_of(given.get("r", "").rstrip(digits))
                self._column = self._column + 1 if column is None else column
        elif depth == _ROW_DEPTH:
            self._in_sheet(local(tag), given)

    def _in_sheet(self, name: str, given: dict[str, str]) -> None:
        """Take in a row, a column or a merged area."""
        if name == "row":
            self._begin_row(given)
        elif name == "col" and given.get("hidden") in _TRUE:
            first, last = given.get("min", ""), given.get("max", "")
            if first.isdecimal() and last.isdecimal():
                self.hidden_columns.append((int(first) - 1, int(last) - 1))
        elif name == "mergeCell" and (area := read_area(given.get("ref", ""))) is not None:
            self.merged.append(area)

    def _begin_row(self, given: dict[str, str]) -> None:
        number = given.get("r", "")
        self._row = int(number) - 1 if number.isdecimal() else self._row + 1
        self._column = -1
        # Rows ascend in a sound file; programs that stop at a lower number lose what follows.
        if self._row < self._highest and self.disordered is None:
            self.disordered = self._row
        self._highest = max(self._highest, self._row)
        if given.get("hidden") in _TRUE:
            self.hidden.append(self._row)

    def _fill(self) -> None:
        found = self.filled.setdefault(self._column, [self._row, 0])
        found[0] = min(found[0], self._row)
        found[1] += 1

    def _end(self, _tag: str) -> None:
        self._depth -= 1


def _ods_sheets(content: bytes) -> list[SheetFacts]:
    scan = _OdsScan()
    parser = safe_parser()
    parser.StartElementHandler, parser.EndElementHandler = scan.start, scan.end
    run(parser, content)
    return scan.sheets


class _OdsScan:
    """One pass over the tables of an ods file."""

    def __init__(self) -> None:
        self.sheets: list[SheetFacts] = []
        self._hidden_styles: set[str] = set()
        self._style = ""
        self._row = self._column = self._columns = 0
        self._rows = 1
        self._table_depth = 0

    def start(self, tag: str, given: dict[str, str]) -> None:
        """Take in the start of an element."""
        match tag:
            case "style:style":
                self._style = given.get("style:name", "")
            case "style:table-properties" if given.get("table:display") == "false":
                self._hidden_styles.add(self._style)
            case "table:table":
                is_hidden = given.get("table:style-name") in self._hidden_styles
                name = given.get("table:name", "")
                self.sheets.append(SheetFacts(name, is_hidden, [], [], [], None, {}))
                self._row = self._columns = 0
            # One element may stand for many columns or rows that are alike, as LibreOffice writes
            # the rest of a sheet.
            case "table:table-column" if self.sheets:
                count = _repeats(given, "table:number-columns-repeated")
                if given.get("table:visibility") in {"collapse", "filter"}:
                    span = (self._columns, self._columns + count - 1)
                    self.sheets[-1].hidden_columns.append(span)
                self._columns += count
            case "table:table-row" if self.sheets:
                self._rows, self._column = _repeats(given, "table:number-rows-repeated"), 0
                if given.get("table:visibility") in {"collapse", "filter"}:
                    self.sheets[-1].hidden_rows.append((self._row, self._row + self._rows - 1))
            case "table:table-cell" | "table:covered-table-cell" if self.sheets:
                self._cell(given)

    def _cell(self, given: dict[str, str]) -> None:
        down = _repeats(given, "table:number-rows-spanned")
        right = _repeats(given, "table:number-columns-spanned")
        if down > 1 or right > 1:
            corner = (self._row + down - 1, self._column + right - 1)
            self.sheets[-1].merged.append(Area(self._row, self._column, *corner))
        if "office:value-type" in given:
            found = self.sheets[-1].filled.setdefault(self._column, [self._row, 0])
            found[1] += 1
        self._column += _repeats(given, "table:number-columns-repeated")

    def end(self, tag: str) -> None:
        """Take in the end of an element."""
        if tag == "table:table-row":
            self._row += self._rows


def _repeats(given: dict[str, str], name: str) -> int:
    number = given.get(name, "1")
    # A few bytes may say a row a billion times.
    return min(int(number), _MOST_REPEATS) if number.isdecimal() else 1
