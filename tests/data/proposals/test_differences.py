"""What differs between two versions, field by field."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given, strategies as st

from fct.data.common.cells import BrokenCell, Cell, Origin, RawProposal
from fct.data.program.form import load_form
from fct.data.proposals.differences import Change, difference, match_rows, row_name

SHEETS = {name: name for name in ("Proposal", "Market", "Schedule", "Funding", "Procurement")}


def row(at: int, **values: Any) -> dict[str, Cell]:
    """Return a row of a sheet."""
    return {name: Cell(value, at, column) for column, (name, value) in enumerate(values.items())}


def proposal(
    *, rows: dict[str, list[dict[str, Cell]]] | None = None, **answers: Any
) -> RawProposal:
    """Return a proposal with these answers and rows."""
    cells = {name: Cell(value, at, 2) for at, (name, value) in enumerate(answers.items(), 1)}
    return RawProposal("A", Origin("a.xlsx", "0" * 64, SHEETS), cells, rows or {})


def reported(before: RawProposal, after: RawProposal) -> list[tuple[str, str, str, str]]:
    """Return each difference as kind, field, before and now."""
    return [(one.kind, one.field, one.was, one.now) for one in difference(before, after)]


def test_a_changed_answer_is_shown_with_its_place() -> None:
    """Label, sheet, cell, what was and what is."""
    before = proposal(title="Launcher", trl=8)
    after = proposal(title="Launcher", trl=9)

    assert difference(before, after) == [
        Change(
            kind="changed",
            field="trl",
            label="Technology readiness level",
            sheet="Proposal",
            row=None,
            cell="C3",
            was="8",
            now="9",
        )
    ]


@pytest.mark.parametrize(
    ("was", "now", "kind"),
    [
        ("8", "9", "changed"),
        (None, "9", "filled in"),
        ("8", "", "cleared"),
        ("8", "TBD", "cleared"),
    ],
)
def test_a_change_has_a_kind(was: str | None, now: str, kind: str) -> None:
    """A placeholder is a blank."""
    ((found, *_),) = reported(proposal(trl=was), proposal(trl=now))

    assert found == kind


@pytest.mark.parametrize(
    ("field", "was", "now"),
    [
        ("fiscal_year", "FY27", 2027),
        ("trl", 8.0, "8"),
        ("unit_price_usd", "1.2M", 1_200_000),
        ("component", "USAF", "Air Force"),
        ("country", "NO", "Norway"),
        ("title", "Launcher ", "Launcher"),
        ("test_site", "TBD", None),
        ("test_start", "2026-03-12", "12 Mar 2026"),
    ],
)
def test_another_spelling_is_no_change(field: str, was: Any, now: Any) -> None:
    """What an answer means is compared."""
    assert difference(proposal(**{field: was}), proposal(**{field: now})) == []


def test_an_answer_that_cannot_be_read_is_compared_as_text() -> None:
    """Two unreadable answers differ where their texts do."""
    assert reported(proposal(trl="high"), proposal(trl="very high")) == [
        ("changed", "trl", "high", "very high")
    ]
    assert reported(proposal(trl="high"), proposal(trl="high")) == []


def test_an_answer_that_the_file_lacks_was_blank() -> None:
    """A field that is in one file alone is filled in or cleared."""
    assert reported(proposal(), proposal(vendor="Maker")) == [("filled in", "vendor", "", "Maker")]
    (change,) = difference(proposal(vendor="Maker"), proposal())
    assert (change.kind, change.sheet, change.cell) == ("cleared", "Proposal", "C2")


def test_rows_are_matched_by_what_names_them() -> None:
    """Another order is no change; a row of the same year is the same row."""
    old = {"Funding": [row(1, funding_year=2027, fct_test_kusd=100), row(2, funding_year=2028)]}
    new = {"Funding": [row(1, funding_year=2028), row(2, funding_year=2027, fct_test_kusd=250)]}

    (change,) = difference(proposal(rows=old), proposal(rows=new))

    assert (change.field, change.row, change.cell) == ("fct_test_kusd", "2027", "B3")
    assert (change.was, change.now) == ("100", "250")


def test_a_renamed_row_is_the_one_that_agrees_in_the_rest() -> None:
    """Its name is the change."""
    old = {"Schedule": [row(1, event="Test", event_start="2027-01-01", event_end="2027-03-01")]}
    new = {
        "Schedule": [row(1, event="User test", event_start="2027-01-01", event_end="2027-03-01")]
    }

    assert reported(proposal(rows=old), proposal(rows=new)) == [
        ("changed", "event", "Test", "User test")
    ]


def test_added_and_removed_rows_are_shown_answer_by_answer() -> None:
    """A row that has no like in the other version."""
    old = {"Market": [row(1, source="Old AB", product="X", meets_requirement="yes")]}
    new = {"Market": [row(1, source="New Oy", product="Y", meets_requirement="no")]}

    found = reported(proposal(rows=old), proposal(rows=new))

    assert {kind for kind, *_ in found} == {"row added", "row removed"}
    assert ("row added", "source", "", "New Oy") in found
    assert ("row removed", "source", "Old AB", "") in found


def test_rows_of_one_name_are_matched_in_their_order() -> None:
    """The one that is equal first, the rest by their place."""
    old = [row(1, event="Test", responsible="A"), row(2, event="Test", responsible="B")]
    new = [row(1, event="Test", responsible="B"), row(2, event="Test", responsible="C")]

    assert match_rows("Schedule", old, new) == [(old[1], new[0]), (old[0], new[1])]


def test_a_row_is_named_by_its_key() -> None:
    """Source and product; a part that is blank is left out."""
    assert row_name("Market", row(1, source="Maker", product="Launcher")) == "Maker, Launcher"
    assert row_name("Market", row(1, source="Maker", product=None)) == "Maker"
    assert row_name("Funding", row(1, funding_year=2027.0)) == "2027"


def test_a_version_does_not_differ_from_itself() -> None:
    """Nothing is made up."""
    one = proposal(title="T", rows={"Market": [row(1, source="A"), row(2, source="A")]})

    assert difference(one, one) == []


VALUES = st.one_of(
    st.none(),
    st.text(max_size=8),
    st.integers(),
    st.floats(),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.just(dt.timedelta(hours=1)),
    st.just(BrokenCell("#REF!")),
)


def rows_of(sheet: str) -> st.SearchStrategy[list[dict[str, Cell]]]:
    """Any rows of a sheet, whole or with cells left out."""
    cells = {
        field.id: st.builds(Cell, VALUES, st.just(1), st.just(2))
        for field in load_form().of_sheet(sheet)
    }
    return st.lists(st.fixed_dictionaries({}, optional=cells), max_size=4)


@given(rows_of("Schedule"), rows_of("Schedule"))
def test_any_two_tables_can_be_compared(
    old: list[dict[str, Cell]], new: list[dict[str, Cell]]
) -> None:
    """Every row of both is in exactly one pair, and a table does not differ from itself."""
    pairs = match_rows("Schedule", old, new)

    assert sorted(id(one) for one, _ in pairs if one is not None) == sorted(map(id, old))
    assert [one for _, one in pairs if one is not None] == new
    difference(proposal(rows={"Schedule": old}), proposal(rows={"Schedule": new}))
    assert difference(proposal(rows={"Schedule": old}), proposal(rows={"Schedule": old})) == []
