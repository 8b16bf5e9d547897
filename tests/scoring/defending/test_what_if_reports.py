"""What-ifs as JSON values: every one can be written as JSON, with the keys that programs read."""

import datetime as dt
import json
from decimal import Decimal

from fct.data.common.actor import Actor
from fct.data.program.budget_levels import level_budgets
from fct.data.program.conditions import Conditions
from fct.data.program.scenario import Scenario
from fct.data.tables.core import SavedScenario
from fct.scoring.defending.side_by_side import budget_scenarios, compare_scenarios
from fct.scoring.defending.what_if_order import what_if
from fct.scoring.defending.what_if_reports import (
    budget_scenarios_report,
    comparison_report,
    scenario_report,
    what_if_report,
)
from tests.support.proposals.what_ifs import points, three


def test_a_what_if_shows_the_new_order_and_what_changed() -> None:
    """C, B, A by 25 and 75 points; B is funded in place of A."""
    report = what_if_report(what_if(three(), weights=points(1, 3)))

    assert json.loads(json.dumps(report)) == report
    assert report["order"][0] == {
        "ref": "C",
        "rank": 1,
        "rank_official": 3,
        "tier": 1,
        "merit": 75.0,
        "mark": "funded",
        "mark_official": "funded",
        "tied_with": [],
    }
    assert report["moved"] == [
        {"ref": "C", "rank_from": 3, "rank_to": 1},
        {"ref": "A", "rank_from": 1, "rank_to": 3},
    ]
    assert (report["entered"], report["dropped"]) == (["B"], ["A"])
    assert report["weights"]["user advocacy"] == 75
    assert report["weights_official"]["user advocacy"] == 40
    assert (report["budgets"], report["used"], report["left"]) == (
        {"2027": 1000},
        {"2027": 900},
        {"2027": 100},
    )


def test_equals_are_named_in_the_order() -> None:
    """A and B have nothing of the second part."""
    result = what_if(three(shares=[(1, 0), (0.5, 0), (0, 1)]), weights=points(0, 1))

    assert [row["tied_with"] for row in what_if_report(result)["order"]] == [[], ["B"], ["A"]]


def test_a_comparison_shows_who_differs_and_the_money() -> None:
    """Only B and C differ under 1100; conditions that were not applied are named."""
    limits = Conditions.model_validate({"components": {"Army": {"floor_kusd": {2027: 1}}}})
    scenario = Scenario(name="x", budgets={2027: Decimal(1100)}, conditions=limits)
    report = comparison_report(compare_scenarios(three(), {"more": scenario}))

    assert json.loads(json.dumps(report)) == report
    assert [row["ref"] for row in report["differing"]] == ["B", "C"]
    assert report["differing"][0]["places"] == {
        "official": {"rank": 2, "mark": "passed over"},
        "more": {"rank": 2, "mark": "funded"},
    }
    assert report["scenarios"]["more"]["left"] == {"2027": 0}
    assert report["scenarios"]["more"]["not_applied"] == ["floor_kusd"]
    assert [one["funded"] for one in report["scenarios"].values()] == [2, 2]


def test_levels_say_what_they_are_a_share_of() -> None:
    """900 start nothing new; of 1000 and 1100 each funds A, the last B and the second C."""
    levels = level_budgets(three().cycle.model_copy(update={"budgets": {2027: Decimal(1000)}}))
    new = {level.name for level in levels if level.starts_new}
    budgets = {level.name: level.budgets for level in levels}
    side = budget_scenarios(three(), budgets, promises_only=budgets.keys() - new)
    report = budget_scenarios_report(side, levels)

    assert json.loads(json.dumps(report)) == report
    assert [row["ref"] for row in report["flips"]] == ["A", "B", "C"]
    level = report["scenarios"]["continuing resolution"]["level"]
    assert (level["share"], level["of"], level["starts_new"]) == (0.9, "request", False)
    assert report["scenarios"]["continuing resolution"]["funded"] == 0
    assert report["scenarios"]["plus-up"]["left"] == {"2027": 0}


def test_a_saved_scenario_says_who_saved_it() -> None:
    """With its version and the moment."""
    saved = SavedScenario(
        fiscal_year=2027,
        name="More",
        version=2,
        content=Scenario(name="More", budgets={2027: Decimal("1.5")}, run_id="FY2027-R001"),
        at=dt.datetime(2026, 7, 1, tzinfo=dt.UTC),
        actor=Actor("Jane Doe"),
    )
    report = scenario_report(saved)

    assert json.loads(json.dumps(report)) == report
    assert (report["name"], report["version"], report["actor"]) == ("More", 2, "Jane Doe")
    assert (report["budgets"], report["at"]) == ({"2027": "1.5"}, "2026-07-01T00:00:00+00:00")
