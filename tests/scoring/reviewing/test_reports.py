"""Panels, orders and queues as JSON values."""

import pytest

from fct.data.common.errors import DeniedError
from fct.data.reviewing.content import ReviewState
from fct.data.subjects.store import Store
from fct.scoring.defending.published import published_order
from fct.scoring.ranking.reports import rank_report
from fct.scoring.reviewing.from_store import order_by_panel
from fct.scoring.reviewing.reports import panel_rank_report, panel_report
from tests.support.stores.office import as_person
from tests.support.stores.reviews import complete_review


def review_all(store: Store, levels: dict[str, tuple[int, ...]]) -> None:
    """Let one reviewer review each proposal."""
    for ref, given in levels.items():
        as_person(store, "operator-1").assignments.assign(2027, ref, "reviewer-1")
        as_person(store, "reviewer-1").reviews.write(
            2027, ref, complete_review(given), ReviewState.IN
        )


def test_each_row_of_the_order_by_panel_has_the_machines_beside_it(office: Store) -> None:
    """Keys of `fct rank`, and `by`, `rank_official`, `mark_official`, both confidences."""
    official = rank_report(published_order(office, 2027))
    by_ref = {row["ref"]: row for row in official["order"]}
    first, *_, last = by_ref
    review_all(office, {first: (1,) * 5, last: (5,) * 5})
    report = panel_rank_report(order_by_panel(office, 2027))

    assert report.keys() >= official.keys()
    assert [row["rank"] for row in report["order"]] == list(range(1, len(by_ref) + 1))
    for row in report["order"]:
        was = by_ref[row["ref"]]
        assert row.keys() >= was.keys()
        assert (row["rank_official"], row["mark_official"]) == (was["rank"], was["mark"])
        assert row["merit"] == was["merit"]
        assert row["by"] == ("panel" if row["ref"] in {first, last} else "machine")
        assert (row["panel_merit"] is None) is (row["by"] == "machine")
        assert row["confidence"] in {"sure", "borderline", "out", None}
        assert row["confidence_official"] in {"sure", "borderline", "out", None}
    differs = {
        row["ref"]
        for row in report["order"]
        if (row["rank"], row["mark"]) != (row["rank_official"], row["mark_official"])
    }
    assert {one["ref"] for one in report["differs"]} == differs
    merits = {row["ref"]: row["panel_merit"] for row in report["order"]}
    panels = panel_report(office, 2027)["proposals"]
    assert {row["ref"]: row["panel_merit"] for row in panels}[last] == merits[last]


def test_the_order_by_panel_is_not_for_an_expert(office: Store) -> None:
    """Neither is the machine's."""
    with pytest.raises(DeniedError, match="Your roles do not include this"):
        order_by_panel(as_person(office, "expert-1"), 2027)
