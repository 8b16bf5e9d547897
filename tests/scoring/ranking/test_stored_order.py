"""A stored run comes back as the order of merit that it was kept as."""

from decimal import Decimal

import pytest

from fct.data.common.actor import Actor
from fct.data.program.cycle import parse_cycle
from fct.data.subjects.store import Store
from fct.flows.cycle.evaluation import evaluate
from fct.scoring.judging.judgement import judge
from fct.scoring.ranking.funding_line import order_of_merit
from fct.scoring.ranking.rank_arrays import ranked_of_order
from fct.scoring.ranking.stored_order import RankedRun, RunResults, money_of, ranked_run


@pytest.fixture
def found(submitted: Store) -> RankedRun:
    """The run of a few sample proposals."""
    done = evaluate(submitted, 2027, None, Actor("tester"), lambda _: None)
    run, row = submitted.runs.get(done.run_id), submitted.cycles.find(2027)
    assert row is not None
    results = RunResults(
        submitted.runs.ranks(run.id),
        submitted.runs.scores(run.id),
        submitted.runs.outcomes(run.id),
        submitted.versions.judged(run.id),
    )
    return ranked_run(run, parse_cycle(row.yaml, "cycle 2027"), results)


def test_it_is_the_order_that_was_computed(found: RankedRun) -> None:
    """Ranks, figures, marks and money are those of the order of merit of the same proposals."""
    order = order_of_merit(judge(list(found.proposals.values()), found.cycle), found.cycle)

    for name in ("ref", "rank", "tier", "merit", "maturity", "request_kusd", "tied_with"):
        assert found.order[name].tolist() == order.ranks[name].tolist()
    assert found.order["mark"].tolist() == [str(mark) for mark in order.ranks["mark"]]
    assert (found.promised, found.left) == (order.promised, order.left)


def test_its_parts_give_the_merit_back(found: RankedRun) -> None:
    """In order of merit, to the sixth decimal."""
    assert list(found.parts.refs) == found.order["ref"].tolist()
    assert found.parts.merit.tolist() == pytest.approx(found.order["merit"].tolist(), abs=1e-6)


def test_what_promises_leave_names_every_year_that_matters(found: RankedRun) -> None:
    """A year that is asked for and has no budget is there, with nothing."""
    order = found.order
    asked = {year for request in order.loc[order["competes"], "request_kusd"] for year in request}

    assert asked | set(found.budgets) <= set(found.after_promises)
    assert found.after_promises[2027] == found.budgets[2027] - found.promised.get(2027, Decimal(0))


def test_as_arrays_it_is_the_order_of_the_same_proposals(found: RankedRun) -> None:
    """What is read back and what was judged just now give the same arrays."""
    judgement = judge(list(found.proposals.values()), found.cycle)
    order = order_of_merit(judgement, found.cycle)
    stored, fresh = found.as_ranked(), ranked_of_order(order, judgement, found.rubric)

    assert (stored.refs, stored.years) == (fresh.refs, fresh.years)
    assert stored.requests.tolist() == fresh.requests.tolist()
    assert stored.last_order.tolist() == fresh.last_order.tolist()
    assert stored.maturity.tolist() == fresh.maturity.tolist()
    assert stored.parts.high.tolist() == fresh.parts.high.tolist()


def test_stored_money_comes_back_exact() -> None:
    """Decimals are kept as text, and nothing stored is no money."""
    assert money_of({"2028": "0.10", "2027": "5"}) == {2027: Decimal(5), 2028: Decimal("0.10")}
    assert money_of(None) == {}
