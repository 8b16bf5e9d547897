"""What a child does with an office file that is kept as it came."""

import pytest

from fct.data.form import OWN_SHEETS
from fct.data.gate_refusal import GateRefusalError
from fct.data.gated_book import Reading
from fct.data.gated_scanning import scan_gated_file
from fct.data.limits import load_limits
from fct.data.markings import load_markings
from tests.hostile_files import ONE
from tests.office_files import docx_with, odt_with, paragraph
from tests.workbooks import xlsx_of, zipped

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


def test_a_picture_is_unpacked_and_not_looked_into() -> None:
    """Its submitter answers for it."""
    picture = docx_with({"word/media/a.png": b"\x89PNG SECRET//NOFORN"})

    assert answer("a.docx", picture) == [(b"E", b"")]
