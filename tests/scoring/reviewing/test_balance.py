"""Balanced assignment."""

import itertools
import random

import pytest

from fct.scoring.reviewing.balance import Plan, balanced_plan


def plan_of(
    count: int,
    able: dict[str, set[str]],
    assigned: dict[str, set[str]] | None = None,
    people: str = "abc",
) -> Plan:
    """A plan for refs of which each has those who may review it."""
    there = {ref: (assigned or {}).get(ref, set()) for ref in able}
    loads = {person: sum(person in of_ref for of_ref in there.values()) for person in people}
    return balanced_plan(count, there, able, loads)


def test_the_least_loaded_come_first_and_then_by_id() -> None:
    """Two for each of three: a and b, then c and a, then b and c."""
    found = plan_of(2, {ref: set("abc") for ref in "XYZ"})

    assert found.added == {"X": ["a", "b"], "Y": ["a", "c"], "Z": ["b", "c"]}
    assert found.loads == {"a": 2, "b": 2, "c": 2}
    assert found.short == []


def test_who_is_assigned_counts_and_stays() -> None:
    """X has a already, so it gets one more; a is the most loaded from then on."""
    found = plan_of(2, {"X": set("abc"), "Y": set("abc")}, {"X": {"a"}})

    assert found.added == {"X": ["b"], "Y": ["a", "c"]}
    assert plan_of(2, {"X": set("abc")}, {"X": {"a", "b", "c"}}).added == {}


def test_a_proposal_that_too_few_may_review_is_short() -> None:
    """It gets whom there is."""
    found = plan_of(2, {"X": {"a"}, "Y": set("abc"), "Z": set()})

    assert found.added["X"] == ["a"]
    assert found.short == ["X", "Z"]


def test_loads_are_evened_out_along_a_chain() -> None:
    """Least loaded first gives X to a; Y and Z can be a's alone, so a hands X on to b."""
    found = plan_of(1, {"X": {"a", "b"}, "Y": {"a"}, "Z": {"a"}}, people="ab")

    assert found.loads == {"a": 2, "b": 1}
    assert found.added == {"X": ["b"], "Y": ["a"], "Z": ["a"]}


def test_no_other_plan_is_more_even() -> None:
    """Every plan of small cases is tried: the highest load is the least there is, and so apart."""
    for seed in range(60):
        chance = random.Random(seed)
        people, count = "abc", chance.randint(1, 2)
        able = {ref: {person for person in people if chance.random() < 0.7} for ref in "UVWXY"}
        assigned = {ref: {p for p in able[ref] if chance.random() < 0.15} for ref in able}
        found = plan_of(count, able, assigned, people)

        choices = []
        for ref, of_ref in able.items():
            free = sorted(of_ref - assigned[ref])
            need = min(max(count - len(assigned[ref]), 0), len(free))
            choices.append([set(one) | assigned[ref] for one in itertools.combinations(free, need)])
            assert len(found.added.get(ref, ())) == need, seed
            assert set(found.added.get(ref, ())) <= set(free), seed
        squares = min(
            sum(sum(person in one for one in plan) ** 2 for person in people)
            for plan in itertools.product(*choices)
        )
        assert sum(load**2 for load in found.loads.values()) == squares, seed
        assert found == plan_of(count, able, assigned, people), seed  # nothing is left to chance


@pytest.mark.parametrize(("refs", "people", "count"), [(10, 4, 3), (7, 3, 2), (100, 9, 3)])
def test_without_conflicts_loads_differ_by_one_at_most(refs: int, people: int, count: int) -> None:
    """Whatever the numbers are."""
    names = "abcdefghi"[:people]
    found = plan_of(count, {f"P{n:03}": set(names) for n in range(refs)}, people=names)

    assert max(found.loads.values()) - min(found.loads.values()) <= 1
    assert sum(found.loads.values()) == refs * count
