"""Files as real use sent them: taken, or called what they are."""

from pathlib import Path
from typing import Any

import pytest

from fct.data.reading.client_mark import mark_workbook_safely
from fct.data.store.settings import Settings
from fct.data.xlsx.finding_parts import Mark
from fct.data.xlsx.findings_sheet import MarkedFile
from fct.scoring.ranking.check import check_file
from tests.support.files.compound import compound_file
from tests.support.files.packages import Entry, archive, parts_of

CASES = Path(__file__).parents[2] / "cases"
NO_STORE = Settings(CASES / "no store")


def checked(path: Path) -> dict[str, Any]:
    """Return the report of a file."""
    return check_file(path, None, None, NO_STORE)


@pytest.mark.parametrize(
    "name",
    [
        "01-external-link.xlsx",
        "34c-backslash.xlsx",
        "35-workbook-elsewhere.xlsx",
        "P1-printer-CONFIDENTIAL.xlsx",
        "s28_noprops.xlsx",
    ],
)
def test_a_legal_file_of_an_odd_producer_is_taken(name: str) -> None:
    """It is read in the one way in which it can be read, and judged."""
    report = checked(CASES / name)
    assert report["refusal"] is None
    assert [proposal["verdict"] for proposal in report["proposals"]] == ["rankable"]


def test_a_link_to_another_workbook_is_noted() -> None:
    """Its value is read, and beside it stands that it came from elsewhere."""
    report = checked(CASES / "01-external-link.xlsx")
    notes = [note for one in (report, *report["proposals"]) for note in one["notes"]]
    assert "external link" in str(notes).lower() or "another workbook" in str(notes)


@pytest.mark.parametrize("name", ["34c-backslash.xlsx", "35-workbook-elsewhere.xlsx"])
def test_what_was_read_can_be_marked(name: str) -> None:
    """The marked workbook of an odd package is a plain one."""

    content = (CASES / name).read_bytes()
    mark = Mark(
        ref="P-1",
        sheet="Proposal",
        cell="C5",
        severity="form",
        rule="X2",
        outcome="fails",
        source="form.csv",
        criterion="form",
        label="Title",
        seen="x",
        accepted="y",
        wrong="This answer is not accepted.",
        repair="Write it as accepted.",
        state="unreadable",
    )
    marked = mark_workbook_safely(name, content, [mark], MarkedFile(name, "0" * 64, "", []))

    assert {"xl/workbook.xml", "xl/worksheets/sheetFct1.xml"} <= parts_of(marked).keys()


def test_the_list_of_levels_stays_a_marking() -> None:
    """A sheet is content, hidden or not."""
    report = checked(CASES / "s14e-list-of-levels.xlsx")
    assert report["refusal"]["code"] == "CLASSIFIED"


def _renamed(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("ending", ["xlsm", "xltx", "xltm"])
def test_a_workbook_without_macros_is_taken_under_its_other_endings(
    tmp_path: Path, ending: str
) -> None:
    """What may hold macros and holds none, and a template."""
    content = (CASES / "base_good.xlsx").read_bytes()
    types = parts_of(content)["[Content_Types].xml"].decode()
    plain = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    other = types.replace(plain, "application/vnd.ms-excel.sheet.macroEnabled.main+xml")
    parts = parts_of(content) | {"[Content_Types].xml": other.encode()}
    changed = archive(*(Entry(name, part) for name, part in parts.items()))

    report = checked(_renamed(tmp_path, f"form.{ending}", changed))

    assert report["refusal"] is None
    assert report["proposals"][0]["verdict"] == "rankable"


SENTENCES = {
    "form.xls": (compound_file({"Workbook": b""}), "OLD_XLS", "is an old Excel workbook (.xls)"),
    "form.xlsb": (
        archive(Entry("xl/workbook.bin", b"\1")),
        "OTHER_WORKBOOK",
        "is a binary Excel workbook (.xlsb)",
    ),
    "form.msg": (
        compound_file({"__properties_version1.0": b""}),
        "NOT_THE_FORM",
        "is an e-mail, and a proposal comes in the form, a workbook. If the form is attached",
    ),
    "form.pdf": (b"%PDF-1.7\n", "NOT_THE_FORM", "is a PDF file"),
    "form.ods": (
        archive(
            Entry("mimetype", b"application/vnd.oasis.opendocument.spreadsheet", method=0),
            Entry("content.xml", b"\x8f\x13" * 50),
            Entry("META-INF/manifest.xml", b"<m><file-entry><encryption-data/></file-entry></m>"),
        ),
        "ENCRYPTED",
        "is protected by a password to open",
    ),
}


@pytest.mark.parametrize("name", SENTENCES)
def test_a_refused_file_is_called_what_it_is(tmp_path: Path, name: str) -> None:
    """With a way on that works."""
    content, code, said = SENTENCES[name]
    refusal = checked(_renamed(tmp_path, name, content))["refusal"]

    assert refusal["code"] == code
    assert refusal["message"].startswith(f"{name} {said}")


@pytest.mark.parametrize(
    ("name", "code", "said"),
    [
        ("password.xlsx", "ENCRYPTED", "is protected by a password to open"),
        ("proposal.docx", "NOT_THE_FORM", "is a Word file"),
        ("prefixed.xlsx", "NOT_A_WORKBOOK", "is not of a kind that is taken"),
    ],
)
def test_a_case_is_refused_for_what_it_is(name: str, code: str, said: str) -> None:
    """By content, whatever its ending."""
    refusal = checked(CASES / name)["refusal"]

    assert refusal["code"] == code
    assert refusal["message"].startswith(f"{name} {said}")
