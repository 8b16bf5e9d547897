"""Forms of earlier versions are read and judged like the one of today (reading 74).

``cases/form-1.0.xlsx`` was written by the program of that version: ids in column A, answers in
column C from the second row on, tables with their headings in the first row.
"""

import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from fct.data.program.form import PROPOSAL, load_form
from fct.data.sheets.workbook import workbook_from_book
from fct.data.store.settings import Settings
from fct.scoring.ranking.check import check_file
from tests.oracle.plain_reader import read_book
from tests.support.files.form_cells import cell_of
from tests.support.files.workbooks import filled, write_template

OLD = Path(__file__).parents[2] / "cases" / "form-1.0.xlsx"
ANSWERS = {"title": "Form of version 1.0", "trl": 5, "in_service_with": "Norway; n/a"}


@pytest.fixture
def new(tmp_path: Path) -> Path:
    """The same proposal in the form of today; what 1.0 did not ask is blank."""
    path = tmp_path / "form.xlsx"
    (old,) = workbook_from_book(read_book(OLD)).proposals
    later = [field.id for field in load_form().of_sheet(PROPOSAL) if field.id not in old.answers]
    given = filled(**ANSWERS, **dict.fromkeys(later))
    form = load_form()
    write_template(path, form=form, fiscal_year=2027, ref="FY27-ARMY-77", filled=given)
    return path


def report(path: Path, home: Path) -> dict[str, Any]:
    """What the check says, without the cells, which are others."""
    given = check_file(path, None, None, Settings(home))
    (proposal,) = given["proposals"]
    for one in (*proposal["findings"], *(proposal["card"] or {"asks": []})["asks"]):
        del one["cell"]
    return {
        "form": given["form_note"],
        "notes": given["notes"],
        "proposal": proposal,
        "cycle": given["cycle"],
    }


def test_a_form_of_1_0_is_judged_like_one_of_today(new: Path, tmp_path: Path) -> None:
    """Verdict, scores, findings and notes are the same; one note says that the form is older."""
    old = report(OLD, tmp_path / "home")

    note = old.pop("form")
    today = report(new, tmp_path / "home")
    assert today.pop("form") is None
    assert old == today
    assert note.startswith("This is a form of version 1.0; the form is of version 1.2 now")
    assert old["proposal"]["verdict"] == "ineligible"
    assert {"G5", "X8"} <= {one["rule"] for one in old["proposal"]["findings"]}
    assert old["notes"] == old["proposal"]["notes"] == []


def test_its_answers_have_other_cells(new: Path) -> None:
    """Nothing but the words of a form says where its answers stand."""
    old, today = (workbook_from_book(read_book(path)).proposals[0] for path in (OLD, new))

    assert {name: cell.value for name, cell in old.answers.items()} == {
        name: today.answers[name].value for name in old.answers
    }
    assert all(old.answers[name].row < today.answers[name].row for name in old.answers)


FREE = ("In one paragraph", "Prepared by (name, position)", "Signature and date")


@pytest.mark.parametrize("words", FREE)
def test_what_nobody_judges_changes_nothing(new: Path, tmp_path: Path, words: str) -> None:
    """Summary and signatures are read as no answer, and need no note."""
    before = report(new, tmp_path / "home")
    book = openpyxl.load_workbook(new)
    row = next(row for row in book[PROPOSAL].iter_rows() if row[1].value == words)
    row[2].value = "comparative test with intent to procure"
    book.save(new)

    assert report(new, tmp_path / "home") == before


def test_a_form_that_another_program_saved_without_its_sums_is_read(
    new: Path, tmp_path: Path
) -> None:
    """The sums and lists of the form hold formulas; that they have no value matters to nobody."""
    before = report(new, tmp_path / "home")
    book = openpyxl.load_workbook(new)
    book[PROPOSAL][cell_of("title")] = "Form of version 1.0"
    stream = io.BytesIO()
    book.save(stream)
    new.write_bytes(stream.getvalue())

    assert report(new, tmp_path / "home") == before
