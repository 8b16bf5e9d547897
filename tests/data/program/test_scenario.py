"""Scenarios: what one may hold, and the sentences where one is wrong."""

from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from fct.data.common.errors import UsageError
from fct.data.common.yaml_text import parse_yaml
from fct.data.program.conditions import Conditions, Partial
from fct.data.program.rules import CRITERIA
from fct.data.program.scenario import WEIGHTED_PARTS, Scenario, scenario_of
from fct.scoring.judging.merit_parts import PART_NAMES

EVEN = dict.fromkeys(WEIGHTED_PARTS, 1.0)


def test_the_parts_are_those_of_merit() -> None:
    """A scenario names the parts as the scores do, in the same order."""
    assert WEIGHTED_PARTS == PART_NAMES


def test_a_file_holds_a_scenario() -> None:
    """Amounts are the decimals that were written; lines are made one."""
    text = "name: ' Less  money '\nnote: |\n  as\n  last year\nbudgets: {2027: 0.1}\nrun_id: R\n"
    scenario = scenario_of(parse_yaml(text, "less.yaml"), "less.yaml")

    assert (scenario.name, scenario.note) == ("Less money", "as last year")
    assert scenario.budgets == {2027: Decimal("0.1")}
    assert (scenario.weights, scenario.conditions) == (None, None)
    assert scenario.changes == ["budgets"]


def test_what_is_kept_gives_the_scenario_back() -> None:
    """As JSON values, amounts as text, and equal when read again."""
    scenario = Scenario(
        name="All",
        note="Everything.",
        weights=EVEN | {"trl": 0.1},
        budgets={2027: Decimal("0.10"), 2028: Decimal(7)},
        conditions=Conditions(
            hold_back_kusd={2027: Decimal("5.5")},
            must_fund=frozenset({"A"}),
            partial=Partial(refs="all", least_share=Decimal("0.4")),
        ),
        run_id="FY2027-R001",
    )
    plain = scenario.as_plain()

    assert plain["budgets"] == {"2027": "0.10", "2028": "7"}
    assert plain["conditions"]["hold_back_kusd"] == {"2027": "5.5"}
    assert scenario_of(plain, "the store") == scenario
    assert scenario.changes == ["weights", "budgets", "conditions"]


def test_no_conditions_differ_from_the_cycle_s_own() -> None:
    """Empty ones lift the cycle's; where none are named, the cycle's stay."""
    lifted = scenario_of({"name": "A", "conditions": {}}, "new")

    assert lifted.conditions == Conditions()
    assert lifted.changes == ["conditions"]
    assert scenario_of(lifted.as_plain(), "the store") == lifted
    assert Scenario(name="A").changes == []


def test_points_stand_in_the_order_of_the_parts() -> None:
    """In whatever order they were written."""
    scenario = Scenario(name="A", weights=dict(reversed(EVEN.items())))

    assert list(scenario.weights or {}) == list(WEIGHTED_PARTS)


def test_a_scenario_cannot_be_changed() -> None:
    """Another one is another version."""
    with pytest.raises(ValidationError, match="frozen"):
        Scenario(name="A").name = "B"  # type: ignore[misc] # what is tried


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ([], "new is not a scenario: it must hold keys such as name"),
        ({}, "“name” is missing; add it"),
        ({"name": " "}, "new: name: it is blank; give 1 to 60 characters"),
        ({"name": "x" * 61}, "name: it has 61 characters; at most 60 are kept"),
        ({"name": "a\x1bb"}, r"name: 'a\\x1bb' has a character that cannot be printed; remove it"),
        ({"name": "Official"}, "“Official” is what the cycle's own order is called"),
        ({"name": "A", "note": "x" * 2001}, "note: it has 2001 characters; at most 2000 are kept"),
        ({"name": "A", "budget": {}}, "“budget” is not a known key"),
        ({"name": "A", "budgets": {27: 1}}, "budgets.27.* is 27: .*2000"),
        ({"name": "A", "budgets": {2027: -1}}, "budgets.2027 is -1: .*greater than or equal to 0"),
        ({"name": "A", "budgets": {2027: "much"}}, "budgets.2027 is 'much': .*valid decimal"),
        (
            {"name": "A", "weights": {**EVEN, "price": 1}},
            "weights: price is not a part; parts are ",
        ),
        ({"name": "A", "weights": {"trl": 1}}, "weights: no points for production_status, modif"),
        ({"name": "A", "weights": {**EVEN, "trl": -1}}, "trl has -1 points; a number from 0 up"),
        ({"name": "A", "weights": {**EVEN, "trl": float("nan")}}, "trl has nan points"),
        ({"name": "A", "weights": {**EVEN, "trl": True}}, "weights.trl is True: .*valid number"),
        ({"name": "A", "weights": dict.fromkeys(EVEN, 0)}, "all parts have 0 points"),
        ({"name": "A", "conditions": {"must": []}}, "“conditions.must” is not a known key"),
    ],
)
def test_a_wrong_scenario_is_explained(content: Any, message: str) -> None:
    """One sentence says where, what was seen and what is accepted."""
    with pytest.raises(UsageError, match=message):
        scenario_of(content, "new")


def test_criteria_are_parts_by_their_names() -> None:
    """The last five."""
    assert WEIGHTED_PARTS[6:] == CRITERIA
