"""A second way from a file to its cells, by python-calamine: xlsx, ods, and tables as CSV.

Nothing is read into the cells here. calamine shows an error cell, and a formula without a stored
value, as empty; :mod:`tests.oracle.broken_cells` finds those in the sheets' XML.
"""

import hashlib
import io
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import cast
from xml.etree.ElementTree import ParseError
from xml.parsers.expat import ExpatError

import python_calamine

from fct.data.common.cells import CellValue
from fct.data.common.text import normalize
from fct.data.program.form import LIST_SHEET, OWN_SHEETS, TABLE_SHEETS
from fct.data.program.refusals import refusal
from fct.data.reading.csv_cells import read_csv_bytes
from fct.data.sheets.raw_book import RawBook, RawSheet
from fct.data.sheets.workbook import Workbook, workbook_from_book
from tests.oracle.broken_cells import Places, broken_cells, workbook_properties

LARGEST_FILE_MIB = 25
LARGEST_UNPACKED_MIB = 256
_MIB = 1024 * 1024
_MOST_ROWS, _MOST_COLUMNS = 1_048_576, 16_384  # of a workbook
_ERRORS_OF_CALAMINE = {
    *("#REF!", "#N/A", "#DIV/0!", "#VALUE!", "#NAME?", "#NULL!", "#NUM!"),
    "#GETTING_DATA",
}
_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0"
# What a damaged, encrypted or hostile archive raises, and the XML in it.
_DAMAGE = (
    *(zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError),
    *(ParseError, ExpatError, KeyError, ValueError),
)


def read_book(path: Path) -> RawBook:
    """Read the cells of a workbook, of a CSV file, or of a folder of CSV files.

    Raises
    ------
    RefusalError
        If the file cannot be taken; the code is one of ``declarations/refusals.csv``.
    """
    if path.is_dir():
        tables = {file.name: file.read_bytes() for file in sorted(path.glob("*.csv"))}
        if not tables:
            raise refusal("NOT_A_WORKBOOK", name=path.name)
        return _csv_book(path.name, _sha256_of_tables(tables), tables)
    try:
        if path.stat().st_size > LARGEST_FILE_MIB * _MIB:
            raise refusal("FILE_TOO_BIG", name=path.name, limit=LARGEST_FILE_MIB)
        content = path.read_bytes()
    except FileNotFoundError:
        raise refusal("NOT_FOUND", name=path) from None
    except OSError as error:
        raise refusal("DAMAGED", name=path.name, detail=error.strerror) from None
    return read_book_bytes(path.name, content)


def read_book_bytes(name: str, content: bytes) -> RawBook:
    """Read the cells of a file whose bytes are at hand; see :func:`read_book`."""
    sha256 = hashlib.sha256(content).hexdigest()
    if not content:
        raise refusal("EMPTY_FILE", name=name)
    if len(content) > LARGEST_FILE_MIB * _MIB:
        raise refusal("FILE_TOO_BIG", name=name, limit=LARGEST_FILE_MIB)
    if content.startswith(_OLE):
        raise refusal("OLD_XLS", name=name)
    if content.startswith(_ZIP):
        return _zipped_book(name, sha256, content)
    if name.lower().endswith(".csv"):
        stem = name[: -len(".csv")]
        table = stem if stem in TABLE_SHEETS else LIST_SHEET
        return _csv_book(name, sha256, {f"{table}.csv": content})
    raise refusal("NOT_A_WORKBOOK", name=name)


def _zipped_book(name: str, sha256: str, content: bytes) -> RawBook:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(part.file_size for part in archive.infolist()) > LARGEST_UNPACKED_MIB * _MIB:
                raise refusal("UNPACKS_TOO_BIG", name=name, limit=LARGEST_UNPACKED_MIB)
            parts = set(archive.namelist())
            if not parts & {"xl/workbook.xml", "content.xml", "[Content_Types].xml"}:
                tables = {
                    part.rsplit("/", 1)[-1]: archive.read(part)
                    for part in sorted(parts)
                    if part.lower().endswith(".csv") and not part.startswith("__MACOSX")
                }
                if not tables:
                    raise refusal("NOT_A_WORKBOOK", name=name)
                return _csv_book(name, sha256, tables)
            properties = workbook_properties(archive)
            broken = broken_cells(archive)
            _refuse_odd_places(broken)
    except _DAMAGE as error:
        raise refusal("DAMAGED", name=name, detail=_first_line(error)) from None
    shown = {cell.shown for places in broken.values() for cell in places.values()}
    sheets = _calamine_sheets(name, _with_known_errors(content, shown))
    for sheet in sheets:
        for (row, column), cell in broken.get(sheet.name, {}).items():
            _place(sheet.rows, row, column, cell)
    return RawBook(name, sha256, sheets, properties)


def _with_known_errors(content: bytes, shown: set[str]) -> bytes:
    """Return a workbook whose newer error values read ``#N/A``.

    calamine refuses an error value that it does not know, and with it the whole file.
    """
    newer = {text for text in shown if text.startswith("#")} - _ERRORS_OF_CALAMINE
    if not newer:
        return content
    patched = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as archive,
        zipfile.ZipFile(patched, "w", zipfile.ZIP_DEFLATED) as copy,
    ):
        for part in archive.namelist():
            data = archive.read(part)
            if part.startswith("xl/worksheets/"):
                for text in newer:
                    data = data.replace(f">{text}<".encode(), b">#N/A<")
            copy.writestr(part, data)
    return patched.getvalue()


def _calamine_sheets(name: str, content: bytes) -> list[RawSheet]:
    try:
        workbook = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = []
        for sheet in workbook.sheet_names:
            if normalize(sheet) in OWN_SHEETS:
                sheets.append(RawSheet(sheet, []))
                continue
            grid = workbook.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
            sheets.append(RawSheet(sheet, cast(list[list[CellValue]], grid)))
    except BaseException as error:  # a panic of the Rust reader is no Exception
        if isinstance(error, KeyboardInterrupt | SystemExit):
            raise
        raise refusal("DAMAGED", name=name, detail=_first_line(error)) from None
    return sheets


def _refuse_odd_places(broken: Mapping[str, Places]) -> None:
    for places in broken.values():
        for row, column in places:
            if not (0 <= row < _MOST_ROWS and 0 <= column < _MOST_COLUMNS):
                raise ValueError(f"it has a cell outside the sheet, in row {row + 1}")


def _place(rows: list[list[CellValue]], row: int, column: int, value: CellValue) -> None:
    while len(rows) <= row:
        rows.append([])
    cells = rows[row]
    cells.extend([""] * (column + 1 - len(cells)))
    cells[column] = value


def _csv_book(name: str, sha256: str, tables: dict[str, bytes]) -> RawBook:
    sheets = [
        RawSheet(file[: -len(".csv")], read_csv_bytes(file, content))
        for file, content in tables.items()
    ]
    return RawBook(name, sha256, sheets, {})


def _sha256_of_tables(tables: dict[str, bytes]) -> str:
    digest = hashlib.sha256()
    for file, content in tables.items():
        digest.update(f"{file}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()


def _first_line(error: BaseException) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:120]


def read_workbook(path: Path) -> Workbook:
    """Read the proposals of one file; see :func:`read_book` for its refusals."""
    return workbook_from_book(read_book(path))
