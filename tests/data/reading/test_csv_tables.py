"""CSV tables at the gate."""

import pytest

from fct.data.gate.refused import GateRefusalError
from fct.data.program.limits import load_limits
from fct.data.reading.csv_tables import csv_rows, lone_table, sheet_names

LIMITS = load_limits()


def test_a_table_is_read() -> None:
    """As without the gate."""
    assert csv_rows("t.csv", b"a,b\n1,2\n", LIMITS) == [["a", "b"], ["1", "2"]]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"a\n" * 200_001, "GRID_TOO_BIG"),
        (b"," * 16_384 + b"\n", "GRID_TOO_BIG"),
        ((b"," * 100 + b"\n") * 60_000, "TOO_MANY_CELLS"),
        (b"\xef\xbb\xbf\xef\xbb\xbfa\n", "CSV_DAMAGED"),
    ],
)
def test_what_is_too_large_or_no_heading_is_refused(content: bytes, code: str) -> None:
    """Before a cell is made of it."""
    with pytest.raises(GateRefusalError, match=code):
        csv_rows("t.csv", content, LIMITS)


@pytest.mark.parametrize(
    ("name", "table"),
    [("Market.csv", "Market.csv"), ("Army FY27.csv", "Proposals.csv"), ("a.CSV", "Proposals.csv")],
)
def test_a_lone_table_is_named(name: str, table: str) -> None:
    """By its file, if that is one of the form's; else it is the list."""
    assert lone_table(name) == table


def test_tables_of_one_workbook_are_known_by_their_sheets() -> None:
    """LibreOffice puts the workbook's name before each; other files stay what they are."""
    exported = ["my-form-Proposal", "my-form-Market", "my-form-Lists", "notes"]
    assert list(sheet_names(exported).values()) == ["Proposal", "Market", "Lists", "notes"]
    assert list(sheet_names(["Proposal", "old-Market"]).values()) == ["Proposal", "old-Market"]
    assert list(sheet_names(["a-Proposal", "b-Market"]).values()) == ["a-Proposal", "b-Market"]


def test_tables_of_two_forms_are_refused() -> None:
    """Each form is sent by itself (reading 82)."""
    with pytest.raises(GateRefusalError, match="SEVERAL_FORMS"):
        sheet_names(["a-Proposal", "a-Market", "b-Proposal", "b-Market"])
