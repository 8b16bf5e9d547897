"""Where no set keeps all conditions: which single condition to give up, and how much of it."""

import dataclasses
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from fct.data.program.conditions import Conditions
from fct.scoring.ranking.best_set_problem import Candidate, Question, exact_decimal
from fct.scoring.ranking.infeasibility import Relaxation, Relaxed, infeasible, is_feasible, relax
from tests.support.processes.samples import sample
from tests.support.proposals.conditioned_cases import by_trying_all_shares, of_conditions

CENT = Decimal("0.00001")


def question(kusd: int, *asked: Candidate, groups: Any = (), **conditions: Any) -> Question:
    """New starts under one year's money and conditions."""
    stated = Conditions.model_validate(conditions)
    return Question(asked, {2027: Decimal(kusd)}, stated, groups)


def one(ref: str, kusd: int, component: str = "Army") -> Candidate:
    """A new start that asks for so much in 2027."""
    return Candidate(ref, 1, 80.0, {2027: Decimal(kusd)}, component)


def words(asked: Question) -> list[str]:
    """What each relaxation says."""
    return [relaxation.words for relaxation in infeasible(asked).relaxations]


def test_a_must_fund_beyond_the_budget() -> None:
    """A and B take 500 of 400 less 20: 120 are missing, of which the hold-back has only 20."""
    asked = question(
        400, one("A", 300), one("B", 200), must_fund=["A", "B"], hold_back_kusd={2027: 20}
    )

    assert words(asked) == [
        "raise FY2027's budget by $120K",
        "give up must-fund A",
        "give up must-fund B",
    ]


def test_a_hold_back_that_is_large_enough_may_give_way() -> None:
    """Of 500 held back 400; A lacks 100."""
    asked = question(500, one("A", 200), must_fund=["A"], hold_back_kusd={2027: 400})

    assert words(asked) == [
        "raise FY2027's budget by $100K",
        "hold back $100K less in FY2027",
        "give up must-fund A",
    ]


def test_a_floor_that_cannot_be_reached() -> None:
    """The Army asks for 360 in all and is to get 400; with X, which is excluded, it could."""
    asked = question(
        1000,
        one("A", 200),
        one("B", 160),
        one("X", 90),
        excluded=["X"],
        components={"Army": {"floor_kusd": {2027: 400}}},
    )

    assert words(asked) == [
        "drop FY2027's floor of Army by $40K",
        "let X compete, which is excluded",
    ]


def test_a_ceiling_between_two_sums() -> None:
    """From 350 to 380: there are 300 and 400."""
    asked = question(
        1000,
        one("A", 300),
        one("B", 400),
        components={"Army": {"floor_kusd": {2027: 350}, "ceiling_kusd": {2027: 380}}},
    )

    assert words(asked) == [
        "drop FY2027's floor of Army by $50K",
        "raise FY2027's ceiling of Army by $20K",
    ]


def test_duplicates_that_must_both_be_funded() -> None:
    """Either is given up, or the group."""
    asked = question(
        900, one("A", 100), one("B", 100), groups=[frozenset("AB")], must_fund=["A", "B"]
    )

    assert words(asked) == [
        "give up must-fund A",
        "give up must-fund B",
        "let the duplicates A and B be funded together",
    ]


def test_two_faults_at_once_have_no_single_cure() -> None:
    """It says so, instead of naming a condition that does not help."""
    floors = {"Navy": {"floor_kusd": {2027: 1}}, "USSOCOM": {"floor_kusd": {2027: 1}}}
    found = infeasible(question(900, one("A", 100), components=floors))

    assert found.relaxations == ()
    assert "giving up one of them alone is not enough" in found.words


def test_the_sentence_lists_the_ways() -> None:
    """What is wrong, then what to do."""
    asked = question(100, one("A", 150), must_fund=["A"])

    assert infeasible(asked).words == (
        "No set of new starts keeps all conditions. To have one: raise FY2027's budget by $50K; "
        "or give up must-fund A."
    )


@pytest.mark.sampled
@pytest.mark.parametrize("start", range(0, sample(30, whole=120), 30))
def test_each_amount_is_enough_and_a_cent_less_is_not(start: int) -> None:
    """Held against all sets of cases with every condition mixed."""
    for seed in range(start, start + 30):
        asked = of_conditions(seed, 3 + seed % 4)
        if by_trying_all_shares(asked) is not None:
            continue
        found = infeasible(asked).relaxations
        for relaxation in found:
            assert by_trying_all_shares(relax(asked, relaxation)) is not None, seed
            if relaxation.by_kusd is not None:
                assert relaxation.by_kusd > 0, seed
                less = dataclasses.replace(relaxation, by_kusd=relaxation.by_kusd - CENT)
                assert by_trying_all_shares(relax(asked, less)) is None, seed
        for ref in asked.conditions.must_fund:
            given_up = Relaxation(condition=Relaxed.MUST_FUND, refs=(ref,))
            helps = by_trying_all_shares(relax(asked, given_up)) is not None
            assert helps == (given_up in found), seed
        for year in (2027, 2028):
            more = Relaxation(condition=Relaxed.BUDGET, fiscal_year=year, by_kusd=Decimal(10**6))
            helps = by_trying_all_shares(relax(asked, more)) is not None
            named = {one.fiscal_year for one in found if one.condition is Relaxed.BUDGET}
            assert helps == (year in named), seed


@pytest.mark.sampled
def test_feasible_is_as_by_trying_all() -> None:
    """The quick question without merit."""
    for seed in range(sample(20, whole=60)):
        asked = of_conditions(seed, 3 + seed % 4)

        assert is_feasible(asked) == (by_trying_all_shares(asked) is not None), seed


def test_a_number_without_an_end_is_refused() -> None:
    """A third is no amount of money; a large amount keeps all its digits."""
    assert str(exact_decimal(Fraction(10**40 + 1, 4))) == "2" + "5" + "0" * 38 + ".25"
    with pytest.raises(ValueError, match="the decimals of 1/3 have no end"):
        exact_decimal(Fraction(1, 3))
