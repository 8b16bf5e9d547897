"""The list of findings that a sponsor works through."""

import io
import zipfile

import openpyxl

from fct.data.common.cells import Note
from fct.data.documents.findings_xlsx import findings_list
from tests.support.marking import mark


def test_the_message_comes_before_the_ids() -> None:
    """What to do stands first, rule and source last; the heading stays in sight."""
    content = findings_list([("a.xlsx", mark("C1"))], [], banner="CUI")

    sheet = openpyxl.load_workbook(io.BytesIO(content))["Findings"]
    heading = [cell.value for cell in sheet[2]]
    assert heading[0] == "What is wrong, and what to do"
    assert heading[-3:] == ["Rule", "Outcome", "Source"]
    assert sheet["A3"].value == "This answer is not accepted. Write it as accepted."
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A3", "A2:M3")
    assert sheet["A1"].value == "CUI"


def test_notes_stand_on_a_sheet_of_their_own() -> None:
    """They change nothing, and name cell and file."""
    note = Note("Read otherwise.", "Proposal", "C5")

    content = findings_list([], [("a.xlsx", "P-1", note)], banner="CUI")

    sheet = openpyxl.load_workbook(io.BytesIO(content))["Notes"]
    assert [cell.value for cell in sheet[3]] == [
        "Read otherwise.",
        "Proposal",
        "C5",
        "P-1",
        "a.xlsx",
    ]


def test_what_a_sponsor_wrote_is_no_formula() -> None:
    """An apostrophe stands before it."""
    content = findings_list([("=a.xlsx", mark("C1", seen="=1+1"))], [], banner="CUI")

    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")
    cells = [cell.value for cell in openpyxl.load_workbook(io.BytesIO(content))["Findings"][3]]
    assert "'=1+1" in cells
    assert "'=a.xlsx" in cells
