"""From a file to its cells, and the files that are not taken."""

import datetime as dt
import hashlib
import os
import random
from pathlib import Path

import pytest

from fct.data.common.cells import BrokenCell
from fct.data.common.errors import RefusalError
from tests.oracle import plain_reader as cells
from tests.oracle.plain_reader import read_book, read_book_bytes
from tests.support.files.workbooks import ods_of, write_grids, xlsx_of, zipped

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def refused(name: str, content: bytes) -> tuple[str, str]:
    """The code and the sentence with which a file is refused."""
    with pytest.raises(RefusalError, match=name) as error:
        read_book_bytes(name, content)
    return error.value.code, error.value.message


def test_cells_keep_their_types_and_places(tmp_path: Path) -> None:
    """The grid starts at A1, however many leading rows and columns are empty."""
    day = dt.date(2026, 6, 30)
    path = write_grids(tmp_path / "a.xlsx", {"Data": [[], [], [None, "x", 1.5, True, day]]})
    book = read_book(path)

    assert book.sheets[0].rows[2] == ["", "x", 1.5, True, day]
    assert len(book.sheets[0].rows) == 3
    assert book.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert book.file == "a.xlsx"


def test_broken_cells_are_put_in_their_place() -> None:
    """Where calamine shows nothing, the broken cell stands, beyond the last filled row too."""
    rows = (
        '<row r="1"><c r="A1"><v>1</v></c><c r="C1" t="e"><v>#REF!</v></c></row>'
        '<row r="4"><c r="B4"><f>A1</f></c></row>'
    )
    grid = read_book_bytes("a.xlsx", xlsx_of(rows)).sheets[0].rows

    assert grid[0][0] == 1
    assert grid[0][2] == BrokenCell("#REF!")
    assert grid[3][1] == BrokenCell("a formula without a stored value")


def test_an_ods_is_read() -> None:
    """Cells, broken ones and the stamp."""
    row = (
        '<table:table-row><table:table-cell office:value-type="float" office:value="2.5">'
        "<text:p>2.5</text:p></table:table-cell>"
        '<table:table-cell table:formula="of:=B9"/></table:table-row>'
    )
    book = read_book_bytes("a.ods", ods_of(row))

    assert book.sheets[0].rows[0] == [2.5, BrokenCell("a formula without a stored value")]
    assert book.properties == {"fct_ref": "FY27-1"}


def test_a_folder_of_tables_is_read(tmp_path: Path) -> None:
    """Each CSV file is a sheet; other files are passed over."""
    (tmp_path / "Proposals.csv").write_text("ref,title\nA,Sight\n")
    (tmp_path / "Market.csv").write_text("ref,source\n")
    (tmp_path / "readme.txt").write_text("hello")
    book = read_book(tmp_path)

    assert [sheet.name for sheet in book.sheets] == ["Market", "Proposals"]
    assert book.sheets[1].rows == [["ref", "title"], ["A", "Sight"]]


def test_a_zip_of_tables_is_read() -> None:
    """In a folder within the zip too; what the packer adds is passed over."""
    content = zipped({"list/Proposals.csv": "ref\nA\n", "__MACOSX/list/._Proposals.csv": b"\xff"})

    assert [s.name for s in read_book_bytes("l.zip", content).sheets] == ["Proposals"]


def test_a_lone_csv_is_the_list(tmp_path: Path) -> None:
    """Whatever it is called, it holds the proposals."""
    path = tmp_path / "Army FY27.CSV"
    path.write_text("ref\nA\n")

    assert [sheet.name for sheet in read_book(path).sheets] == ["Proposals"]


def test_the_hash_of_a_folder_follows_names_and_contents(tmp_path: Path) -> None:
    """Moving a line from one table to another is another hash."""
    first, second = tmp_path / "1", tmp_path / "2"
    for folder, (a, b) in ((first, ("x", "yz")), (second, ("xy", "z"))):
        folder.mkdir()
        (folder / "A.csv").write_text(a)
        (folder / "B.csv").write_text(b)

    assert read_book(first).sha256 != read_book(second).sha256
    assert read_book(first).sha256 == read_book(first).sha256


def test_an_empty_file_is_refused() -> None:
    """Zero bytes."""
    assert refused("form.xlsx", b"")[0] == "EMPTY_FILE"


@pytest.mark.parametrize("name", ["form.xls", "form.xlsx"])
def test_an_old_or_locked_workbook_is_refused(name: str) -> None:
    """By its content, whatever its ending; the advice is to save as .xlsx."""
    code, message = refused(name, OLE + b"rest")

    assert code == "OLD_XLS"
    assert "save it as .xlsx" in message


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("form.xlsx", b"%PDF-1.7"),
        ("form.xlsx", b"<html><table></table></html>"),
        ("form.docx.txt", b"hello"),
        ("pictures.zip", zipped({"a.png": b"x"})),
        ("empty.zip", b"PK\x05\x06" + b"\0" * 18),
    ],
)
def test_what_is_no_workbook_is_refused(name: str, content: bytes) -> None:
    """A wrong file type is seen from its content."""
    assert refused(name, content)[0] == "NOT_A_WORKBOOK"


@pytest.mark.parametrize(
    "content",
    [
        xlsx_of("<row>")[:300],
        b"PK\x03\x04" + b"\xff" * 200,
        zipped({"[Content_Types].xml": "<Types/>", "word/document.xml": "<w/>"}),
        zipped({"xl/workbook.xml": "no xml at all"}),
        zipped({"content.xml": "<broken"}),
        xlsx_of("<row><c t='e'></row>"),
        xlsx_of('<!DOCTYPE a [<!ENTITY b "c">]><row><c t="e"><v>&b;</v></c></row>'),
    ],
)
def test_a_damaged_workbook_is_refused(content: bytes) -> None:
    """One sentence, no traceback, and what to do."""
    code, message = refused("form.xlsx", content)

    assert code == "DAMAGED"
    assert message.startswith("form.xlsx could not be read: ")


def test_a_damaged_byte_never_ends_in_another_error() -> None:
    """Wherever bytes are lost or changed, the file is read or refused."""
    rng = random.Random(27)
    sound = xlsx_of('<row><c t="e"><v>#REF!</v></c></row>')
    codes = set()
    for _ in range(300):
        content = bytearray(sound)
        for _ in range(rng.choice((1, 3, 10))):
            content[rng.randrange(4, len(content))] = rng.randrange(256)
        try:
            read_book_bytes("form.xlsx", bytes(content[: rng.choice((None, 200, 900))]))
        except RefusalError as error:
            codes.add(error.code)

    assert "DAMAGED" in codes
    assert codes <= {"DAMAGED", "NOT_A_WORKBOOK", "UNPACKS_TOO_BIG"}


def test_a_file_too_large_is_refused_unread(tmp_path: Path) -> None:
    """By its size on the disk."""
    path = tmp_path / "big.xlsx"
    path.touch()
    os.truncate(path, (cells.LARGEST_FILE_MIB + 1) * 1024 * 1024)

    with pytest.raises(RefusalError, match=r"big.xlsx is larger than 25 MiB") as error:
        read_book(path)
    assert error.value.code == "FILE_TOO_BIG"


def test_a_zip_bomb_is_refused_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    """By the sizes that its directory shows."""
    monkeypatch.setattr(cells, "LARGEST_UNPACKED_MIB", 1)
    content = zipped({"xl/workbook.xml": b"\0" * (2 * 1024 * 1024)})

    assert refused("bomb.xlsx", content)[0] == "UNPACKS_TOO_BIG"


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    """The path is in the sentence."""
    with pytest.raises(RefusalError, match=r"There is no file at .*gone\.xlsx") as error:
        read_book(tmp_path / "gone.xlsx")
    assert error.value.code == "NOT_FOUND"


def test_a_folder_without_tables_is_refused(tmp_path: Path) -> None:
    """It is no list."""
    with pytest.raises(RefusalError, match="is not of a kind that is taken") as error:
        read_book(tmp_path)
    assert error.value.code == "NOT_A_WORKBOOK"
