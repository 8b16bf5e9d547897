"""Several what-ifs side by side, worked by hand."""

from decimal import Decimal

import pytest

from fct.data.common.errors import UsageError
from fct.data.program.conditions import Conditions
from fct.data.program.scenario import Scenario
from fct.scoring.defending.side_by_side import (
    Place,
    SideBySide,
    budget_scenarios,
    compare_scenarios,
    what_if_scenario,
)
from fct.scoring.ranking.funding_line import MARKS, Mark
from tests.support.proposals.what_ifs import points, three

STRENGTH = Scenario(name="Strength", weights=points(1, 3))
MORE = Scenario(name="More", budgets={2027: Decimal(1500)})


def left(side: SideBySide) -> dict[str, Decimal]:
    """What each result leaves of 2027."""
    return {name: result.left[2027] for name, result in side.results.items()}


def test_a_scenario_sets_what_it_names() -> None:
    """Weights with the official budget of 1000, and a budget with the official weights."""
    assert what_if_scenario(three(), STRENGTH).refs == ["C", "B", "A"]
    assert what_if_scenario(three(), STRENGTH).left == {2027: 100}
    assert what_if_scenario(three(), MORE).refs == ["A", "B", "C"]
    assert what_if_scenario(three(), MORE).left == {2027: 0}


def test_scenarios_stand_beside_the_official_order() -> None:
    """B keeps its rank of 2 and is funded in both; A and C change places."""
    side = compare_scenarios(three(), {"Strength": STRENGTH, "More": MORE})

    assert list(side.results) == ["official", "Strength", "More"]
    assert side.differing == {
        "A": {
            "official": Place(1, Mark.FUNDED),
            "Strength": Place(3, Mark.BELOW),
            "More": Place(1, Mark.FUNDED),
        },
        "B": {
            "official": Place(2, Mark.PASSED_OVER),
            "Strength": Place(2, Mark.FUNDED),
            "More": Place(2, Mark.FUNDED),
        },
        "C": {
            "official": Place(3, Mark.FUNDED),
            "Strength": Place(1, Mark.FUNDED),
            "More": Place(3, Mark.FUNDED),
        },
    }
    assert left(side) == {"official": 0, "Strength": 100, "More": 0}


def test_only_what_differs_is_listed() -> None:
    """1100 fund B in place of C; A stands where it stood."""
    side = compare_scenarios(
        three(), {"A little": Scenario(name="x", budgets={2027: Decimal(1100)})}
    )

    assert list(side.differing) == ["B", "C"]
    assert compare_scenarios(three(), {"Same": Scenario(name="Same")}).differing == {}


def test_passed_over_or_below_the_line_is_no_difference() -> None:
    """800 fund A alone: C is dropped, and B, passed over before, is now below the line."""
    side = compare_scenarios(three(), {"Less": Scenario(name="Less", budgets={2027: Decimal(800)})})

    assert [str(MARKS[mark]) for mark in side.results["Less"].marks][1] == "below the line"
    assert list(side.differing) == ["C"]


def test_a_scenario_may_lift_the_official_conditions() -> None:
    """A is out officially, and is not where the conditions are empty."""
    ranked = three(conditions=Conditions(excluded=frozenset({"A"})))
    lifted = Scenario(name="Lifted", conditions=Conditions())
    side = compare_scenarios(ranked, {"Lifted": lifted, "Strength": STRENGTH})

    assert [place.mark for place in side.differing["A"].values()] == [
        Mark.PASSED_OVER,
        Mark.FUNDED,
        Mark.BELOW,
    ]


@pytest.mark.parametrize(
    ("scenarios", "message"),
    [
        ({}, "nothing to compare with the official order; name a scenario"),
        ({"official": MORE}, "cannot be called “official” here; give it another name"),
    ],
)
def test_what_cannot_be_compared_is_said(scenarios: dict[str, Scenario], message: str) -> None:
    """One sentence each."""
    with pytest.raises(UsageError, match=message):
        compare_scenarios(three(), scenarios)


def test_budgets_show_who_flips() -> None:
    """800: A and none else. 1000: A and C. 1100: A and B. B and C flip, A never."""
    money = {str(kusd): {2027: Decimal(kusd)} for kusd in (800, 1000, 1100)}
    side = budget_scenarios(three(), money)

    assert {
        ref: [str(place.mark) for place in places.values()] for ref, places in side.flips.items()
    } == {
        "B": ["below the line", "passed over", "funded"],
        "C": ["below the line", "funded", "below the line"],
    }
    assert left(side) == {"800": 200, "1000": 0, "1100": 0}
    assert [result.used[2027] for result in side.results.values()] == [600, 1000, 1100]


def test_budgets_may_go_with_other_weights() -> None:
    """C, B, A: 1000 fund C and B, 1500 all three."""
    money = {"less": {2027: Decimal(1000)}, "more": {2027: Decimal(1500)}}

    assert list(budget_scenarios(three(), money, weights=points(1, 3)).flips) == ["A"]


def test_no_budgets_are_no_table() -> None:
    """The sentence says what to name."""
    with pytest.raises(UsageError, match="no budgets to draw the line under; name at least one"):
        budget_scenarios(three(), {})
