"""Three selections side by side, and where they differ, worked by hand."""

import dataclasses
from decimal import Decimal
from typing import Any

import pytest

from fct.data.program.conditions import Conditions
from fct.scoring.ranking.best_set_problem import Candidate, Question
from fct.scoring.ranking.infeasibility import Infeasible
from fct.scoring.ranking.set_comparison import (
    Selection,
    Selections,
    Way,
    differences,
    select,
)
from tests.support.processes.samples import sample
from tests.support.proposals.conditioned_cases import is_kept, of_conditions


def entry(ref: str, merit: float, *kusd: object, **facts: Any) -> Candidate:
    """A new start of the Army, in tier 1, that asks for so much from 2027 on."""
    request = {2027 + place: Decimal(str(amount)) for place, amount in enumerate(kusd)}
    said = {"tier": 1, "component": "Army", **facts}
    return Candidate(ref=ref, merit=merit, request_kusd=request, **said)


def funds(*kusd: object) -> dict[int, Decimal]:
    """What promises leave from 2027 on."""
    return {2027 + place: Decimal(str(amount)) for place, amount in enumerate(kusd)}


def stated(**conditions: Any) -> Conditions:
    """Conditions as a cycle file states them."""
    return Conditions.model_validate(conditions)


def best(selections: Selections) -> Selection:
    """The best set, where there is one."""
    assert isinstance(selections.best, Selection)
    return selections.best


THREE = [entry("A", 90, 600), entry("B", 85, 500), entry("C", 80.5, 300), entry("D", 50, 200)]


def test_the_three_ways_on_one_case() -> None:
    """1000: strict ends at B; skip goes on to C; B, C and D have 215.5 and take all."""
    found = select(Question(THREE, funds(1000)))

    assert (found.strict.way, found.skip.way, best(found).way) == (Way.STRICT, Way.SKIP, Way.BEST)
    assert found.strict.shares == {"A": 1}
    assert found.skip.shares == {"A": 1, "C": 1}
    assert best(found).shares == {"B": 1, "C": 1, "D": 1}
    assert [one.unspent_kusd for one in found.found] == [400, 100, 0]
    assert [one.funded for one in found.found] == [1, 2, 3]
    assert [one.merit_by_tier for one in found.found] == [
        {1: 90},
        {1: Decimal("170.5")},
        {1: Decimal("215.5")},
    ]
    assert all(one.not_kept == () for one in found.found)


def test_what_differs_is_shown_with_who_holds_it() -> None:
    """C is in two of three; nothing is in all, and what none holds is no difference."""
    found = differences(select(Question([*THREE, entry("E", 10, 999)], funds(1000))))

    assert [(one.ref, one.held_by) for one in found] == [
        ("A", (Way.STRICT, Way.SKIP)),
        ("B", (Way.BEST,)),
        ("C", (Way.SKIP, Way.BEST)),
        ("D", (Way.BEST,)),
    ]


def test_money_is_shown_by_ref_and_year_and_is_exact() -> None:
    """0.1 of 2027 and 0.2 of 2028; a year below zero does not lessen what is unspent."""
    found = select(Question([entry("A", 90, "0.1", "0.2", 0)], funds("0.3", "0.2", -4))).skip

    assert found.awards_kusd == {"A": {2027: Decimal("0.1"), 2028: Decimal("0.2")}}
    assert found.left_kusd == {2027: Decimal("0.2"), 2028: 0, 2029: -4}
    assert found.unspent_kusd == Decimal("0.2")


def test_a_part_earns_its_part_of_the_merit() -> None:
    """400 are left for B: 0.8 of 500, and 0.8 of 85 = 68 of merit."""
    conditions = stated(partial={"refs": ["B"], "least_share": 0.5})
    found = select(Question(THREE[:2], funds(1000), conditions))

    for one in found.found:
        assert one.shares == {"A": 1, "B": Decimal("0.8")}
        assert one.awards_kusd["B"] == {2027: 400}
        assert one.merit_by_tier == {1: 158}
    assert differences(found) == []


def test_a_different_share_is_a_difference() -> None:
    """Of 450, A leaves too little for half of B; half of A and all of B earn 130, A alone 90."""
    entries = [entry("A", 90, 400), entry("B", 85, 200)]
    conditions = stated(partial={"refs": "all", "least_share": 0.5, "step_share": 0.5})
    found = select(Question(entries, funds(500), conditions))

    assert found.skip.shares == {"A": 1, "B": Decimal("0.5")}
    assert best(found).shares == {"A": 1, "B": Decimal("0.5")}  # 132.5 against 130
    tight = select(Question(entries, funds(450), conditions))
    assert tight.skip.shares == {"A": 1}
    assert best(tight).shares == {"A": Decimal("0.5"), "B": 1}
    assert [(one.ref, dict(one.shares)) for one in differences(tight)] == [
        ("A", {Way.STRICT: 1, Way.SKIP: 1, Way.BEST: Decimal("0.5")}),
        ("B", {Way.STRICT: 0, Way.SKIP: 0, Way.BEST: 1}),
    ]


def test_continuing_projects_bind_duplicates() -> None:
    """C was promised 400 of 1000; A, its duplicate, is out of the best set and not of the line."""
    entries = [entry("A", 90, 300), entry("B", 80, 300)]
    groups = [frozenset({"A", "C"})]
    found = select(Question(entries, funds(600), groups=groups, bound=frozenset({"C"})))

    assert found.skip.shares == {"A": 1, "B": 1}
    assert best(found).shares == {"B": 1}
    assert found.refs == ("A", "B")
    assert best(found).merit_by_tier == {1: 80}


def test_an_order_says_which_floor_it_missed() -> None:
    """The Navy's N, last in order, is lifted by the best set alone."""
    entries = [*THREE[:2], entry("N", 20, 400, component="Navy")]
    conditions = stated(components={"Navy": {"floor_kusd": {2027: 400}}})
    found = select(Question(entries, funds(1100), conditions))

    assert found.skip.not_kept == (
        "Navy gets $0K in FY2027, below its floor of $400K: an order cannot lift a component.",
    )
    assert best(found).shares == {"A": 1, "N": 1}
    assert best(found).not_kept == ()


def test_where_no_set_keeps_all_conditions_the_orders_still_stand() -> None:
    """B must be funded, but there are 400; the best set says what to give up."""
    found = select(Question(THREE, funds(400), stated(must_fund=["B"])))

    assert isinstance(found.best, Infeasible)
    assert "raise FY2027's budget by $100K" in found.best.words
    assert found.skip.shares == {"C": 1}
    assert found.skip.not_kept == ("B must be funded, but does not fit what is left for it.",)
    assert [one.way for one in found.found] == [Way.STRICT, Way.SKIP]
    assert [one.ref for one in differences(found)] == ["C"]  # strict order ends at A


def test_nothing_to_select_from_leaves_the_money() -> None:
    """An empty list of proposals is a list."""
    found = select(Question([], funds(100), stated(hold_back_kusd={2027: 30})))

    assert [one.left_kusd for one in found.found] == [{2027: 70}] * 3
    assert [one.merit_by_tier for one in found.found] == [{}] * 3


@pytest.mark.sampled
def test_no_way_breaks_what_it_has_to_keep() -> None:
    """On mixed cases each way keeps what it does not name, and no order beats the best set."""
    for seed in range(sample(10, whole=80)):
        asked = of_conditions(seed, 3 + seed % 5)
        found = select(asked)
        if isinstance(found.best, Selection):
            assert is_kept(asked, found.best.shares), seed
            assert found.best.not_kept == (), seed
        unbound = dataclasses.replace(asked, groups=())
        for one in (found.strict, found.skip):
            is_whole = not one.not_kept
            assert is_kept(unbound, one.shares) == is_whole, (seed, one)
            if isinstance(found.best, Selection) and is_whole and not asked.groups:
                merits = list(found.best.merit_by_tier.values())
                assert list(one.merit_by_tier.values()) <= merits, seed
