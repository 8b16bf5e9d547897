"""Headings are known by their words, wherever they stand."""

from typing import Any

import pytest

from fct.data.program.form import PROPOSAL, load_form
from fct.data.sheets.headings import (
    Heading,
    answer_sheet,
    contradicts,
    field_of_row,
    heading_of,
    heading_row,
    names_of,
)

FORM = load_form()


@pytest.mark.parametrize(
    ("written", "unit"),
    [
        ("FCT: test articles", ""),
        ("FCT: test articles ($K)", "$K"),
        ("fct:  TEST articles [US$ k]", "$K"),
        ("FCT: test articles ($)", "$"),
        ("FCT: test articles (USD)", "$"),
        ("FCT: test articles *", ""),
        ("FCT: test articles ($K) (*)", "$K"),
    ],
)
def test_a_unit_behind_a_label_is_passed_over(written: str, unit: str) -> None:
    """A heading is its label, with or without its unit behind it."""
    assert heading_of(written) == Heading("fct: test articles", unit)


@pytest.mark.parametrize(
    "written", ["Amount ($M)", "Amount (€K)", "Amount (thousands)", "($K) Amount"]
)
def test_another_unit_is_no_heading_of_ours(written: str) -> None:
    """Only dollars and thousands of them are passed over."""
    assert heading_of(written).unit == ""
    assert heading_of(written).key != "amount"


def test_every_field_is_found_by_its_own_heading() -> None:
    """What the template writes above a column is read as that column."""
    for field in FORM.fields:
        assert names_of(FORM, field.sheet)[heading_of(field.heading).key] is field
        assert not contradicts(heading_of(field.heading), field)


def test_dollars_above_thousands_contradict() -> None:
    """A heading in dollars above a column of thousands is shown."""
    assert contradicts(heading_of("Amount ($)"), FORM["procurement_kusd"])


@pytest.mark.parametrize(
    ("rows", "row"),
    [
        ([["Funding in $K"], ["Fiscal year", "FCT: test articles ($K)"], [2027, 5]], 1),
        ([["Fiscal year", "FY27 plan"], ["funding_year", "fct_test_kusd"]], 1),
        ([[], ["Fiscal year"], [2027]], 1),
        ([[None], ["something", "else"]], 1),
        ([[""]] * 10 + [["funding_year", "fct_test_kusd"]], 10),
        ([], 0),
    ],
)
def test_the_row_of_headings(rows: Any, row: int) -> None:
    """It is the first of the top ten rows with two labels or ids, else with one, else not blank."""
    assert heading_row(rows, names_of(FORM, "Funding")) == row


def test_the_column_of_answers() -> None:
    """It is headed Answer, in one of the top ten rows; without one it is column C."""
    assert answer_sheet([["A form"], ["Label", "Unit", "", "Answer"]]) == (1, 3)
    assert answer_sheet([["title", "Project title", "x"]]) == (None, 2)


def test_an_id_goes_before_a_label() -> None:
    """A row belongs to the field of its id, whatever label stands beside it."""
    found = field_of_row(FORM, PROPOSAL, ["Project title", "", "", "x", "", "", "", "country"], 2)
    assert found is not None
    assert (found.field.id, found.is_by_id) == ("country", True)
    assert field_of_row(FORM, PROPOSAL, ["", "", "vendor"], 2) is None
    assert field_of_row(FORM, PROPOSAL, [""] * 8 + ["vendor"], 2) is None
