"""The smallest documented change that would cross the line; every one is judged again."""

from decimal import Decimal
from typing import Any

import pandas as pd
import pytest

from fct.data.records import Cell, RawProposal
from fct.data.rubric import default_rubric
from fct.scoring.crossing import Change, Crossing, crossing
from fct.scoring.funding_line import order_of_merit
from fct.scoring.judge import judge
from fct.scoring.why import Ladder
from tests.cases import CYCLE, valid_proposal

BUDGET = {2027: Decimal(600)}  # each asks for 550: one new start is funded
CYCLE_OF_ONE = CYCLE.model_copy(update={"budgets": BUDGET})


def ranked(*proposals: RawProposal) -> pd.DataFrame:
    """The order of merit of proposals."""
    return order_of_merit(judge(list(proposals), CYCLE_OF_ONE), CYCLE_OF_ONE).ranks


def found_for(proposal: RawProposal, *others: RawProposal) -> Crossing:
    """What it would take for a proposal, with others around it."""
    ladder = Ladder.of(ranked(proposal, *others), BUDGET, proposal.ref)
    return crossing(proposal, ladder, CYCLE_OF_ONE, default_rubric())


def told(change: Change | None) -> list[tuple[str, str, str]]:
    """The steps of a change in short."""
    assert change is not None
    return [(step.field or step.rule, step.was, step.becomes) for step in change.steps]


def with_step(proposal: RawProposal, field: str, value: Any) -> RawProposal:
    """The proposal with another answer."""
    old = proposal.answers[field]
    answers = proposal.answers | {field: Cell(value, old.row, old.column)}
    return RawProposal(proposal.ref, proposal.origin, answers, proposal.rows)


def test_the_least_step_that_crosses_is_found() -> None:
    """A has MRL 9 of 10; B is equal but for MRL 8: MRL 10 crosses, MRL 9 would only tie."""
    change = found_for(valid_proposal("B", mrl=8), valid_proposal("A", mrl=9)).smallest

    assert told(change) == [("mrl", "8", "10")]
    assert change is not None
    assert change.adds == pytest.approx(10.5 * 2 / 9)
    assert (change.tier, change.rank) == (1, 1)


def test_what_it_names_does_cross_when_it_is_done() -> None:
    """The changed proposal is ranked for real and is funded."""
    proposal, other = valid_proposal("B", mrl=8, trl=8), valid_proposal("A", mrl=9)
    change = found_for(proposal, other).smallest
    assert change is not None
    for step in change.steps:
        if step.field:
            proposal = with_step(proposal, step.field, step.value)
    ranks = ranked(proposal, other).set_index("ref")

    assert all(step.field for step in change.steps)
    assert str(ranks.loc["B", "mark"]) == "funded"


def test_a_change_that_adds_less_and_crosses_does_not_exist() -> None:
    """Of all single steps that cross, the smallest adds least merit."""
    found = found_for(valid_proposal("B", mrl=7, trl=7), valid_proposal("A", mrl=8, trl=8))
    crossing_parts = [change for change in found.by_part if change.crosses]

    assert found.smallest is not None
    assert found.smallest.adds == pytest.approx(min(change.adds for change in crossing_parts))


def test_each_part_has_its_own_answer() -> None:
    """A part of which no step crosses shows the step that adds most, and says that it does not."""
    found = found_for(
        valid_proposal("B", trl=8, mrl=8, production_status="late development"),
        valid_proposal("A"),
    )
    by_part = {change.steps[0].part: change for change in found.by_part}

    assert not by_part["trl"].crosses
    assert told(by_part["trl"]) == [("trl", "8", "9")]
    assert by_part["production_status"].adds == pytest.approx(24.5 * 0.4)


def test_two_steps_are_named_where_one_does_not_do() -> None:
    """B lacks 3.675 for low-rate and 3.5 for minor; A lacks 1.167 for MRL 9: both must go."""
    behind = valid_proposal("B", production_status="low-rate production", modification="minor")
    found = found_for(behind, valid_proposal("A", mrl=9))

    assert not any(change.crosses for change in found.by_part)
    assert told(found.smallest) == [
        ("production_status", "low-rate production", "full-rate production"),
        ("modification", "minor", "none"),
    ]


def test_an_answer_and_a_rule_can_cross_together() -> None:
    """B lacks 3.5 for minor and 0.6 for A4; A, of 4999 in service, lacks 0.26: both must go."""
    behind = valid_proposal("B", modification="minor", advocacy_level="O-6 or GS-15")
    found = found_for(behind, valid_proposal("A", quantity_fielded=4999))

    assert told(found.smallest) == [
        ("modification", "minor", "none"),
        ("A4", "does not hold", "holds"),
    ]


def test_a_rule_that_does_not_hold_counts_by_its_weight() -> None:
    """A4 is 1 of the 10 of user advocacy, 0.6 points: less than the 0.875 of TRL 9."""
    behind = valid_proposal("B", advocacy_level="O-6 or GS-15", trl=8)
    found = found_for(behind, valid_proposal("A", mrl=9))

    assert told(found.smallest) == [("A4", "does not hold", "holds")]
    assert found.smallest is not None
    assert found.smallest.adds == pytest.approx(0.6)
    assert {change.steps[0].part: change.crosses for change in found.by_part} == {
        "trl": True,
        "user advocacy": True,
    }


def test_no_change_of_merit_helps_a_request_that_is_too_large() -> None:
    """700 of 600: nothing crosses, and nothing is made up."""
    too_much = valid_proposal("B", mrl=8, fct_support_kusd=[200])
    found = found_for(too_much, valid_proposal("A"))

    assert found.smallest is None
    assert not any(change.crosses for change in found.by_part)


def test_a_step_may_lift_a_proposal_into_the_first_tier() -> None:
    """Moderate modification is tier 2; none puts it into tier 1, above A of TRL 8."""
    found = found_for(valid_proposal("B", modification="moderate"), valid_proposal("A", trl=8))
    (change,) = found.by_part

    assert told(change) == [("modification", "moderate", "none")]
    assert (change.tier, change.crosses) == (1, True)
