"""The funding line: promises to continuing projects first, then all others in rank order.

A claim moves no money: a project is continuing only where it says so and the cycle promised it
something (readings 55 and 56). All others compete, a new start that is named by a promise too.

Beside the line stands the best set under the same budgets (:mod:`fct.scoring.ranking.best_set`).
All money is decimal, in thousands of dollars.

Conditions that the cycle states count: what is held back comes off the budget, must-funds come
before the rest, what is excluded gets nothing, and the ceilings of components are kept. The best
set keeps the floors as well. Here every project is given its whole request or nothing; parts are
for :mod:`fct.scoring.ranking.set_comparison`.
"""

from collections.abc import Mapping, Sequence, Set as AbstractSet
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

import pandas as pd

from fct.data.common import EXACT
from fct.data.program import Cycle
from fct.scoring.judging import Judgement
from fct.scoring.ranking.award_line import shares_in_order
from fct.scoring.ranking.best_set import best_shares
from fct.scoring.ranking.best_set_problem import Candidate, Question
from fct.scoring.ranking.infeasibility import Infeasible, infeasible
from fct.scoring.ranking.ledger import Ledger, after_promises
from fct.scoring.ranking.not_kept import without_effect
from fct.scoring.ranking.rank import rank_proposals

CONTINUING = "continuing"
NEW_START = "new start"
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
        The frame of :func:`fct.scoring.ranking.rank.rank_proposals` with ``competes`` (whether it
        competes for money, reading 55), ``mark`` and ``left_kusd`` (what is left of each year's
        budget after this row; what must be funded has come off before the first row).
    budgets, promised, left : dict of int to Decimal
        Thousands of dollars by fiscal year; ``left`` is what the line leaves.
    best_set : list of str
        Refs of those that compete, in rank order.
    no_best_set : Infeasible or None
        Why there is none, where no set keeps all conditions of the cycle.
    no_effect : list of str
        A sentence for each ref that the conditions of the cycle name in vain.
    """

    ranks: pd.DataFrame
    budgets: Money
    promised: Money
    left: Money
    best_set: list[str]
    no_best_set: Infeasible | None = None
    no_effect: Sequence[str] = ()


def order_of_merit(judgement: Judgement, cycle: Cycle) -> OrderOfMerit:
    """Rank the rankable proposals of a cycle and draw the funding line."""
    ranks = rank_proposals(judgement)
    ranks["competes"] = _competes(ranks, cycle)
    promised = _promises(cycle)
    question = _question(ranks, promised, judgement, cycle)
    marks = _marks(ranks, shares_in_order(question))
    left_after = _left_after(ranks, marks, question)
    best = best_shares(question)
    refs = ranks["ref"]
    return OrderOfMerit(
        ranks=ranks.assign(
            mark=pd.Series(marks, dtype=object), left_kusd=pd.Series(left_after[1:], dtype=object)
        ),
        budgets={year: Decimal(amount) for year, amount in sorted(cycle.budgets.items())},
        promised=promised,
        left=left_after[-1],
        best_set=list(best or {}),
        no_best_set=infeasible(question) if best is None else None,
        no_effect=without_effect(
            cycle.conditions, set(refs[ranks["competes"]]), set(refs[~ranks["competes"]])
        ),
    )


def _competes(ranks: pd.DataFrame, cycle: Cycle) -> "pd.Series[bool]":
    """Return which of the ranked compete for money (reading 55): a claim alone moves none."""
    promised = {promise.ref for promise in cycle.promised}
    is_continuing = (ranks["project_type"] == CONTINUING) & ranks["ref"].isin(promised)
    return ~is_continuing.astype(bool)


def is_unconfirmed(row: Mapping[Any, Any]) -> bool:
    """Return whether a marked row says that it is continuing though nobody promised it anything.

    It competes for money and is marked like a new start (reading 56).
    """
    return bool(row["project_type"] == CONTINUING and row["mark"] != Mark.CONTINUING)


def _promises(cycle: Cycle) -> Money:
    """Return what the cycle promised, by fiscal year (reading 56)."""
    promised: Money = {}
    for promise in cycle.promised:
        year = promise.fiscal_year
        promised[year] = EXACT.add(promised.get(year, Decimal(0)), promise.kusd)
    return dict(sorted(promised.items()))


def _question(ranks: pd.DataFrame, promised: Money, judgement: Judgement, cycle: Cycle) -> Question:
    """Return what is chosen from, by whole requests, under the conditions of the cycle."""
    refs, answers = judgement.table.refs, judgement.table.proposal
    components = dict(zip(refs, answers.value("component"), strict=True))
    kinds = dict(zip(refs, answers.value("project_type"), strict=True))
    candidates = _candidates(ranks, components)
    # Of what does not compete the promise counts, not the request (readings 55 and 69).
    asked = {year for one in candidates for year in one.request_kusd}
    return Question(
        candidates,
        after_promises(cycle.budgets, promised, {*asked, *cycle.conditions.hold_back_kusd}),
        cycle.conditions.model_copy(update={"partial": None}),
        cycle.duplicates,
        continuing_refs(kinds, cycle),
    )


def _marks(ranks: pd.DataFrame, funded: Mapping[str, Decimal]) -> list[Mark]:
    """Mark each row (reading 68)."""
    marks = []
    is_above_a_funded_one = False
    for ref, competes in reversed(list(zip(ranks["ref"], ranks["competes"], strict=True))):
        if not competes:
            marks.append(Mark.CONTINUING)
        elif ref in funded:
            marks.append(Mark.FUNDED)
            is_above_a_funded_one = True
        else:
            marks.append(Mark.PASSED_OVER if is_above_a_funded_one else Mark.BELOW)
    return marks[::-1]


def _left_after(ranks: pd.DataFrame, marks: Sequence[Mark], question: Question) -> list[Money]:
    """Return what is left of every year's budget before the first row, and after each."""
    ledger = Ledger(question.left_kusd, question.conditions)
    rows = list(zip(ranks["ref"], marks, ranks["request_kusd"], strict=True))
    funded = [(ref, ledger.takes(asked)) for ref, mark, asked in rows if mark is Mark.FUNDED]
    for ref, takes in funded:
        if ref in question.conditions.must_fund:
            ledger.commit(takes)
    left = [ledger.left_kusd]
    later = {ref: takes for ref, takes in funded if ref not in question.conditions.must_fund}
    for ref in ranks["ref"]:
        ledger.commit(later.get(ref, {}))
        left.append(ledger.left_kusd)
    return left


def _candidates(ranks: pd.DataFrame, components: Mapping[str, str | None]) -> list[Candidate]:
    columns = ranks.loc[ranks["competes"], ["ref", "tier", "merit", "request_kusd"]]
    return [
        Candidate(ref, int(tier), float(merit), request, components[ref])
        for ref, tier, merit, request in columns.itertuples(index=False)
    ]


def continuing_refs(kinds: Mapping[str, str | None], cycle: Cycle) -> AbstractSet[str]:
    """Return the refs that a promise shows to be continuing, ranked or not (reading 71).

    Not where its own proposal says that it is a new start.

    Parameters
    ----------
    kinds : mapping of str to str
        The project type of each proposal by ref, None where it is not known.
    cycle : Cycle
    """
    promised = {promise.ref for promise in cycle.promised}
    return {ref for ref in promised if kinds.get(ref) != NEW_START}
