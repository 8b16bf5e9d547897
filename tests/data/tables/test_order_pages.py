"""Rows of a run by the page."""

from collections.abc import Callable

import pytest

from fct.data.common.actor import Actor
from fct.data.common.cells import RawProposal
from fct.data.subjects.receiving import NewSubmission
from fct.data.subjects.runs import RunRecord
from fct.data.subjects.store import Store
from fct.data.tables import order_pages
from fct.data.tables.order_pages import RowsAsked


@pytest.fixture
def run_id(
    store: Store,
    actor: Actor,
    make_submission: Callable[..., NewSubmission],
    make_proposal: Callable[..., RawProposal],
    make_run: Callable[..., RunRecord],
) -> str:
    """A run of B, a and C; all are ranked but C, which is returned."""
    store.cycles.add(2027, "{fiscal_year: 2027, final_due: 2026-06-30}", "cycle", actor)
    proposals = [make_proposal("B"), make_proposal("a", title="100% Radio"), make_proposal("C")]
    store.submissions.add(make_submission("a", *proposals))
    record = make_run([store.versions.get(2027, ref).id for ref in "BaC"])
    scores = record.scores.assign(
        merit=[10.0, 30.0, 20.0], verdict=["rankable", "rankable", "returned"]
    )
    return store.runs.add(make_run([], scores=scores, ranks=record.ranks.iloc[:2]), actor)


@pytest.mark.parametrize(
    ("asked", "refs"),
    [
        (RowsAsked(), ["B", "a"]),
        (RowsAsked(sort="-merit"), ["a", "B"]),
        (RowsAsked(sort="ref", is_ranked=None), ["B", "C", "a"]),
        (RowsAsked(sort="rank", is_ranked=None), ["B", "a", "C"]),
        (RowsAsked(sort="-rank", is_ranked=None), ["a", "B", "C"]),
        (RowsAsked(sort="nothing known"), ["B", "a"]),
        (RowsAsked(is_ranked=False), ["C"]),
        (RowsAsked(words="radio"), ["a"]),
        (RowsAsked(words="100% RADIO"), ["a"]),
        (RowsAsked(words="100_"), []),
        (RowsAsked(words="project b"), ["B"]),
        (RowsAsked(is_ranked=None, verdict="returned"), ["C"]),
        (RowsAsked(mark="funded", component="Navy"), ["B", "a"]),
        (RowsAsked(mark="passed over"), []),
        (RowsAsked(page=2), []),
    ],
)
def test_rows_are_sorted_filtered_and_cut(
    store: Store, run_id: str, asked: RowsAsked, refs: list[str]
) -> None:
    """What has no value comes last in both directions; signs of the query language are letters."""
    found = store.runs.page(run_id, asked)

    assert [row["ref"] for row in found.rows] == refs


def test_a_page_says_how_many_there_are(
    store: Store, run_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a row a page, three judged are three pages; the second holds the second."""
    monkeypatch.setattr(order_pages, "ROWS_OF_A_PAGE", 1)

    found = store.runs.page(run_id, RowsAsked(is_ranked=None, sort="-merit", page=2))

    assert ([row["ref"] for row in found.rows], found.found, found.pages) == (["C"], 3, 3)
    assert found.rows[0]["rank"] is None
