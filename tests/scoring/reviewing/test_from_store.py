"""What the reviews of a store come to, as each of its people may see it."""

import datetime as dt
import random

import pytest

from fct.data.common.errors import DeniedError
from fct.data.program import limits
from fct.data.program.rules import CRITERIA
from fct.data.reviewing.content import ReviewState
from fct.data.subjects.store import Store
from fct.scoring.defending.published import published_order
from fct.scoring.defending.rank_robustness import Confidence, robustness
from fct.scoring.reviewing.from_store import (
    assignment_plan,
    open_rules,
    order_by_panel,
    own_queue,
    stored_panels,
)
from tests.oracle import panels as oracle
from tests.support.stores.office import as_person
from tests.support.stores.reviews import complete_review

NAVY, ARMY = "FY27-NAVY-01", "FY27-ARMY-01"
NOW = dt.datetime(2026, 7, 15, 12, tzinfo=dt.UTC)


def review(store: Store, person: str, ref: str, levels: tuple[int, ...], **overrules: str) -> None:
    """Assign a proposal to a person, and put the review in."""
    as_person(store, "operator-1").assignments.assign(2027, ref, person)
    content = complete_review(levels, overrules)
    as_person(store, person).reviews.write(2027, ref, content, ReviewState.IN)


def test_figures_are_there_when_every_review_is_in(office: Store) -> None:
    """Until then they are not; merit takes the machine's maturity and the rubric's weights."""
    as_person(office, "operator-1").assignments.assign(2027, NAVY, "reviewer-2")
    review(office, "reviewer-1", NAVY, (5, 4, 3, 2, 1))
    assert stored_panels(office, 2027).figures == {}
    review(office, "reviewer-2", NAVY, (5, 5, 5, 5, 5))
    found = stored_panels(office, 2027)

    maturity = found.machine[NAVY]["maturity_low"]
    plain = [
        {"levels": dict(zip(CRITERIA, levels, strict=True)), "overrules": {}}
        for levels in ((5, 4, 3, 2, 1), (5, 5, 5, 5, 5))
    ]
    wanted = oracle.figures(plain, maturity)
    assert round(found.figures[NAVY].strength, 6) == wanted["panel_strength"]
    assert round(found.merits[NAVY], 6) == wanted["panel_merit"]
    assert found.verdicts == {NAVY: "rankable"}


def test_an_overruled_rule_changes_the_panels_verdict_alone(office: Store) -> None:
    """The machine's verdict and the order stay."""
    before = published_order(office, 2027).refs
    review(office, "reviewer-1", NAVY, (1,) * 5, A1="fails")
    review(office, "reviewer-2", NAVY, (1,) * 5, A1="fails")
    found = stored_panels(office, 2027)

    assert found.verdicts[NAVY] == "not recommended"
    assert found.machine[NAVY]["verdict"] == "rankable"
    assert published_order(office, 2027).refs == before


def test_a_person_in_conflict_has_figures_over_the_rest(office: Store) -> None:
    """Of the Army's own proposal there is nothing, in the strictness neither."""
    review(office, "reviewer-1", ARMY, (1,) * 5)
    review(office, "reviewer-2", ARMY, (5,) * 5)
    found = stored_panels(as_person(office, "reviewer-4"), 2027)

    assert ARMY not in found.states
    assert found.figures == {}
    assert found.strictness == {}


def test_the_order_by_panel_takes_the_panels_merit(office: Store) -> None:
    """The last of the order with full levels from all."""
    official = published_order(office, 2027)
    for ref in official.refs:
        review(office, "reviewer-1", ref, (1,) * 5 if ref != NAVY else (5,) * 5)
    found = order_by_panel(office, 2027)

    assert set(found.order.refs) == set(official.refs)
    assert found.merits.keys() == set(official.refs)
    assert found.official.refs == official.refs
    assert found.official_sureness.proposals == robustness(official).proposals


def test_the_queue_is_the_own_with_sureness_and_version(office: Store) -> None:
    """An expert has no sureness; who reviews nothing has no queue."""
    operator = as_person(office, "operator-1")
    for person in ("reviewer-1", "expert-1"):
        operator.assignments.assign(2027, NAVY, person, dt.date(2026, 7, 14))
        operator.assignments.assign(2027, ARMY, person)
    sure = {one.ref: one.confidence for one in robustness(published_order(office, 2027)).proposals}
    items, counts = own_queue(as_person(office, "reviewer-1"), 2027, NOW)
    of_expert, _ = own_queue(as_person(office, "expert-1"), 2027, NOW)

    assert [item.entry.assignment.ref for item in items] == [NAVY, ARMY]
    assert [item.overdue for item in items] == [True, False]
    assert [item.entry.sureness for item in items] == [sure[NAVY], sure[ARMY]]
    assert counts["not started"] == 2
    assert [item.entry.sureness for item in of_expert] == [None, None]
    with pytest.raises(DeniedError, match="Your roles do not include this"):
        own_queue(as_person(office, "authority-1"), 2027, NOW)


def test_the_queue_of_a_large_run_says_nothing_of_sureness(
    office: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is left out there, and the queue is in its order without it."""
    as_person(office, "operator-1").assignments.assign(2027, NAVY, "reviewer-1")
    terms = {**limits._large_runs(), "most_competing": 1}
    monkeypatch.setattr(limits, "_large_runs", lambda: terms)
    (item,), _ = own_queue(as_person(office, "reviewer-1"), 2027, NOW)

    assert item.entry.sureness is None


def test_a_plan_takes_each_rankable_proposal_and_is_carried_out_once(office: Store) -> None:
    """reviewer-4 belongs to the Army; what was assigned counts; again there is nothing to add."""
    operator = as_person(office, "operator-1")
    operator.assignments.assign(2027, ARMY, "reviewer-3")
    operator.assignments.assign(2027, ARMY, "expert-1")  # counts toward nothing
    plan = assignment_plan(operator, 2027, 2)
    ranked = published_order(office, 2027).refs

    assert list(plan.added) == list(ranked)
    assert len(plan.added[ARMY]) == 1
    assert all("reviewer-4" not in plan.added[ref] for ref in ranked if "ARMY" in ref)
    assert max(plan.loads.values()) - min(plan.loads.values()) <= 1
    operator.assignments.assign_all(2027, plan.added)
    again = assignment_plan(operator, 2027, 2)
    assert (again.added, again.loads, again.short) == ({}, plan.loads, [])
    assert assignment_plan(operator, 2027, 4).short == [ref for ref in ranked if "ARMY" in ref]


def test_rules_that_do_not_hold_stand_in_the_template(office: Store) -> None:
    """Those of the published run, holding ones left out."""
    found = open_rules(office, 2027, NAVY)
    outcomes = office.runs.outcomes(office.runs.published(2027).id, NAVY)  # type: ignore[union-attr] # published

    assert set(found) == set(outcomes.loc[outcomes["outcome"] != 1, "rule"])
    assert set(found.values()) <= {"fails", "unknown"}


@pytest.mark.parametrize("seed", range(3))
def test_random_reviews_of_a_season_are_those_of_a_second_reading(office: Store, seed: int) -> None:
    """Levels, overrules and who reviews are drawn; figures and strictness are read again."""
    chance = random.Random(seed)
    plain: dict[str, dict[str, dict[str, int]]] = {}
    for ref in published_order(office, 2027).refs:
        for person in ("reviewer-1", "reviewer-2", "reviewer-3"):
            if chance.random() < 0.8:
                levels = tuple(chance.randint(1, 5) for _ in CRITERIA)
                review(office, person, ref, levels)
                plain.setdefault(ref, {})[person] = dict(zip(CRITERIA, levels, strict=True))
    found = stored_panels(office, 2027)

    assert found.figures.keys() == plain.keys()
    for ref, of_ref in plain.items():
        wanted = oracle.figures(
            [{"levels": levels, "overrules": {}} for levels in of_ref.values()],
            found.machine[ref]["maturity_low"],
        )
        assert round(found.figures[ref].strength, 6) == wanted["panel_strength"]
        assert found.figures[ref].spread == wanted["spread"]
        assert round(found.merits[ref], 6) == pytest.approx(wanted["panel_merit"], abs=1.1e-6)
    for person, value in found.strictness.items():
        again = oracle.strictness(plain, person)
        assert value == (None if again is None else pytest.approx(again))


def test_confidence_is_a_word_of_sure() -> None:
    """The queue shows what `fct sure` says."""
    assert {str(one) for one in Confidence} == {"sure", "borderline", "out"}
