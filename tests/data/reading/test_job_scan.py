"""What a child does with an office file that is kept as it came."""

import random

import pytest

from fct.data.gate.markings import load_markings
from fct.data.gate.refused import GateRefusalError
from fct.data.program.form import OWN_SHEETS
from fct.data.program.limits import load_limits
from fct.data.reading.job_read import Reading
from fct.data.reading.job_scan import scan_gated_file
from tests.support.files.hostile_files import ONE
from tests.support.files.office_files import docx_with, odt_with, paragraph
from tests.support.files.workbooks import xlsx_of, zipped

READING = Reading(load_limits(), load_markings(), OWN_SHEETS)


def answer(name: str, content: bytes) -> list[tuple[bytes, bytes]]:
    """What is answered to a file."""
    said: list[tuple[bytes, bytes]] = []
    scan_gated_file(READING, lambda *frame: said.append(frame), name, content)
    return said


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.docx", docx_with({})), ("a.odt", odt_with({})), ("a.xlsx", xlsx_of(ONE))],
)
def test_nothing_is_answered_but_the_end(name: str, content: bytes) -> None:
    """No cell and no text of the file leaves the child."""
    assert answer(name, content) == [(b"E", b"")]


@pytest.mark.parametrize("depth", [1, 2, 3])
def test_archives_in_it_are_opened_two_deep(depth: int) -> None:
    """A workbook in a presentation in a document; deeper ones are refused."""
    nested = zipped({"a.xml": paragraph("SEC", "RET").replace("w:", "")})
    for _ in range(depth - 1):
        nested = zipped({"a.bin": nested})
    code = "CLASSIFIED" if depth <= 2 else "ODD_ARCHIVE"

    with pytest.raises(GateRefusalError, match=code):
        answer("a.docx", docx_with({"word/embeddings/a.bin": nested}))


PICTURE = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00"
MARK = b"SECRET//NOFORN"
TITLE = b"<rdf:li xml:lang='x-default'>" + MARK + b"</rdf:li>"
PDF = b"%PDF-1.7\n<< /Title (TOP SECRET) >>\n%%EOF\n"
WIDE_PDF = b"%PDF-1.7\n<< /Title (\xfe\xff" + "TOP SECRET".encode("utf-16-be") + b") >>\n"
HIDDEN = {
    "word/media/a.png": MARK,
    "word/media/b.PNG": "TR\u00c8S SECRET D\u00c9FENSE".encode(),
    "word/media/a.wav": b"A note.\n" + MARK,
    "word/fonts/a.odttf": MARK,
    "word/media/a.jpeg": PICTURE + bytes(99) + TITLE + bytes(99),
    "word/media/b.jpeg": PICTURE + random.Random(5).randbytes(4_194_280) + TITLE,
    "word/media/a.tif": b"II*\0" + bytes(99) + "SECRET//NF".encode("utf-16-le") + bytes(99),
    "word/media/a.mov": b"\0\0\0\x14ftypqt  " + bytes(99) + MARK,
    "word/embeddings/a.pdf": PDF,
    "word/embeddings/b.pdf": WIDE_PDF,
    "word/embeddings/c.bin": b"\xd0\xcf\x11\xe0" + bytes(99) + PDF,
    "word/embeddings/d.bin": b"\xd0\xcf\x11\xe0" + bytes(99) + WIDE_PDF,
}


@pytest.mark.parametrize("part", HIDDEN)
def test_plain_text_in_what_is_packed_is_scanned(part: str) -> None:
    """In what only has the ending of a picture, in properties of pictures and films, in PDF."""
    with pytest.raises(GateRefusalError, match="CLASSIFIED"):
        answer("a.docx", docx_with({part: HIDDEN[part]}))


@pytest.mark.parametrize("said", ["TOP SECRET", "NATO SECRET", "UK SECRET"])
@pytest.mark.parametrize("order", ["ascii", "utf-16-be", "utf-16-le"])
def test_a_part_of_bytes_keeps_its_first_and_last_letter(said: str, order: str) -> None:
    """In either order of UTF-16, at an even place or at an odd one, between signs or zeros."""
    for before in (b"\1", b"\1\2", b"\0\0", b"\0\0\0"):
        part = bytes(99) + before + said.encode(order) + b")\1"
        with pytest.raises(GateRefusalError, match="CLASSIFIED"):
            answer("a.docx", docx_with({"word/embeddings/a.bin": part}))


@pytest.mark.parametrize(
    ("part", "content"),
    [
        ("word/media/a.png", b"\x89PNG\r\n\x1a\n" + bytes(99) + b"A mortar sight, no secret of it"),
        ("word/media/a.jpeg", PICTURE + b"\n(C) A Company of Photographers\n"),
        ("word/media/a.bmp", b"BM" + random.Random(5).randbytes(5_000_000)),
        ("word/embeddings/a.bin", random.Random(5).randbytes(5_000_000)),
    ],
)
def test_a_picture_without_a_marking_passes(part: str, content: bytes) -> None:
    """What it shows is not looked into; its "(C)" is no portion of a confidential document."""
    document = docx_with({part: content}, paragraph("Confidential"))

    assert answer("a.docx", document) == [(b"E", b"")]


def test_a_portion_in_a_confidential_document_is_scanned() -> None:
    """The same sign counts where the document itself says it."""
    body = paragraph("Confidential") + paragraph("(C) A Company of Photographers")

    with pytest.raises(GateRefusalError, match="CLASSIFIED"):
        answer("a.docx", docx_with({}, body))
