"""Every column of every table that goes out is in the data dictionary of exports, and no other."""

import csv
import io
import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl
import pytest

from fct.data.store.seals import sealed_tables
from fct.data.subjects.store import Store
from tests.dashboard.conftest import open_page
from tests.support.stores.contract import Program
from tests.support.stores.projects import start_of, with_projects

PAGES = {  # page of the dashboard: the export that it offers
    "order-of-merit": "order of merit",
    "not-ranked": "not ranked",
    "findings": "findings of a run",
    "activity": "activity",
    "board": "who has sent what",
}
COLUMNS = Path(__file__).parents[3] / "data" / "schemas" / "columns.csv"
YEAR = re.compile(r"\bFY\d{4}\b")
Tables = dict[str, list[str]]

__all__ = ["open_page"]  # the fixture


class ExportColumn(NamedTuple):
    """One column of a table that goes out, as the dictionary has it."""

    export: str
    sheet: str
    column: str
    unit: str
    meaning: str
    source: str


def export_columns() -> list[ExportColumn]:
    """Every column of every export, in the order of the tables."""
    return [ExportColumn(**row) for row in csv.DictReader(COLUMNS.read_text("utf-8").splitlines())]


def declared(export: str) -> Tables:
    """The columns of an export by sheet, as the dictionary has them."""
    found: Tables = {}
    for one in export_columns():
        if one.export == export:
            found.setdefault(one.sheet, []).append(one.column)
    return found


def headings(content: bytes, row: int = 2) -> Tables:
    """The headings of each sheet of a workbook; a year stands as FY."""
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
    return {
        sheet.title: _in_words(cell.value for cell in next(sheet.iter_rows(row, row)))
        for sheet in book
    }


def _in_words(cells: Iterator[Any]) -> list[str]:
    """Headings without the empty ones, each year of a kind once."""
    return list(dict.fromkeys(YEAR.sub("FY", str(cell)) for cell in cells if cell is not None))


@pytest.fixture(name="published", scope="module")
def _published(approved_template: Program, tmp_path_factory: pytest.TempPathFactory) -> Program:
    """A store whose slate is published."""
    program = approved_template.copied(tmp_path_factory.mktemp("columns") / "home")
    program("slate", "publish", who="authority-1")
    return program


Offered = Callable[..., dict[str, Any]]


@pytest.fixture(name="offered")
def _offered(
    open_page: Callable[..., Any],
    monkeypatch: pytest.MonkeyPatch,
) -> Offered:
    """What a page offers as files, by the words on the buttons."""
    from fct.dashboard.kit import Download

    found: dict[str, Any] = {}
    real = Download.offer

    def offer(download: Download, place: Any) -> None:
        found[download.label] = download
        real(download, place)

    def shown(home: Path, page: str, person: str = "") -> dict[str, Any]:
        open_page(home, page, person)
        return found

    monkeypatch.setattr(Download, "offer", offer)
    return shown


def hold_both(offered: dict[str, Any], export: str) -> None:
    """Hold the workbook behind the button, and the CSV, which has the first of its sheets."""
    expected = declared(export)
    assert headings(offered["Download xlsx"].make()) == expected
    text = offered["Download CSV"].make().decode("utf-8-sig")
    banner, row, *_ = csv.reader(io.StringIO(text))
    assert _in_words(iter(row)) == expected[next(iter(expected))]
    assert "Made from" in banner[0]


@pytest.mark.parametrize("path", PAGES)
def test_what_a_page_offers(published: Program, offered: Offered, path: str) -> None:
    """Of a cycle that was decided."""
    hold_both(offered(published.home, path), PAGES[path])


def test_what_the_page_of_projects_offers(illustrative_store: Store, offered: Offered) -> None:
    """Of a store that has one."""
    with_projects(illustrative_store, start_of("A"))

    hold_both(offered(illustrative_store.settings.home, "projects", "operator"), "projects")


def test_what_a_package_and_a_meeting_have(published: Program, tmp_path: Path) -> None:
    """The workbooks of a slate."""
    published("package", 2027, "--out", tmp_path / "p", who="authority-1")

    for name, export, row in (
        ("decision-package.xlsx", "decision package", 2),
        ("notification.xlsx", "notification", 2),
        ("releasable.xlsx", "releasable", 1),
    ):
        assert headings((tmp_path / "p" / name).read_bytes(), row) == declared(export), name


def test_what_an_archive_has(published: Program, tmp_path: Path) -> None:
    """A table of the store each, with the columns of its records."""
    published("archive", 2027, "--out", tmp_path / "a.zip")
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        found = {
            name.removeprefix("data/").removesuffix(".csv"): next(
                csv.reader(io.StringIO(archive.read(name).decode()))
            )
            for name in archive.namelist()
            if name.startswith("data/") and name.endswith(".csv")
        }

    assert set(found) == {table.name for table in sealed_tables()}
    assert found == declared("archive")


def test_every_column_says_what_it_means() -> None:
    """Name, meaning and source; a number has a unit, and nothing stands there twice."""
    every = export_columns()
    keys = [(one.export, one.sheet, one.column) for one in every]

    assert all(one.meaning and one.source for one in every)
    assert len(set(keys)) == len(keys)
    assert all(one.unit for one in every if "$K" in one.column)
