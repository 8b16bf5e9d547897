"""A stored run as arithmetic wants it: the order of merit, what decided it, and the money."""

import math
from collections.abc import Mapping, Sequence, Set as AbstractSet
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import pandas as pd

from fct.data.common import RawProposal
from fct.data.program import Cycle, Rubric
from fct.data.proposals import build_table
from fct.data.store import Run
from fct.data.subjects import StoredProposal
from fct.scoring.judging import Exceptions, Parts, parts_of_scores
from fct.scoring.ranking.funding_line import Mark, is_unconfirmed
from fct.scoring.ranking.ledger import after_promises
from fct.scoring.ranking.rank import MERIT_DECIMALS
from fct.scoring.ranking.rank_arrays import Ranked, ranked_of_frames

Money = dict[int, Decimal]


@dataclass(frozen=True, slots=True, eq=False)
class RankedRun:
    """One run.

    Attributes
    ----------
    run : Run
    cycle : Cycle
        As it was when the run judged.
    rubric : Rubric
        That the run judged by.
    order : DataFrame of shape (n_ranked, 13)
        In order of merit: ``ref, rank, tier, merit, maturity, component_priority, title,
        component, project_type, request_kusd`` (Decimal by fiscal year), ``mark, tied_with,
        competes`` (whether it competes for money).
    parts : Parts
        Of the ranked proposals, in order of merit.
    budgets, promised, left : dict of int to Decimal
        Thousands of dollars by fiscal year; ``left`` is what the line leaves.
    proposals : mapping of str to RawProposal
        The judged version of every proposal, ranked or not.
    head : tuple of str
        What whoever shows the run says first, see :mod:`fct.data.subjects.run_notices`.
    """

    run: Run
    cycle: Cycle
    rubric: Rubric
    order: pd.DataFrame
    parts: Parts
    budgets: Money
    promised: Money
    left: Money
    proposals: Mapping[str, RawProposal]
    head: tuple[str, ...] = ()

    @property
    def after_promises(self) -> Money:
        """What promises leave of each year that is budgeted, promised or competed for."""
        requests = self.order.loc[self.order["competes"], "request_kusd"]
        asked = {year for request in requests for year in request}
        return after_promises(self.budgets, self.promised, asked)

    @property
    def money_refs(self) -> tuple[AbstractSet[str], AbstractSet[str]]:
        """The refs that compete for money, and those that have their promise (reading 55)."""
        refs, competes = self.order["ref"], self.order["competes"]
        return set(refs[competes]), set(refs[~competes])

    @property
    def unconfirmed(self) -> list[str]:
        """The ranked refs that say they are continuing though nobody promised them anything."""
        return [row["ref"] for row in self.order.to_dict("records") if is_unconfirmed(row)]

    def as_ranked(self) -> Ranked:
        """Return the order as arrays, to be ranked again in another way."""
        priorities = {
            ref: None if math.isnan(priority) else int(priority)
            for ref, priority in zip(
                self.order["ref"], self.order["component_priority"], strict=True
            )
        }
        scores = self.order.rename(columns={"maturity": "maturity_low"})
        money = (self.budgets, self.promised)
        ranked = ranked_of_frames(self.order, scores, self.parts, money, priorities)
        return replace(ranked, conditions=self.cycle.conditions)


def rubric_of_run(run: Run) -> Rubric:
    """Return the rubric that a run keeps."""
    return Rubric.model_validate(run.evidence["rubric"])


@dataclass(frozen=True, slots=True, eq=False)
class RunResults:
    """What the store has of a run, as it gives it.

    Attributes
    ----------
    ranks, scores, outcomes : DataFrame
        Of :meth:`fct.data.subjects.store.Store.ranks` and its neighbours.
    judged : sequence of StoredProposal
    """

    ranks: pd.DataFrame
    scores: pd.DataFrame
    outcomes: pd.DataFrame
    judged: Sequence[StoredProposal]


def ranked_run(run: Run, cycle: Cycle, results: RunResults) -> RankedRun:
    """Return a run's order of merit with its parts and its money."""
    rubric = rubric_of_run(run)
    proposals = {stored.ref: stored.proposal for stored in results.judged}
    scores = results.scores.set_index("ref", drop=False)
    ranks = results.ranks
    refs = ranks["ref"].tolist()
    of_ranked = scores.loc[refs]
    order = pd.DataFrame(
        {
            "ref": refs,
            "rank": ranks["rank"].astype(int).to_numpy(),
            "tier": of_ranked["tier"].astype(int).to_numpy(),
            "merit": [round(float(merit), MERIT_DECIMALS) for merit in of_ranked["merit"]],
            "maturity": [round(float(low), MERIT_DECIMALS) for low in of_ranked["maturity_low"]],
            "component_priority": _priorities([proposals[ref] for ref in refs]),
        }
    )
    for name in ("title", "component", "project_type", "mark", "tied_with"):
        order[name] = pd.Series(ranks[name].tolist(), dtype=object)
    order["competes"] = (order["mark"] != Mark.CONTINUING).astype(bool)
    order["request_kusd"] = pd.Series([money_of(r) for r in ranks["request_kusd"]], dtype=object)
    outcomes = results.outcomes.pivot_table("outcome", "ref", "rule")
    stages = Exceptions.of_run(run.evidence).stages
    return RankedRun(
        run=run,
        cycle=cycle,
        rubric=rubric,
        order=order,
        parts=parts_of_scores(of_ranked.reset_index(drop=True), rubric, outcomes, stages),
        budgets=money_of(run.budgets),
        promised=money_of(run.evidence.get("promised")),
        left=money_of(run.left),
        proposals=proposals,
    )


def _priorities(proposals: Sequence[RawProposal]) -> "pd.Series[Any]":
    read = build_table(proposals).proposal.value("component_priority")
    return pd.Series([float("nan") if one is None else float(one) for one in read], dtype=float)


def money_of(stored: Mapping[str, Any] | None) -> Money:
    """Return stored amounts, in thousands of dollars, by fiscal year."""
    return {int(year): Decimal(amount) for year, amount in sorted((stored or {}).items())}
