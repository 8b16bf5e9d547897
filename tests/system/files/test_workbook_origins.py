"""Well-formed workbooks of many origins are taken, cell by cell as they are read in-process.

The files of ``workbook_origins`` were saved by LibreOffice 7.4: a filled form, and a small sheet of
openpyxl with formulas, an error value and columns hidden up to AMJ.
"""

import datetime as dt
import io
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
import xlsxwriter
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.worksheet.datavalidation import DataValidation

from fct.data.documents.sample_season import sample_proposals
from fct.data.program.form import OWN_SHEETS, load_form
from fct.data.reading.client import read_book_safely, read_path_safely
from fct.data.sheets.workbook import workbook_from_book
from tests.oracle.plain_reader import read_book_bytes
from tests.support.files.workbooks import write_template

FOLDER = Path(__file__).parents[2] / "workbook_origins"
FRAME = pd.DataFrame(
    {
        "ref": ["A", "B"],
        "title": ["Sight – long «range»", "Radio & Co <x>"],
        "price": [1.5, -2],
        "day": [dt.date(2026, 6, 30), None],
        "yes": [True, False],
    }
)


def by_pandas(engine: Any) -> Callable[[Path], None]:
    """Return what writes a frame with an engine."""
    return lambda path: FRAME.to_excel(path, engine=engine, index=False, sheet_name="Proposals")


def by_xlsxwriter(path: Path) -> None:
    """Write much of what xlsxwriter can: formats, formulas, notes, pictures of cells, a chart."""
    with xlsxwriter.Workbook(path, {"constant_memory": False}) as book:
        sheet = book.add_worksheet("Data 1")
        bold = book.add_format({"bold": True, "num_format": '0.00" kg"'})
        sheet.write_rich_string("A1", "plain ", bold, "bold", " plain")
        sheet.write_formula("B1", "=1+1", bold, 2)
        sheet.write_array_formula("B2:B3", "{=A1:A2}")
        sheet.write_url("C1", "https://example.mil/", string="a link")
        sheet.write_comment("A1", "a note\nof two lines")
        sheet.set_header('&C&"Arial,Bold"&14CUI&RPage &P of &N')
        sheet.data_validation("D1:D9", {"validate": "list", "source": ["yes", "no"]})
        sheet.conditional_format("A1:D9", {"type": "3_color_scale"})
        sheet.merge_range("E1:F2", "merged")
        sheet.insert_textbox("H1", "a text box")
        sheet.write_datetime("G1", dt.datetime(2026, 6, 30), bold)  # noqa: DTZ001 - as a cell has it
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": "='Data 1'!$B$1:$B$3", "name": '="a series"'})
        sheet.insert_chart("J9", chart)
        pie = book.add_chart({"type": "pie"})
        pie.add_series({"values": "='Data 1'!$B$1:$B$3"})
        book.add_chartsheet().set_chart(pie)
        book.add_worksheet("Hidden").hide()
        book.define_name("somewhere", "='Data 1'!$A$1")


def by_xlsxwriter_in_little_memory(path: Path) -> None:
    """Write texts into the cells instead of a shared table."""
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        for row in range(500):
            sheet.write_row(row, 0, [f"text {row}", row, row / 7, row % 2 == 0])


def by_openpyxl(path: Path) -> None:
    """Write much of what openpyxl can."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["ref", "title", dt.datetime(2026, 6, 30), 1.5, True, None, "=A1", "é\nö"])  # noqa: DTZ001 - as above
    sheet["A1"].comment = Comment("a note", "an author")
    sheet["A1"].font = Font(bold=True)
    sheet.add_data_validation(DataValidation(type="list", formula1='"a,b"', sqref="A2:A9"))
    sheet.merge_cells("B3:C4")
    sheet.freeze_panes = "A2"
    sheet.oddHeader.center.text = "CUI"  # type: ignore[union-attr] # of a new sheet
    book.create_sheet("Zweites Blatt")["D7"] = "x"
    book.properties.title = "A confidential note on trade secrets"
    book.save(path)


def by_openpyxl_in_little_memory(path: Path) -> None:
    """Write row by row."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in range(500):
        sheet.append([f"text {row}", row, None, row / 7])
    book.save(path)


WRITERS: dict[str, Callable[[Path], None]] = {
    "pandas.xlsxwriter.xlsx": by_pandas("xlsxwriter"),
    "pandas.openpyxl.xlsx": by_pandas("openpyxl"),
    "xlsxwriter.xlsx": by_xlsxwriter,
    "xlsxwriter-small.xlsx": by_xlsxwriter_in_little_memory,
    "openpyxl.xlsx": by_openpyxl,
    "openpyxl-small.xlsx": by_openpyxl_in_little_memory,
    "pandas.csv": lambda path: FRAME.to_csv(path, index=False),
    "pandas-excel.csv": lambda path: FRAME.to_csv(path, index=False, sep=";", encoding="utf-8-sig"),
    "pandas-utf16.csv": lambda path: FRAME.to_csv(path, index=False, sep="\t", encoding="utf-16"),
}


@pytest.mark.parametrize("name", WRITERS)
def test_what_a_library_writes_is_taken(tmp_path: Path, name: str) -> None:
    """Every cell as it is read in-process."""
    path = tmp_path / name
    WRITERS[name](path)
    content = path.read_bytes()

    assert read_book_safely(name, content) == read_book_bytes(name, content)


@pytest.mark.parametrize("path", sorted(FOLDER.iterdir()), ids=lambda path: path.name)
def test_what_libreoffice_writes_is_taken(path: Path) -> None:
    """Every cell as it is read in-process."""
    assert read_path_safely(path).book == read_book_bytes(path.name, path.read_bytes())


@pytest.mark.parametrize("ending", ["ods", "xlsx"])
def test_a_form_that_libreoffice_saved_has_its_answers(ending: str) -> None:
    """And its stamps."""
    book = read_path_safely(FOLDER / f"libreoffice-form.{ending}").book
    (proposal,) = workbook_from_book(book).proposals

    assert proposal.ref == "A-1"
    assert len(proposal.answers) > 50


@pytest.mark.parametrize("number", range(0, 26, 5))
def test_our_own_forms_are_taken(tmp_path: Path, number: int) -> None:
    """With every sample in them."""
    ref, filled = list(sample_proposals().items())[number]
    path = tmp_path / "form.xlsx"
    write_template(path, form=load_form(), fiscal_year=2027, ref=ref, filled=filled)

    assert workbook_from_book(read_path_safely(path).book).proposals[0].ref == ref


def test_a_workbook_saved_again_by_openpyxl_is_taken(tmp_path: Path) -> None:
    """It loses stored values and keeps the answers."""
    path = tmp_path / "form.xlsx"
    write_template(path, form=load_form(), fiscal_year=2027, ref="A-1")
    again = io.BytesIO()
    openpyxl.load_workbook(path).save(again)

    book = read_book_safely("again.xlsx", again.getvalue())
    plain = read_book_bytes("again.xlsx", again.getvalue())
    asked = [sheet.name for sheet in plain.sheets if sheet.name.casefold() not in OWN_SHEETS]
    assert [one for one in book.sheets if one.name in asked] == [
        one for one in plain.sheets if one.name in asked
    ]


@pytest.mark.office
@pytest.mark.skipif(
    shutil.which("soffice") is None, reason="needs LibreOffice: apt install libreoffice-calc"
)
@pytest.mark.parametrize("ending", ["ods", "xlsx"])
def test_a_form_converted_now_is_taken(tmp_path: Path, ending: str) -> None:
    """By the LibreOffice of this machine."""
    path = tmp_path / "form.xlsx"
    write_template(path, form=load_form(), fiscal_year=2027, ref="A-1")
    home = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = ["soffice", home, "--headless", "--convert-to", ending, "--outdir", "out", path.name]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=600)
    converted = tmp_path / "out" / f"form.{ending}"

    assert read_path_safely(converted).book.properties["fct_ref"] == "A-1"
