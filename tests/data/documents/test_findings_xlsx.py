"""The list of findings that a sponsor works through."""

import io
import zipfile
from typing import Any

import openpyxl
import pytest

from fct.data.documents.findings_xlsx import ListedFile, findings_list
from fct.data.program.rules import Severity
from fct.data.xlsx.finding_parts import Mark
from fct.data.xlsx.finding_table import headings_of
from fct.data.xlsx.marked_file import Standing
from tests.support.files.marking import FILE, mark

NOTE = Mark("P-1", "Proposal", "C9", Severity.NOTE, wrong="Read otherwise.")
CARD = [("Answer", "No other program.")]
LONE = Standing("P-1", "returned", "Sight", "1 answer to repair; 1 note to read", "A met", CARD)


def sheet_of(*files: ListedFile) -> Any:
    """The one sheet of the list of these files."""
    return openpyxl.load_workbook(io.BytesIO(findings_list(files, banner="CUI"))).active


def rows_of(sheet: Any) -> list[list[Any]]:
    """Return the values of a sheet."""
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def listed(*marks: Mark, name: str = "a.xlsx", standing: Standing = LONE) -> ListedFile:
    """Return a file with its marks."""
    return ListedFile(FILE._replace(name=name, verdicts=[standing]), marks)


def test_the_head_says_what_the_page_says() -> None:
    """What another program comes to, file, verdict, criteria and how much there is to do."""
    said = {row[0]: row[1] for row in rows_of(sheet_of(listed(NOTE, mark("C1")))) if row[0]}

    assert said["File"] == f"“a.xlsx”, SHA-256 {FILE.sha256}"
    assert said["Verdict"] == "returned (“P-1”: Sight)"
    assert (said["Criteria"], said["Answer"]) == ("A met", "No other program.")
    assert said["Found"].startswith("1 answer to repair; 1 note to read; 0 that can be stronger")


def test_notes_stand_first_and_each_finding_names_the_rules_that_wait() -> None:
    """Below one row of headings that stays in sight and is printed on every page."""
    sheet = sheet_of(listed(NOTE, mark("C1", waiting=["G5", "X8"])))
    rows = rows_of(sheet)
    heading = rows.index(list(headings_of([])))

    note, finding = rows[heading + 1 : heading + 3]
    assert note[:4] == ["Proposal C9", "", "i note to read", "Read otherwise."]
    assert finding[3] == (
        "This answer is not accepted. Write it as accepted. These rules cannot be checked until "
        "you fix this: G5, X8."
    )
    assert finding[4:] == ["“high”", "a whole number, 1 to 9", "X2 fails (form): form.csv"]
    assert sheet.freeze_panes == f"A{heading + 2}"
    assert sheet.print_title_rows == f"${heading + 1}:${heading + 1}"


def test_a_list_of_files_names_file_and_proposal_and_why_one_was_refused() -> None:
    """Each in a column, and in the head."""
    refused = ListedFile(FILE._replace(name="c.docx", verdicts=[]), [], "This is a Word file.")
    other = listed(mark("C1", ref="P-2"), name="b.xlsx", standing=Standing("P-2", "rankable"))

    rows = rows_of(sheet_of(listed(mark("C1")), other, refused))

    assert ["a.xlsx", "P-1", "Data C1"] in [row[:3] for row in rows]
    assert ["b.xlsx", "P-2", "Data C1"] in [row[:3] for row in rows]
    assert ["Refused", "“c.docx”: This is a Word file."] in [row[:2] for row in rows]


def test_each_proposal_of_a_list_has_its_standing_below() -> None:
    """As the cards of the page say it."""
    file = FILE._replace(verdicts=[LONE, Standing("P-2", "rankable", "Boat")])

    said = {row[0]: row[1] for row in rows_of(sheet_of(ListedFile(file, []))) if row[0]}

    assert (
        said["P-1"]
        == "returned; Sight; 1 answer to repair; 1 note to read; A met; No other program."
    )
    assert said["P-2"] == "rankable; Boat"


@pytest.mark.parametrize("count", [1, 2])
def test_it_is_as_wide_as_a_page_on_its_side(count: int) -> None:
    """So that it is printed in the size of its type, 9 points or more."""
    files = [listed(mark("C1", ref=f"P-{n}"), name=f"{n}.xlsx") for n in range(count)]
    sheet = sheet_of(*files)
    columns = [column for column in sheet.column_dimensions.values() if column.customWidth]
    pixels = sum(round(column.width * 7) * (column.max - column.min + 1) for column in columns)

    assert sheet.page_setup.orientation == "landscape"
    assert 900 < pixels <= 960
    assert min(cell.font.size for row in sheet.iter_rows() for cell in row if cell.value) >= 9


def test_what_a_sponsor_wrote_is_no_formula() -> None:
    """An apostrophe stands before it."""
    content = findings_list(
        [listed(mark("C1", label="=1+1", ref="=P"), name="=a.xlsx"), listed(mark("C2"))],
        banner="CUI",
    )

    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")
    cells = [c for row in rows_of(openpyxl.load_workbook(io.BytesIO(content)).active) for c in row]
    assert {"'=1+1", "'=P", "'=a.xlsx"} <= set(cells)
