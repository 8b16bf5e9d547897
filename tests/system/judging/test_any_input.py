"""Whatever comes in, an answer comes out: no input ends in an error that nobody foresaw."""

import datetime as dt
import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from fct.data.common.cells import CellValue, RawProposal
from fct.data.common.errors import RefusalError
from fct.data.program.form import LIST_SHEET, PROPOSAL, TABLE_SHEETS, FieldType, load_form
from fct.data.proposals.answers import State, read_answer
from fct.data.sheets.raw_book import RawBook, RawSheet
from fct.data.sheets.workbook import Workbook, workbook_from_book
from fct.expectations.logic import OUTCOME_NAMES
from fct.scoring.judging.verdicts import CriterionVerdict, Verdict
from fct.scoring.ranking.order import order_of_merit
from fct.scoring.ranking.reports import proposal_reports, rank_report
from tests.support.processes.samples import sample
from tests.support.proposals.cases import CYCLE, judged, valid_proposal
from tests.support.proposals.mutations import JUNK, cell_values, random_batch

FORM = load_form()
CELLS = st.one_of(
    st.none(),
    st.sampled_from(JUNK),
    st.sampled_from([field.id for field in FORM.fields] + [field.label for field in FORM.fields]),
    st.sampled_from(["ref", "Answer", "total", 17.0]),
    st.text(max_size=5),
    st.floats(),
)
GRIDS = st.lists(st.lists(CELLS, max_size=5), max_size=6)
NAMES = st.sampled_from([PROPOSAL, LIST_SHEET, "proposal ", "Lists", "x", *TABLE_SHEETS])
STAMPS = st.dictionaries(
    st.sampled_from(["fct_form_version", "fct_fiscal_year", "fct_ref"]),
    st.sampled_from(["", "1.0", "2027", "²", "x", "９"]),
)


@given(st.data())
def test_anything_is_read_as_some_answer(data: st.DataObject) -> None:
    """No cell, whatever it holds, stops the reader; what was read has its field's type."""
    field = data.draw(st.sampled_from(FORM.fields))
    answer = read_answer(field, data.draw(cell_values()))
    kinds = {
        FieldType.INTEGER: int,
        FieldType.MONEY: Decimal,
        FieldType.DATE: dt.date,
        FieldType.MULTI_CHOICE: tuple,
        FieldType.COUNTRY_LIST: tuple,
    }

    assert isinstance(answer.state, State)
    assert (answer.value is None) == (answer.state in {State.BLANK, State.UNREADABLE})
    if answer.value is not None:
        assert type(answer.value) is kinds.get(field.type, str)


@given(st.sampled_from(FORM.fields), cell_values())
def test_reading_again_gives_the_same(field: Any, value: CellValue) -> None:
    """The same cell gives the same answer."""
    assert read_answer(field, value) == read_answer(field, value)


def read_or_refused(book: RawBook) -> Workbook | RefusalError:
    """What becomes of a file."""
    try:
        return workbook_from_book(book)
    except RefusalError as error:
        return error


@given(st.lists(st.tuples(NAMES, GRIDS), max_size=6), STAMPS)
def test_any_grid_is_read_or_refused(
    sheets: list[tuple[str, list[list[Any]]]], properties: dict[str, str]
) -> None:
    """Any arrangement of cells gives proposals, or a refusal that names the file."""
    raw = [RawSheet(name, rows) for name, rows in sheets]
    found = read_or_refused(RawBook("sent.xlsx", "0" * 64, raw, properties))

    if isinstance(found, RefusalError):
        assert "sent.xlsx" in found.message
    else:
        assert all(isinstance(proposal, RawProposal) for proposal in found.proposals)


def changes() -> st.SearchStrategy[dict[str, Any]]:
    """Any values in any fields, in up to four rows of each table."""
    answers = st.sampled_from([field.id for field in FORM.of_sheet(PROPOSAL)])
    columns = st.sampled_from([field.id for field in FORM.fields if field.sheet != PROPOSAL])
    return st.builds(
        lambda first, second, empty: first | second | empty,
        st.dictionaries(answers, cell_values(), max_size=12),
        st.dictionaries(columns, st.lists(cell_values(), min_size=1, max_size=4), max_size=8),
        st.dictionaries(st.sampled_from(TABLE_SHEETS), st.just([]), max_size=2),
    )


@pytest.mark.sampled
@settings(max_examples=sample(12, whole=40))
@given(st.lists(changes(), max_size=3))
def test_any_proposal_gets_a_verdict_from_the_closed_list(batch: list[dict[str, Any]]) -> None:
    """Huge numbers, odd letters and dates far away are judged like anything else."""
    proposals = [valid_proposal(f"P-{n}", **change) for n, change in enumerate(batch)]
    judgement = judged(*proposals)
    reports = proposal_reports(judgement)

    assert [report["ref"] for report in reports] == [proposal.ref for proposal in proposals]
    for report in reports:
        assert report["verdict"] in set(Verdict)
        assert set(report["criteria"].values()) <= set(CriterionVerdict)
        assert report["tier"] in {None, 1, 2, 3}
        assert 0 <= report["maturity"]["low"] <= report["maturity"]["high"] <= 100
        assert 0 <= report["strength"] <= 100
        assert set(report["outcomes"].values()) <= set(OUTCOME_NAMES.values())


def test_reports_are_json_whatever_comes_in() -> None:
    """A program that reads ``--json`` gets standard JSON, without NaN or Infinity."""
    judgement = judged(*random_batch(seed=5, size=100))
    report = rank_report(order_of_merit(judgement, CYCLE))

    assert json.dumps([proposal_reports(judgement), report], allow_nan=False)


@pytest.mark.sampled
def test_a_batch_is_judged_as_its_proposals_are_alone() -> None:
    """No proposal's answers touch another's, whatever stands beside it."""
    batch = random_batch(seed=6, size=sample(8, whole=25))
    together = proposal_reports(judged(*batch))

    assert together == [proposal_reports(judged(proposal))[0] for proposal in batch]
