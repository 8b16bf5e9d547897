"""What every form holds is looked at once, and hides nothing."""

from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

from fct.data.gate.marking_scan import MarkingScanner
from fct.data.gate.markings import Markings, declared_markings, load_markings
from fct.data.gate.refused import GateRefusalError
from fct.data.program.form import OWN_SHEETS, load_form
from fct.data.program.limits import load_limits
from fct.data.reading.job_read import BookReader, Reading
from fct.data.reading.known_texts import known_parts, known_texts
from tests.support.files.packages import parts_of, with_parts
from tests.support.files.workbooks import write_template
from tests.support.processes.samples import sample

KNOWN = known_texts(load_markings())
PARTS = known_parts(load_markings(), load_limits())
READING = Reading(load_limits(), load_markings(), OWN_SHEETS)
KNOWING = READING._replace(known=KNOWN, known_parts=PARTS)


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

        assert answer == frames_of(KNOWING, content)
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


@pytest.fixture(scope="module")
def form(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A blank form."""
    path = tmp_path_factory.mktemp("form") / "a.xlsx"
    write_template(path, form=load_form(), fiscal_year=2027, ref="A-1")
    return path.read_bytes()


PIECES = (
    *(b"", b"<", b"x", b"SECRET//NOFORN", b' a="SECRET//NOFORN"', b"<a/>", b"<!-- TOP SECRET -->"),
    *(b"<strike/>", b'<sheet name="X" sheetId="9" r:id="rId9"/>', b"macroEnabled", b"\xff"),
)


@pytest.mark.sampled
@settings(max_examples=sample(10, whole=30))
@given(st.data())
def test_a_part_is_known_only_to_its_last_byte(form: bytes, data: st.DataObject) -> None:
    """With anything changed in it, a file is read or refused as if no part were known."""
    name = data.draw(st.sampled_from(sorted(PARTS)))
    whole = parts_of(form)[name]
    ends = [at + beyond for at, sign in enumerate(whole) if sign in b'>"' for beyond in (0, 1)]
    at = data.draw(st.sampled_from(ends))
    rest = whole[at + data.draw(st.integers(0, 2)) :]
    content = with_parts(form, {name: whole[:at] + data.draw(st.sampled_from(PIECES)) + rest})

    assert PARTS[name].content == whole
    assert frames_of(KNOWING, content) == frames_of(READING, content)


def test_a_known_part_that_a_workbook_calls_a_sheet_is_walked_through_as_one(form: bytes) -> None:
    """It is read or refused as if it were not known."""
    relations = "xl/_rels/workbook.xml.rels"
    said = parts_of(form)[relations]
    for name in (b"theme/theme1.xml", b"styles.xml"):
        content = with_parts(form, {relations: said.replace(b"worksheets/sheet3.xml", name)})

        assert frames_of(KNOWING, content) == frames_of(READING, content), name


def test_a_part_that_may_mark_is_never_known() -> None:
    """Whatever the list of them says."""
    declared = declared_markings()
    marking = Markings({**declared, "phrases": [*declared["phrases"], "Microsoft Excel"]})

    assert "docProps/app.xml" in PARTS
    assert "docProps/app.xml" not in known_parts(marking, load_limits())
