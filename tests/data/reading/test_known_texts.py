"""The texts that every form holds are looked at once, and hide nothing."""

from pathlib import Path

import pytest

from fct.data.gate.marking_scan import MarkingScanner
from fct.data.gate.markings import load_markings
from fct.data.gate.refused import GateRefusalError
from fct.data.program.form import OWN_SHEETS, load_form
from fct.data.program.limits import load_limits
from fct.data.reading.job_read import BookReader, Reading
from fct.data.reading.known_texts import known_texts
from tests.support.files.workbooks import write_template

KNOWN = known_texts(load_markings())
READING = Reading(load_limits(), load_markings(), OWN_SHEETS)


def frames_of(reading: Reading, content: bytes) -> list[tuple[bytes, bytes]]:
    """What a child answers to a file, or the code with which it refuses it."""
    said: list[tuple[bytes, bytes]] = []
    reader = BookReader(reading, lambda letter, text: said.append((letter, text)))
    try:
        reader.read("a.xlsx", content)
    except GateRefusalError as error:
        return [(b"X", error.code.encode())]
    return said


def test_a_form_is_read_alike_with_and_without_them(tmp_path: Path) -> None:
    """The same cells, and the same refusal of a marking that stands in one."""
    path = tmp_path / "a.xlsx"
    for title, code in (("Training cartridge", b""), ("SECRET//NOFORN", b"CLASSIFIED")):
        filled = {"answers": {"title": title}}
        write_template(path, form=load_form(), fiscal_year=2027, ref="A-1", filled=filled)
        content = path.read_bytes()

        answer = frames_of(READING, content)

        assert answer == frames_of(READING._replace(known=KNOWN), content)
        assert answer[-1] == ((b"X", code) if code else (b"E", b"")), title


@pytest.mark.parametrize("text", ["SECRET//NOFORN", "Project title\nSECRET//NOFORN"])
def test_what_stands_beside_them_is_looked_at(text: str) -> None:
    """A text counts as known only where it is the same to the last sign."""
    scanner = MarkingScanner(load_markings(), known=KNOWN)
    scanner.scan_text("Project title\0" + "\0".join(KNOWN))

    with pytest.raises(GateRefusalError, match="CLASSIFIED"):
        scanner.scan_text(f"Project title\0{text}\0Project title")


def test_a_text_that_may_mark_is_never_known() -> None:
    """Whatever the list of them says."""
    markings = load_markings()

    assert "SECRET" not in markings.quiet_among([*KNOWN, "SECRET"])
    assert markings.quiet_among([*KNOWN, "SECRET"]) == KNOWN
