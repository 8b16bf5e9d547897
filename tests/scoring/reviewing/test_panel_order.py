"""The order by panel: who stands where, who is funded, and how sure both orders are."""

import random
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest

from fct.data.common.errors import NotNowError
from fct.data.program import limits
from fct.data.program.cycle import Promise
from fct.scoring.defending.rank_robustness import robustness
from fct.scoring.judging.maturity import MATURITY_PARTS
from fct.scoring.ranking.order import OrderOfMerit, order_of_merit
from fct.scoring.reviewing.panel import PanelFigures, panel_figures
from fct.scoring.reviewing.panel_order import PanelOrder, differing, in_panel_order
from tests.oracle import panels as oracle
from tests.support.processes.samples import sample
from tests.support.proposals.cases import CYCLE, judged, valid_proposal
from tests.support.proposals.mutations import random_batch
from tests.support.stores.reviews import complete_review

BUDGETS = {2027: Decimal(3900), 2028: Decimal(600)}
PROMISED = (Promise(ref="V-2", fiscal_year=2027, kusd=Decimal(550)),)


def ranked(proposals: Sequence[Any]) -> OrderOfMerit:
    """The machine's order under budgets that do not fund all."""
    cycle = CYCLE.model_copy(update={"budgets": BUDGETS, "promised": PROMISED})
    return order_of_merit(judged(*proposals), cycle)


def batch(seed: int) -> list[Any]:
    """Proposals of two tiers, one of them continuing, two of them alike."""
    changes: list[dict[str, Any]] = [
        {"mrl": 8},
        {"advocacy_level": "below"},
        {"project_type": "continuing"},
        {"intent": "conditional", "fct_test_kusd": 700},
        {},
        {"component_priority": None},
    ]
    own = [valid_proposal(f"V-{n}", **one) for n, one in enumerate(changes)]
    return [*own, *random_batch(seed, 20)]


def merits_of(official: OrderOfMerit, panels: dict[str, PanelFigures]) -> dict[str, float]:
    """The panel's merit of each, from the maturity of its order."""
    maturity = dict(zip(official.refs, official.ranks["maturity"], strict=True))
    return {ref: panel.merit(maturity[ref], official.rubric.merit) for ref, panel in panels.items()}


def line_by_hand(found: PanelOrder) -> dict[str, str]:
    """The marks of an order: each takes its money in turn, as far as it fits in every year."""
    left = {**BUDGETS}
    left[2027] -= Decimal(550)
    marks: dict[str, str] = {}
    for row in found.order.ranks.to_dict("records"):
        wanted = row["request_kusd"]
        if not row["competes"]:
            marks[row["ref"]] = "continuing"
        elif all(left.get(year, Decimal(0)) >= kusd for year, kusd in wanted.items()):
            for year, kusd in wanted.items():
                left[year] = left.get(year, Decimal(0)) - kusd
            marks[row["ref"]] = "funded"
        else:
            marks[row["ref"]] = "not"
    refs = list(marks)
    last = max((n for n, ref in enumerate(refs) if marks[ref] == "funded"), default=-1)
    return {
        ref: {"not": "passed over" if n < last else "below the line"}.get(mark, mark)
        for n, (ref, mark) in enumerate(marks.items())
    }


@pytest.mark.sampled
@pytest.mark.parametrize("seed", range(sample(4, whole=12)))
def test_order_and_line_are_those_of_a_second_reading(seed: int) -> None:
    """Half of the proposals have a panel; the others keep the machine's merit."""
    chance = random.Random(seed)
    official = ranked(batch(seed))
    panels = {
        ref: panel_figures(
            [
                complete_review([chance.randint(1, 5) for _ in range(5)])
                for _ in range(chance.randint(1, 3))
            ]
        )
        for ref in official.refs
        if chance.random() < 0.5
    }
    merits = merits_of(official, panels)
    found = in_panel_order(official, panels, merits)
    rows = [
        {
            "ref": row["ref"],
            "tier": row["tier"],
            "merit": row["merit"],
            "panel_merit": round(merits[row["ref"]], 6) if row["ref"] in merits else None,
            "maturity": row["maturity"],
            "priority": None
            if row["component_priority"] != row["component_priority"]
            else row["component_priority"],
            "title": row["title"],
        }
        for row in official.ranks.to_dict("records")
    ]

    assert list(found.order.refs) == oracle.panel_order(rows)
    assert found.order.ranks["rank"].tolist() == list(range(1, len(rows) + 1))
    marks = {ref: str(mark) for ref, mark in found.order.ranks[["ref", "mark"]].to_numpy()}
    assert marks == line_by_hand(found)
    assert found.order.parts.refs == found.order.refs


def test_without_panels_both_orders_are_the_same() -> None:
    """Line, best set and sureness too."""
    official = ranked(batch(1))
    found = in_panel_order(official, {}, {})

    assert found.order.refs == official.refs
    assert found.order.best_set == official.best_set
    assert found.order.left == official.left
    assert found.sureness.proposals == found.official_sureness.proposals
    assert found.official_sureness.proposals == robustness(official).proposals
    assert differing(found).empty


def test_a_panel_moves_a_proposal_and_its_money() -> None:
    """The last of the first tier gets full levels from all, the first the lowest from all."""
    official = ranked([valid_proposal(f"V-{n}", mrl=10 - n) for n in range(6)])
    first, *_, last = official.refs
    panels = {
        first: panel_figures([complete_review((1,) * 5)]),
        last: panel_figures([complete_review((5,) * 5)]),
    }
    found = in_panel_order(official, panels, merits_of(official, panels))
    rows = differing(found).to_dict("records")

    assert found.order.refs[-1] == first
    assert {row["ref"] for row in rows} >= {first, last}
    assert set(official.ranks["ref"]) == set(found.order.ranks["ref"])


def test_levels_are_the_shares_of_the_criteria_and_disagreement_is_uncertain() -> None:
    """Two reviews of 2 and 4 are shares of 0.5 within 0.25; maturity stays."""
    official = ranked([valid_proposal("V-0"), valid_proposal("V-1", mrl=5, fct_test_kusd=3400)])
    panels = {"V-1": panel_figures([complete_review((2,) * 5), complete_review((4,) * 5)])}
    found = in_panel_order(official, panels, merits_of(official, panels))
    place, was = found.order.refs.index("V-1"), official.refs.index("V-1")
    count = len(MATURITY_PARTS)

    assert found.order.parts.low[place, count:].tolist() == [0.5] * 5
    assert found.order.parts.high[place, count:].tolist() == [0.5] * 5
    assert (found.order.parts.low[place, :count] == official.parts.low[was, :count]).all()
    assert found.sureness.reviewed
    assert not found.official_sureness.reviewed


def test_above_the_most_that_compete_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """The sentence says why, and what there is instead."""
    terms = {**limits._large_runs(), "most_competing": 2}
    monkeypatch.setattr(limits, "_large_runs", lambda: terms)

    with pytest.raises(NotNowError, match="above 2 there is no order by panel") as refused:
        in_panel_order(ranked(batch(1)), {}, {})
    assert refused.value.code == "LEFT_OUT"
