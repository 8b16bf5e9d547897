"""Stages and waivers: what they change of a judgement, and what they never change."""

import dataclasses
import datetime as dt
import itertools
from typing import Any

import pytest

from fct.data.common.cells import RawProposal
from fct.data.program.rule_stages import Stage
from fct.data.program.rules import load_rules
from fct.data.proposals.waivers import GrantedWaiver
from fct.scoring.judging.exceptions import Exceptions
from fct.scoring.judging.judgement import Judgement, judge
from fct.scoring.ranking.reports import proposal_reports
from tests.support.proposals.cases import CYCLE, valid_proposal
from tests.support.proposals.mutations import random_batch

OLD = dt.date(2020, 1, 1)
DUE = CYCLE.final_due  # 30 June 2026
ALL_WATCHED = dict.fromkeys(load_rules(), Stage.WATCH)


def waiver(rule: str = "A3", ref: str = "P-1", **others: Any) -> GrantedWaiver:
    """Return a waiver that was granted, with other facts."""
    given: dict[str, Any] = {
        "id": "FY2027-W001",
        "fiscal_year": 2027,
        "ref": ref,
        "rule": rule,
        "reason": "Renewed by message.",
        "requested_by": "Ann Lee",
        "approved_by": "Bob Ray",
        "approval_reason": "Seen.",
        "expires": DUE,
    }
    return GrantedWaiver(**(given | others))


def judged(
    *proposals: RawProposal, stages: dict[str, Stage] | None = None, waivers: Any = (), **cycle: Any
) -> Judgement:
    """Judge proposals under stages and waivers."""
    return judge(
        list(proposals),
        CYCLE.model_copy(update=cycle),
        exceptions=Exceptions(stages or {}, waivers),
    )


def said(judgement: Judgement, place: int = 0) -> tuple[str, str, int, float]:
    """Verdict, verdict on user advocacy, outcome of A3 and strength of one proposal."""
    return (
        str(judgement.scores["verdict"].iloc[place]),
        str(judgement.criteria["user advocacy"].iloc[place]),
        int(judgement.outcomes["A3"].iloc[place]),
        round(float(judgement.scores["strength"].iloc[place]), 6),
    )


@pytest.mark.parametrize(
    ("stage", "verdict", "criterion", "strength", "severities"),
    [
        (Stage.BLOCK, "not recommended", "not met", 94, ["criterion"]),  # (7 / 10 + 4) / 5
        (Stage.WARN, "rankable", "met", 97.5, ["weakness"]),  # (7 / 8 + 4) / 5: A3 weighs 1 of 8
        (Stage.WATCH, "rankable", "met", 100, []),  # (7 / 7 + 4) / 5
    ],
)
def test_a_rule_goes_as_far_as_its_stage(
    stage: Stage, verdict: str, criterion: str, strength: float, severities: list[str]
) -> None:
    """A3 fails at each stage; what follows from it differs."""
    judgement = judged(valid_proposal(advocacy_date=OLD), stages={"A3": stage})

    assert said(judgement) == (verdict, criterion, -1, strength)
    assert [one.severity for one in judgement.findings] == severities
    assert all(one.rule == "A3" and one.outcome == "fails" for one in judgement.findings)


@pytest.mark.parametrize(
    ("stage", "verdict", "strength"),
    [(Stage.BLOCK, "returned", 94), (Stage.WARN, "rankable", 97.5), (Stage.WATCH, "rankable", 100)],
)
def test_an_unknown_rule_goes_as_far_as_its_stage(
    stage: Stage, verdict: str, strength: float
) -> None:
    """Advocacy without a date: A3 is unknown, and X1, the other rule on it, is watched."""
    judgement = judged(valid_proposal(advocacy_date=None), stages={"A3": stage, "X1": Stage.WATCH})

    criterion = "not shown" if stage is Stage.BLOCK else "met"
    assert said(judgement) == (verdict, criterion, 0, strength)


def test_a_weakness_at_warn_does_not_make_a_criterion_weak() -> None:
    """It lowers the strength as before: (9 / 10 + 4) / 5."""
    weak = valid_proposal(advocacy_level="below")

    assert judged(weak).criteria["user advocacy"].tolist() == ["weak"]
    warned = judged(weak, stages={"A4": Stage.WARN})
    assert warned.criteria["user advocacy"].tolist() == ["met"]
    assert warned.scores["strength"].tolist() == pytest.approx([98])


@pytest.mark.parametrize(
    ("changes", "rule", "verdict"),
    [
        ({"country": "USA", "source_country": "USA"}, "G1", "ineligible"),
        ({"production_status": "prototype"}, "G5", "ineligible"),
        ({"title": None}, "X1", "returned"),
    ],
)
@pytest.mark.parametrize("stage", [Stage.WARN, Stage.WATCH])
def test_a_gate_or_form_rule_that_does_not_block_stops_nobody(
    changes: dict[str, Any], rule: str, verdict: str, stage: Stage
) -> None:
    """Outside the five criteria a warning takes nothing from the strength; nothing is referred."""
    proposal = valid_proposal(**changes)
    stages = {rule: stage, "X8": Stage.WATCH}  # a prototype does not fit its readiness levels

    assert judged(proposal).scores["verdict"].tolist() == [verdict]
    freed = judged(proposal, stages=stages)
    assert freed.scores["verdict"].tolist() == ["rankable"]
    assert freed.scores["referral"].tolist() == [None]
    assert freed.scores["strength"].tolist() == [100]
    assert freed.outcomes[rule].tolist() == [-1]
    assert {one.severity for one in freed.findings if one.rule == rule} == (
        {"weakness"} if stage is Stage.WARN else set()
    )


def test_a_criterion_of_which_no_rule_counts_is_met_by_all() -> None:
    """All rules watched: every proposal is rankable with strength 100, and nothing is found."""
    judgement = judged(
        valid_proposal("A"), valid_proposal("B", country="USA", intent="no"), stages=ALL_WATCHED
    )

    assert judgement.scores["verdict"].tolist() == ["rankable", "rankable"]
    assert judgement.scores["strength"].tolist() == [100, 100]
    assert judgement.findings == []


def test_a_waived_rule_is_taken_to_hold_and_its_outcome_stays() -> None:
    """The verdict is lifted; the strength, the outcome and the finding are not."""
    old = valid_proposal(advocacy_date=OLD)

    assert said(judged(old)) == ("not recommended", "not met", -1, 94)
    judgement = judged(old, waivers=[waiver()])
    assert said(judgement) == ("rankable", "met", -1, 94)
    assert [(one.rule, one.severity) for one in judgement.findings] == [("A3", "criterion")]
    assert judgement.waived == {(0, "A3"): waiver()}


@pytest.mark.parametrize(
    ("changes", "rule", "verdict"),
    [
        ({"production_status": "prototype"}, "G5", "ineligible"),
        ({"production_status": None}, "G5", "returned"),
        ({"test_start": dt.date(2028, 1, 1)}, "X3", "rankable"),
    ],
)
def test_rules_of_the_form_are_waived_and_gates_are_not(
    changes: dict[str, Any], rule: str, verdict: str
) -> None:
    """Whether a gate fails or is unknown, a waiver of it that was approved once does not count."""
    waivers = [waiver(rule), waiver("X1", id="FY2027-W002")]
    judgement = judged(valid_proposal(**changes), waivers=waivers)

    assert judgement.scores["verdict"].tolist() == [verdict]
    assert judgement.outcomes[rule].tolist() != [1]


@pytest.mark.parametrize(
    "other",
    [
        waiver(expires=DUE - dt.timedelta(days=1)),
        waiver(ref="P-2"),
        waiver(fiscal_year=2028),
        waiver("A2"),
        waiver("A4"),
    ],
    ids=["expired", "another proposal", "another cycle", "another rule", "cannot be waived"],
)
def test_a_waiver_counts_for_its_own_alone(other: GrantedWaiver) -> None:
    """Not after its last day, not for another proposal, cycle or rule."""
    judgement = judged(valid_proposal(advocacy_date=OLD), waivers=[other])

    assert said(judgement) == ("not recommended", "not met", -1, 94)


def test_a_waiver_of_the_law_counts_for_nothing() -> None:
    """G1 stays what it is even if somebody wrote a waiver for it."""
    judgement = judged(valid_proposal(country="USA"), waivers=[waiver("G1")])

    assert judgement.scores["verdict"].tolist() == ["ineligible"]
    assert judgement.waived == {}


def test_a_waiver_is_held_against_the_date_of_its_proposal() -> None:
    """Out-of-cycle proposals are judged later, and by then it may have expired."""
    proposals = [
        valid_proposal("P-1", advocacy_date=OLD),
        valid_proposal("P-2", advocacy_date=OLD, cycle_type="out of cycle"),
    ]
    waivers = [waiver(ref=one.ref, expires=dt.date(2026, 8, 31)) for one in proposals]

    judgement = judged(*proposals, waivers=waivers, out_of_cycle_as_of=dt.date(2026, 9, 1))

    assert judgement.scores["verdict"].tolist() == ["rankable", "not recommended"]
    assert list(judgement.waived) == [(0, "A3")]


def test_of_two_waivers_the_one_that_lasts_longer_is_named() -> None:
    """In whichever order they come."""
    longer = waiver(id="FY2027-W002", expires=dt.date(2027, 1, 1))
    for waivers in itertools.permutations([waiver(), longer, waiver(id="FY2027-W003")]):
        judgement = judged(valid_proposal(advocacy_date=OLD), waivers=waivers)
        assert judgement.waived[0, "A3"] == longer


def test_without_exceptions_nothing_changes() -> None:
    """Random proposals: no stage and no waiver, every rule at block, waivers of others."""
    batch = random_batch(7, 60)
    plain = judge(batch, CYCLE)
    at_block = dict.fromkeys(load_rules(), Stage.BLOCK)
    with_none = judged(*batch, stages=at_block, waivers=[waiver(ref="nobody")])

    assert proposal_reports(plain) == proposal_reports(judged(*batch))
    assert proposal_reports(plain) == proposal_reports(with_none)
    assert any(score < 100 for score in plain.scores["strength"])


def test_no_exception_changes_an_outcome() -> None:
    """Whatever is watched and waived, the outcomes are what the rules say."""
    batch = random_batch(7, 60)
    waivers = [waiver(rule, one.ref) for one in batch for rule in ("A1", "G5", "X1", "M2")]
    excepted = judged(*batch, stages=dict(list(ALL_WATCHED.items())[::2]), waivers=waivers)

    assert excepted.outcomes.equals(judge(batch, CYCLE).outcomes)


def test_a_waiver_lifts_no_score_but_the_verdict() -> None:
    """Random proposals with a waiver of every rule that can be waived."""
    batch = random_batch(11, 60)
    rules = [rule for rule in load_rules() if waiver(rule).counts_at(DUE)]
    waivers = [waiver(rule, one.ref) for one in batch for rule in rules]
    plain, excepted = judge(batch, CYCLE), judged(*batch, waivers=waivers)

    numbers = ["tier", "strength", "merit", "maturity_low", "maturity_high"]
    assert excepted.scores[numbers].equals(plain.scores[numbers])
    assert excepted.findings == plain.findings
    assert (excepted.scores["verdict"] == "rankable").sum() > (
        plain.scores["verdict"] == "rankable"
    ).sum()


def test_the_order_of_proposals_and_waivers_does_not_matter() -> None:
    """Each proposal is judged as it is alone."""
    batch = random_batch(3, 20)
    waivers = [waiver(rule, one.ref) for one in batch[::2] for rule in ("A3", "R2", "G5")]
    stages = {"M3": Stage.WARN, "I2": Stage.WATCH, "X2": Stage.WARN}
    forwards = proposal_reports(judged(*batch, stages=stages, waivers=waivers))
    backwards = proposal_reports(judged(*batch[::-1], stages=stages, waivers=waivers[::-1]))

    assert forwards == backwards[::-1]
    assert forwards[3] == proposal_reports(judged(batch[3], stages=stages, waivers=waivers))[0]


def test_what_a_run_was_judged_by_comes_back_from_its_evidence() -> None:
    """Stages and waivers; a run from before them had none."""
    evidence = {
        "stages": {"A3": "warn"},
        "waivers": {"P-1": [waiver().as_plain() | {"outcome": "fails"}]},
    }

    assert Exceptions.of_run(evidence) == Exceptions({"A3": Stage.WARN}, [waiver()])
    assert Exceptions.of_run({}) == Exceptions({}, [])


def test_exceptions_are_not_changed_by_judging() -> None:
    """The record is frozen, and its parts are as they were."""
    stages, waivers = {"A3": Stage.WARN}, [waiver()]
    exceptions = Exceptions(stages, waivers)
    judge([valid_proposal(advocacy_date=OLD)], CYCLE, exceptions=exceptions)

    assert (stages, waivers) == ({"A3": Stage.WARN}, [waiver()])
    with pytest.raises(dataclasses.FrozenInstanceError, match="stages"):
        exceptions.stages = {}  # type: ignore[misc] # what is tried
