"""Marking without a parser in this process: the same bytes, and hostile files end in a reason."""

import re
from pathlib import Path

import pytest

from fct.data.common.errors import RefusalError
from fct.data.documents.sample_season import sample_proposals
from fct.data.documents.template import write_list_workbook
from fct.data.program.form import load_form
from fct.data.program.limits import load_limits
from fct.data.program.refusals import refusal_messages
from fct.data.reading.client_mark import mark_workbook_safely
from fct.data.xlsx.finding_parts import Mark
from fct.data.xlsx.mark import NotMarkableError, mark_workbook
from tests.support.files.hostile_files import MIB, ONE
from tests.support.files.hostile_kinds import KINDS, files_of, tried
from tests.support.files.marking import FILE, by_openpyxl, mark, notes_of
from tests.support.files.packages import SHEET, sheet, xlsx_with
from tests.support.files.workbooks import ods_of, write_form, xlsx_of
from tests.support.processes.reading_children import children_left
from tests.support.processes.samples import sample

ODD = "<c/>]]>&lt;\0\ud800 é“"


def outcome(name: str, content: bytes) -> str:
    """The code or the reason in which marking a file ends; none if it is marked."""
    try:
        mark_workbook_safely(name, content, [mark("A1"), mark("C3")], FILE)
    except RefusalError as error:
        return error.code if error.code in refusal_messages() else f"not listed: {error.code}"
    except NotMarkableError:
        return "not markable"
    return ""


def test_a_form_is_marked_as_in_process(tmp_path: Path) -> None:
    """Byte for byte, and again when it is marked anew."""
    content = write_form(tmp_path / "form.xlsx").read_bytes()
    marks = [mark("C5", "Proposal"), mark("A2", "Market", severity="note")]

    once = mark_workbook_safely("form.xlsx", content, marks, FILE)

    assert once == mark_workbook(content, marks, FILE)
    assert mark_workbook_safely("form.xlsx", once, marks, FILE) == once


def test_what_a_sponsor_wrote_arrives_as_it_is() -> None:
    """Signs that XML or JSON cannot hold too, and a mark on a whole column."""
    marks = [mark("C1", seen=ODD, wrong=ODD), mark("A4", seen="", state="")]
    file = FILE._replace(name=ODD, verdicts=[(ODD, "returned")], banner=ODD)

    content = by_openpyxl()  # written once: it holds the moment

    marked = mark_workbook_safely("a.xlsx", content, marks, file)

    assert marked == mark_workbook(content, marks, file)


@pytest.mark.sampled
def test_a_list_of_some_hundred_proposals_is_marked(tmp_path: Path) -> None:
    """5 marks for each, 400 proposals in the end, within the limits of a child."""
    count = sample(100, whole=400)
    samples = list(sample_proposals().values())
    proposals = {f"P-{number}": samples[number % len(samples)] for number in range(count)}
    path = tmp_path / "list.xlsx"
    write_list_workbook(path, form=load_form(), proposals=proposals, fiscal_year=2027)
    marks = [
        mark(f"{column}{row}", "Proposals", wrong="x" * 200, ref=f"P-{row}")
        for row in range(2, count + 2)
        for column in "CDEFG"
    ]

    marked = mark_workbook_safely("list.xlsx", path.read_bytes(), marks, FILE)

    notes = notes_of(marked, "Proposals").values()
    assert sum(note.startswith("FCT check") for note in notes) == 5 * count


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.ods", ods_of(""), "it is no .xlsx workbook"),
        ("a.csv", b"ref,title\nA,b\n", "it is no .xlsx workbook"),
        ("a.xlsx", xlsx_with({"_rels/.rels": b""}, ONE), "its part _rels/.rels cannot be read"),
    ],
)
def test_what_cannot_be_marked_says_why(name: str, content: bytes, words: str) -> None:
    """In the words of the marking itself."""
    with pytest.raises(NotMarkableError, match=words):
        mark_workbook_safely(name, content, [mark("A1")], FILE)


@pytest.mark.parametrize(
    ("name", "content", "code", "words"),
    [
        ("a.xlsx", b"", "EMPTY_FILE", "a.xlsx is empty"),
        ("a.xlsx", b"P" * (25 * MIB + 1), "FILE_TOO_BIG", "a.xlsx is larger than 25 MiB"),
        (
            "a.xlsx",
            xlsx_with({SHEET: f"<!DOCTYPE x>{sheet(ONE)}"}),
            "XML_DTD",
            f"a.xlsx declares a document type in {SHEET}",
        ),
        ("a.xlsx", xlsx_with({"xl/vbaProject.bin": b"x"}, ONE), "MACROS", "a.xlsx holds macros"),
        ("SECRET.xlsx", xlsx_of(ONE), "CLASSIFIED", "The file carries a marking"),
        ("a.pdf", b"%PDF-1.7", "NOT_THE_FORM", "a.pdf is a PDF file"),
    ],
)
def test_the_gate_stands_before_the_marks(name: str, content: bytes, code: str, words: str) -> None:
    """A file that was sound when it was read may be another one now."""
    with pytest.raises(RefusalError, match=f"^{re.escape(words)}") as refused:
        mark_workbook_safely(name, content, [], FILE)

    assert refused.value.code == code


def test_more_findings_than_a_child_takes_are_shown() -> None:
    """They are never cut off."""
    many: list[Mark] = [mark("A1", wrong="x" * MIB)] * (load_limits().file_mib + 1)

    with pytest.raises(NotMarkableError, match="more findings than a workbook can show"):
        mark_workbook_safely("a.xlsx", xlsx_of(ONE), many, FILE)


@pytest.mark.sampled
@pytest.mark.parametrize("kind", KINDS)
def test_a_hostile_file_ends_in_a_code_or_a_reason(kind: str) -> None:
    """The gate's own codes end it as they end a reading; the others name what cannot be marked."""
    by_the_gate = {"XML_DTD", "MACROS", "ENCRYPTED", "ODD_PATH", "GRID_TOO_BIG", "FALSE_COUNT"}
    wrong = []
    for file in tried(kind):
        ended = outcome(file.name, file.content)
        if ended.startswith("not listed") or ended in {"READER_STOPPED", "TOO_SLOW"}:
            wrong.append((file.label, ended))
        if file.name.endswith(".xlsx") and file.code in by_the_gate and ended != file.code:
            wrong.append((file.label, ended, file.code))

    assert wrong == []


def test_no_process_is_left_behind() -> None:
    """Of the children only those that wait are there."""
    for file in (*files_of("bombs")[:3], *files_of("counts")):
        outcome(file.name, file.content)
    children = children_left()

    assert len(children) <= load_limits().children_at_once
