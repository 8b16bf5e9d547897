"""How far the line may reach: limits of the cycle, and the warnings where there are none."""

from collections.abc import Iterable

import numpy as np
import pytest

from fct.data.program.conditions import Conditions, LineLimits
from fct.scoring.defending.rank_robustness import robustness
from fct.scoring.defending.what_if_order import what_if
from fct.scoring.ranking.funding_line import turns_in_order
from fct.scoring.ranking.line_reach import beyond_reach, reach_warnings
from fct.scoring.ranking.order import OrderOfMerit
from fct.scoring.ranking.why_not import why_not_funded
from tests.support.proposals.what_ifs import points, three, under

MERITS = {"merit": [60.0, 50.0, 40.0]}


def limited(must_fund: Iterable[str] = (), **limits: float) -> OrderOfMerit:
    """A asks for 600 of 1000, B for 500, C for 400, of merit 60, 50, 40, under limits."""
    line = LineLimits.model_validate(limits)
    return under(three(**MERITS), Conditions(line=line, must_fund=frozenset(must_fund)))


def marks(order: OrderOfMerit) -> list[str]:
    """What each of A, B, C has."""
    return [str(mark) for mark in order.ranks["mark"]]


def test_without_limits_the_line_reaches_to_the_end() -> None:
    """B does not fit and C does."""
    assert marks(three(**MERITS)) == ["funded", "passed over", "funded"]


@pytest.mark.parametrize(
    ("limits", "expected"),
    [
        ({"lowest_merit": 40}, ["funded", "passed over", "funded"]),
        ({"lowest_merit": 40.1}, ["funded", "below the line", "below the line"]),
        ({"lowest_merit": 60.5}, ["below the line"] * 3),
        ({"most_passed_over": 0}, ["funded", "below the line", "below the line"]),
        ({"most_passed_over": 1}, ["funded", "passed over", "funded"]),
        ({"lowest_tier": 1}, ["funded", "passed over", "funded"]),
    ],
)
def test_a_limit_ends_the_line(limits: dict[str, float], expected: list[str]) -> None:
    """Equal to the lowest merit counts; so does as many passed over as may be."""
    order = limited(**limits)

    assert marks(order) == expected
    again = what_if(order)
    assert again.is_funded.tolist() == [mark == "funded" for mark in expected]


def test_the_lowest_tier_is_the_last_that_is_funded() -> None:
    """C is of tier 2."""
    order = three(**MERITS, tier=[1, 1, 2])
    order = under(order, Conditions(line=LineLimits(lowest_tier=1)))

    assert marks(order) == ["funded", "below the line", "below the line"]
    assert why_not_funded(order)["C"].words == "tier 2; the cycle's line ends with tier 1"


def test_what_must_be_funded_stands_before_the_order() -> None:
    """C has its money first; 600 are left for A."""
    assert marks(limited(["C"], lowest_merit=50)) == ["funded", "passed over", "funded"]
    assert marks(limited(["C"], most_passed_over=0)) == ["funded", "passed over", "funded"]


def test_each_turn_says_by_what_it_was_barred() -> None:
    """B did not fit, so nothing below it is reached."""
    order = limited(most_passed_over=0)

    said = {turn.ref: turn.barred for turn in turns_in_order(order.question().whole)}

    assert said == {"A": "", "B": "", "C": "more than 0 passed over, the most of the cycle's line"}


@pytest.mark.parametrize(
    "limits", [{"lowest_merit": 45.0}, {"most_passed_over": 0}, {"lowest_merit": 30.0}]
)
def test_under_other_weights_the_limits_hold_too(limits: dict[str, float]) -> None:
    """What if draws the line that the order itself has under those weights."""
    order = limited(**limits)
    result = what_if(order, weights=points(20, 80))  # B 50, C 80, A 20

    merits = dict(zip(order.refs, result.merit.tolist(), strict=True))
    funded = [ref for ref, yes in zip(order.refs, result.is_funded, strict=True) if yes]
    assert result.refs == ["C", "B", "A"]
    assert funded == [ref for ref in ("B", "C") if merits[ref] >= limits.get("lowest_merit", 0)]


def test_how_sure_a_rank_is_counts_the_limits() -> None:
    """Nobody reaches a merit of 99.9 in any sample but by weights that give it."""
    order = limited(lowest_merit=100)

    assert {one.funded_share for one in robustness(order).proposals} == {0.0}


def test_a_merit_in_millionths_is_beyond_where_it_is_below() -> None:
    """79.999999 is below 80; tier 2 is beyond tier 1."""
    merit = np.array([[80_000_000, 79_999_999], [90_000_000, 90_000_000]])
    limits = LineLimits(lowest_merit=80.0, lowest_tier=1)

    assert beyond_reach(limits, np.array([1, 2]), merit).tolist() == [[False, True], [True, True]]


def test_a_line_past_a_tier_is_said() -> None:
    """One of tier 1 gets nothing while one of tier 2 is funded."""
    said = reach_warnings([1, 1, 2], [True, False, True], [True, True, True])

    assert said == [
        "The line reaches past tier 1: it funds 1 of tier 2 while 1 of a better tier gets nothing."
    ]
    assert reach_warnings([1, 1, 2], [True, True, True], [True] * 3) == []
    assert reach_warnings([1, 1, 2], [True, False, True], [True, False, True]) == []


def test_more_than_five_passed_over_are_said() -> None:
    """Six of seven stand above the last that is funded."""
    five, six = [True, *[False] * 5, True], [True, *[False] * 6, True]

    assert reach_warnings([1] * 7, five, [True] * 7) == []
    assert reach_warnings([1] * 8, six, [True] * 8) == [
        "The line passes over 6 proposals to fund rank 8 of 8."
    ]
    assert reach_warnings([1] * 3, [False] * 3, [True] * 3) == []
