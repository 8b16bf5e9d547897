"""The funding line: continuing projects' promises first, then new starts in rank order.

Beside the line stands the best set under the same budgets (:mod:`fct.scoring.best_set`). All
money is decimal, in thousands of dollars.
"""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

import pandas as pd

from fct.data.cycle import Cycle
from fct.scoring.best_set import Candidate, best_set
from fct.scoring.judge import Judgement
from fct.scoring.rank import rank_proposals

CONTINUING = "continuing"
Money = dict[int, Decimal]


class Mark(StrEnum):
    """Where a ranked proposal stands to the line."""

    FUNDED = "funded"
    PASSED_OVER = "passed over"
    BELOW = "below the line"
    CONTINUING = "continuing"


@dataclass(frozen=True, slots=True, eq=False)
class OrderOfMerit:
    """The ranked proposals of a cycle and the line through them.

    Attributes
    ----------
    ranks : DataFrame
        The frame of :func:`fct.scoring.rank.rank_proposals` with ``mark`` and ``left_kusd``
        (what is left of each year's budget after this row).
    budgets, promised, left : dict of int to Decimal
        Thousands of dollars by fiscal year; ``left`` is what the line leaves.
    best_set : list of str
        Refs of new starts, in rank order.
    """

    ranks: pd.DataFrame
    budgets: Money
    promised: Money
    left: Money
    best_set: list[str]


def order_of_merit(judgement: Judgement, cycle: Cycle) -> OrderOfMerit:
    """Rank the rankable proposals of a cycle and draw the funding line."""
    ranks = rank_proposals(judgement)
    promised = _promises(ranks, cycle)
    years = _years(ranks, cycle, promised)
    budgets = {year: cycle.budgets.get(year, Decimal(0)) for year in years}
    after_promises = {year: budgets[year] - promised.get(year, Decimal(0)) for year in years}
    marks, left_after = _line(ranks, after_promises)
    ranks = ranks.assign(
        mark=pd.Series(marks, dtype=object), left_kusd=pd.Series(left_after, dtype=object)
    )
    return OrderOfMerit(
        ranks=ranks,
        budgets={year: Decimal(amount) for year, amount in sorted(cycle.budgets.items())},
        promised=promised,
        left=left_after[-1] if left_after else after_promises,
        best_set=best_set(
            _candidates(ranks),
            after_promises,
            groups=cycle.duplicates,
            bound=_continuing_refs(judgement, cycle),
        ),
    )


def _promises(ranks: pd.DataFrame, cycle: Cycle) -> Money:
    """Return what continuing projects were promised (reading 56)."""
    promised: Money = {}
    for promise in cycle.promised:
        year = promise.fiscal_year
        promised[year] = promised.get(year, Decimal(0)) + promise.kusd
    named = {promise.ref for promise in cycle.promised}
    is_continuing = ranks["project_type"] == CONTINUING
    for ref, request in ranks.loc[is_continuing, ["ref", "request_kusd"]].itertuples(index=False):
        if ref not in named:
            for year, amount in request.items():
                promised[year] = promised.get(year, Decimal(0)) + amount
    return dict(sorted(promised.items()))


def _years(ranks: pd.DataFrame, cycle: Cycle, promised: Money) -> list[int]:
    asked = {year for request in ranks["request_kusd"] for year in request}
    return sorted(set(cycle.budgets) | set(promised) | asked)


def fits(request: Mapping[int, Decimal], left: Mapping[int, Decimal]) -> bool:
    """Return whether a request fits what is left in every year that it asks for."""
    return all(amount <= left[year] for year, amount in request.items())


def _line(ranks: pd.DataFrame, left: Money) -> tuple[list[Mark], list[Money]]:
    """Mark each row, and tell what is left of every year's budget after it."""
    marks, left_after = [], []
    for kind, request in zip(ranks["project_type"], ranks["request_kusd"], strict=True):
        if kind == CONTINUING:
            marks.append(Mark.CONTINUING)
        elif fits(request, left):
            marks.append(Mark.FUNDED)
            left = {year: amount - request.get(year, Decimal(0)) for year, amount in left.items()}
        else:
            marks.append(Mark.BELOW)
        left_after.append(left)
    is_above_a_funded_one = False
    for place in reversed(range(len(marks))):
        if marks[place] is Mark.BELOW and is_above_a_funded_one:
            marks[place] = Mark.PASSED_OVER
        is_above_a_funded_one |= marks[place] is Mark.FUNDED
    return marks, left_after


def _candidates(ranks: pd.DataFrame) -> list[Candidate]:
    is_new = ranks["project_type"] != CONTINUING
    columns = ranks.loc[is_new, ["ref", "tier", "merit", "request_kusd"]]
    return [
        Candidate(ref=ref, tier=int(tier), merit=float(merit), request_kusd=request)
        for ref, tier, merit, request in columns.itertuples(index=False)
    ]


def _continuing_refs(judgement: Judgement, cycle: Cycle) -> AbstractSet[str]:
    """Return the refs of continuing projects, ranked or not (reading 71).

    A promise shows that a project is continuing, unless the project itself says otherwise.
    """
    kinds = dict(
        zip(judgement.table.refs, judgement.table.proposal.value("project_type"), strict=True)
    )
    promised = {promise.ref for promise in cycle.promised}
    known = {ref for ref, kind in kinds.items() if kind == CONTINUING}
    return known | {ref for ref in promised if kinds.get(ref) is None}
