"""The line with one thing changed, worked by hand and held against the order of merit itself."""

import random
from decimal import Decimal
from typing import Any

import pandas as pd
import pytest

from fct.data.program.conditions import Conditions, parse_conditions
from fct.scoring.defending.distance_to_line import distance_to_line
from fct.scoring.defending.line_trials import LineTrial, limits_of
from fct.scoring.judging.judgement import judge
from fct.scoring.ranking.funding_line import shares_in_order
from fct.scoring.ranking.ledger import Limit
from fct.scoring.ranking.order import order_of_merit
from tests.support.processes.samples import sample
from tests.support.proposals.cases import CYCLE, valid_proposal
from tests.support.proposals.line_trials import trial_of

YEAR, ARMY = Limit(2027), Limit(2027, "Army")


def row(ref: str, merit: float, kusd: int, **changes: Any) -> dict[str, Any]:
    """One ranked proposal of the Army that competes for money of 2027."""
    return {
        "ref": ref,
        "tier": 1,
        "merit": merit,
        "maturity": merit,
        "competes": True,
        "component": "Army",
        "request_kusd": {2027: Decimal(kusd)},
        **changes,
    }


# 1000: A takes 600, B's 500 does not fit the 400 left, C's 300 fits, D's 200 does not fit 100.
LINE = [row("A", 90, 600), row("B", 80, 500), row("C", 70, 300), row("D", 60, 200)]


def trial(ref: str, *more: dict[str, Any], **stated: Any) -> LineTrial:
    """The line of 1000 around one proposal, under conditions."""
    conditions = Conditions.model_validate(stated)
    return trial_of(pd.DataFrame([*LINE, *more]), {2027: Decimal(1000)}, ref, conditions)


def test_a_supposed_tie_is_not_won() -> None:
    """With B's merit and maturity it would stand below B, above C."""
    assert trial("D").place_of(1, 80, 80) == 2
    assert trial("D").place_of(1, 80.1, 0) == 1
    assert trial("D").place_of(2, 99, 99) == 3


def test_who_would_lose_money_is_named() -> None:
    """D before C takes 200 of 400, so that C's 300 no longer fit; before A it is the same."""
    found = trial("D")

    assert [found.drops(found.at(place)) for place in (2, 0, 3)] == [["C"], ["C"], []]


def test_its_turn_says_what_was_left() -> None:
    """A and C took 900 of the year, and of what the Army may have."""
    turn = trial("D", components={"Army": {"ceiling_kusd": {2027: 950}}}).turn()

    assert turn is not None
    assert limits_of(turn, "Army") == {YEAR: 100, ARMY: 50}
    assert limits_of(turn, "Navy") == {YEAR: 100}
    assert turn.short == {YEAR: 100, ARMY: 150}


def test_one_that_is_excluded_has_no_turn() -> None:
    """It is not asked; without its exclusion it is short."""
    found = trial("D", excluded=["D"])

    assert found.turn() is None
    assert found.turn(found.not_excluded()) is not None


def test_other_amounts_are_those_of_the_proposal_alone() -> None:
    """D's 100 fit what C leaves."""
    found = trial("D")

    assert found.is_funded(found.asking({2027: Decimal(100)}))
    assert not found.is_funded(found.asking({2027: Decimal(101)}))
    assert not found.is_funded()


def test_more_money_is_there_for_everybody() -> None:
    """100 more go to B, which is passed over today: D stays below the line, and C loses."""
    found = trial("D")
    question = found.with_more({YEAR: Decimal(100)})

    assert list(shares_in_order(question)) == ["A", "B"]
    assert found.drops(question) == ["C"]


def test_a_higher_ceiling_is_one_of_its_component() -> None:
    """The Army may have 900: D's 200 fit 1300 of budget with 200 more."""
    found = trial("D", components={"Army": {"ceiling_kusd": {2027: 900}}})
    question = found.with_more({YEAR: Decimal(600), ARMY: Decimal(700)})

    assert list(shares_in_order(question)) == ["A", "B", "C", "D"]
    assert question.conditions.ceilings() == {("Army", 2027): 1600}


def test_what_must_be_funded_comes_first() -> None:
    """D takes 200 of 1000, A 600: C's 300 do not fit the rest."""
    found = trial("D")

    assert found.drops(found.must_be_funded()) == ["C"]
    assert trial("D", excluded=["D"]).is_funded(trial("D", excluded=["D"]).must_be_funded())


def test_parts_are_no_matter_of_the_line() -> None:
    """D could be given half of its request; the line knows whole requests."""
    assert not trial("D", partial={"refs": "all", "least_share": 0.5}).is_funded()


def test_what_does_not_compete_has_a_place_and_takes_nothing() -> None:
    """K stands between A and B: D's fourth place is below K, A, B and C."""
    rows = [LINE[0], row("K", 85, 900, competes=False), *LINE[1:]]
    found = trial_of(pd.DataFrame(rows), {2027: Decimal(1000)}, "D")

    assert (found.place, found.lowest_funded_place()) == (4, 3)
    assert [one.ref for one in found.at(2).candidates] == ["A", "D", "B", "C"]


@pytest.mark.sampled
@pytest.mark.parametrize("seed", range(sample(5, whole=12)))
def test_what_is_funded_by_distance_is_funded_by_the_line(seed: int) -> None:
    """On mixed proposals, under conditions of every kind, the two never part."""
    rng = random.Random(seed)
    proposals = [
        valid_proposal(
            f"P-{n}",
            mrl=rng.randint(7, 10),
            trl=rng.randint(8, 9),
            component=rng.choice(["Army", "Navy"]),
            funding_year=[2027],
            fct_articles_kusd=[rng.randint(1, 9) * 100],
            fct_test_kusd=[0],
            fct_support_kusd=[0],
            project_type=rng.choice(["new start", "new start", "continuing"]),
        )
        for n in range(8)
    ]
    stated = {
        "must_fund": [f"P-{n}" for n in rng.sample(range(4), 2)],
        "excluded": [f"P-{n}" for n in rng.sample(range(4, 8), 1)],
        "hold_back_kusd": {2027: rng.choice([0, 100])},
        "components": {"Army": {"ceiling_kusd": {2027: rng.choice([300, 900])}}},
    }
    conditions = parse_conditions(stated, "the test")
    budget = {2027: Decimal(rng.choice([1500, 2500, 3500]))}
    cycle = CYCLE.model_copy(update={"budgets": budget, "conditions": conditions})
    found = order_of_merit(judge(proposals, cycle), cycle)
    for one in found.ranks[found.ranks["competes"]].to_dict("records"):
        distance = distance_to_line(LineTrial.of(found.ranks, found.question(), one["ref"]))
        assert distance.is_funded is (str(one["mark"]) == "funded"), one["ref"]


@pytest.mark.parametrize("seed", range(12))
def test_a_place_is_funded_as_the_line_drawn_there_funds(seed: int) -> None:
    """What is known of today's line says of each place what drawing the line there says."""
    rng = random.Random(seed)
    rows = [
        row(
            f"P-{n}",
            90 - n // 2,
            rng.randint(1, 9) * 100,
            competes=rng.random() < 0.8,
            component=rng.choice(["Army", "Navy"]),
        )
        for n in range(10)
    ]
    stated = {
        "must_fund": [f"P-{n}" for n in rng.sample(range(5), 2)],
        "excluded": [f"P-{n}" for n in rng.sample(range(5, 10), 1)],
        "components": {"Army": {"ceiling_kusd": {2027: rng.choice([300, 900])}}},
        "line": rng.choice([{}, {}, {"most_passed_over": 1}]),
    }
    conditions = Conditions.model_validate(stated)
    ranks, left = pd.DataFrame(rows), {2027: Decimal(rng.choice([500, 1500, 2500]))}
    for one in rows:
        if one["competes"]:
            found = trial_of(ranks, left, str(one["ref"]), conditions)
            for place in range(len(rows)):
                drawn = found.is_funded(found.at(place, tier=1, merit=80))
                assert found.is_funded_at(place, tier=1, merit=80) is drawn, (one, place)
