"""Answers that are shown otherwise than they are held (reading 81)."""

from typing import Any

from fct.data.common.cells import RawProposal
from fct.data.gate.number_formats import Look, Oddity
from fct.data.proposals.table import build_table
from fct.data.sheets.raw_book import RawSheet
from fct.data.sheets.workbook import workbook_from_book
from tests.support.files.workbooks import book, form_grids, list_grids

Looks = dict[tuple[int, int], list[Look]]


def read(grids: dict[str, Any], sheet: str, looks: Looks) -> RawProposal:
    """Return the first proposal of a file whose sheet shows some cells otherwise."""
    sent = book(grids)
    sheets = [RawSheet(s.name, s.rows, looks) if s.name == sheet else s for s in sent.sheets]
    return workbook_from_book(sent._replace(sheets=sheets)).proposals[0]


def test_money_in_another_unit_is_read_as_it_is_seen() -> None:
    """In a form and in a list a money answer becomes the text that is shown, and is noted."""
    euros = [Look(Oddity.UNIT, "€ 420")]
    for grids, column in ((form_grids(), 1), (list_grids({"A": {}}), 2)):
        proposal = read(grids, "Funding", {(1, column): euros})
        assert proposal.rows["Funding"][0]["fct_articles_kusd"].value == "€ 420"
        assert "shows “€ 420” and holds" in proposal.notes[0].text
        assert proposal.notes[0].field == "fct_articles_kusd"


def test_a_number_of_a_list_in_percent() -> None:
    """A number among the answers of a list is read so too."""
    grids = list_grids({"A": {}})
    column = grids["Proposals"][0].index("trl")
    proposal = read(grids, "Proposals", {(1, column): [Look(Oddity.UNIT, "900%")]})
    assert proposal.answers["trl"].value == "900%"


def test_text_is_read_as_it_is_held() -> None:
    """A unit says nothing of an answer that is text."""
    proposal = read(form_grids(), "Funding", {(1, 0): [Look(Oddity.STRUCK, "")]})
    column = [row[0] for row in form_grids()["Market"]].index("Source")
    market = read(form_grids(), "Market", {(column + 1, 0): [Look(Oddity.UNIT, "5%")]})
    assert market.rows["Market"][0]["source"].value == form_grids()["Market"][1][0]
    assert market.notes == []
    assert "A line is drawn through A2" in proposal.notes[0].text


def test_scaled_and_hidden_numbers_are_noted_and_read() -> None:
    """They change no answer; cells of a field that are alike are one note."""
    looks: Looks = {
        (1, 1): [Look(Oddity.OTHER, "0.4K")],
        (2, 1): [Look(Oddity.OTHER, "0.2K")],
        (1, 2): [Look(Oddity.HIDDEN, "")],
    }
    grids = form_grids()
    grids["Funding"].append([2028, *grids["Funding"][1][1:]])
    proposal = read(grids, "Funding", looks)
    assert [note.cell for note in proposal.notes] == ["B2", "C2"]
    assert "shows “0.4K” and holds" in proposal.notes[0].text
    assert proposal.notes[0].text.endswith("The same holds for B3.")
    assert "shows nothing" in proposal.notes[1].text
    table = build_table([proposal])
    plain = build_table(workbook_from_book(book(grids)).proposals)
    funding, plain_funding = table.sheets["Funding"], plain.sheets["Funding"]
    assert list(funding.columns) == list(plain_funding.columns)
    for field in funding.columns:
        assert funding.value(field).tolist() == plain_funding.value(field).tolist()


def test_a_struck_row_is_one_note() -> None:
    """A row that is struck through is shown once."""
    looks: Looks = {(1, column): [Look(Oddity.STRUCK, "")] for column in range(5)}
    proposal = read(form_grids(), "Market", looks)
    assert [note.cell for note in proposal.notes] == ["A2"]


def test_a_part_that_is_struck_through() -> None:
    """The whole text is read, and the part is named."""
    proposal = read(form_grids(), "Proposal", {(3, 2): [Look(Oddity.PARTLY_STRUCK, "old")]})
    assert "a part of this text, “old”" in proposal.notes[0].text
