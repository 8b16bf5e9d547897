"""The table of proposals: values, states and addresses of a batch."""

import datetime as dt
from decimal import Decimal

import numpy as np
import pytest

from fct.data.common.cells import BrokenCell, Cell, Note, RawProposal
from fct.data.program.form import PROPOSAL, TABLE_SHEETS, load_form
from fct.data.proposals.answers import State
from fct.data.proposals.table import build_table, read_fields
from fct.data.sheets.workbook import workbook_from_book
from tests.support.files.workbooks import book, form_grids
from tests.support.proposals.cases import ORIGIN, valid_proposal


def test_every_answer_is_read_by_its_type() -> None:
    """Values keep exact types; dates are dates of numpy."""
    table = build_table([valid_proposal(unit_price_usd="30,000.10", trl=9.0)])
    proposal = table.proposal

    assert proposal.value("unit_price_usd").tolist() == [Decimal("30000.10")]
    assert proposal.value("trl").tolist() == [9]
    assert proposal.value("country").tolist() == ["NO"]
    assert proposal.value("in_service_with").tolist() == [("NO", "DK", "CA")]
    assert proposal.value("test_end") == np.array(["2027-12-15"], dtype="datetime64[s]")


def test_blank_and_unreadable_are_kept_apart() -> None:
    """Neither has a value; the state says which it is."""
    table = build_table([valid_proposal(trl=None, mrl="ten", test_end="June", title="tbd")])
    states = {name: State(int(table.proposal.state(name)[0])) for name in ("trl", "mrl", "title")}

    assert states == {"trl": State.BLANK, "mrl": State.UNREADABLE, "title": State.BLANK}
    assert table.proposal.value("mrl").tolist() == [None]
    assert np.isnat(table.proposal.value("test_end")).tolist() == [True]


def test_a_field_without_a_cell_is_blank() -> None:
    """A column that a list lacks: every answer is blank, and has no address."""
    table = build_table([RawProposal("A", ORIGIN, {"title": Cell("x", 1, 2)}, {})])

    assert table.proposal.state("vendor").tolist() == [State.BLANK]
    assert table.address("vendor", 0) == ("Proposal", "")
    assert [len(table.sheets[sheet]) for sheet in TABLE_SHEETS] == [0, 0, 0, 0]


def test_rows_know_their_proposal() -> None:
    """The rows of a batch stand one after another; owner shows whose they are."""
    batch = [valid_proposal("A"), valid_proposal("B", Market=[]), valid_proposal("C")]
    table = build_table(batch)

    assert table.refs.tolist() == ["A", "B", "C"]
    assert table.sheets["Market"].owner.tolist() == [0, 0, 0, 2, 2, 2]
    assert (
        table.sheets["Market"].value("source").tolist()[:3]
        == (table.sheets["Market"].value("source").tolist()[3:])
    )


@pytest.mark.parametrize(
    ("field", "row", "address"),
    [
        ("purpose", 0, ("Proposal", "C2")),
        ("disclosure_review", 0, ("Proposal", "C62")),
        ("meets_requirement", 2, ("Market", "D4")),
        ("component_kusd", 0, ("Funding", "F2")),
    ],
)
def test_every_answer_has_an_address(field: str, row: int, address: tuple[str, str]) -> None:
    """Sheet and cell, as the file has them."""
    assert build_table([valid_proposal()]).address(field, row) == address


def test_an_address_names_the_sheet_as_the_file_does() -> None:
    """A sponsor looks for the name that he gave."""
    grids = form_grids()
    grids["FUNDING "] = grids.pop("Funding")
    table = build_table(workbook_from_book(book(grids)).proposals)

    assert table.address("funding_year", 0) == ("FUNDING ", "A2")


def test_what_was_written_is_kept() -> None:
    """A finding shows the sponsor's own words, a date and a broken formula too."""
    table = build_table(
        [valid_proposal(trl="nine", vendor=BrokenCell("#REF!"), test_end=dt.date(2027, 1, 2))]
    )

    assert table.written("trl", 0) == "nine"
    assert table.written("vendor", 0) == "#REF!"
    assert table.written("test_end", 0) == "2027-01-02"


def test_what_the_reader_did_on_its_own_is_noted_beside_intakes_notes() -> None:
    """A placeholder, a synonym and a short year, each with its field and cell (reading 63)."""
    first = valid_proposal("A", component="USAF", title="tbd", funding_year="FY27")
    first.notes.append(Note("from intake", "Market", "A9"))
    table = build_table([valid_proposal("B"), first])

    assert table.notes[0] == []
    assert [(note.sheet, note.cell, note.field) for note in table.notes[1]] == [
        ("Market", "A9", None),
        ("Proposal", "C4", "title"),
        ("Proposal", "C5", "component"),
        ("Funding", "A2", "funding_year"),
    ]
    assert first.notes == [Note("from intake", "Market", "A9")]


def test_an_empty_batch_has_every_column() -> None:
    """A cycle without proposals is a table without rows."""
    table = build_table([])

    assert len(table) == 0
    assert list(table.proposal.columns) == [f.id for f in load_form().of_sheet(PROPOSAL)]


def test_a_few_fields_are_read_as_in_the_whole_table() -> None:
    """Their sheets hold these fields alone, and every row of each proposal."""
    batch = [valid_proposal("A"), valid_proposal("B", country="?!", fct_test_kusd=[1, 2])]
    whole, few = build_table(batch), read_fields(batch, ["country", "fct_test_kusd"])

    assert list(few.refs) == ["A", "B"]
    for name in ("country", "fct_test_kusd"):
        sheet, expected = few.sheet_of(name), whole.sheet_of(name)
        assert list(sheet.columns) == [name]
        assert sheet.value(name).tolist() == expected.value(name).tolist()
        assert sheet.state(name).tolist() == expected.state(name).tolist()
        assert sheet.owner.tolist() == expected.owner.tolist()
