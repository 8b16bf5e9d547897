"""The conditions that a selection did not keep, in words."""

from decimal import Decimal
from typing import Any

from fct.data.program.conditions import Conditions
from fct.scoring.ranking.best_set_problem import Candidate, Question
from fct.scoring.ranking.not_kept import not_kept, without_effect


def question(kusd: int, **conditions: Any) -> Question:
    """Two new starts of 100 thousand in 2027, and a continuing project C."""
    two = [
        Candidate(ref, 1, 80.0, {2027: Decimal(100)}, component)
        for ref, component in (("A", "Army"), ("N", "Navy"))
    ]
    stated = Conditions.model_validate(conditions)
    return Question(two, {2027: Decimal(kusd)}, stated, bound=frozenset({"C"}))


def test_what_promises_took_cannot_be_held_back() -> None:
    """Of 50 to be held back 20 are left, or less than nothing, or all."""
    assert not_kept(question(20, hold_back_kusd={2027: 50}), {}) == [
        "FY2027: $30K of the $50K to be held back are not there, as promises come first."
    ]
    assert not_kept(question(-9, hold_back_kusd={2027: 50}), {}) == [
        "FY2027: $50K of the $50K to be held back are not there, as promises come first."
    ]
    assert not_kept(question(50, hold_back_kusd={2027: 50}), {}) == []


def test_a_must_fund_that_competes_and_does_not_fit_is_not_kept() -> None:
    """A got nothing; C and X do not compete, of which another sentence speaks."""
    assert not_kept(question(50, must_fund=["A", "C", "X"]), {}) == [
        "A must be funded, but does not fit what is left for it.",
    ]


def test_what_names_a_ref_that_does_not_compete_has_no_effect() -> None:
    """C has its promise, X is not ranked, A competes; `all` names nobody."""
    stated = Conditions.model_validate(
        {
            "must_fund": ["A", "C"],
            "excluded": ["X"],
            "partial": {"refs": ["C"], "least_share": 0.5},
        }
    )
    everybody = Conditions.model_validate({"partial": {"refs": "all", "least_share": 0.5}})
    promised = "it is continuing, and what it was promised comes off first."
    unranked = "it is not among the ranked proposals."

    assert without_effect(stated, {"A", "N"}, {"C"}) == [
        f"The conditions say that C must be funded; that has no effect: {promised}",
        f"The conditions say that X gets nothing; that has no effect: {unranked}",
        f"The conditions say that C may be given a part; that has no effect: {promised}",
    ]
    assert without_effect(everybody, {"A"}, set()) == []


def test_a_floor_counts_the_money_of_its_component_alone() -> None:
    """The Army has 50 of 60; the Navy's 100 do not count."""
    awards = {"A": {2027: Decimal(50)}, "N": {2027: Decimal(100)}}
    floors = {name: {"floor_kusd": {2027: 60}} for name in ("Army", "Navy")}

    assert not_kept(question(500, components=floors), awards) == [
        "Army gets $50K in FY2027, below its floor of $60K: an order cannot lift a component."
    ]
