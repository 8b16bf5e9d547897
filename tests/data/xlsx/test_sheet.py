"""Worksheets as many programs write them, patched."""

import re
from pathlib import Path

import pytest
import xlsxwriter

from fct.data.xlsx.mark import mark_workbook
from fct.data.xlsx.sheet import Area, read_area, read_place
from tests.support.files.marking import (
    FILE,
    MAIN,
    by_openpyxl,
    mark,
    notes_of,
    parts_of,
    rewritten,
    sheet_of,
    values_of,
)
from tests.support.files.workbooks import xlsx_of

STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
ROWS = (
    '<row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c><c r="C1"><v>3</v></c></row>'
    '<row r="4"><c r="A4"><v>4</v></c></row>'
)


def prefixed(text: str) -> str:
    """A part whose main namespace has a prefix."""
    if f'xmlns="{MAIN}"' not in text:
        return text
    text = text.replace(f'xmlns="{MAIN}"', f'xmlns:x="{MAIN}"')
    return re.sub(r"<(/?)(?=[A-Za-z])(?![a-z]+:)", r"<\1x:", text)


ORIGINS = {
    "openpyxl": by_openpyxl(),
    "no styles": xlsx_of(ROWS),
    "prefix": rewritten(xlsx_of(ROWS), prefixed),
    "strict": rewritten(xlsx_of(ROWS), lambda text: text.replace(MAIN, STRICT)),
    "byte order mark": rewritten(
        xlsx_of(ROWS), lambda text: "\ufeff" + text if text.startswith("<?xml") else text
    ),
    "no places": xlsx_of(
        '<row><c t="inlineStr"><is><t>a</t></is></c><c/><c><v>3</v></c></row>'
        '<row/><row spans="1:1"/><row><c><v>4</v></c></row>'
    ),
}


@pytest.mark.parametrize("origin", ORIGINS)
def test_files_of_many_origins_are_marked(origin: str) -> None:
    """The cell that is there, the cell and the row that are not: all get their style and note."""
    content = ORIGINS[origin]

    marked = mark_workbook(content, [mark("C1"), mark("B1"), mark("B3"), mark("D9")], FILE)

    if origin != "strict":  # openpyxl does not read that namespace
        assert set(notes_of(marked)) == {"B1", "C1", "B3", "D9"}
        assert sheet_of(marked)["D9"].fill.fgColor.rgb == "00F8CDC6"
    else:
        assert parts_of(marked)["xl/commentsFct1.xml"].count(b"<comment ref=") == 4
    values = values_of(marked)
    assert (values[0][0], values[0][2], values[3][0]) == ("a", 3.0, 4.0)


def test_an_empty_sheet_gets_its_rows() -> None:
    """A sheet without any row is opened for the cells that are missing, in their order."""
    content = rewritten(
        xlsx_of(""), lambda text: text.replace("<sheetData></sheetData>", "<sheetData/>")
    )

    marked = mark_workbook(content, [mark("B3"), mark("A1"), mark("A3")], FILE)

    sheet = parts_of(marked)["xl/worksheets/sheet1.xml"].decode()
    assert re.findall(r'r="([A-Z]*[0-9]+)"', sheet) == ["1", "A1", "3", "A3", "B3"]


@pytest.mark.parametrize("source", ORIGINS)
def test_marking_again_gives_the_same_bytes(source: str) -> None:
    """No second sheet, no second note, no second style."""
    marks = [mark("C1"), mark("D9", severity="weakness")]

    once = mark_workbook(ORIGINS[source], marks, FILE)

    assert mark_workbook(once, marks, FILE) == once


def rich(path: Path) -> bytes:
    """A sheet with what a load and a save would lose or move."""
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("Data")
        sheet.write_row("A1", ["h", "k", "m"])
        sheet.add_table("A1:C5", {"columns": [{"header": name} for name in "hkm"]})
        sheet.add_sparkline("E1", {"range": "Data!A2:C2"})
        sheet.conditional_format("A1:C9", {"type": "data_bar", "data_bar_2010": True})
        sheet.write_formula("D2", "=SUM(A2:C2)", None, 6)
        sheet.set_column("C:C", 20, book.add_format({"bg_color": "yellow"}))
        sheet.set_row(7, 30, book.add_format({"italic": True}))
        sheet.insert_button("M2", {})
        sheet.print_area("A1:D9")
        chart = book.add_chart({"type": "line"})
        chart.add_series({"values": "=Data!$A$2:$C$2"})
        sheet.insert_chart("G2", chart)
        chart = book.add_chart({"type": "bar"})
        chart.add_series({"values": "=Data!$A$2:$C$2"})
        book.add_chartsheet("Chart").set_chart(chart)
    return path.read_bytes()


@pytest.mark.filterwarnings("ignore:.*extension is not supported")
def test_what_other_programs_would_lose_is_kept(tmp_path: Path) -> None:
    """Tables, sparklines, charts, buttons, stored values and data bars stay as they were."""
    content = rich(tmp_path / "rich.xlsx")

    marked = mark_workbook(content, [mark("C4"), mark("A8"), mark("D2")], FILE)

    old = parts_of(content)["xl/worksheets/sheet1.xml"].decode()
    new = parts_of(marked)["xl/worksheets/sheet1.xml"].decode()
    assert new[new.index("<pageMargins") :] == old[old.index("<pageMargins") :]
    assert "<f>SUM(A2:C2)</f><v>6</v>" in new
    assert set(notes_of(marked)) == {"C4", "A8", "D2"}
    sheet = sheet_of(marked)
    assert (sheet["A8"].font.i, sheet["C4"].fill.bgColor.rgb) == (True, "FFFFFF00")
    assert mark_workbook(marked, [mark("C4"), mark("A8"), mark("D2")], FILE) == marked


@pytest.mark.parametrize(
    ("name", "place"), [("A1", (0, 0)), ("$AB$30", (29, 27)), ("xfd9", (8, 16383)), ("A", None)]
)
def test_a_name_of_a_cell_is_a_place(name: str, place: tuple[int, int] | None) -> None:
    """In any of the ways in which a program writes it."""
    assert read_place(name) == place


def test_a_range_is_an_area() -> None:
    """Both ends are in it."""
    assert read_area("B2:C3") == Area(1, 1, 2, 2)
    assert read_area("B2") == Area(1, 1, 1, 1)
    assert Area(1, 1, 2, 2).holds((2, 2))
    assert not Area(1, 1, 2, 2).holds((3, 2))
