"""What is asked of answers that can be read and are hardly meant so."""

from typing import Any

import pytest

from fct.data.common.cells import Note
from fct.data.program.form import load_form
from fct.data.proposals.table import build_table
from tests.support.proposals.cases import judged, valid_proposal

FORM = load_form()
TEXTS = ("title", "project_manager", "vendor", "item_name", "pass_criteria")


def notes(**changes: Any) -> list[Note]:
    """The notes on the valid proposal with changes."""
    return build_table([valid_proposal(**changes)]).notes[0]


def test_nothing_is_asked_of_the_valid_proposal() -> None:
    """Questions are few."""
    assert notes() == []


@pytest.mark.parametrize("field", TEXTS)
def test_the_form_s_example_as_an_answer_is_noted(field: str) -> None:
    """With its cell, in any case and spacing."""
    example = FORM[field].example
    (note,) = notes(**{field: f"  {example.upper()} "})

    assert note.text == f"This is the form's own example, “{example}”: write your own answer."
    assert (note.sheet, note.field) == ("Proposal", field)
    assert note.cell.startswith("C")


def test_examples_of_one_proposal_are_one_note() -> None:
    """The first is named with its cell, the others by their labels."""
    changes = {field: FORM[field].example for field in (*TEXTS, "source", "reason")}
    (note,) = notes(**changes)

    assert note.cell == "C4"
    assert " So are the answers to “Project manager”, “Candidate item”, “Vendor”" in note.text


@pytest.mark.parametrize("written", ["See attachment", "(see attached.)", "Same as above", "ditto"])
def test_an_answer_that_points_elsewhere_is_noted(written: str) -> None:
    """Nobody looks there, and the words alone are read."""
    (note,) = notes(acquisition_strategy=written)

    assert note.field == "acquisition_strategy"
    assert note.text == f"“{written}” is not an answer, and nobody looks elsewhere: write it here."


def test_signs_in_place_of_an_answer_are_noted() -> None:
    """They come along where what a program shows is copied; a text takes them."""
    (note,) = notes(acquisition_strategy="#" * 50)

    assert note.field == "acquisition_strategy"
    assert "is what a program shows where a column is too narrow" in note.text
    assert notes(acquisition_strategy="# " * 50) == []


def test_the_name_of_a_real_office_is_not_asked_of() -> None:
    """A sponsor may well give it; so it is with choices and numbers."""
    named = ("requirement_authority", "test_organization", "contracting_office", "test_site")
    changes = {field: FORM[field].example for field in (*named, "country", "trl", "marking")}

    assert notes(**changes, source_country="Norway") == []


@pytest.mark.parametrize("written", ["x", "PA", "?!", "1", "P.A."])
def test_an_appropriation_of_a_letter_or_two_is_noted(written: str) -> None:
    """Nobody can find it in a budget; the rules take it as filled."""
    judgement = judged(valid_proposal(appropriation=written))

    (note,) = judgement.table.notes[0]
    assert note.text.startswith(f"“{written}” names no appropriation that can be found: ")
    assert (note.sheet, note.cell) == ("Procurement", "D2")
    assert judgement.scores["verdict"].tolist() == ["rankable"]


def test_a_year_left_out_of_the_purchases_is_noted() -> None:
    """By year, not by place in the sheet; it changes no outcome."""
    judgement = judged(valid_proposal(procurement_year=[2032, 2029, 2030]))

    (note,) = judgement.table.notes[0]
    assert note.text.startswith("The years of purchase go from 2030 to 2032: ")
    assert (note.sheet, note.cell) == ("Procurement", "A2")
    assert judgement.findings == []


@pytest.mark.parametrize("years", [[2029, 2030], [2029, 2029], [2029, None, 2030], [2029]])
def test_years_without_a_gap_are_not_asked_of(years: list[int | None]) -> None:
    """A repeat is no gap, nor is a year that cannot be read."""
    assert notes(procurement_year=years) == []


def test_each_proposal_has_its_own_questions() -> None:
    """Years of two proposals are not compared."""
    batch = [
        valid_proposal("A", procurement_year=2029),
        valid_proposal("B", procurement_year=2035, title=FORM["title"].example),
    ]

    assert [len(of_one) for of_one in build_table(batch).notes] == [0, 1]
