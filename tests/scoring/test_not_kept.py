"""The conditions that a selection did not keep, in words."""

from decimal import Decimal
from typing import Any

from fct.data.conditions import Conditions
from fct.scoring.not_kept import not_kept
from fct.scoring.set_problem import Candidate, Question


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
        "FY2027: 30 k$ of the 50 k$ to be held back are not there, as promises come first."
    ]
    assert not_kept(question(-9, hold_back_kusd={2027: 50}), {}) == [
        "FY2027: 50 k$ of the 50 k$ to be held back are not there, as promises come first."
    ]
    assert not_kept(question(50, hold_back_kusd={2027: 50}), {}) == []


def test_a_must_fund_without_money_is_told_from_one_that_does_not_compete() -> None:
    """A got nothing; X is not known; C has its promise."""
    assert not_kept(question(50, must_fund=["A", "C", "X"]), {}) == [
        "A must be funded, but does not fit what is left for it.",
        "X must be funded, but is no ranked new start of this cycle.",
    ]


def test_a_floor_counts_the_money_of_its_component_alone() -> None:
    """The Army has 50 of 60; the Navy's 100 do not count."""
    awards = {"A": {2027: Decimal(50)}, "N": {2027: Decimal(100)}}
    floors = {name: {"floor_kusd": {2027: 60}} for name in ("Army", "Navy")}

    assert not_kept(question(500, components=floors), awards) == [
        "Army gets 50 k$ in FY2027, below its floor of 60 k$: an order cannot lift a component."
    ]
