"""What another version of a cycle changes, and for whom."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

from fct.data.program.cycle import Cycle, parse_cycle
from fct.data.subjects.store import Store
from fct.data.submitting.delivery import Delivery, submit
from fct.scoring.defending.cycle_change import change_lines, changed_by, changed_keys
from tests.conftest import ACTOR, IN_TIME


def cycle(store: Store, **changes: str) -> Cycle:
    """The cycle of the store with other lines."""
    row = store.cycles.find(2027)
    assert row is not None
    lines = [line for line in row.yaml.splitlines() if line.split(":")[0] not in changes]
    return parse_cycle("\n".join([*lines, *(f"{k}: {v}" for k, v in changes.items())]), "cycle")


def whats(found: list[dict[str, object]], who: str) -> list[object]:
    """Return what changes for one proposal."""
    return [one["what"] for one in found if one["who"] == who]


def test_only_what_differs_is_a_change(store: Store) -> None:
    """Key by key, as plain values; the same cycle has none."""
    was = cycle(store)

    assert changed_keys(was, cycle(store)) == []
    assert changed_keys(was, cycle(store, grace_minutes="5")) == [
        {"key": "grace_minutes", "was": 0, "is": 5}
    ]


def test_a_deadline_changes_for_every_component(submitted: Store) -> None:
    """Also for one that has sent nothing yet."""
    found = changed_by(submitted, cycle(submitted), cycle(submitted, grace_minutes="30"))["for"]

    assert [one["who"] for one in found if one["kind"] == "deadline"] == [
        "Army",
        "Navy",
        "Marine Corps",
        "Air Force",
        "Space Force",
        "USSOCOM",
    ]
    assert whats(found, "Navy") == [
        "deadline: 2026-06-30 23:59:59 EDT becomes 2026-07-01 00:29:59 EDT"
    ]
    assert {one["kind"] for one in found} == {"deadline"}


def test_a_smaller_budget_changes_marks(submitted: Store) -> None:
    """Who is funded falls below the line; no deadline and no verdict changes."""
    was = cycle(submitted)
    found = changed_by(submitted, was, was.model_copy(update={"budgets": {2027: Decimal(1)}}))[
        "for"
    ]

    assert {one["kind"] for one in found} == {"mark"}
    assert whats(found, "FY27-ARMY-02") == ["mark: funded becomes below the line"]


def test_who_came_late_comes_in_time_by_a_later_deadline(
    store: Store, forms: dict[str, Path]
) -> None:
    """Judged by the later version alone."""
    late = IN_TIME + dt.timedelta(days=30)
    submit(store, forms["FY27-ARMY-02"], Delivery(ACTOR, late, 2027))

    found = changed_by(store, cycle(store), cycle(store, final_due="2026-07-31"))["for"]

    assert whats(found, "FY27-ARMY-02")[:2] == [
        "verdict: not judged becomes rankable",
        "rank: no rank becomes 1",
    ]


def test_a_change_is_said_value_by_value() -> None:
    """What stayed is left out, lists say what came and went, and nothing reads as program text."""
    was = parse_cycle(
        "{fiscal_year: 2027, final_due: 2026-06-30, budgets: {2027: 100, 2028: 50}, "
        "conditions: {must_fund: [A, B]}}",
        "cycle",
    )
    wanted = parse_cycle(
        "{fiscal_year: 2027, final_due: 2026-07-15, budgets: {2027: 120, 2028: 50, 2029: 7}, "
        "duplicates: [[E, F], [G, H]], promised: [{ref: P, fiscal_year: 2027, kusd: 5}], "
        "conditions: {must_fund: [B, C, D], partial: {refs: all, least_share: 0.5, "
        "step_share: 0.1}}}",
        "cycle",
    )

    assert change_lines(changed_keys(was, wanted)) == [
        "final_due: 2026-06-30 becomes 2026-07-15",
        "budgets, 2027: 100 becomes 120",
        "budgets, 2029: nothing becomes 7",
        "promised: ref P, fiscal_year 2027, kusd 5 added",
        "duplicates: E and F; G and H added",
        "conditions, must_fund: C; D added, A removed",
        "conditions, partial, least_share: nothing becomes 0.5",
        "conditions, partial, refs: nothing becomes all",
        "conditions, partial, step_share: nothing becomes 0.1",
    ]


def test_the_order_in_which_refs_are_listed_is_no_change(store: Store) -> None:
    """Refs of a condition are a set."""
    refs = [f"R-{number}" for number in range(40)]
    was = cycle(store, conditions=f"{{must_fund: [{', '.join(refs)}]}}")

    assert (
        changed_keys(was, cycle(store, conditions=f"{{must_fund: [{', '.join(refs[::-1])}]}}"))
        == []
    )


def test_a_condition_without_effect_is_named(submitted: Store) -> None:
    """A ref that does not compete for money cannot be funded by a condition."""
    wanted = cycle(submitted, conditions="{must_fund: [FY27-ARMY-02, NOBODY]}")

    (said,) = changed_by(submitted, cycle(submitted), wanted)["no_effect"]

    assert said == (
        "The conditions say that NOBODY must be funded; that has no effect: it is not among the "
        "ranked proposals."
    )
