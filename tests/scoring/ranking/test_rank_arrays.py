"""The order of merit as arrays: the same proposals, order and money as the official order."""

from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import pytest

from fct.data.common.cells import RawProposal
from fct.data.program.conditions import Conditions
from fct.data.program.cycle import Cycle, Promise
from fct.data.program.rubric import default_rubric
from fct.scoring.judging.merit_parts import Parts
from fct.scoring.ranking.funding_line import order_of_merit
from fct.scoring.ranking.rank_arrays import Ranked, ranked_of_frames, ranked_of_order
from tests.support.cases import CYCLE, judged, valid_proposal
from tests.support.mutations import random_batch


def ranked(*proposals: RawProposal, cycle: Cycle = CYCLE) -> Ranked:
    """The record of proposals that are judged here."""
    judgement = judged(*proposals)
    return ranked_of_order(order_of_merit(judgement, cycle), judgement, default_rubric())


def stored(requests: list[dict[str, str]], **money: dict[int, Any]) -> Ranked:
    """Proposals A, B, ... of one tier as a store gives them back: amounts as texts."""
    refs = [chr(ord("A") + place) for place in range(len(requests))]
    ranks = pd.DataFrame({"ref": refs, "competes": True, "title": None})
    ranks["request_kusd"] = pd.Series(requests, dtype=object)
    scores = pd.DataFrame({"ref": [*refs, "Z"], "tier": 1, "maturity_low": 50.0})
    shares = np.zeros((len(refs) + 1, 11))
    parts = Parts((*refs, "Z"), np.ones(11), shares, shares)
    return ranked_of_frames(
        ranks, scores, parts, (money.get("budgets", {}), money.get("promised", {}))
    )


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


def test_without_priorities_the_official_rank_breaks_ties() -> None:
    """A stored run keeps the order, not what decided it."""
    assert stored([{}, {}, {}]).tie_order.tolist() == [0, 1, 2]


def test_no_request_is_rounded() -> None:
    """Halves and fifths of a thousand are counted in tenths; a part of a tenth left is dropped."""
    record = stored(
        [{"2027": "0.5"}, {"2027": "1.2", "2028": "3"}], budgets={2027: "1.79"}, promised={2029: 1}
    )

    assert record.units_per_kusd == 10
    assert record.years == (2027, 2028, 2029)
    assert record.requests.tolist() == [[5, 0, 0], [12, 30, 0]]
    assert record.left.tolist() == [17, 0, -10]
    assert record.budgets == {2027: Decimal("1.79")}


def test_money_too_large_for_64_bits_is_counted_exactly() -> None:
    """16 decimals of 10,000 thousand dollars are 20 digits; 64 bits hold 19."""
    record = stored(
        [{"2027": "0.3333333333333333"}, {"2027": "10000"}],
        budgets={2027: "10000.3333333333333333"},
    )

    assert record.requests.tolist() == [[3333333333333333], [10**20]]
    assert record.left.tolist() == [10**20 + 3333333333333333]


def test_a_budget_beyond_64_bits_is_more_than_all_requests() -> None:
    """The requests are small, so 2**62 of their unit is as good as any larger sum."""
    assert stored([{"2027": "1"}], budgets={2027: 10**30}).left.tolist() == [2**62]


def test_continuing_projects_are_told_and_their_promises_taken_off() -> None:
    """550 thousand of the 600 are promised to the continuing one: 50 are left."""
    promised = (Promise(ref="A", fiscal_year=2027, kusd=Decimal(550)),)
    cycle = CYCLE.model_copy(update={"budgets": {2027: Decimal(600)}, "promised": promised})
    record = ranked(
        valid_proposal("A", project_type="continuing"), valid_proposal("B", mrl=9), cycle=cycle
    )

    assert record.refs == ("A", "B")
    assert record.competes.tolist() == [False, True]
    assert record.left.tolist() == [50]


def test_components_and_conditions_are_those_of_the_cycle() -> None:
    """What the official line keeps, a line through another order has to keep."""
    conditions = Conditions(excluded=frozenset({"A"}))
    judgement = judged(valid_proposal("A"), valid_proposal("B", component="Navy", mrl=9))
    official = order_of_merit(judgement, CYCLE)
    record = ranked_of_order(official, judgement, default_rubric(), conditions)

    assert record.components == ("Army", "Navy")
    assert record.conditions == conditions


def test_an_empty_order_has_arrays_of_no_rows() -> None:
    """Nothing ranked is no error, and the budget stays."""
    record = ranked(cycle=CYCLE.model_copy(update={"budgets": {2027: Decimal(600)}}))

    assert record.refs == ()
    assert record.requests.shape == (0, 1)
    assert record.tie_order.tolist() == []
    assert record.left.tolist() == [600]
