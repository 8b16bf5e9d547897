"""Next year's form, filled with this year's answers."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from fct.data.common.actor import Actor
from fct.data.common.cells import BrokenCell, Cell, RawProposal
from fct.data.common.errors import UsageError
from fct.data.documents.carrying import carry_forward, summary_of, write_form_to_edit
from fct.data.documents.sample_season import sample_proposals
from fct.data.documents.template import write_template
from fct.data.program.cycle import packaged_cycle_texts, sha256_of_text
from fct.data.program.form import load_form
from fct.data.proposals.answers import read_answer
from fct.data.proposals.differences import difference
from fct.data.sheets.closing_lines import summary_in
from fct.data.sheets.workbook import Workbook, workbook_from_book
from fct.data.store.settings import Settings
from fct.data.subjects.store import Store, open_store
from fct.data.subjects.versions import StoredProposal
from fct.data.submitting.delivery import Delivery, submit
from tests.oracle.plain_reader import read_book
from tests.support.files.form_cells import cell_of
from tests.support.files.workbooks import first_sheet
from tests.support.stores.homes import blank_store

RECEIVED = dt.datetime(2026, 6, 12, tzinfo=dt.UTC)


ACTOR = Actor("tester")
NOW = dt.datetime(2026, 6, 12, 14, tzinfo=dt.UTC)


@pytest.fixture
def cycle_store(tmp_path: Path) -> Iterator[Store]:
    """A store that has the cycle of 2027."""
    text = packaged_cycle_texts()[2027]
    with open_store(Settings(blank_store(tmp_path / "home"))) as opened:
        opened.cycles.add(2027, text, sha256_of_text(text), ACTOR)
        yield opened


def stored(proposal: RawProposal) -> StoredProposal:
    """Return a proposal as the year before kept it."""
    return StoredProposal(7, "FY27-ARMY-01", 2, "FY2027-S0001", RECEIVED, proposal)


@pytest.fixture(scope="module")
def proposal(tmp_path_factory: pytest.TempPathFactory) -> RawProposal:
    """One of the sample season, read from its form."""
    path = tmp_path_factory.mktemp("form") / "a.xlsx"
    filled = sample_proposals()["FY27-ARMY-01"]
    write_template(path, form=load_form(), fiscal_year=2027, ref="FY27-ARMY-01", filled=filled)
    return workbook_from_book(read_book(path)).proposals[0]


def carried(proposal: RawProposal, path: Path) -> Workbook:
    """Return the form that carries a proposal into the next year."""
    carry_forward(path, stored(proposal), year_before=2027, fiscal_year=2028)
    return workbook_from_book(read_book(path))


def test_only_year_and_project_type_are_changed(proposal: RawProposal, tmp_path: Path) -> None:
    """Every other answer, and every row, reads as it did."""
    workbook = carried(proposal, tmp_path / "next.xlsx")

    changes = difference(proposal, workbook.proposals[0])

    assert {change.field for change in changes} <= {"fiscal_year", "project_type"}
    answers = workbook.proposals[0].answers
    assert answers["fiscal_year"].value == 2028
    assert answers["project_type"].value == "continuing"


def test_the_form_is_stamped_for_the_new_year(proposal: RawProposal, tmp_path: Path) -> None:
    """Year and ref, so that it is known as the same project."""
    workbook = carried(proposal, tmp_path / "next.xlsx")

    assert (workbook.fiscal_year, workbook.proposals[0].ref) == (2028, "FY27-ARMY-01")


def test_the_first_sheet_says_what_to_look_at(proposal: RawProposal, tmp_path: Path) -> None:
    """Dates and money of last year stand in it, and a reader learns it from the form."""
    path = tmp_path / "next.xlsx"
    remark = carry_forward(path, stored(proposal), year_before=2027, fiscal_year=2028)

    assert "version 2 of FY27-ARMY-01, fiscal year 2027" in remark
    assert "every date" in remark
    assert len(remark) <= 255
    assert "Schedule, Funding and Procurement" in remark
    assert remark in first_sheet(path)


@pytest.mark.parametrize("title", ["=cmd|' /c calc'!A0", "+1", "@SUM(1)", "\u202a=1+1"])
def test_a_text_that_looks_like_a_formula_stays_a_text(
    title: str, proposal: RawProposal, tmp_path: Path
) -> None:
    """The cell says so to spreadsheet programs, and reads as it did."""
    answers = proposal.answers | {"title": proposal.answers["title"]._replace(value=title)}
    changed = RawProposal("A", proposal.origin, answers, proposal.rows, proposal.notes)
    workbook = carried(changed, tmp_path / "next.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "next.xlsx")["Proposal"]
    cell = sheet[cell_of("title")]

    assert workbook.proposals[0].answers["title"].value == title
    assert (cell.value, cell.data_type) == (title, "s")
    assert cell.quotePrefix
    assert not sheet[cell_of("component")].quotePrefix


def test_the_categories_of_a_marking_are_kept(proposal: RawProposal, tmp_path: Path) -> None:
    """They are read as CUI, and written as they were (reading 83)."""
    answers = proposal.answers | {"marking": Cell("CUI//SP-CTI//FEDCON", 1, 2)}
    changed = RawProposal("A", proposal.origin, answers, proposal.rows, proposal.notes)

    workbook = carried(changed, tmp_path / "next.xlsx")

    assert workbook.proposals[0].answers["marking"].value == "CUI//SP-CTI//FEDCON"


def test_what_could_not_be_read_is_not_lost(proposal: RawProposal, tmp_path: Path) -> None:
    """Text stays text; a cell without a value becomes a blank."""
    odd = RawProposal(
        proposal.ref,
        proposal.origin,
        proposal.answers | {"trl": Cell("high", 1, 2), "mrl": Cell(BrokenCell("#REF!"), 2, 2)},
        proposal.rows,
    )

    answers = carried(odd, tmp_path / "next.xlsx").proposals[0].answers

    assert answers["trl"].value == "high"
    assert read_answer(load_form()["mrl"], answers["mrl"].value).value is None


def test_a_text_longer_than_a_cell_is_shown(proposal: RawProposal, tmp_path: Path) -> None:
    """Only a CSV file can hold one; it is not cut without a word."""
    long = proposal.answers | {"test_site": Cell("x" * 32_768, 1, 2)}
    odd = RawProposal(proposal.ref, proposal.origin, long, proposal.rows)

    with pytest.raises(UsageError, match="“Test site” has 32768 characters"):
        carried(odd, tmp_path / "next.xlsx")


def test_the_form_to_edit_holds_the_ref_and_every_answer(
    proposal: RawProposal, tmp_path: Path
) -> None:
    """Nothing else is changed, so that editing it makes the next version."""
    path = tmp_path / "edit.xlsx"
    write_form_to_edit(path, stored(proposal), fiscal_year=2027)

    workbook = workbook_from_book(read_book(path))
    assert (workbook.fiscal_year, workbook.proposals[0].ref) == (2027, "FY27-ARMY-01")
    assert difference(proposal, workbook.proposals[0]) == []


def test_the_summary_is_carried_as_last_years_and_signatures_are_not(
    proposal: RawProposal, tmp_path: Path
) -> None:
    """The form to edit has the summary as it was."""
    said = "A sight for the rifle."
    nxt, edited = tmp_path / "next.xlsx", tmp_path / "edit.xlsx"
    carry_forward(nxt, stored(proposal), year_before=2027, fiscal_year=2028, summary=said)
    write_form_to_edit(edited, stored(proposal), fiscal_year=2027, summary=said)

    assert summary_in(read_book(edited)) == said
    assert summary_in(read_book(nxt)) == f"Summary of fiscal year 2027, to be renewed: {said}"
    rows = list(openpyxl.load_workbook(nxt)["Proposal"].iter_rows(values_only=True))
    signed = [row[2] for row in rows if row[1] == "Prepared by (name, position)"]
    assert signed == [None]


def test_the_summary_is_read_from_the_file_that_was_kept(
    cycle_store: Store, tmp_path: Path
) -> None:
    """It is no answer, so the store has it nowhere else."""
    filled = sample_proposals()["FY27-ARMY-01"] | {"summary": "A sight for the rifle."}
    path = tmp_path / "a.xlsx"
    write_template(path, form=load_form(), fiscal_year=2027, ref="R-1", filled=filled)
    receipt = submit(cycle_store, path, Delivery(ACTOR, NOW))

    assert receipt.refs == ("R-1",), receipt.messages
    kept = cycle_store.versions.get(2027, "R-1")
    assert summary_of(cycle_store, kept) == "A sight for the rifle."
