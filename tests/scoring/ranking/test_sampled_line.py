"""The funding line through many orders at once, held to that of the ledger."""

from collections import Counter
from dataclasses import replace
from decimal import Decimal
from typing import Any

import numpy as np
from hypothesis import given, strategies as st

from fct.data.program.conditions import Conditions
from fct.scoring.ranking.best_set_problem import Candidate, Question
from fct.scoring.ranking.funding_line import shares_in_order
from fct.scoring.ranking.order import OrderOfMerit
from fct.scoring.ranking.sampled_line import funded_counts, whole_requests
from tests.support.proposals.conditioned_cases import of_conditions
from tests.support.proposals.what_ifs import three


def counted(order: OrderOfMerit, places: Any) -> Any:
    """In how many orders each is funded under the cycle's budgets and conditions."""
    return funded_counts(order.requests, order.ledger(), order.conditions, places)


def test_the_line_passes_over_what_does_not_fit() -> None:
    """In the order A, B, C: 600 of 1000, then 500 do not fit 400, and C takes them."""
    counts = counted(three(), np.array([[0], [1], [2]], dtype=np.uint16))

    assert counts.tolist() == [1, 0, 1]


def test_the_line_needs_room_in_every_year() -> None:
    """B fits 2027 and not 2028; in the order B, A, C the money of 2027 stays for the others."""
    asked = [{2027: "600"}, {2027: "500", 2028: "1"}, {2027: "400"}]
    counts = counted(three(asked=asked), np.array([[1], [0], [2]], dtype=np.uint16))

    assert counts.tolist() == [1, 0, 1]


def test_promises_come_off_first_and_no_request_fits_a_year_overdrawn() -> None:
    """900 of 1000 are promised and 5 more than 2028 has; A asks nothing and fits."""
    asked: list[dict[int, str]] = [{}, {2027: "100"}, {2028: "1"}]
    ranked = three(asked=asked, promised={2027: Decimal(900), 2028: Decimal(5)})
    counts = counted(ranked, np.array([[0], [1], [2]], dtype=np.uint16))

    assert counts.tolist() == [1, 1, 0]


def test_a_continuing_project_takes_nothing_of_what_is_left() -> None:
    """Its promise came off before; C is funded after it."""
    ranked = three(competes=[False, True, True])
    counts = counted(ranked, np.array([[0], [1], [2]], dtype=np.uint16))

    assert counts.tolist() == [0, 1, 1]


@given(
    seed=st.integers(0, 10_000), size=st.integers(3, 20), repeats=st.sampled_from([1, 1, 1, 5000])
)
def test_every_order_is_funded_as_by_the_ledger(seed: int, size: int, repeats: int) -> None:
    """The line of the ledger, drawn order by order: the same proposals as in all orders at once.

    Must-funds, exclusions, money held back and ceilings of components, mixed by chance. Each order
    comes once, where many ranks are tried together, or so often that each rank is tried by itself.
    """
    asked = of_conditions(seed, size).whole
    refs = [one.ref for one in asked.candidates]
    orders = np.array([np.random.default_rng(n).permutation(size) for n in range(4)]).T
    expected = Counter(
        ref
        for order in orders.T.tolist()
        for ref in shares_in_order(
            replace(asked, candidates=[asked.candidates[place] for place in order])
        )
    )
    counts = funded_counts(
        whole_requests(asked.candidates, refs),
        asked.ledger(),
        asked.conditions,
        np.tile(orders, repeats).astype(np.uint16),
    )

    assert counts.tolist() == [expected[ref] * repeats for ref in refs]


def test_one_order_of_thousands_is_funded_as_by_the_ledger() -> None:
    """20,000 ranks are tried in two blocks; ceilings run out at different ranks."""
    rng = np.random.default_rng(1)
    names = ["Army", "Navy", None]
    candidates = [
        Candidate(f"P{n}", 1, 0.0, {year: Decimal(int(kusd)) / 10}, names[name])
        for n, (year, kusd, name) in enumerate(
            zip(
                rng.choice([2027, 2028], 20_000),
                rng.integers(1, 9000, 20_000),
                rng.integers(0, 3, 20_000),
                strict=True,
            )
        )
    ]
    ceilings = {"Army": {"ceiling_kusd": {2027: 400_000}}, "Navy": {"ceiling_kusd": {2028: 90}}}
    conditions = Conditions.model_validate({"components": ceilings})
    asked = Question(candidates, {2027: Decimal(4_000_000), 2028: Decimal(900_000)}, conditions)
    refs = [one.ref for one in candidates]
    counts = funded_counts(
        whole_requests(candidates, refs), asked.ledger(), conditions, np.arange(20_000)[:, None]
    )

    funded = [ref for ref, count in zip(refs, counts.tolist(), strict=True) if count]
    assert 9_000 < len(funded) < 10_000
    assert funded == list(shares_in_order(asked))


def test_money_too_large_for_64_bits_is_still_exact() -> None:
    """10,000 and 0.3333333333333333 do not both fit 10,000.3333333333333332."""
    asked = [{2027: "10000"}, {2027: "0.3333333333333333"}, {2027: "0"}]
    order = np.array([[0], [1], [2]], dtype=np.uint16)
    cents = {2027: Decimal("10000.3333333333333332")}

    assert counted(three(asked=asked, budgets=cents), order).tolist() == [1, 0, 1]
    enough = {2027: Decimal("10000.3333333333333333")}
    assert counted(three(asked=asked, budgets=enough), order).tolist() == [1, 1, 1]


def test_a_budget_beyond_64_bits_funds_everybody() -> None:
    """What is left counts no further than all requests together."""
    order = np.array([[0], [1], [2]], dtype=np.uint16)

    assert counted(three(budgets={2027: Decimal(10) ** 30}), order).tolist() == [1, 1, 1]


def test_no_order_of_nobody_is_an_error() -> None:
    """No proposal, no count."""
    nobody = three(shares=[], asked=[])

    assert counted(nobody, np.zeros((0, 3), dtype=np.uint16)).tolist() == []
