"""The funding line: continuing projects' promises first, then new starts in rank order.

Beside the line stands the best set under the same budgets (:mod:`fct.scoring.best_set`). All
money is decimal, in thousands of dollars.

Conditions that the cycle states count: what is held back comes off the budget, must-funds come
before the rest, what is excluded gets nothing, and the ceilings of components are kept. The best
set keeps the floors as well. Here every project is given its whole request or nothing; parts are
for :mod:`fct.scoring.selection`.
"""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

import pandas as pd

from fct.data.cycle import Cycle
from fct.scoring.award_line import after_hold_back, shares_in_order
from fct.scoring.best_set import best_shares
from fct.scoring.judge import Judgement
from fct.scoring.rank import rank_proposals
from fct.scoring.relaxing import Infeasible, infeasible
from fct.scoring.set_problem import Candidate, Question

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
        (what is left of each year's budget after this row; what must be funded has come off
        before the first row).
    budgets, promised, left : dict of int to Decimal
        Thousands of dollars by fiscal year; ``left`` is what the line leaves.
    best_set : list of str
        Refs of new starts, in rank order.
    no_best_set : Infeasible or None
        Why there is none, where no set keeps all conditions of the cycle.
    """

    ranks: pd.DataFrame
    budgets: Money
    promised: Money
    left: Money
    best_set: list[str]
    no_best_set: Infeasible | None = None


class Funded(NamedTuple):
    """The refs that the line funds under conditions; what must be funded comes first."""

    refs: AbstractSet[str]
    first: AbstractSet[str]


def order_of_merit(judgement: Judgement, cycle: Cycle) -> OrderOfMerit:
    """Rank the rankable proposals of a cycle and draw the funding line."""
    ranks = rank_proposals(judgement)
    promised = _promises(ranks, cycle)
    years = _years(ranks, cycle, promised)
    budgets = {year: cycle.budgets.get(year, Decimal(0)) for year in years}
    after_promises = {year: budgets[year] - promised.get(year, Decimal(0)) for year in years}
    question = _question(ranks, after_promises, judgement, cycle)
    marks, left_after = _line(ranks, *_before_the_line(question))
    best = best_shares(question)
    return OrderOfMerit(
        ranks=ranks.assign(
            mark=pd.Series(marks, dtype=object), left_kusd=pd.Series(left_after, dtype=object)
        ),
        budgets={year: Decimal(amount) for year, amount in sorted(cycle.budgets.items())},
        promised=promised,
        left=left_after[-1] if left_after else after_hold_back(after_promises, cycle.conditions),
        best_set=list(best or {}),
        no_best_set=infeasible(question) if best is None else None,
    )


def _question(
    ranks: pd.DataFrame, after_promises: Money, judgement: Judgement, cycle: Cycle
) -> Question:
    """Return what is chosen from, by whole requests, under the conditions of the cycle."""
    refs, answers = judgement.table.refs, judgement.table.proposal
    components = dict(zip(refs, answers.value("component"), strict=True))
    kinds = dict(zip(refs, answers.value("project_type"), strict=True))
    return Question(
        _candidates(ranks, components),
        after_promises,
        cycle.conditions.model_copy(update={"partial": None}),
        cycle.duplicates,
        continuing_refs(kinds, cycle),
    )


def _before_the_line(question: Question) -> tuple[Money, Funded | None]:
    """Return what the line starts with, and whom it funds where conditions are stated."""
    conditions = question.conditions
    left = after_hold_back(question.left_kusd, conditions)
    if conditions.is_empty:
        return left, None
    refs = shares_in_order(question).keys()
    first = refs & conditions.must_fund
    for one in question.candidates:
        if one.ref in first:
            left = _less(left, one.request_kusd)
    return left, Funded(frozenset(refs), frozenset(first))


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
    return sorted({*cycle.budgets, *promised, *asked, *cycle.conditions.hold_back_kusd})


def fits(request: Mapping[int, Decimal], left: Mapping[int, Decimal]) -> bool:
    """Return whether a request fits what is left in every year that it asks for."""
    return all(amount <= left[year] for year, amount in request.items())


def _less(left: Money, request: Mapping[int, Decimal]) -> Money:
    return {year: amount - request.get(year, Decimal(0)) for year, amount in left.items()}


def _line(
    ranks: pd.DataFrame, left: Money, funded: Funded | None = None
) -> tuple[list[Mark], list[Money]]:
    """Mark each row, and tell what is left of every year's budget after it.

    Without conditions whoever fits is funded; else it is given who is.
    """
    marks, left_after = [], []
    columns = ranks[["ref", "project_type", "request_kusd"]]
    for ref, kind, request in columns.itertuples(index=False):
        if kind == CONTINUING:
            marks.append(Mark.CONTINUING)
        elif fits(request, left) if funded is None else ref in funded.refs:
            marks.append(Mark.FUNDED)
            if funded is None or ref not in funded.first:
                left = _less(left, request)
        else:
            marks.append(Mark.BELOW)
        left_after.append(left)
    is_above_a_funded_one = False
    for place in reversed(range(len(marks))):
        if marks[place] is Mark.BELOW and is_above_a_funded_one:
            marks[place] = Mark.PASSED_OVER
        is_above_a_funded_one |= marks[place] is Mark.FUNDED
    return marks, left_after


def _candidates(ranks: pd.DataFrame, components: Mapping[str, str | None]) -> list[Candidate]:
    is_new = ranks["project_type"] != CONTINUING
    columns = ranks.loc[is_new, ["ref", "tier", "merit", "request_kusd"]]
    return [
        Candidate(ref, int(tier), float(merit), request, components[ref])
        for ref, tier, merit, request in columns.itertuples(index=False)
    ]


def continuing_refs(kinds: Mapping[str, str | None], cycle: Cycle) -> AbstractSet[str]:
    """Return the refs of continuing projects, ranked or not (reading 71).

    A promise shows that a project is continuing, unless the project itself says otherwise.

    Parameters
    ----------
    kinds : mapping of str to str
        The project type of each proposal by ref, None where it is not known.
    cycle : Cycle
    """
    promised = {promise.ref for promise in cycle.promised}
    known = {ref for ref, kind in kinds.items() if kind == CONTINUING}
    return known | {ref for ref in promised if kinds.get(ref) is None}
