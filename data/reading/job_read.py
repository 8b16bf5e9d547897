"""What the process that reads one file does with it: the gate, then the cells, answer by answer.

An answer is a letter and JSON text: ``S`` opens a sheet, ``R`` holds rows of it, ``L`` how cells
of it are shown where that is not what they hold, ``P`` what was learned beside the cells, ``F`` the
facts of the workbook, and ``E`` is the end.
"""

import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple, cast

import python_calamine

from fct.data.common import BrokenCell, CellValue, normalize
from fct.data.gate import (
    Kind,
    Markings,
    MarkingScanner,
    Places,
    Unpacker,
    WalkedPart,
    around_parts,
    ascii_lines,
    beside_tables,
    inspect_workbook,
    kind_of,
    read_directory,
    stored_archive,
    tables_of_zip,
)
from fct.data.program import Limits
from fct.data.reading.book_json import dump_looks, dump_rows

Send = Callable[[bytes, bytes], None]
Rows = list[list[CellValue]]

_ERRORS_OF_CALAMINE = {
    *("#REF!", "#N/A", "#DIV/0!", "#VALUE!", "#NAME?", "#NULL!", "#NUM!"),
    "#GETTING_DATA",
}
_CELLS_AT_ONCE = 50_000


class Reading(NamedTuple):
    """By what files are read.

    Attributes
    ----------
    limits : Limits
    markings : Markings
    own_sheets : frozenset of str
        Names, normalized, of sheets that are written by us and never answered.
    earn : callable
        Takes how many filled cells of the file have passed, which may earn it processor time.
    known : frozenset of str
        Texts of the form that mark nothing (:mod:`fct.data.reading.known_texts`).
    known_parts : mapping of str to WalkedPart
        Parts of the form, by name, that say nothing which marks.
    """

    limits: Limits
    markings: Markings
    own_sheets: frozenset[str]
    earn: Callable[[int], None] = lambda _filled: None
    known: frozenset[str] = frozenset()
    known_parts: Mapping[str, WalkedPart] = MappingProxyType({})


class BookReader:
    """Reads one file.

    Parameters
    ----------
    reading : Reading
    send : callable
        Takes the letter and the text of an answer.
    """

    def __init__(self, reading: Reading, send: Send) -> None:
        self._limits = reading.limits
        self._own_sheets = reading.own_sheets
        self._scanner = MarkingScanner(
            reading.markings, reading.earn, reading.known, reading.known_parts
        )
        self._sent = 0
        self._send = send

    def read(self, name: str, content: bytes, *, with_facts: bool = False) -> None:
        """Read a file and send its cells.

        Parameters
        ----------
        name : str
        content : bytes
        with_facts : bool
            Whether to send what :mod:`fct.data.sheets.facts` finds in it too.

        Raises
        ------
        GateRefusalError
            If it is not taken. A classified file is refused as such, whatever else it is.
        """
        with self._scanner.of_file(name, content):
            kind = kind_of(name, content, self._limits)
            if kind in {Kind.XLSX, Kind.ODS}:
                content = self._workbook(content, kind)
            else:
                self._tables(name, content, kind)
            if with_facts:
                self._facts(content)
            self._send(b"E", b"")

    def _workbook(self, content: bytes, kind: Kind) -> bytes:
        """Send the cells of a workbook, and return it as it was read."""
        found = inspect_workbook(content, kind, self._limits, self._scanner, self._own_sheets)
        shown = {text for places in found.broken.values() for text in places.values()}
        book = _calamine_book(_with_known_errors(found.content, shown, self._limits))
        for name in book.sheet_names:
            rows: Iterable[list[CellValue]] = ()
            if normalize(name) not in self._own_sheets:
                rows = _with_broken(_grid(book.get_sheet_by_name(name)), found.broken.get(name, {}))
            self._sheet(name, rows)
            if (looks := found.looks.get(name)) is not None:
                self._send(b"L", dump_looks(looks))
        self._beside(found.properties, found.notes)
        return found.content

    def _tables(self, name: str, content: bytes, kind: Kind) -> None:
        from fct.data.reading.csv_tables import csv_rows, lone_table, sheet_names

        tables: Iterable[tuple[str, bytes]] = [(lone_table(name), content)]
        sheets: dict[str, str] = {}
        if kind is Kind.TABLES:
            tables = list(tables_of_zip(content, self._limits))
            sheets = sheet_names(table[: -len(".csv")] for table, _ in tables)
            parts = read_directory(content, self._limits)
            self._scanner.scan_names(parts)
            self._scanner.scan_text(ascii_lines(around_parts(content, parts.values())))
            for beside, said in beside_tables(content, self._limits):
                self._scanner.scan_binary(beside, [said])
        for table, text in tables:
            shown = name if kind is Kind.TABLE else table  # what the sponsor knows it by
            rows = csv_rows(shown, text, self._limits)
            for row in rows:
                self._scanner.scan_text("\0".join(map(str, row)))
            sheet = table[: -len(".csv")]
            self._sheet(sheets.get(sheet, sheet), rows)
        self._beside({}, [])

    def _sheet(self, name: str, rows: Iterable[list[CellValue]]) -> None:
        self._send(b"S", json.dumps(name).encode())
        batch: Rows = []
        cells = 0
        for row in rows:
            batch.append(row)
            cells += len(row) + 1
            if cells > _CELLS_AT_ONCE:
                self._rows(batch)
                batch, cells = [], 0
        if batch:
            self._rows(batch)

    def _rows(self, rows: Rows) -> None:
        self._sent += sum(map(len, rows))
        self._scanner.count(self._sent)
        self._scanner.scan_rows(rows)
        self._send(b"R", dump_rows(rows))

    def _beside(self, properties: dict[str, str], notes: list[str]) -> None:
        said = {"properties": properties, "notes": notes}
        self._send(b"P", json.dumps(said).encode())

    def _facts(self, content: bytes) -> None:
        from fct.data.sheets import facts_to_json, workbook_facts

        self._send(b"F", json.dumps(facts_to_json(workbook_facts(content))).encode())


def _with_known_errors(content: bytes, shown: set[str], limits: Limits) -> bytes:
    """Return a workbook whose newer error values read ``#N/A``.

    calamine refuses an error value that it does not know, and with it the whole file.
    """
    newer = {text for text in shown if text.startswith("#")} - _ERRORS_OF_CALAMINE
    if not newer:
        return content
    unpacker = Unpacker(content, limits)
    parts = {name: unpacker.again(part) for name, part in read_directory(content, limits).items()}
    for name, part in parts.items():
        if name.startswith("xl/worksheets/"):
            known = part
            for text in newer:
                known = known.replace(f">{text}<".encode(), b">#N/A<")
            parts[name] = known
    return stored_archive(parts.items())


def _calamine_book(content: bytes) -> python_calamine.CalamineWorkbook:
    return python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))


def _grid(sheet: python_calamine.CalamineSheet) -> Iterator[list[CellValue]]:
    """Yield the rows of a sheet from A1 on, without holding them all."""
    if sheet.start is None:
        return
    rows = cast(Iterator[list[CellValue]], sheet.iter_rows())  # from row 1 on, but not column A
    _, left = sheet.start
    if not left:
        yield from rows
        return
    blank: list[CellValue] = [""] * left
    for row in rows:
        yield blank + row


def _with_broken(rows: Iterable[list[CellValue]], places: Places) -> Iterator[list[CellValue]]:
    """Put broken cells in their places, beyond the last row too."""
    if not places:
        yield from rows
        return
    by_row: dict[int, dict[int, str]] = {}
    for (row, column), shown in places.items():
        by_row.setdefault(row, {})[column] = shown
    number = -1
    for number, cells in enumerate(rows):
        yield _placed(cells, by_row.get(number))
    for beyond in range(number + 1, max(by_row) + 1):
        yield _placed([], by_row.get(beyond))


def _placed(cells: list[CellValue], broken: dict[int, str] | None) -> list[CellValue]:
    for column, shown in (broken or {}).items():
        cells.extend([""] * (column + 1 - len(cells)))
        cells[column] = BrokenCell(shown)
    return cells
