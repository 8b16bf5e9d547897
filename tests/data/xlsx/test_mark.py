"""The sponsor's own workbook, marked in place."""

import io
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from fct.data.program.form import load_form
from fct.data.xlsx.finding_parts import Mark
from fct.data.xlsx.mark import FINDINGS_SHEET, NotMarkableError, mark_workbook
from tests.support.files.form_cells import cell_of, heading_row, row_of
from tests.support.files.marking import (
    FILE,
    by_openpyxl,
    links_of,
    mark,
    notes_of,
    parts_of,
    rewritten,
    sheet_of,
)
from tests.support.files.workbooks import write_form, xlsx_of, zipped

COMPONENT, SOURCE = cell_of("component"), cell_of("source")
MONEY = cell_of("component_kusd", row=18)
ANSWERS = f"C{row_of('purpose') - 1}:{cell_of(load_form().of_sheet('Proposal')[-1].id)}"
ROWS = '<row r="1"><c r="C1"><v>3</v></c></row>'


@pytest.fixture(scope="module")
def form(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The protected template, filled in."""
    return write_form(tmp_path_factory.mktemp("form") / "form.xlsx").read_bytes()


def test_a_part_without_marks_keeps_its_bytes(form: bytes) -> None:
    """Only what has to know of the marks is touched, and packed bytes are copied as they are."""
    marked = mark_workbook(form, [mark(COMPONENT, "Proposal")], FILE)

    before, after = parts_of(form), parts_of(marked)
    assert {name for name in before if before[name] != after[name]} == {
        *("[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"),
        *("xl/styles.xml", "xl/worksheets/sheet2.xml"),
        "xl/worksheets/sheet1.xml",  # no longer the sheet that is shown first
    }
    with zipfile.ZipFile(io.BytesIO(form)) as one, zipfile.ZipFile(io.BytesIO(marked)) as two:
        old, new = one.getinfo("xl/sharedStrings.xml"), two.getinfo("xl/sharedStrings.xml")
        assert old.compress_size == new.compress_size
        assert two.testzip() is None


def test_a_marked_sheet_is_changed_at_its_marks_alone(form: bytes) -> None:
    """What stands before the marked cell, and nearly all that follows, is the same text."""
    marked = mark_workbook(form, [mark(COMPONENT, "Proposal")], FILE)

    old = parts_of(form)["xl/worksheets/sheet2.xml"].decode()
    new = parts_of(marked)["xl/worksheets/sheet2.xml"].decode()
    for gone in (
        r'<conditionalFormatting sqref="' + COMPONENT + r'">.*?</conditionalFormatting>',
        r"<legacyDrawing [^>]*/>",
    ):
        new = re.sub(gone, "", new)
    assert re.sub(r's="[0-9]+"|priority="[0-9]+"', "", new) == re.sub(
        r's="[0-9]+"|priority="[0-9]+"', "", old
    )


def test_a_note_says_what_was_seen_what_is_accepted_and_what_to_do() -> None:
    """Rule and source stand there too; a rule that hangs on the same answer is only named."""
    marks = [mark("C1", waiting=["G5"])]

    (note,) = notes_of(mark_workbook(by_openpyxl(), marks, FILE)).values()

    assert note.split("\n") == [
        "FCT check: please repair",
        "Seen: “high”",
        "",
        "Wrong: This answer is not accepted.",
        "Accepted: a whole number, 1 to 9",
        "What to do: Write it as accepted.",
        "Rule X2 (form), source: form.csv",
        "These rules cannot be checked until you fix this: G5.",
    ]


@pytest.mark.parametrize(
    ("severity", "color"), [("gate", "F8CDC6"), ("weakness", "FCE5A6"), ("note", "D3E6F5")]
)
def test_the_color_says_how_pressing_it_is(severity: str, color: str) -> None:
    """What must be repaired, what can be stronger, and what is only to know."""
    marked = mark_workbook(by_openpyxl(), [mark("C1", severity=severity)], FILE)

    assert sheet_of(marked)["C1"].fill.fgColor.rgb == f"00{color}"


def test_a_cell_keeps_the_rest_of_its_style() -> None:
    """Number format, font and protection are those that it had."""

    def styled(sheet: Worksheet) -> None:
        sheet["C1"].number_format = "yyyy-mm-dd"
        sheet["C1"].font = openpyxl.styles.Font(bold=True)
        sheet["C1"].protection = openpyxl.styles.Protection(locked=False)

    cell = sheet_of(mark_workbook(by_openpyxl(styled), [mark("C1")], FILE))["C1"]

    assert (cell.number_format, cell.font.b, cell.protection.locked) == ("yyyy-mm-dd", True, False)
    assert cell.value is not None


def test_the_first_sheet_lists_the_findings_and_leads_to_their_cells(form: bytes) -> None:
    """One row each, with a link; file, day and verdict stand above."""
    marks = [mark(COMPONENT, "Proposal"), mark("", "Market", seen="")]

    book = openpyxl.load_workbook(io.BytesIO(mark_workbook(form, marks, FILE)))

    sheet = book.worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    heading = next(n for n, row in enumerate(rows) if row[0] == "Cell")
    assert (book.active, sheet.title) == (sheet, FINDINGS_SHEET)
    assert [row[0] for row in rows[heading + 1 :]] == [f"Proposal {COMPONENT}", "Market"]
    assert rows[heading + 1][3:5] == [
        "This answer is not accepted. Write it as accepted.",
        "“high”",
    ]
    assert links_of(sheet) == [f"'Proposal'!{COMPONENT}", "'Market'!A1"]
    assert rows[0][0] == "CUI"
    assert "for fiscal year 2027" in [row[1] for row in rows]
    assert sheet.auto_filter.ref == f"A{heading + 1}:G{heading + 3}"


@pytest.mark.parametrize("refs", [["P-1"], ["P-1", "P-2"]])
def test_the_first_sheet_is_printed_in_the_size_of_its_type(form: bytes, refs: list[str]) -> None:
    """Its columns are as wide as a page on its side, and no type is smaller than 9 points."""
    marks = [mark(COMPONENT, "Proposal", ref=ref, seen="w " * 40) for ref in refs]

    sheet = sheet_of(mark_workbook(form, marks, FILE), FINDINGS_SHEET)

    pixels = sum(round(column.width * 7 + 5) for column in sheet.column_dimensions.values())
    last = sheet[f"A{sheet.max_row}"]
    assert pixels <= 960
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == ("landscape", 0)
    assert min(cell.font.size for row in sheet.iter_rows() for cell in row if cell.value) >= 9
    assert sheet.row_dimensions[last.row].height > 50  # what was written takes six lines


def test_names_that_belong_to_a_sheet_stay_with_it(form: bytes) -> None:
    """A sheet put first moves the others: print titles and filters follow them."""
    book = openpyxl.load_workbook(io.BytesIO(mark_workbook(form, [], FILE)))

    headings = heading_row("Proposal", book["Proposal"])
    assert book["Proposal"].print_title_rows == f"${headings}:${headings}"
    assert "choices_component" in book.defined_names


def test_marking_again_gives_the_same_bytes(form: bytes) -> None:
    """No second sheet, no second note, no second style."""
    marks = [mark(COMPONENT, "Proposal"), mark(SOURCE, "Market", severity="weakness")]

    once = mark_workbook(form, marks, FILE)

    assert mark_workbook(once, marks, FILE) == once


def test_a_repaired_workbook_loses_its_marks(form: bytes) -> None:
    """The cell has its own color again and no note; the sponsor's parts are as they were."""
    marked = mark_workbook(form, [mark(COMPONENT, "Proposal"), mark(SOURCE, "Market")], FILE)

    cleared = mark_workbook(marked, [], FILE)

    before, after = sheet_of(form, "Proposal"), sheet_of(cleared, "Proposal")
    assert after[COMPONENT].fill.fgColor.rgb == before[COMPONENT].fill.fgColor.rgb
    assert notes_of(cleared, "Proposal") == {}
    assert notes_of(cleared, "Market") == notes_of(form, "Market")
    assert [str(r.sqref) for r in after.conditional_formatting] == [ANSWERS]
    assert not any(name.startswith("xl/commentsFct") for name in parts_of(cleared))


def test_marks_follow_the_findings_of_the_next_check() -> None:
    """A cell that was repaired is plain; another that is bad now is marked."""
    once = mark_workbook(by_openpyxl(), [mark("C1")], FILE)

    twice = mark_workbook(once, [mark("A4")], FILE)

    assert set(notes_of(twice)) == {"A4"}
    assert sheet_of(twice)["C1"].fill.fill_type is None
    assert openpyxl.load_workbook(io.BytesIO(twice)).sheetnames == [FINDINGS_SHEET, "Data"]


def test_notes_that_were_there_are_kept() -> None:
    """One in another cell stays as it is; ours goes below one in the same cell, once."""

    def noted(sheet: Worksheet) -> None:
        sheet["A1"].comment = Comment("Ask Jo.", "Jo")
        sheet["C1"].comment = Comment("From the vendor.", "Jo")

    content = by_openpyxl(noted)
    marked = mark_workbook(content, [mark("C1")], FILE)
    again = mark_workbook(marked, [mark("C1")], FILE)

    notes = notes_of(again)
    assert notes["A1"] == "Ask Jo."
    assert notes["C1"].startswith("From the vendor.\n\nFCT check: please repair\nSeen: “high”")
    assert notes["C1"].count("FCT check") == 1
    assert notes_of(mark_workbook(again, [], FILE)) == notes_of(content)


def test_a_color_that_was_there_comes_back() -> None:
    """The fill of the mark remembers what it covers."""

    def filled(sheet: Worksheet) -> None:
        sheet["C1"].fill = PatternFill("solid", fgColor="FF00FF00")

    marked = mark_workbook(by_openpyxl(filled), [mark("C1")], FILE)

    cleared = sheet_of(mark_workbook(marked, [], FILE))["C1"]
    assert sheet_of(marked)["C1"].fill.fgColor.rgb == "00F8CDC6"
    assert cleared.fill.fgColor.rgb == "FF00FF00"


def test_the_color_shows_through_conditional_formats(form: bytes) -> None:
    """The template paints a filled cell white; the mark lies over that, in file and priority."""
    formats = sheet_of(mark_workbook(form, [mark(COMPONENT, "Proposal")], FILE), "Proposal")

    rules = [(str(r.sqref), r.rules[0].priority) for r in formats.conditional_formatting]
    assert rules == [(COMPONENT, 1), (ANSWERS, 2)]


def test_a_mark_on_merged_cells_goes_to_the_first() -> None:
    """The others cannot be seen."""
    content = by_openpyxl(lambda sheet: sheet.merge_cells("C1:E2"))

    assert set(notes_of(mark_workbook(content, [mark("D2")], FILE))) == {"C1"}


HOSTILE = ('=HYPERLINK("http://x")', "<c/>]]>&lt;", "_x0041_", "a\0b\x1b\ud800", "@SUM(1)", "-1+1")


@pytest.mark.parametrize("text", HOSTILE)
def test_what_a_sponsor_wrote_stays_text(text: str) -> None:
    """No formula, no mark-up and no character reference is made of it."""
    given = mark("C1", seen=text, wrong=text, label=text, ref=text, repair=text, source=text)
    other = mark("A4", ref=f"{text}2")
    file = FILE._replace(name=text)

    marked = mark_workbook(by_openpyxl(), [given, other], file)

    sheet = parts_of(marked)["xl/worksheets/sheetFct1.xml"]
    assert b"<f" not in sheet
    cells = [cell for row in sheet_of(marked, FINDINGS_SHEET).iter_rows() for cell in row]
    assert all(cell.data_type in {"s", "n", "inlineStr"} for cell in cells)
    assert not any(str(cell.value or "").startswith(("=", "+", "-", "@")) for cell in cells)
    shown = text.replace("\0", "\ufffd").replace("\x1b", "\ufffd").replace("\ud800", "\ufffd")
    words = notes_of(marked)["C1"].replace("_x005F_", "_")
    assert f"Seen: “{shown}”" in words


def test_a_sheet_name_with_signs_is_linked() -> None:
    """A quote in the name is doubled in the link."""
    content = by_openpyxl(lambda sheet: setattr(sheet, "title", "Jo's <list>"))

    marked = mark_workbook(content, [mark("C1", "Jo's <list>")], FILE)

    assert links_of(sheet_of(marked, FINDINGS_SHEET)) == ["'Jo''s <list>'!C1"]
    assert set(notes_of(marked, "Jo's <list>")) == {"C1"}


DAMAGED = {
    "no archive": (b"PK\x03\x04 no", "not a sound archive"),
    "no workbook": (zipped({"a.txt": "x"}), "no workbook"),
    "a document type": (
        rewritten(
            xlsx_of(ROWS),
            lambda t: t.replace("<worksheet", "<!DOCTYPE w [<!ENTITY a 'b'>]><worksheet"),
        ),
        "document type",
    ),
    "no XML": (rewritten(xlsx_of(ROWS), lambda t: t.replace("</row>", "")), "cannot be read"),
}


@pytest.mark.parametrize("damage", DAMAGED)
def test_what_cannot_be_patched_says_why(damage: str) -> None:
    """Nothing half made is returned."""
    content, words = DAMAGED[damage]

    with pytest.raises(NotMarkableError, match=words):
        mark_workbook(content, [mark("C1")], FILE)


def test_marking_needs_the_standard_library_alone() -> None:
    """It runs in the process that reads workbooks, which imports nothing else."""
    code = (
        "import sys; import fct.data.xlsx.mark, fct.data.sheets.facts; "
        "print(*{name.partition('.')[0] for name in sys.modules} - set(sys.stdlib_module_names))"
    )
    seen = subprocess.run(
        [sys.executable, "-P", "-c", code],
        capture_output=True,
        text=True,
        check=True,
    )

    assert {name for name in seen.stdout.split() if not name.startswith("_")} <= {
        "fct",
        "lazy_loader",
        "sitecustomize",
    }


@pytest.mark.office
@pytest.mark.skipif(
    shutil.which("soffice") is None, reason="needs LibreOffice: apt install libreoffice-calc"
)
def test_libreoffice_opens_it_with_its_notes(form: bytes, tmp_path: Path) -> None:
    """It keeps sheet, color, links and notes; marking what it saved doubles nothing."""
    marks = [mark(COMPONENT, "Proposal"), mark(SOURCE, "Market"), mark(MONEY, "Funding")]
    (tmp_path / "form.xlsx").write_bytes(mark_workbook(form, marks, FILE))
    subprocess.run(
        [
            *("soffice", "--headless", f"-env:UserInstallation={(tmp_path / 'lo').as_uri()}"),
            *("--convert-to", "xlsx", "--outdir", str(tmp_path / "out"), "form.xlsx"),
        ],
        cwd=tmp_path,
        capture_output=True,
        check=True,
        timeout=600,
    )
    saved = (tmp_path / "out" / "form.xlsx").read_bytes()

    again = mark_workbook(saved, marks, FILE)

    for content in (saved, again):
        assert sheet_of(content, "Proposal")[COMPONENT].fill.fgColor.rgb[2:] == "F8CDC6"
        for sheet, cell in (("Proposal", COMPONENT), ("Market", SOURCE), ("Funding", MONEY)):
            assert notes_of(content, sheet)[cell].count("FCT check: please repair") == 1
        assert openpyxl.load_workbook(io.BytesIO(content)).sheetnames.count(FINDINGS_SHEET) == 1


def test_no_mark_is_lost() -> None:
    """A thousand marks on one sheet are a thousand notes."""
    marks: list[Mark] = [mark(f"{letter}{row}") for row in range(1, 251) for letter in "ABCD"]

    assert len(notes_of(mark_workbook(by_openpyxl(), marks, FILE))) == 1000
