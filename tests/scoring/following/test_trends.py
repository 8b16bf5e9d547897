"""Trends over cycles, and how well scores predicted the findings."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from fct.data.common.actor import Actor
from fct.data.subjects.track_record import StoredTrackLine
from fct.scoring.following.trends import Judged, _concordance, _row


def judged(ref: str, merit: float, **line: Any) -> Judged:
    """A proposal of a run, and what became of it."""
    known = {"was_selected": None, "tested_well": None, "was_procured": None, **line}
    found = StoredTrackLine(
        fiscal_year=2027,
        ref=ref,
        source="its project",
        at=dt.datetime(2028, 1, 1, tzinfo=dt.UTC),
        actor=Actor("Jane"),
        counts=True,
        **known,
    )
    return Judged(
        fiscal_year=2027,
        ref=ref,
        component="Army",
        scores={"merit": merit},
        criteria=frozenset(),
        rules=frozenset(),
        line=found,
    )


def test_a_row_counts_what_became_of_the_proposals() -> None:
    """Dollars are those of purchases, months the mean from finding to purchase."""
    bought = {"was_procured": True, "kusd": Decimal("99.5")}
    rows = [
        judged("A", 90, was_selected=True, tested_well=True, months=6, **bought),
        judged("B", 80, was_selected=True, tested_well=True, months=9, **bought),
        judged("C", 70, was_selected=True, tested_well=False, was_procured=False),
        judged("D", 60, was_selected=False),
    ]

    assert _row(2027, None, rows) == {
        "fiscal_year": 2027,
        "value": None,
        "proposed": 4,
        "funded": 3,
        "met": 2,
        "procured": 2,
        "kusd": 199.0,
        "months": 7.5,
    }


@pytest.mark.parametrize(
    ("met", "failed", "figure"),
    [([90, 70], [80], 0.5), ([90], [80, 70], 1.0), ([80], [80], 0.5), ([90], [], None)],
)
def test_a_score_predicted_it_where_the_better_one_had_more(
    met: list[float], failed: list[float], figure: float | None
) -> None:
    """The share of pairs in the right order, ties half; without a pair nothing is known."""
    rows = [judged(f"m{n}", score, tested_well=True) for n, score in enumerate(met)]
    rows += [judged(f"f{n}", score, tested_well=False) for n, score in enumerate(failed)]

    assert _concordance(rows, "merit") == {"figure": figure, "n": len(rows)}
