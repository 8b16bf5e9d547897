"""The sums of money that run out, and who takes from them first."""

from dataclasses import replace
from decimal import Decimal

from fct.data.program.conditions import Conditions
from fct.scoring.ranking.line_terms import LineTerms, official_terms
from tests.support.what_ifs import three

CEILINGS = Conditions.model_validate(
    {
        "hold_back_kusd": {2027: 100, 2030: 7},
        "components": {"Army": {"ceiling_kusd": {2027: 500, 2031: 1}}},
    }
)


def test_a_year_has_its_budget_less_promises_and_what_is_held_back() -> None:
    """1000 less 250 and 100; 7 of a year without a budget; nothing is said of other years."""
    ranked = three(promised={2027: Decimal(250)})

    assert LineTerms(ranked.budgets, CEILINGS).free_kusd(ranked) == {2027: 650, 2030: -7}


def test_a_ceiling_is_one_more_sum_that_its_component_asks_of() -> None:
    """A and C are the Army's; nobody asks for 2031, so its ceiling binds nobody."""
    ranked = three(component=["Army", "Navy", "Army"])
    limits = LineTerms(ranked.budgets, CEILINGS).limits(ranked)

    assert limits.asked.tolist() == [[600, 600], [500, 0], [400, 400]]
    assert limits.left.tolist() == [900, 500]


def test_an_unknown_component_has_no_ceiling() -> None:
    """Neither where no component is known nor where one is blank."""
    for ranked in (three(), three(component=[None, "Navy", "Navy"])):
        assert LineTerms(ranked.budgets, CEILINGS).limits(ranked).asked[:, 1].tolist() == [0, 0, 0]


def test_amounts_beyond_64_bits_keep_their_ceilings_exact() -> None:
    """Ten to the twentieth and a tenth, in tenths."""
    huge = Decimal(10) ** 20
    asked = ({2027: str(huge)}, {2027: "0.1"}, {2027: "0.1"})
    ranked = three(asked=asked, component=["Army", "Army", "Navy"])
    limits = LineTerms({2027: huge}, CEILINGS).limits(ranked)

    assert limits.asked[:, 1].tolist() == [10**21, 1, 0]
    assert limits.left.tolist() == [10**21 - 1000, 5000]


def test_who_must_be_funded_takes_first_and_who_is_excluded_never() -> None:
    """B before A; C is out, and so is a continuing project."""
    conditions = Conditions(must_fund=frozenset({"B"}), excluded=frozenset({"C"}))
    terms = LineTerms({}, conditions)
    going_on = three(competes=[True, False, True])

    assert [turn.tolist() for turn in terms.turns(three())] == [
        [False, True, False],
        [True, False, False],
    ]
    assert [turn.tolist() for turn in terms.turns(going_on)] == [
        [False, False, False],
        [True, False, False],
    ]
    assert [turn.tolist() for turn in LineTerms({}, Conditions()).turns(going_on)] == [
        [True, False, True]
    ]


def test_the_official_terms_are_the_cycle_s() -> None:
    """Budgets and conditions of the order."""
    ranked = replace(three(), conditions=CEILINGS)

    assert official_terms(ranked) == LineTerms({2027: Decimal(1000)}, CEILINGS)
