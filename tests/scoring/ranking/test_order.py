"""The order of merit: its line worked by hand, its ties, and a stored run that comes back.

Promises come first, then all that compete in rank order. Proposals are alike but for their
priority, which orders them.
"""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import pytest

from fct.data.common.actor import Actor
from fct.data.common.cells import RawProposal
from fct.data.program.conditions import Conditions
from fct.data.program.cycle import Promise, parse_cycle
from fct.data.subjects.store import Store
from fct.flows.cycle.evaluation import evaluate
from fct.scoring.judging.judgement import judge
from fct.scoring.ranking.order import (
    OnDemand,
    OrderOfMerit,
    continuing_refs,
    money_of,
    order_of_merit,
    order_of_run,
    results_of_run,
    without_effect,
)
from fct.scoring.ranking.reports import rank_report
from tests.support.proposals.cases import CYCLE, judged, valid_proposal
from tests.support.proposals.mutations import random_batch


def asks(ref: str, priority: int, *kusd: float, **changes: Any) -> RawProposal:
    """A proposal that asks for the given amounts in 2027, 2028, ..."""
    nothing = [0.0] * len(kusd)
    return valid_proposal(
        ref,
        component_priority=priority,
        funding_year=list(range(2027, 2027 + len(kusd))),
        fct_articles_kusd=list(kusd),
        fct_test_kusd=nothing,
        fct_support_kusd=nothing,
        **changes,
    )


def continuing(ref: str, *kusd: float) -> RawProposal:
    """A continuing project that asks for the given amounts; it is ranked first."""
    return asks(ref, 1, *kusd, project_type="continuing")


def line(*proposals: RawProposal, budgets: dict[int, float], **cycle: Any) -> OrderOfMerit:
    """The order of merit under budgets."""
    given = {year: Decimal(str(amount)) for year, amount in budgets.items()}
    judged_for = CYCLE.model_copy(update={"budgets": given, **cycle})
    return order_of_merit(judged(*proposals), judged_for)


def marks(order: OrderOfMerit) -> dict[str, str]:
    """The mark of each ref."""
    return dict(zip(order.ranks["ref"], order.ranks["mark"].map(str), strict=True))


def promise(ref: str, year: int, kusd: str) -> Promise:
    """An entry of the cycle file."""
    return Promise(ref=ref, fiscal_year=year, kusd=Decimal(kusd))


def test_new_starts_are_funded_in_rank_order_while_they_fit() -> None:
    """1000: A takes 600, B's 500 does not fit 400, C's 400 fits exactly, D finds nothing left."""
    order = line(asks("A", 1, 600), asks("B", 2, 500), asks("C", 3, 400), asks("D", 4, 1),
                 budgets={2027: 1000})  # fmt: skip

    assert marks(order) == {
        "A": "funded",
        "B": "passed over",  # one ranked below it is funded (reading 68)
        "C": "funded",  # equal to what is left fits (reading 57)
        "D": "below the line",
    }
    assert order.left == {2027: 0}


def test_without_a_funded_one_below_it_is_below_the_line() -> None:
    """Reading 68."""
    order = line(asks("A", 1, 600), asks("B", 2, 500), asks("C", 3, 401), budgets={2027: 1000})

    assert marks(order) == {"A": "funded", "B": "below the line", "C": "below the line"}


def test_a_request_must_fit_every_year_that_it_asks_for() -> None:
    """A fits 2027 but not 2028, so it takes nothing of either."""
    order = line(asks("A", 1, 100, 300), asks("B", 2, 500), budgets={2027: 500, 2028: 200})

    assert marks(order) == {"A": "passed over", "B": "funded"}
    assert order.left == {2027: 0, 2028: 200}


def test_a_year_without_a_budget_has_none() -> None:
    """A asks for 2028, of which the cycle says nothing (reading 57)."""
    order = line(asks("A", 1, 100, 1), asks("B", 2, 100, 0), budgets={2027: 1000})

    assert marks(order) == {"A": "passed over", "B": "funded"}
    assert order.budgets == {2027: 1000}
    assert order.left == {2027: 900, 2028: 0}


def test_a_zero_request_always_fits() -> None:
    """Also in a year that promises have overdrawn (readings 56 and 57)."""
    order = line(
        asks("A", 1, 100, 0),
        budgets={2027: 100, 2028: 50},
        promised=(promise("OLD", 2028, "80"),),
    )

    assert marks(order) == {"A": "funded"}
    assert order.left == {2027: 0, 2028: -30}


def test_money_is_exact() -> None:
    """1.1 + 2.2 fits 3.3."""
    order = line(asks("A", 1, 1.1), asks("B", 2, 2.2), budgets={2027: 3.3})

    assert marks(order) == {"A": "funded", "B": "funded"}
    assert order.left == {2027: 0}


def test_promises_come_off_first_and_continuing_projects_do_not_compete() -> None:
    """Promised 400 of 1000 though it asks for 700; 600 are left for the new start (56)."""
    order = line(
        continuing("C", 700),
        asks("A", 2, 600),
        budgets={2027: 1000},
        promised=(promise("C", 2027, "400"),),
    )

    assert marks(order) == {"C": "continuing", "A": "funded"}
    assert order.promised == {2027: 400}
    assert order.left == {2027: 0}


def test_a_claim_to_continue_moves_no_money() -> None:
    """C says that it is continuing and nobody promised it anything: it competes (reading 56)."""
    order = line(continuing("C", 700), asks("A", 2, 301), asks("B", 3, 300), budgets={2027: 1000})

    assert marks(order) == {"C": "funded", "A": "passed over", "B": "funded"}
    assert order.ranks["competes"].tolist() == [True, True, True]
    assert order.promised == {}
    assert order.left == {2027: 0}
    assert order.best_set == [
        "C",
        "B",
    ]  # as much merit as C and A would have, and C is ranked first


@pytest.mark.parametrize(("kusd", "mark"), [("1001", "passed over"), ("2000", "passed over")])
def test_an_unconfirmed_project_is_passed_over_like_any_other(kusd: str, mark: str) -> None:
    """It asks for more than there is; A is funded below it (readings 56 and 68)."""
    order = line(continuing("C", float(kusd)), asks("A", 2, 301), budgets={2027: 1000})

    assert marks(order) == {"C": mark, "A": "funded"}


def test_a_new_start_that_is_named_by_a_promise_competes_and_the_promise_comes_off() -> None:
    """400 of 1000 are promised to A, which calls itself a new start and asks for 500 (55)."""
    order = line(
        asks("A", 1, 500),
        asks("B", 2, 200),
        budgets={2027: 1000},
        promised=(promise("A", 2027, "400"),),
    )

    assert marks(order) == {"A": "funded", "B": "below the line"}
    assert order.left == {2027: 100}
    assert order.best_set == ["A"]


def test_a_promise_of_another_year_or_of_nothing_confirms_all_the_same() -> None:
    """What counts is that the cycle has an entry for the ref (reading 55)."""
    order = line(
        continuing("C", 700),
        continuing("D", 700),
        budgets={2027: 1000},
        promised=(promise("C", 2029, "5"), promise("D", 2027, "0")),
    )

    assert set(marks(order).values()) == {"continuing"}
    assert order.left == {2027: 1000, 2029: -5}


def test_an_entry_of_one_year_stands_for_the_whole_project() -> None:
    """What it asks for in other years was not promised (reading 56)."""
    order = line(
        continuing("C", 700, 50),
        budgets={2027: 1000, 2028: 100},
        promised=(promise("C", 2027, "700"),),
    )

    assert order.left == {2027: 300, 2028: 100}


def test_a_promise_to_a_project_without_a_proposal_comes_off() -> None:
    """It is still under test (reading 56)."""
    order = line(asks("A", 1, 900), budgets={2027: 1000}, promised=(promise("OLD", 2027, "100.5"),))

    assert marks(order) == {"A": "below the line"}
    assert order.left == {2027: Decimal("899.5")}


def test_a_continuing_project_that_is_not_rankable_is_promised_nothing() -> None:
    """Only an entry of the cycle file binds money then (reading 56)."""
    returned = asks("C", 1, 700, project_type="continuing", vendor=None)
    order = line(returned, asks("A", 2, 1000), budgets={2027: 1000})

    assert marks(order) == {"A": "funded"}
    assert order.promised == {}


def test_left_has_every_year_of_budgets_promises_and_requests() -> None:
    """Reading 69: 2029 is budgeted, 2030 promised, 2028 asked for."""
    order = line(asks("A", 1, 1, 1), budgets={2029: 7}, promised=(promise("OLD", 2030, "2"),))

    assert order.left == {2027: 0, 2028: 0, 2029: 7, 2030: -2}
    assert order.budgets == {2029: 7}


def test_a_year_that_only_a_continuing_project_asks_for_is_no_year_of_the_line() -> None:
    """C asks for 2028, and nothing of it was promised: its request is no matter (reading 69)."""
    order = line(
        continuing("C", 100, 90), budgets={2027: 1000}, promised=(promise("C", 2027, "100"),)
    )

    assert order.left == {2027: 900}


def test_the_best_set_may_beat_the_line() -> None:
    """The line funds A alone; B and C together have more merit (reading 58)."""
    proposals = [asks("A", 1, 600), asks("B", 2, 500), asks("C", 3, 500)]
    order = line(*proposals, budgets={2027: 1000})

    assert [ref for ref, mark in marks(order).items() if mark == "funded"] == ["A"]
    assert order.best_set == ["B", "C"]


def test_duplicates_bind_the_best_set_and_not_the_line() -> None:
    """One of A and B in the best set, both on the line (reading 59)."""
    order = line(
        asks("A", 1, 100),
        asks("B", 2, 100),
        budgets={2027: 1000},
        duplicates=(frozenset({"A", "B"}),),
    )

    assert set(marks(order).values()) == {"funded"}
    assert order.best_set == ["A"]


@pytest.mark.parametrize("vendor", ["Nordlys AS", None])
def test_a_continuing_duplicate_shuts_out_new_starts(vendor: str | None) -> None:
    """Ranked, or returned because its vendor is blank (readings 59 and 71)."""
    old = asks("C", 1, 100, project_type="continuing", vendor=vendor)
    order = line(
        old,
        asks("A", 2, 100),
        budgets={2027: 1000},
        promised=(promise("C", 2027, "100"),),
        duplicates=(frozenset({"A", "C"}),),
    )

    assert order.best_set == []


@pytest.mark.parametrize("vendor", ["Nordlys AS", None])
def test_an_unconfirmed_duplicate_shuts_nobody_out(vendor: str | None) -> None:
    """At most one of both; alone where the other is returned (readings 56 and 71)."""
    claim = asks("C", 1, 100, project_type="continuing", vendor=vendor)
    order = line(
        claim, asks("A", 2, 100), budgets={2027: 1000}, duplicates=(frozenset({"A", "C"}),)
    )

    assert order.best_set == (["C"] if vendor else ["A"])


def test_which_refs_bind_their_duplicates() -> None:
    """What was promised something, unless its own proposal says that it is a new start (71)."""
    cycle = CYCLE.model_copy(update={"promised": tuple(promise(ref, 2027, "1") for ref in "ABCD")})
    kinds = {"A": "new start", "B": "continuing", "C": None, "E": "continuing"}

    assert continuing_refs(kinds, cycle) == {"B", "C", "D"}


def test_a_promised_duplicate_without_a_proposal_shuts_out_new_starts() -> None:
    """The cycle file names it as continuing (reading 71)."""
    order = line(
        asks("A", 1, 100),
        budgets={2027: 1000},
        promised=(promise("OLD", 2027, "1"),),
        duplicates=(frozenset({"A", "OLD"}),),
    )

    assert order.best_set == []


def test_nothing_ranked_leaves_the_budgets_less_promises() -> None:
    """An empty order is an order."""
    order = line(budgets={2027: 1000}, promised=(promise("OLD", 2027, "1"),))

    assert (len(order.ranks), order.left, order.best_set) == (0, {2027: 999}, [])


def test_conditions_that_name_what_does_not_compete_are_said_to_have_no_effect() -> None:
    """C has its promise; X is not there; A competes."""
    order = line(
        continuing("C", 100),
        asks("A", 2, 100),
        budgets={2027: 1000},
        promised=(promise("C", 2027, "100"),),
        conditions=stated(must_fund=["C", "X", "A"]),
    )

    assert [sentence.split(" must be")[0] for sentence in order.no_effect] == [
        "The conditions say that C",
        "The conditions say that X",
    ]
    assert order.left == {2027: 800}


def stated(**conditions: Any) -> Conditions:
    """Conditions of a cycle file."""
    return Conditions.model_validate(conditions)


def test_stated_conditions_bind_the_line() -> None:
    """Of 1000, 100 are held back and C comes first with 300; A is excluded, B fits 600 exactly."""
    order = line(
        asks("A", 1, 100),
        asks("B", 2, 600),
        asks("C", 3, 300),
        budgets={2027: 1000},
        conditions=stated(must_fund=["C"], excluded=["A"], hold_back_kusd={2027: 100}),
    )

    assert marks(order) == {"A": "passed over", "B": "funded", "C": "funded"}
    assert order.left == {2027: 0}
    assert order.best_set == ["B", "C"]


def test_a_must_fund_that_does_not_fit_is_not_funded() -> None:
    """The line never spends what is not there; that no set keeps the condition is shown."""
    order = line(
        asks("A", 1, 100),
        asks("B", 2, 600),
        budgets={2027: 500},
        conditions=stated(must_fund=["B"]),
    )

    assert marks(order) == {"A": "funded", "B": "below the line"}
    assert order.best_set == []
    assert order.no_best_set is not None
    assert "raise FY2027's budget by $100K" in order.no_best_set.words


def test_a_ceiling_of_a_component_binds_the_line() -> None:
    """The Army may have 500: A takes 400, B's 200 are too much, C's 100 fit."""
    order = line(
        asks("A", 1, 400),
        asks("B", 2, 200),
        asks("C", 3, 100),
        budgets={2027: 1000},
        conditions=stated(components={"Army": {"ceiling_kusd": {2027: 500}}}),
    )

    assert marks(order) == {"A": "funded", "B": "passed over", "C": "funded"}
    assert order.left == {2027: 500}


def test_parts_are_no_matter_of_the_line() -> None:
    """B could be given 0.8 of its request; the contract's line knows whole requests only."""
    order = line(
        asks("A", 1, 600),
        asks("B", 2, 500),
        budgets={2027: 1000},
        conditions=stated(partial={"refs": "all", "least_share": 0.5}),
    )

    assert marks(order) == {"A": "funded", "B": "below the line"}
    assert order.best_set == ["A"]


def test_a_year_of_which_only_a_hold_back_is_stated_has_less_than_nothing() -> None:
    """What was to be held back is not there."""
    order = line(
        asks("A", 1, 100),
        budgets={2027: 100},
        conditions=stated(hold_back_kusd={2029: 5}),
    )

    assert order.left == {2027: 0, 2029: -5}


def ranked(*proposals: RawProposal) -> OrderOfMerit:
    """The order of merit without money."""
    return order_of_merit(judged(*proposals), CYCLE)


@pytest.mark.parametrize("seed", range(4))
def test_sorting_by_the_record_gives_the_official_order(seed: int) -> None:
    """Tier, merit to six decimals, then the order of ties: the rows stay where they are."""
    batch = [valid_proposal(f"V-{n}", title=f"T{n % 3}", mrl=9 + n % 2) for n in range(8)]
    record = ranked(*batch, *random_batch(seed, 40))
    merit = np.round(record.parts.merit, 6)

    assert len(record.refs) >= 8
    again = np.lexsort((record.tie_order, -merit, record.tiers))
    assert again.tolist() == list(range(len(record.refs)))


def test_ties_go_by_maturity_then_priority_title_and_ref() -> None:
    """C is the least mature; of the others B has the first priority, and A2 the later ref."""
    record = ranked(
        valid_proposal("A2", component_priority=2),
        valid_proposal("A1", component_priority=2),
        valid_proposal("B", component_priority=1),
        valid_proposal("C", component_priority=1, mrl=9),
    )

    assert record.refs == ("B", "A1", "A2", "C")
    assert record.last_order.tolist() == [0, 2, 3, 1]
    assert record.tie_order.tolist() == [0, 1, 2, 3]


def test_an_empty_order_has_arrays_of_no_rows() -> None:
    """Nothing ranked is not an error."""
    order = ranked()

    assert (order.refs, order.tie_order.tolist(), order.candidates) == ((), [], [])


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


@pytest.fixture
def found(judged_store: Store) -> OrderOfMerit:
    """The run of a few sample proposals."""
    done = evaluate(judged_store, 2027, None, Actor("tester"), lambda _: None)
    run, row = judged_store.runs.get(done.run_id), judged_store.cycles.find(2027)
    assert row is not None
    cycle = parse_cycle(row.yaml, "cycle 2027")
    return order_of_run(run, cycle, results_of_run(judged_store, run, cycle))


def test_proposals_of_many_are_read_when_asked_for(
    judged_store: Store, found: OrderOfMerit
) -> None:
    """One by its ref, how many there are, and all of them together."""
    on_demand = OnDemand(judged_store, judged_store.versions.judged_keys(found.run_id))
    ref = found.refs[0]

    assert on_demand[ref] == found.proposals[ref]
    assert (len(on_demand), list(on_demand)) == (len(found.proposals), list(found.proposals))
    assert dict(on_demand.items()) == dict(found.proposals)


def test_it_is_the_order_that_was_computed(found: OrderOfMerit) -> None:
    """Ranks, figures, marks and money are those of the order of merit of the same proposals."""
    order = order_of_merit(judge(list(found.proposals.values()), found.cycle), found.cycle)

    for name in ("ref", "rank", "tier", "merit", "maturity", "request_kusd", "tied_with"):
        assert found.ranks[name].tolist() == order.ranks[name].tolist()
    assert found.ranks["mark"].tolist() == [str(mark) for mark in order.ranks["mark"]]
    assert (found.promised, found.left) == (order.promised, order.left)


def test_its_parts_give_the_merit_back(found: OrderOfMerit) -> None:
    """In order of merit, to the sixth decimal."""
    assert list(found.parts.refs) == found.ranks["ref"].tolist()
    assert found.parts.merit.tolist() == pytest.approx(found.ranks["merit"].tolist(), abs=1e-6)


def test_it_is_the_order_that_was_judged_in_every_respect(found: OrderOfMerit) -> None:
    """What is read back and what was judged just now are one: columns, ties, shares and money."""
    judgement = judge(list(found.proposals.values()), found.cycle)
    fresh = order_of_merit(judgement, found.cycle)

    columns = fresh.ranks.columns
    pd.testing.assert_frame_equal(found.ranks[columns], fresh.ranks, check_dtype=False)
    assert found.tie_order.tolist() == fresh.tie_order.tolist()
    assert found.parts.high.tolist() == fresh.parts.high.tolist()
    assert found.question() == fresh.question()
    assert rank_report(found) == rank_report(fresh)


def test_why_there_is_no_best_set_is_said_of_a_stored_run_too(found: OrderOfMerit) -> None:
    """A floor beyond the budget: the sentence is that of the proposals judged just now."""
    floor = {"components": {"Army": {"floor_kusd": {2027: 99_999}}}}
    cycle = found.cycle.model_copy(update={"conditions": Conditions.model_validate(floor)})
    stored = replace(found, cycle=cycle, best_set=[])
    fresh = order_of_merit(judge(list(found.proposals.values()), cycle), cycle)

    assert rank_report(stored)["no_best_set"].startswith("No set of new starts keeps all")
    assert rank_report(stored) == rank_report(fresh)


def test_stored_money_comes_back_exact() -> None:
    """Decimals are kept as text, and nothing stored is no money."""
    assert money_of({"2028": "0.10", "2027": "5"}) == {2027: Decimal(5), 2028: Decimal("0.10")}
    assert money_of(None) == {}
