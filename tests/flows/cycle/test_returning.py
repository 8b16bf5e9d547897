"""What comes back from a check."""

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from typer.testing import Result

from fct.data.common.errors import UsageError
from fct.data.store.settings import Settings
from fct.flows.cycle.returning import Wanted, return_files
from tests.support.files.form_cells import cell_of
from tests.support.files.marking import UNREADABLE, findings_of, parts_of, report_of
from tests.support.files.workbooks import write_form, write_list, zipped
from tests.support.proposals.seeded import SEEDED

Fct = Callable[..., Result]


def marked(path: Path, folder: Path) -> tuple[dict[str, Any], Path]:
    """What the check says of a file, and the marked workbook."""
    report = report_of(path, folder)
    said = return_files([report], Wanted(marked=folder / "back"), Settings(folder))
    target = folder / "back" / f"{path.stem}.marked.xlsx"
    assert said == [f"Wrote {target}."]
    return report, target


@pytest.fixture(scope="module")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], Path]:
    """A list with one error for each rule and one for each type of field, and it marked."""
    folder = tmp_path_factory.mktemp("seeded")
    proposals = {rule: dict(case.changes) for rule, case in SEEDED.items()}
    proposals |= {f"type {name}": changes for name, changes in UNREADABLE.items()}
    return marked(write_list(folder / "list.xlsx", proposals), folder)


@pytest.fixture(scope="module")
def notes(seeded: tuple[dict[str, Any], Path]) -> dict[tuple[str, str], str]:
    """The notes of the marked list by sheet and cell."""
    book = openpyxl.load_workbook(seeded[1])
    return {
        (sheet.title, cell.coordinate): cell.comment.text
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.comment and cell.comment.text.startswith("FCT check")
    }


# What is not FCT work (G6) is answered with the card of its program, and has no marks.
@pytest.mark.parametrize("rule", [rule for rule in SEEDED if rule != "G6"])
def test_the_error_of_each_rule_has_its_note(
    rule: str, seeded: tuple[dict[str, Any], Path], notes: dict[tuple[str, str], str]
) -> None:
    """The note stands in the cell of the finding and names the rule."""
    findings = [f for f in findings_of(seeded[0]) if f[:2] == (rule, rule)]

    assert findings
    for _, _, _, _, sheet, cell, _ in findings:
        assert rule in notes[sheet, cell]


@pytest.mark.parametrize("kind", UNREADABLE)
def test_an_unreadable_answer_of_each_type_has_its_note(
    kind: str, seeded: tuple[dict[str, Any], Path], notes: dict[tuple[str, str], str]
) -> None:
    """Seen and accepted stand in the cell."""
    (found,) = (f for f in findings_of(seeded[0]) if f[:2] == (f"type {kind}", "X2"))

    note = notes[found[4], found[5]]
    assert f"Seen: “{found[6]}”" in note
    assert "Accepted: " in note
    assert "Rule X2 (form), source: form.csv" in note


def test_nothing_else_is_marked(
    seeded: tuple[dict[str, Any], Path], notes: dict[tuple[str, str], str]
) -> None:
    """A note stands in the cells of the findings, and of what the reader noted, alone."""
    noted = {
        (note["sheet"], note["cell"])
        for proposal in seeded[0]["proposals"]
        for note in proposal["notes"]
        if proposal["ref"] != "G6"
    }

    found = {(f[4], f[5]) for f in findings_of(seeded[0]) if f[0] != "G6"}
    assert set(notes) == found | noted


def test_checking_the_marked_workbook_finds_the_same(
    seeded: tuple[dict[str, Any], Path], tmp_path: Path
) -> None:
    """Our sheet is no part of the proposal; styles and notes are no answers."""
    report, path = seeded

    again = report_of(path, tmp_path)

    assert findings_of(again) == findings_of(report)
    assert again["notes"] == report["notes"]


def test_the_form_comes_back_marked(tmp_path: Path) -> None:
    """The blank required cell and the bad one of the protected template have their notes."""
    path = write_form(tmp_path / "form.xlsx", ref="FY27-ARMY-09", trl="high", component=None)

    report, target = marked(path, tmp_path)

    sheet = openpyxl.load_workbook(target)["Proposal"]
    assert "Seen: “high”" in sheet[cell_of("trl")].comment.text
    assert "Seen: nothing" in sheet[cell_of("component")].comment.text
    assert findings_of(report_of(target, tmp_path)) == findings_of(report)


def test_a_valid_workbook_comes_back_without_marks(tmp_path: Path) -> None:
    """Only the first sheet is new, and it says that there is nothing to repair."""
    path = write_form(tmp_path / "form.xlsx")

    _, target = marked(path, tmp_path)

    before, after = parts_of(path.read_bytes()), parts_of(target.read_bytes())
    assert set(after) - set(before) == {"xl/worksheets/sheetFct1.xml"}
    assert "Nothing to repair; " in str(after["xl/worksheets/sheetFct1.xml"])


def test_other_files_come_back_as_a_list(tmp_path: Path) -> None:
    """A file that is no .xlsx is not marked, and the answer says what to use instead."""
    path = tmp_path / "old.zip"
    form = write_list(tmp_path / "list.xlsx", {"A": {"trl": "high"}})
    report = report_of(form, tmp_path) | {"file": str(path)}

    said = return_files([report], Wanted(marked=tmp_path / "back"), Settings(tmp_path))

    assert said == ["old.zip is not an .xlsx file; its findings come as a list, with --list."]


def test_a_refused_file_comes_back_with_a_sentence(tmp_path: Path) -> None:
    """There is nothing to mark in it."""
    path = tmp_path / "bad.xlsx"
    path.write_bytes(zipped({"a.txt": "x"}))

    said = return_files(
        [report_of(path, tmp_path)], Wanted(marked=tmp_path / "back"), Settings(tmp_path)
    )

    assert said == ["bad.xlsx was refused, so that it comes back as it is."]


def test_two_files_of_one_name_are_not_mixed_up(tmp_path: Path) -> None:
    """The second would replace the first."""
    (tmp_path / "a").mkdir()
    one, two = write_form(tmp_path / "f.xlsx"), write_form(tmp_path / "a" / "f.xlsx")
    reports = [report_of(path, tmp_path) for path in (one, two)]

    with pytest.raises(UsageError, match=r"Two of the files are called f\.xlsx"):
        return_files(reports, Wanted(marked=tmp_path / "back"), Settings(tmp_path))


def test_the_command_writes_what_is_asked_for(fct: Fct, tmp_path: Path) -> None:
    """Exit code and JSON are as without; the three files are there."""
    path = write_form(tmp_path / "form.xlsx", trl="high")

    result = fct(
        *("check", path, "--json", "--marked", tmp_path / "back"),
        *("--list", tmp_path / "list.xlsx", "--pdf", tmp_path / "page.pdf"),
    )

    assert result.exit_code == 1
    assert len(json.loads(result.stdout)["files"]) == 1
    assert (tmp_path / "back" / "form.marked.xlsx").is_file()
    assert (tmp_path / "page.pdf").read_bytes().startswith(b"%PDF")
    book = openpyxl.load_workbook(io.BytesIO((tmp_path / "list.xlsx").read_bytes()))
    assert "“high”" in [cell.value for row in book["Findings"] for cell in row]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--list", "a.csv"), r"a\.csv does not end in \.xlsx"),
        (("--pdf", "a.doc"), r"a\.doc does not end in \.pdf"),
        (("--pdf", "nowhere/a.pdf"), "There is no folder nowhere"),
    ],
)
def test_a_path_that_does_not_fit_is_refused_first(
    fct: Fct, tmp_path: Path, options: tuple[str, str], words: str
) -> None:
    """Before any file is checked."""
    result = fct("check", tmp_path / "none.xlsx", *options)

    assert result.stdout == ""
    with pytest.raises(UsageError, match=words):
        raise result.exception or AssertionError


def test_a_page_is_about_one_file(fct: Fct, tmp_path: Path) -> None:
    """Two files on one page would be mixed up."""
    one, two = write_form(tmp_path / "a.xlsx"), write_form(tmp_path / "b.xlsx")

    result = fct("check", one, two, "--pdf", tmp_path / "page.pdf")

    assert isinstance(result.exception, UsageError)
    assert "one file" in str(result.exception)


def test_what_is_odd_about_a_file_stands_in_its_notes(fct: Fct, tmp_path: Path) -> None:
    """A number kept as text is reported, and changes nothing."""
    path = write_form(tmp_path / "form.xlsx", trl="9")

    (file,) = json.loads(fct("check", path, "--json").stdout)["files"]

    assert [(note["cell"], note["field"]) for note in file["notes"]] == [(cell_of("trl"), "trl")]
    assert "kept as text" in file["notes"][0]["text"]
    assert file["proposals"][0]["verdict"] == "rankable"


def test_a_file_that_changed_after_the_check_is_not_marked(tmp_path: Path) -> None:
    """It meets the gate again, and the sentence says why it was refused."""
    path = write_form(tmp_path / "form.xlsx")
    report = report_of(path, tmp_path)
    path.write_bytes(zipped({"xl/workbook.xml": "<!DOCTYPE x><workbook/>"}))

    (said,) = return_files([report], Wanted(marked=tmp_path / "back"), Settings(tmp_path))

    assert said.startswith("Nothing was marked: form.xlsx declares a document type in xl/workbook")
    assert list((tmp_path / "back").iterdir()) == []
