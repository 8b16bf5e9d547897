"""Cells and proposals as intake hands them on, and as the store keeps them."""

import datetime as dt
import json
from typing import Any

import pytest
from hypothesis import given, strategies as st

from fct.data.common.cells import (
    BrokenCell,
    Cell,
    Note,
    RawProposal,
    cell_from_json,
    cell_name,
    cell_to_json,
    proposal_from_json,
    proposal_to_json,
)
from tests.support.proposals.cases import ORIGIN, valid_proposal


@pytest.mark.parametrize(
    ("row", "column", "name"),
    [
        (0, 0, "A1"),
        (4, 25, "Z5"),
        (4, 26, "AA5"),
        (4, 27, "AB5"),
        (0, 701, "ZZ1"),
        (0, 702, "AAA1"),
        (1_048_575, 16_383, "XFD1048576"),
    ],
)
def test_a_cell_is_named_as_in_a_spreadsheet(row: int, column: int, name: str) -> None:
    """Rows and columns count from 0; XFD1048576 is the last cell of a sheet."""
    assert cell_name(row, column) == name


VALUES = st.one_of(
    st.none(),
    st.text(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(dt.timedelta(days=-9999), dt.timedelta(days=9999)),
    st.builds(BrokenCell, st.text()),
)


@given(VALUES, st.integers(0, 99), st.integers(0, 99))
def test_a_cell_comes_back_from_json_with_its_type(value: Any, row: int, column: int) -> None:
    """A date stays a date, 1 stays apart from True, and a broken cell stays broken."""
    cell = Cell(value, row, column)
    back = cell_from_json(json.loads(json.dumps(cell_to_json(cell))))

    assert back == cell
    assert type(back.value) is type(value)


def test_a_proposal_comes_back_from_json() -> None:
    """What the store keeps is what intake gave, notes and origin included."""
    valid = valid_proposal("P-1", vendor=BrokenCell("#REF!"))
    note = Note("A total line was passed over.", "Funding", "A3", "funding_year")
    proposal = RawProposal("P-1", ORIGIN, valid.answers, valid.rows, [note])

    assert proposal_from_json(json.loads(json.dumps(proposal_to_json(proposal)))) == proposal
