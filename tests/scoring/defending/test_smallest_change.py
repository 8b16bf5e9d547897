"""The smallest documented change that would cross the line; every one is judged again."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from fct.data.common.cells import Cell, RawProposal
from fct.data.program.rubric import default_rubric
from fct.data.program.rule_stages import Stage
from fct.data.proposals.waivers import GrantedWaiver
from fct.scoring.defending.line_trials import LineTrial
from fct.scoring.defending.smallest_change import (
    Change,
    Counterfactuals,
    JudgedBy,
    counterfactuals,
    smallest_changes,
)
from fct.scoring.judging.exceptions import Exceptions
from fct.scoring.judging.judgement import Judgement, judge
from fct.scoring.ranking.order import order_of_merit
from tests.support.proposals.cases import CYCLE, valid_proposal

BUDGET = {2027: Decimal(600)}  # each asks for 550: one new start is funded
CYCLE_OF_ONE = CYCLE.model_copy(update={"budgets": BUDGET})


def line_around(ref: str, judgement: Judgement) -> LineTrial:
    """The line around one of some proposals."""
    order = order_of_merit(judgement, CYCLE_OF_ONE)
    return LineTrial.of(order.ranks, order.question(), ref)


def found_for(proposal: RawProposal, *others: RawProposal) -> Counterfactuals:
    """What it would take for a proposal, with others around it."""
    line = line_around(proposal.ref, judge([proposal, *others], CYCLE_OF_ONE))
    return counterfactuals(proposal, line, CYCLE_OF_ONE, default_rubric())


def reported(change: Change | None) -> list[tuple[str, str, str]]:
    """The steps of a change in short."""
    assert change is not None
    return [(step.field or step.rule, step.was, step.becomes) for step in change.steps]


def with_step(proposal: RawProposal, field: str, value: Any) -> RawProposal:
    """The proposal with another answer."""
    old = proposal.answers[field]
    answers = proposal.answers | {field: Cell(value, old.row, old.column)}
    return RawProposal(proposal.ref, proposal.origin, answers, proposal.rows)


def waiver(ref: str) -> GrantedWaiver:
    """A waiver of A3 to the as-of date."""
    return GrantedWaiver(
        id="FY2027-W001",
        fiscal_year=2027,
        ref=ref,
        rule="A3",
        reason="Renewed by message.",
        requested_by="Ann Lee",
        approved_by="Bob Ray",
        approval_reason="Seen.",
        expires=CYCLE.final_due,
    )


def test_the_least_step_that_crosses_is_found() -> None:
    """A has MRL 9 of 10; B is equal but for MRL 8: MRL 10 crosses, MRL 9 would only tie."""
    change = found_for(valid_proposal("B", mrl=8), valid_proposal("A", mrl=9)).smallest

    assert reported(change) == [("mrl", "8", "10")]
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
    judgement = judge([proposal, other], CYCLE_OF_ONE)
    ranks = order_of_merit(judgement, CYCLE_OF_ONE).ranks.set_index("ref")

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
    assert reported(by_part["trl"]) == [("trl", "8", "9")]
    assert by_part["production_status"].adds == pytest.approx(24.5 * 0.4)


def test_two_steps_are_named_where_one_does_not_do() -> None:
    """B lacks 3.675 for low-rate and 3.5 for minor; A lacks 1.167 for MRL 9: both must go."""
    behind = valid_proposal("B", production_status="low-rate production", modification="minor")
    found = found_for(behind, valid_proposal("A", mrl=9))

    assert not any(change.crosses for change in found.by_part)
    assert reported(found.smallest) == [
        ("production_status", "low-rate production", "full-rate production"),
        ("modification", "minor", "none"),
    ]


def test_an_answer_and_a_rule_can_cross_together() -> None:
    """B lacks 3.5 for minor and 0.6 for A4; A, of 4999 in service, lacks 0.26: both must go."""
    behind = valid_proposal("B", modification="minor", advocacy_level="O-6 or GS-15")
    found = found_for(behind, valid_proposal("A", quantity_fielded=4999))

    assert reported(found.smallest) == [
        ("modification", "minor", "none"),
        ("A4", "does not hold", "holds"),
    ]


def test_a_rule_that_does_not_hold_counts_by_its_weight() -> None:
    """A4 is 1 of the 10 of user advocacy, 0.6 points: less than the 0.875 of TRL 9."""
    behind = valid_proposal("B", advocacy_level="O-6 or GS-15", trl=8)
    found = found_for(behind, valid_proposal("A", mrl=9))

    assert reported(found.smallest) == [("A4", "does not hold", "holds")]
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

    assert reported(change) == [("modification", "moderate", "none")]
    assert (change.tier, change.crosses) == (1, True)


def test_a_change_is_tried_by_the_stages_and_waivers_of_the_run() -> None:
    """A3 fails on both and is waived: with MRL 10 for 8 B is still ranked, and crosses.

    To document A3 adds less, 1.8 points for the 2.33 of MRL. Without the waivers B is not ranked.
    """
    old = {"advocacy_date": dt.date(2020, 1, 1)}
    proposals = [valid_proposal("B", mrl=8, **old), valid_proposal("A", mrl=9, **old)]
    exceptions = Exceptions({}, [waiver(ref=one.ref) for one in proposals])
    judgement = judge(proposals, CYCLE_OF_ONE, exceptions=exceptions)
    line = line_around("B", judgement)
    by = (CYCLE_OF_ONE, default_rubric())

    found = counterfactuals(proposals[0], line, *by, exceptions)
    (mrl,) = [change for change in found.by_part if change.steps[0].field == "mrl"]

    assert (reported(mrl), mrl.crosses) == ([("mrl", "8", "10")], True)
    assert reported(found.smallest) == [("A3", "does not hold", "holds")]
    assert counterfactuals(proposals[0], line, *by).smallest is None


@pytest.mark.parametrize(
    ("stage", "points"),
    [(Stage.BLOCK, 6 * 3 / 10), (Stage.WARN, 6 * 1 / 8), (Stage.WATCH, None)],
)
def test_a_rule_adds_what_it_weighs_at_its_stage(stage: Stage, points: float | None) -> None:
    """A3 of user advocacy, which gives 6 points: 3 of 10 at block, 1 of 8 at warn, else nothing."""
    proposal = valid_proposal("B", mrl=8, advocacy_date=dt.date(2020, 1, 1))
    exceptions = Exceptions({"A3": stage}, [waiver(ref="B")])
    judgement = judge([proposal, valid_proposal("A")], CYCLE_OF_ONE, exceptions=exceptions)
    line = line_around("B", judgement)

    found = counterfactuals(proposal, line, CYCLE_OF_ONE, default_rubric(), exceptions)

    adds = [change.adds for change in found.by_part if change.steps[0].rule == "A3"]
    assert adds == ([] if points is None else [pytest.approx(points)])


def test_facts_come_last() -> None:
    """MRL 10 alone would cross; so would test data and A4 together, which can be documented."""
    behind = valid_proposal(
        "B", mrl=8, foreign_test_data="available on request", advocacy_level="O-6 or GS-15"
    )
    found = found_for(behind, valid_proposal("A", mrl=9, foreign_test_data="none"))

    assert found.smallest is not None
    assert not found.smallest.is_fact
    assert [change.is_fact for change in found.by_part] == sorted(
        change.is_fact for change in found.by_part
    )


def test_a_fact_is_named_where_nothing_else_crosses() -> None:
    """B lacks nothing but MRL."""
    found = found_for(valid_proposal("B", mrl=8), valid_proposal("A", mrl=9))

    assert found.smallest is not None
    assert found.smallest.is_fact


def test_many_are_searched_as_each_is_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is judged together: one step, two steps, a rule, a waiver and nothing at all."""
    proposals = [
        valid_proposal("A", mrl=9),
        valid_proposal("B", mrl=8),
        valid_proposal("C", production_status="low-rate production", modification="minor"),
        valid_proposal("D", advocacy_level="O-6 or GS-15", trl=8),
        valid_proposal("E", mrl=8, fct_support_kusd=[200]),
    ]
    exceptions = Exceptions(waivers=[waiver("C")])
    judgement = judge(proposals, CYCLE_OF_ONE, exceptions=exceptions)
    tried = [(one, line_around(one.ref, judgement)) for one in proposals[1:]]
    alone = [
        counterfactuals(one, line, CYCLE_OF_ONE, default_rubric(), exceptions).smallest
        for one, line in tried
    ]
    by = JudgedBy(CYCLE_OF_ONE, default_rubric(), exceptions)
    for at_a_time in (1, 3, 25):
        monkeypatch.setattr(f"{counterfactuals.__module__}._AT_A_TIME", at_a_time)
        together = list(smallest_changes(tried, by))
        assert together == [one and replace(one, drops=()) for one in alone], at_a_time
    assert [one is None for one in alone] == [False, False, False, True]
