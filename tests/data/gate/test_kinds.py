"""What a file is, by its bytes."""

import struct

import pytest

from fct.data.gate.kinds import Kind, kind_of, old_office_file, other_archive
from fct.data.gate.refused import GateRefusalError
from fct.data.program.limits import load_limits
from tests.support.files.compound import compound_file
from tests.support.files.packages import Entry, archive
from tests.support.files.workbooks import ods_of, xlsx_of, zipped

LIMITS = load_limits()
ZIP = b"PK\x03\x04"
PAGE = b"MIME-Version: 1.0\nX-Document: a\nContent-Type: multipart/related\n\n"
MAIL = b"Return-Path: <a@example.mil>\r\nFrom: a@example.mil\r\nSubject: Our form\r\n\r\nHello\r\n"


def refused(name: str, content: bytes) -> GateRefusalError:
    """The refusal of a file."""
    with pytest.raises(GateRefusalError, match=r"[A-Z_]+") as caught:
        kind_of(name, content, LIMITS)
    return caught.value


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.xlsx", ZIP, Kind.XLSX),
        ("a.XLTX", ZIP, Kind.XLSX),
        ("a.xlsm", ZIP, Kind.XLSX),
        ("a.xltm", ZIP, Kind.XLSX),
        ("A.ODS", ZIP, Kind.ODS),
        ("a.ots", ZIP, Kind.ODS),
        ("a.zip", ZIP, Kind.TABLES),
        ("a.CSV", b"ref", Kind.TABLE),
        ("a.csv", b"From: Navy,To: Army\n", Kind.TABLE),
        ("a.csv", b"ID;Price\n1;2\n", Kind.TABLE),
    ],
)
def test_a_kind_is_known_by_name_and_first_bytes(name: str, content: bytes, kind: Kind) -> None:
    """Both have to agree; a template is a workbook, and macros are looked for later."""
    assert kind_of(name, content, LIMITS) is kind


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.xlsx", b"", "EMPTY_FILE"),
        ("a.csv", b"x" * (25 * 1024 * 1024 + 1), "FILE_TOO_BIG"),
        ("a.txt", b"a list", "NOT_A_WORKBOOK"),
        ("a", b"a list", "NOT_A_WORKBOOK"),
        ("a.epub", zipped({"mimetype": "application/epub+zip"}), "NOT_A_WORKBOOK"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0", "DAMAGED"),
        ("a.xls", b"\x09\x04\x06\x00\x00\x00\x10\x00", "OLD_XLS"),
    ],
)
def test_what_is_no_kind_is_refused(name: str, content: bytes, code: str) -> None:
    """Nothing is unpacked for that."""
    assert refused(name, content).code == code


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.pdf", b"%PDF-1.7\n", "a PDF file"),
        ("a.xlsx", b"\r\n%PDF-1.4\n", "a PDF file"),
        ("a.csv", b"%PDF-1.7\n", "a PDF file"),
        ("a.png", b"\x89PNG\r\n\x1a\n", "a picture"),
        ("a.rtf", b"{\\rtf1\\ansi", "a rich text document (RTF)"),
        ("a.7z", b"7z\xbc\xaf\x27\x1c", "a packed archive that is not a zip"),
        ("a.eml", MAIL, "an e-mail"),
        ("a.xlsx", MAIL, "an e-mail"),
        ("a.docx", zipped({"word/document.xml": "<a/>"}), "a Word file"),
        ("a.pptx", zipped({"ppt/presentation.xml": "<a/>"}), "a PowerPoint file"),
        (
            "a.odt",
            archive(Entry("mimetype", b"application/vnd.oasis.opendocument.text", method=0)),
            "an OpenDocument text",
        ),
        (
            "a.odg",
            archive(Entry("mimetype", b"application/vnd.oasis.opendocument.graphics", method=0)),
            "an OpenDocument drawing",
        ),
    ],
)
def test_a_document_is_called_what_it_is(name: str, content: bytes, kind: str) -> None:
    """By its content, whatever its name says."""
    found = refused(name, content)

    assert (found.code, found.seen["kind"]) == ("NOT_THE_FORM", kind)


def test_the_way_on_suits_the_document() -> None:
    """The form may be attached to a mail, and lie in an archive."""
    assert "save the attachment" in str(refused("a.eml", MAIL).seen["way"])
    assert "unpack it" in str(refused("a.rar", b"Rar!\x1a\x07").seen["way"])
    assert "write the answers into it" in str(refused("a.pdf", b"%PDF-1.7").seen["way"])


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.xlsb", zipped({"xl/workbook.bin": b"\1"}), "a binary Excel workbook (.xlsb)"),
        ("a.xls", b"<html><table>", "a web page (HTML)"),
        (
            "a.mht",
            b"MIME-Version: 1.0\nX-D: a\nContent-Type: multipart/related\n\n",
            "a web page in",
        ),
        (
            "a.xls",
            b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">',
            "an XML Spreadsheet 2003 workbook",
        ),
        (
            "a.fods",
            b'<office:document office:mimetype="application/vnd.oasis.opendocument.spreadsheet">',
            "a flat OpenDocument workbook (.fods)",
        ),
        ("a.gnumeric", b"\x1f\x8b\x08", "a Gnumeric workbook"),
        ("a.slk", b"ID;PWXL;N;E\n", "a table in SYLK (.slk)"),
        ("a.wk1", b"\0\0\2\0\6\4", "a Lotus 1-2-3 workbook"),
        ("a.numbers", zipped({"Index/Document.iwa": b"\0"}), "a file of Apple Numbers"),
        (
            "a.sxc",
            archive(Entry("mimetype", b"application/vnd.sun.xml.calc", method=0)),
            "an OpenOffice 1 workbook (.sxc)",
        ),
    ],
)
def test_a_workbook_of_another_kind_is_called_what_it_is(
    name: str, content: bytes, kind: str
) -> None:
    """The program that wrote it saves it as .xlsx."""
    found = refused(name, content)

    assert found.code == "OTHER_WORKBOOK"
    assert str(found.seen["kind"]).startswith(kind)


@pytest.mark.parametrize(
    ("name", "content", "right"),
    [
        ("form", xlsx_of(""), "xlsx"),
        ("form.xls", xlsx_of(""), "xlsx"),
        ("form.xlsx.download", xlsx_of(""), "xlsx"),
        ("form.odt", ods_of(""), "ods"),
        ("tables.zip.bak", zipped({"Proposals.csv": "ref\n"}), "zip"),
    ],
)
def test_a_file_with_the_wrong_ending_has_its_right_one_named(
    name: str, content: bytes, right: str
) -> None:
    """Nothing else is to be done."""
    found = refused(name, content)

    assert found.code == "WRONG_ENDING"
    assert found.seen["way"] == f"Give it the ending .{right} and send it again"


@pytest.mark.parametrize(
    ("streams", "code", "kind"),
    [
        (["Workbook"], "OLD_XLS", None),
        (["Book", "Workbook"], "OLD_XLS", None),
        (["EncryptionInfo", "EncryptedPackage"], "ENCRYPTED", None),
        (["WordDocument"], "NOT_THE_FORM", "an old Word file"),
        (["PowerPoint Document"], "NOT_THE_FORM", "an old PowerPoint file"),
        (["__properties_version1.0"], "NOT_THE_FORM", "an e-mail"),
        (["Anything"], "NOT_A_WORKBOOK", None),
    ],
)
def test_an_old_office_file_goes_by_what_is_at_its_top(
    streams: list[str], code: str, kind: str | None
) -> None:
    """A compound file names each of its streams."""
    found = old_office_file(compound_file(dict.fromkeys(streams, b"")))

    assert (found.code, found.seen.get("kind")) == (code, kind)


def test_a_document_in_an_old_workbook_does_not_make_it_one() -> None:
    """What is embedded lies in a folder."""
    content = compound_file({"Workbook": b""}, inner=["WordDocument", "EncryptedPackage"])

    assert old_office_file(content).code == "OLD_XLS"


def test_an_old_workbook_with_a_password_is_encrypted() -> None:
    """It says so in its second record."""
    records = struct.pack("<2H16x", 0x809, 16) + struct.pack("<2H6x", 0x2F, 6) + bytes(5_000)

    assert old_office_file(compound_file({"Workbook": records})).code == "ENCRYPTED"
    open_to_all = records.replace(b"\x2f\0", b"\x42\0", 1)
    assert old_office_file(compound_file({"Workbook": open_to_all})).code == "OLD_XLS"


def test_rights_are_no_password() -> None:
    """A label that encrypts is lifted in another way."""
    content = compound_file({"EncryptedPackage": b""}, inner=["DRMEncryptedTransform"])

    assert old_office_file(content).code == "RIGHTS_MANAGED"


def test_an_archive_of_ours_is_no_other() -> None:
    """A workbook that embeds a document stays one."""
    assert other_archive({"xl/workbook.xml", "word/document.xml"}) is None
    assert other_archive({"proposals.csv"}) is None
