"""Workbooks as real use sent them: what a check says of each (readings 74, 81 and 82)."""

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest

from fct.data.program.banner import load_marking
from fct.data.store.settings import Settings
from fct.data.xlsx.finding_parts import sentence_of
from fct.flows.terminal.check_output import print_check
from fct.scoring.judging.marks import marks_of
from fct.scoring.judging.returned import marked_workbook
from fct.scoring.ranking.check import check_file, exit_code_of

CASES = Path(__file__).parents[2] / "cases"


def checked(name: str) -> dict[str, Any]:
    """Return the report of a case."""
    report = check_file(CASES / name, None, None, Settings(CASES / "no store"))
    assert report["refusal"] is None
    return report


def failing(report: dict[str, Any], rule: str) -> list[tuple[str, str]]:
    """Return sheet and cell of the findings of a rule."""
    return [
        (finding["sheet"], finding["cell"])
        for proposal in report["proposals"]
        for finding in proposal["findings"]
        if finding["rule"] == rule and finding["outcome"] == "fails"
    ]


def said(report: dict[str, Any]) -> str:
    """Return all notes of a report."""
    of_proposals = [note for proposal in report["proposals"] for note in proposal["notes"]]
    return "\n".join(note["text"] for note in [*report["notes"], *of_proposals])


@pytest.mark.parametrize(
    ("name", "cell", "shown"),
    [
        ("f03_eurfmt.xlsx", ("Funding", "C2"), "shows “€ 420” and holds 420."),
        ("s2x-unit-price-euro-format.xlsx", ("Proposal", "C37"), "“€ 96,000.00”"),
        ("m07_percent.xlsx", ("Funding", "C2"), "shows “50%” and holds 0.5."),
    ],
)
def test_another_currency_or_a_percent(name: str, cell: tuple[str, str], shown: str) -> None:
    """Money in a cell that shows another unit is not accepted, like the text of what is seen."""
    report = checked(name)
    assert failing(report, "X2") == [cell]
    assert shown in said(report)
    assert exit_code_of([report]) == 1


def test_a_row_that_is_struck_through() -> None:
    """A row with a line through it counts, and the line is noted once."""
    report = checked("s1-struck-row.xlsx")
    assert said(report).count("A line is drawn through A3, B3, C3, D3 and 1 more") == 1
    assert exit_code_of([report]) == 0


@pytest.mark.parametrize(
    ("name", "cell", "named"),
    [
        ("z1_second_in_D.xlsx", ("Proposal", "D2"), "D2, D3, D4, D5 and 56 more"),
        ("s15_copySheet.xlsx", ("Proposal (2)", "C2"), "of the sheet “Proposal (2)”"),
    ],
)
def test_a_second_proposal_in_a_form(name: str, cell: tuple[str, str], named: str) -> None:
    """One form is one proposal: a second one is one finding that names its cells."""
    report = checked(name)
    assert failing(report, "X2") == [cell]
    (proposal,) = report["proposals"]
    assert named in next(f["message"] for f in proposal["findings"] if f["rule"] == "X2")
    assert proposal["verdict"] == "returned"
    assert exit_code_of([report]) == 1


@pytest.mark.parametrize("name", ["s11_rowsaboveF.xlsx", "s7-1-Proposal_-_Table_1.xlsx"])
def test_titles_and_names_of_other_programs(name: str) -> None:
    """A title above the headings, and a sheet as Numbers names it, are read as they are meant."""
    report = checked(name)
    assert report["proposals"][0]["verdict"] == "rankable"
    assert exit_code_of([report]) == 0


def test_a_title_above_a_list() -> None:
    """A list with a title above its headings is read."""
    report = checked("L1-title-row.xlsx")
    assert len(report["proposals"]) == 10
    assert report["proposals"][0]["ref"] == "FY27-USAF-01"


def test_a_footnote_under_a_list() -> None:
    """A row with a ref alone is a note and no proposal."""
    report = checked("L6-footnote.xlsx")
    assert len(report["proposals"]) == 10
    assert "as its ref and nothing else: it was taken for a note" in said(report)


def test_a_linked_data_type() -> None:
    """A linked data type has no text to read, and is called what it is."""
    report = checked("06-geography-type.xlsx")
    assert failing(report, "X2") == [("Proposal", "C28")]
    (proposal,) = report["proposals"]
    assert "reads “a linked data type”" in str(proposal["findings"])
    assert "linked data type or a picture" in said(report)
    assert "#VALUE!" not in said(report)


def test_a_day_as_the_military_writes_it() -> None:
    """Refused once, with the day that may be meant; the rule that waits stands under it."""
    report = checked("d07_ddMonYYYY_mil.xlsx")
    assert failing(report, "X2") == [("Proposal", "C60")]
    (mark,) = [one for one in marks_of(report["proposals"]) if one.rule == "X2"]
    assert "Write 2026-03-20, if that is the day." in sentence_of(mark)
    assert mark.waiting == ["intent to procure (I2)"]


def test_a_footnote_under_a_table() -> None:
    """It is asked once whether the row is a note; the answers that it lacks are not listed."""
    report = checked("f23_footnoteM.xlsx")
    assert failing(report, "X1") == [("Market", "A6")]
    assert "Is it a note?" in str(report["proposals"][0]["findings"])
    assert exit_code_of([report]) == 1


def test_notes_stand_before_the_criteria(capsys: pytest.CaptureFixture[str]) -> None:
    """Where there are notes the head counts them, and they come before all else."""
    print_check(checked("s1-struck-row.xlsx"))
    printed = capsys.readouterr().out
    assert "Nothing to repair; 1 note to read" in printed
    assert printed.index("A line is drawn through") < printed.index("user advocacy")


def test_notes_stand_in_the_marked_workbook() -> None:
    """They stand on its first sheet and in the cell that they are about."""
    report = checked("s1-struck-row.xlsx")
    content = (CASES / "s1-struck-row.xlsx").read_bytes()
    marked = marked_workbook(report, content, load_marking(CASES / "no store"))
    with zipfile.ZipFile(io.BytesIO(marked)) as archive:
        first = archive.read("xl/worksheets/sheetFct1.xml").decode()
        comments = [archive.read(n).decode() for n in archive.namelist() if "comments" in n]
    assert "Nothing to repair; 1 note to read" in first
    assert "i note to read" in first
    assert "A line is drawn through A3" in first
    assert any("A line is drawn through A3" in text for text in comments)
