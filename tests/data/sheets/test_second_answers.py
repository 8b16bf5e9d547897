"""A second proposal in one form: beside the answers, or on another sheet (reading 82)."""

from typing import Any

import pytest

from fct.data.common.cells import RawProposal, proposal_from_json, proposal_to_json
from fct.data.program.form import PROPOSAL, load_form
from fct.data.sheets.workbook import workbook_from_book
from tests.support.files.workbooks import book, form_grids
from tests.support.proposals.cases import valid_values

FORM = load_form()
FIELDS = FORM.of_sheet(PROPOSAL)


def read(grids: dict[str, Any]) -> RawProposal:
    """Return the proposal of a form."""
    (proposal,) = workbook_from_book(book(grids)).proposals
    return proposal


def grids_with(count: int, column: int, heading: str = "") -> dict[str, list[list[Any]]]:
    """Return a form in which the answers of the first fields stand in a further column."""
    grids = form_grids()
    answers, _ = valid_values({})
    width = max(column + 1, 3)
    for number, row in enumerate(grids[PROPOSAL]):
        row.extend([""] * (width - len(row)))
        if number == 0:
            row[column] = heading
        elif number <= count:
            row[column] = answers[FIELDS[number - 1].id]
    return grids


@pytest.mark.parametrize("column", [3, 5, 9])
def test_ten_rows_are_a_second_proposal(column: int) -> None:
    """Answers in ten rows right of the answers are one, in nine they are noted."""
    second = read(grids_with(10, column)).second
    assert second is not None
    assert (second.sheet, second.field) == (PROPOSAL, FIELDS[0].id)
    assert "and 6 more of the sheet “Proposal”" in second.text

    few = read(grids_with(9, column))
    assert few.second is None
    assert any("not read" in note.text for note in few.notes)


@pytest.mark.parametrize("version", [FORM.version, "1.0"])
def test_a_text_in_the_column_of_guidance_is_noted_where_its_answer_is_blank(version: str) -> None:
    """In the form of today alone: of another version it may be the guidance itself."""
    grids = form_grids()
    for number, row in enumerate(grids[PROPOSAL]):
        row.append("How to answer" if number == 0 else "")
    row = next(row for row in grids[PROPOSAL] if row[1] == "Vendor")
    row[2:] = ["", row[2]]

    (proposal,) = workbook_from_book(book(grids, fct_form_version=version)).proposals

    said = [note.text for note in proposal.notes if note.field == "vendor"]
    assert len(said) == (version == FORM.version)
    assert all("would answer the question and was not read" in text for text in said)


def test_answers_in_a_wrong_column_alone_are_no_second_proposal() -> None:
    """It is said where they belong, and X2 fails at the first of them all the same."""
    grids = grids_with(12, 3)
    for row in grids[PROPOSAL][1:]:
        row[2] = ""

    second = read(grids).second

    assert second is not None
    assert (second.cell, second.field) == ("D2", FIELDS[0].id)
    assert second.text.startswith("No answer stands where answers are read: D2, D3, D4, D5 and 8")
    assert "Move them into the column “Answer” of the sheet “Proposal”" in second.text


def test_what_the_template_writes_is_no_answer() -> None:
    """Units and guidance of the form, of this version or another, are no second proposal."""
    grids = form_grids()
    grids[PROPOSAL][0] += ["Unit or choices", "Guidance"]
    for row in grids[PROPOSAL][1:]:
        row += ["REQUIRED. Something of an older form.", "Advice of an older form."]
    proposal = read(grids)
    assert proposal.second is None
    assert proposal.notes == []


def test_guidance_that_names_a_question_by_its_id_is_no_answer() -> None:
    """Forms of today's version were sent out so."""
    grids = form_grids()
    for number, row in enumerate(grids[PROPOSAL]):
        row.append("How to answer" if number == 0 else "")
    row = next(row for row in grids[PROPOSAL] if row[1] == "Advantage in numbers")
    row[2:] = ["", "REQUIRED WHEN us_alternative is yes or partly. Text."]

    (proposal,) = workbook_from_book(book(grids, fct_form_version=FORM.version)).proposals

    assert proposal.notes == []


def test_remarks_under_a_heading_are_no_second_proposal() -> None:
    """A column of remarks would answer every question that takes text, and answers no other."""
    grids = form_grids()
    grids[PROPOSAL][0].append("Remarks")
    for row in grids[PROPOSAL][1:]:
        row.append("agreed with legal")
    assert read(grids).second is None


def test_a_copy_of_the_sheet() -> None:
    """Another sheet with the form's ids and answers is one, hidden or not; a blank copy is not."""
    grids = form_grids()
    grids["Backup"] = [list(row) for row in grids[PROPOSAL]]
    second = read(grids).second
    assert second is not None
    assert second.sheet == "Backup"

    grids["Backup"] = [row[:2] for row in grids[PROPOSAL]]
    assert read(grids).second is None


def test_labels_without_headings() -> None:
    """A sheet of two columns, label and answer, is known too."""
    grids = form_grids()
    grids["Other"] = [row[1:] for row in grids[PROPOSAL][1:]]
    assert read(grids).second is not None


def test_a_copy_of_a_table() -> None:
    """A whole table with ten answers on another sheet is one; a sum of costs is not."""
    grids = form_grids()
    grids["Market (2)"] = [list(row) for row in grids["Market"]]
    assert read(grids).second is not None

    del grids["Market (2)"]
    grids["Cost"] = [["Fiscal year", "Amount"], *[[2027 + n, 5] for n in range(9)]]
    proposal = read(grids)
    assert proposal.second is None
    assert any("“Cost” is not part of the form" in note.text for note in proposal.notes)


def test_it_is_kept_with_the_proposal() -> None:
    """A stored proposal gives it back; one without it is stored as before."""
    proposal = read(grids_with(10, 3))
    assert proposal_from_json(proposal_to_json(proposal)) == proposal
    assert "second" not in proposal_to_json(read(form_grids()))


def test_a_table_under_another_name_is_no_second_proposal() -> None:
    """Its own sheet is missing, and it is said how the rows are read."""
    grids = form_grids()
    grids["Market survey"] = grids.pop("Market")
    second = read(grids).second

    assert second is not None
    assert second.text.startswith("The sheet “Market” is missing, and A2, B2, C2, D2 and")
    assert second.text.endswith("name that sheet “Market”; else delete them.")
