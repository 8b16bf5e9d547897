"""Exports: what a sponsor wrote stays text, numbers stay numbers, every page is marked."""

import csv
import datetime as dt
import io
import zipfile
from decimal import Decimal

import openpyxl
import pandas as pd
import pytest

from fct.data.documents.export import export_csv, export_xlsx, neutral_text

PROBES = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "\0=1",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(A1)",
    '=HYPERLINK("http://192.0.2.1","x")',
    " =1+1",
    "\ufeff=1+1",
)
TRIGGERS = tuple("=+-@\t\r\n\0＝＋－＠")


def cells_of(content: bytes) -> list[list[object]]:
    """Read a workbook's first sheet by another library."""
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def rows_of(content: bytes) -> list[list[str]]:
    """Read a CSV file."""
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("probe", PROBES)
def test_a_text_that_could_run_gets_an_apostrophe(probe: str) -> None:
    """Every trigger, also behind what a program drops when it reads, is made text."""
    assert neutral_text(probe).startswith("'")


@pytest.mark.parametrize("text", ["", "Boat", "a=b", "5-inch", "ö", "'quoted'"])
def test_a_harmless_text_stays_as_it_is(text: str) -> None:
    """Only the start of a text can make a formula of it."""
    assert neutral_text(text) == text


def test_control_characters_do_not_reach_a_file() -> None:
    """A workbook with a raw control character does not open."""
    assert neutral_text("a\0b\x1bc\x7f") == "a\ufffdb\ufffdc\ufffd"


def test_csv_holds_no_trigger_at_the_start_of_a_text() -> None:
    """Read back, no field starts with a trigger, headings included."""
    frame = pd.DataFrame({"=heading": list(PROBES)})

    fields = [field for row in rows_of(export_csv(frame, banner="CUI")) for field in row]

    assert [field for field in fields if field.startswith(TRIGGERS)] == []


def test_csv_quotes_all_text() -> None:
    """A program that splits at semicolons finds no cell within a cell."""
    content = export_csv(pd.DataFrame({"text": ["a;=1+1"]}), banner="CUI").decode("utf-8-sig")

    assert content == '"CUI"\r\n"text"\r\n"a;=1+1"\r\n'


def test_negative_numbers_stay_numbers_in_csv() -> None:
    """A number cannot run, so it is not touched."""
    frame = pd.DataFrame({"n": [-1, 2], "f": [-0.5, float("nan")], "d": [Decimal("-2.25"), None]})

    assert rows_of(export_csv(frame, banner="CUI"))[2:] == [["-1", "-0.5", "-2.25"], ["2", "", ""]]


def test_a_workbook_has_no_live_formula() -> None:
    """No part of the file holds a formula element, a link or a raw trigger."""
    content = export_xlsx({"Rank": pd.DataFrame({"=heading": list(PROBES)})}, banner="CUI")

    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in sheet
    assert b"hyperlink" not in sheet
    texts = [value for row in cells_of(content) for value in row if isinstance(value, str)]
    assert [text for text in texts if text.startswith(TRIGGERS)] == []


def test_a_workbook_keeps_types() -> None:
    """Numbers stay numbers and days stay days; nothing is an empty cell."""
    frame = pd.DataFrame(
        {
            "n": pd.Series([-1, None], dtype=object),
            "d": [Decimal("-2.25"), Decimal("nan")],
            "day": [dt.date(2026, 6, 30), None],
            "refs": [["A-1", "A-2"], []],
            "yes": [True, False],
        }
    )

    rows = cells_of(export_xlsx({"Rank": frame}, banner="CUI"))

    assert rows[2] == [-1, -2.25, dt.datetime(2026, 6, 30), "A-1; A-2", "yes"]  # noqa: DTZ001 - as a cell has it
    assert rows[3][:3] == [None, None, None]


def test_a_workbook_is_marked_in_first_row_header_and_footer() -> None:
    """The marking is on the screen and on every printed page of every sheet."""
    frame = pd.DataFrame({"a": [1]})
    book = openpyxl.load_workbook(
        io.BytesIO(export_xlsx({"One": frame, "Two": frame}, banner="CUI//A&B"))
    )

    for sheet in book.worksheets:
        assert sheet["A1"].value == "CUI//A&B"
        assert sheet.oddHeader.center.text == "CUI//A&&B"
        assert sheet.oddFooter.center.text == "CUI//A&&B"


def test_csv_is_marked_in_the_first_row() -> None:
    """The marking stands above the headings."""
    assert rows_of(export_csv(pd.DataFrame({"a": [1]}), banner="CUI"))[0] == ["CUI"]


def test_an_empty_table_still_has_marking_and_headings() -> None:
    """Nothing found is an answer too."""
    empty = pd.DataFrame({"ref": [], "rank": []})

    assert rows_of(export_csv(empty, banner="CUI")) == [["CUI"], ["ref", "rank"]]
    assert cells_of(export_xlsx({"Rank": empty}, banner="CUI")) == [["CUI", None], ["ref", "rank"]]


def test_the_same_table_gives_the_same_bytes() -> None:
    """Two exports can be compared by their hash."""
    frame = pd.DataFrame({"ref": ["A-1"]})

    assert export_xlsx({"Rank": frame}, banner="CUI") == export_xlsx({"Rank": frame}, banner="CUI")


def test_a_long_text_is_cut_at_what_a_cell_holds() -> None:
    """A longer text would be left out of the workbook without a word."""
    rows = cells_of(export_xlsx({"A": pd.DataFrame({"t": ["x" * 40_000]})}, banner="CUI"))

    assert rows[2] == ["x" * 32_767]


def test_a_sheet_name_that_no_workbook_takes_is_mended() -> None:
    """Characters that are not allowed become spaces."""
    content = export_xlsx({"a/b:c[d]" * 9: pd.DataFrame({"t": [1]})}, banner="CUI")

    assert openpyxl.load_workbook(io.BytesIO(content)).sheetnames == [("a b c d " * 9)[:31].strip()]
