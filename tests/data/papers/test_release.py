"""The releasable workbook, and the proof that finds whatever else is in it."""

import io
import zipfile
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image
from openpyxl.workbook.defined_name import DefinedName

from fct.data.papers.release import Proof, Release, prove, releasable_xlsx

RELEASE = Release(
    ("Project title", "Component", "Country of origin", "Outcome", "FY2027", "FY2028"),
    (
        ("Training cartridge", "Marine Corps", "Norway", "fund", 2027, None),
        ("Bridge & ferry _x0041_", "Army", "Germany", "fund in part", 2027, 2028),
        ("=HYPERLINK(1)", "Navy", "Italy", "fund", None, 2028),
    ),
)


def changed(change: Callable[[Any], None]) -> Proof:
    """Return the proof of a workbook that another program opened, changed and saved."""
    book = openpyxl.load_workbook(io.BytesIO(releasable_xlsx(RELEASE)))
    change(book)
    out = io.BytesIO()
    book.save(out)
    return prove(out.getvalue(), RELEASE)


def repacked(change: Callable[[dict[str, bytes]], None]) -> Proof:
    """Return the proof of a workbook whose parts were changed by hand."""
    with zipfile.ZipFile(io.BytesIO(releasable_xlsx(RELEASE))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return prove(out.getvalue(), RELEASE)


def replaced(name: str, was: bytes, now: bytes) -> Callable[[dict[str, bytes]], None]:
    """Return a change of the first place of some bytes in a part."""

    def change(parts: dict[str, bytes]) -> None:
        assert was in parts[name]
        parts[name] = parts[name].replace(was, now, 1)

    return change


def test_the_workbook_holds_the_answers_and_is_proven() -> None:
    """6 headings and 16 cells; another reader sees the same."""
    content = releasable_xlsx(RELEASE)
    book = openpyxl.load_workbook(io.BytesIO(content))

    assert prove(content, RELEASE) == Proof(22, ())
    assert book.sheetnames == ["Releasable"]
    rows = list(book["Releasable"].iter_rows(values_only=True))
    assert rows[1] == ("Training cartridge", "Marine Corps", "Norway", "fund", 2027, None)
    assert rows[3][0] == "'=HYPERLINK(1)"
    assert book["Releasable"].oddHeader.center.text == "UNCLASSIFIED"
    assert book["Releasable"].oddFooter.center.text == "UNCLASSIFIED"


def test_the_workbook_says_nothing_of_itself() -> None:
    """No part but those of the sheet: no properties, names, comments, pictures."""
    with zipfile.ZipFile(io.BytesIO(releasable_xlsx(RELEASE))) as archive:
        assert sorted(archive.namelist()) == [
            "[Content_Types].xml",
            "_rels/.rels",
            "xl/_rels/workbook.xml.rels",
            "xl/sharedStrings.xml",
            "xl/styles.xml",
            "xl/theme/theme1.xml",
            "xl/workbook.xml",
            "xl/worksheets/sheet1.xml",
        ]
        assert b"docProps" not in archive.read("[Content_Types].xml")
        assert b"docProps" not in archive.read("_rels/.rels")
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_the_same_release_gives_the_same_bytes() -> None:
    """At any time; another release gives others."""
    assert releasable_xlsx(RELEASE) == releasable_xlsx(RELEASE)
    assert releasable_xlsx(RELEASE) != releasable_xlsx(Release(RELEASE.headings, RELEASE.rows[:1]))


def test_no_project_is_a_workbook_too() -> None:
    """With its headings alone."""
    none = Release(RELEASE.headings, ())

    assert prove(releasable_xlsx(none), none) == Proof(6, ())


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("G2", "secret"),
        ("A9", "secret"),
        ("A2", "Another title"),
        ("E2", 2028),
        ("E2", 412.5),
        ("F2", 2028),
        ("D2", "not selected"),
        ("A1", "Vendor"),
        ("B2", "=1+1"),
    ],
)
def test_a_planted_cell_is_found(cell: str, value: object) -> None:
    """A further cell, another answer, an amount instead of a year, another heading, a formula."""
    proof = changed(lambda book: book["Releasable"].__setitem__(cell, value))

    assert (f"{value}".lstrip("="), cell) in {
        (one.written.lstrip("="), one.cell) for one in proof.found
    }


def test_answers_of_another_row_are_found() -> None:
    """Each answer has to be that of the proposal of its row."""

    def swap(book: Any) -> None:
        sheet = book["Releasable"]
        sheet["A2"], sheet["A3"] = sheet["A3"].value, sheet["A2"].value

    assert {"A2", "A3"} <= {one.cell for one in changed(swap).found}


def test_a_missing_answer_is_found() -> None:
    """A cell that was emptied is not what was to go out."""
    proof = changed(lambda book: book["Releasable"].__setitem__("C2", None))

    assert ("C2", "nothing is written where an answer belongs") in {
        (one.cell, one.written) for one in proof.found
    }


def _picture(book: Any) -> None:
    from PIL import Image as Drawn

    out = io.BytesIO()
    Drawn.new("RGB", (2, 2)).save(out, "PNG")
    book["Releasable"].add_image(Image(out), "H8")


def _hidden_sheet(book: Any) -> None:
    sheet = book.create_sheet("More")
    sheet["A1"], sheet.sheet_state = "secret", "veryHidden"


def _comment(book: Any) -> None:
    book["Releasable"]["A2"].comment = Comment("secret", "x")


def _name(book: Any) -> None:
    book.defined_names["secret"] = DefinedName("secret", attr_text='"secret"')


def _property(book: Any) -> None:
    book.properties.subject = "secret"


@pytest.mark.parametrize(
    ("plant", "part"),
    [
        (_picture, "xl/media/image1.png"),
        (_hidden_sheet, "xl/worksheets/sheet2.xml"),
        (_comment, "xl/comments/comment1.xml"),
        (_name, "xl/workbook.xml"),
        (_property, "docProps/core.xml"),
    ],
)
def test_what_is_no_cell_is_found(plant: Callable[[Any], None], part: str) -> None:
    """A picture, a hidden sheet, a comment, a defined name, a property."""
    found = [one.written for one in changed(plant).found]

    assert f"the part {part} is not that of a workbook with one plain sheet" in found


SHEET = "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (replaced("xl/workbook.xml", b"</sheets>", b"</sheets><definedNames/>"), "xl/workbook.xml"),
        (replaced("xl/styles.xml", b"<fonts", b"<!-- secret --><fonts"), "xl/styles.xml"),
        (replaced(SHEET, b"UNCLASSIFIED", b"secret"), "secret"),
        (replaced(SHEET, b"</worksheet>", b"<extLst>secret</extLst></worksheet>"), "extLst"),
        (replaced(SHEET, b'<row r="2"', b'<row r="2" hidden="1"'), "row 2 is hidden"),
        (
            replaced("xl/sharedStrings.xml", b"</sst>", b"<si><t>secret</t></si></sst>"),
            "secret",
        ),
        (lambda parts: parts.update({"xl/secret.xml": b"<a/>"}), "xl/secret.xml"),
        (lambda parts: parts.update({SHEET: b"<worksheet"}), "cannot be read back"),
    ],
)
def test_what_a_spreadsheet_program_would_not_show_is_found(
    change: Callable[[dict[str, bytes]], None], words: str
) -> None:
    """Names, styles, headers, extensions, hidden rows, texts without a cell, further parts."""
    assert any(words in one.written for one in repacked(change).found)


def test_a_comment_of_the_archive_is_found() -> None:
    """It is no part, and goes out with the file."""
    out = io.BytesIO(releasable_xlsx(RELEASE))
    with zipfile.ZipFile(out, "a") as archive:
        archive.comment = b"secret"

    assert any(
        "comment of the archive" in one.written for one in prove(out.getvalue(), RELEASE).found
    )


def test_a_part_that_is_there_twice_is_found() -> None:
    """Programs differ in which of the two they read."""
    out = io.BytesIO(releasable_xlsx(RELEASE))
    with zipfile.ZipFile(out, "a") as archive, pytest.warns(UserWarning, match="Duplicate name"):
        archive.writestr("xl/styles.xml", b"secret")

    assert prove(out.getvalue(), RELEASE).found
