"""Workbooks to mark: one seeded error for each rule, and files as other programs write them."""

import io
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import openpyxl
import python_calamine
from openpyxl.worksheet.worksheet import Worksheet

from fct.data.program.rubric import default_rubric
from fct.data.store.settings import Settings
from fct.data.xlsx.finding_parts import Mark
from fct.data.xlsx.marked_file import MarkedFile
from fct.scoring.ranking.check import check_file
from tests.support.files.workbooks import zipped

FILE = MarkedFile("form.xlsx", "0" * 64, "for fiscal year 2027", [("P-1", "returned")])
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"

# For each type of a field, an answer that cannot be read.
UNREADABLE: Mapping[str, dict[str, Any]] = {
    "choice": {"component": "Coast Watch"},
    "multi choice": {"advantage_type": "glory"},
    "text": {"title": "x" * 121},
    "integer": {"trl": "high"},
    "money": {"unit_price_usd": "cheap"},
    "date": {"test_start": "3/4/2026"},
    "country": {"country": "Atlantis"},
    "country list": {"in_service_with": "Atlantis"},
    "email": {"project_manager_email": "nobody"},
}


def mark(cell: str, sheet: str = "Data", **others: Any) -> Mark:
    """Return a mark on a cell, with changes."""
    given: dict[str, Any] = {
        "ref": "P-1",
        "sheet": sheet,
        "cell": cell,
        "severity": "form",
        "rule": "X2",
        "outcome": "fails",
        "source": "form.csv",
        "criterion": "form",
        "label": "Technology readiness level",
        "seen": "high",
        "accepted": "a whole number, 1 to 9",
        "wrong": "This answer is not accepted.",
        "repair": "Write it as accepted.",
        "state": "unreadable",
    }
    return Mark(**(given | others))


def parts_of(content: bytes) -> dict[str, bytes]:
    """Return the parts of a package by name."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def report_of(path: Path, home: Path) -> dict[str, Any]:
    """Return what a check says of a file."""
    return check_file(path, None, default_rubric(), Settings(home))


def findings_of(report: Mapping[str, Any]) -> list[tuple[str, ...]]:
    """Return the findings of a report, without their messages."""
    keys = ("rule", "outcome", "field", "sheet", "cell", "seen")
    return [
        (proposal["ref"], *(finding[key] for key in keys))
        for proposal in report["proposals"]
        for finding in proposal["findings"]
    ]


def sheet_of(content: bytes, name: str = "Data") -> Worksheet:
    """One sheet as openpyxl reads it."""
    return openpyxl.load_workbook(io.BytesIO(content))[name]


def notes_of(content: bytes, name: str = "Data") -> dict[str, str]:
    """The notes of a sheet by cell."""
    cells = (cell for row in sheet_of(content, name).iter_rows() for cell in row)
    return {cell.coordinate: cell.comment.text for cell in cells if cell.comment}


def links_of(sheet: Worksheet) -> list[str | None]:
    """Where the links of a sheet lead, in the order of its rows."""
    cells = (cell for row in sheet.iter_rows() for cell in row)
    return [cell.hyperlink.location for cell in cells if cell.hyperlink]


def values_of(content: bytes, name: str = "Data") -> list[list[Any]]:
    """The values of a sheet as calamine reads them."""
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    rows: list[list[Any]] = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    return rows


def by_openpyxl(change: Callable[[Worksheet], None] = lambda _: None) -> bytes:
    """A small workbook that openpyxl wrote."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Data"
    sheet["A1"], sheet["C1"], sheet["A4"] = "a", 3, 4
    change(sheet)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def rewritten(content: bytes, change: Callable[[str], str]) -> bytes:
    """A package whose XML parts went through ``change``."""
    parts = parts_of(content)
    return zipped({name: change(part.decode()) for name, part in parts.items()})
