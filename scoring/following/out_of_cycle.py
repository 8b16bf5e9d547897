"""One proposal that came out of cycle, judged by the frozen rules of the cycle's published run.

Nothing of that run changes: the result is kept under an id of its own, and a decision on it is a
supplement's.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from fct.data.common import EXACT, NotNowError
from fct.data.decisions import Decision
from fct.data.people import Action
from fct.scoring.defending import published_order
from fct.scoring.judging import judge
from fct.scoring.ranking import OrderOfMerit, money_report, order_of_merit

if TYPE_CHECKING:
    from fct.data.subjects import Store, StoredProposal

_DECIMALS = 6


def evaluate_out_of_cycle(store: "Store", fiscal_year: int, ref: str) -> dict[str, Any]:
    """Judge one out-of-cycle proposal, and return what ``fct evaluate --out-of-cycle`` prints.

    Raises
    ------
    DeniedError
        If who acts may not evaluate.
    NotNowError
        ``NOT_OUT_OF_CYCLE``, if it did not come the way for such proposals.
    UsageError
        If no run of the cycle is published.
    """
    store.ask(Action.RUN_EVALUATE, ref)
    stored = next((one for one in store.versions.out_of_cycle(fiscal_year) if one.ref == ref), None)
    if stored is None:
        raise NotNowError(
            "NOT_OUT_OF_CYCLE",
            f"{ref} did not come out of cycle after the deadline of fiscal year {fiscal_year}, so "
            "it is judged with the cycle's own proposals or not at all.",
        )
    order = published_order(store, fiscal_year)
    said = _judged(order, stored)
    held = _held_back(store, fiscal_year, order)
    report = {
        "ref": ref,
        **said,
        "hold_back_kusd": {
            str(year): {name: money_report({year: kusd})[str(year)] for name, kusd in of.items()}
            for year, of in held.items()
        },
        "run": order.run_id,
        "version": stored.version,
    }
    judgement_id = store.out_of_cycle.add(fiscal_year, report)
    return {"id": judgement_id, "fiscal_year": fiscal_year, **report}


def _judged(order: OrderOfMerit, stored: "StoredProposal") -> dict[str, Any]:
    """Return what a proposal comes to among those of a run, by the same rules and rubric."""
    # Put behind all the others, so that it is the last of the judgement.
    others = [one for ref, one in order.proposals.items() if ref != stored.ref]
    judgement = judge(
        [*others, stored.proposal], order.cycle, order.rubric, exceptions=order.exceptions
    )
    again = order_of_merit(judgement, order.cycle, order.rubric)
    score = judgement.scores.to_dict("records")[-1]  # it is the last one
    ranked = {row["ref"]: row for row in again.ranks.to_dict("records")}.get(stored.ref)
    return {
        "verdict": str(score["verdict"]),
        "tier": int(score["tier"]) or None,
        "merit": round(float(score["merit"]), _DECIMALS),
        "would_rank": None if ranked is None else int(ranked["rank"]),
        "would_mark": None if ranked is None else str(ranked["mark"]),
    }


def _held_back(
    store: "Store", fiscal_year: int, order: OrderOfMerit
) -> dict[int, dict[str, Decimal]]:
    """Return by fiscal year what is held back, what supplements took of it, and what is left."""
    used: dict[int, Decimal] = {}
    for decision in _paid(store, fiscal_year).values():
        for year, kusd in decision.kusd.items():
            used[year] = EXACT.add(used.get(year, Decimal(0)), kusd)
    held: Mapping[int, Decimal] = order.conditions.hold_back_kusd
    return {
        year: {
            "held": held.get(year, Decimal(0)),
            "used": used.get(year, Decimal(0)),
            "left": EXACT.subtract(held.get(year, Decimal(0)), used.get(year, Decimal(0))),
        }
        for year in sorted({*held, *used})
    }


def _paid(store: "Store", fiscal_year: int) -> dict[str, Decision]:
    """Return the published decisions that give money out of cycle, by ref."""
    beside = {one.ref for one in store.versions.out_of_cycle(fiscal_year)}
    newest: dict[str, Decision] = {}
    for slate in store.slates.of_cycle(fiscal_year):
        kept = store.slates.kept(fiscal_year, slate.id)
        if slate.is_supplement and kept.published is not None:
            # Slates come in their order, so that a later supplement counts before an earlier one.
            newest |= {ref: one for ref, one in kept.newest.items() if ref in beside}
    return {ref: one for ref, one in newest.items() if one.outcome.is_funded}
