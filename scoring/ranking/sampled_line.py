"""The funding line through thousands of orders at once: the ledger's, as arrays.

It says of how many orders each project is funded, by whole requests, under the conditions that the
line keeps. A test holds it equal to :mod:`fct.scoring.ranking.funding_line` order by order.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from math import floor, lcm
from typing import Any

import numpy as np
import numpy.typing as npt

from fct.scoring.ranking.best_set_problem import Question
from fct.scoring.ranking.ledger import Amounts, Limit

Whole = npt.NDArray[Any]
Counts = npt.NDArray[np.int64]

_MOST = 2**62  # two such numbers can be added in 64 bits


def funded_counts(
    question: Question, refs: Sequence[str], order: npt.NDArray[np.integer]
) -> Counts:
    """Return in how many orders each proposal is funded, of shape (n,).

    Parameters
    ----------
    question : Question
    refs : sequence of str
        Those that stand in the orders; who is not a candidate of the question gets nothing.
    order : ndarray of shape (n, orders)
        Row r holds the places, among the refs, of who is ranked r-th in each order.
    """
    size, orders = order.shape
    asked, left = _limits(question, refs)
    remaining = [np.full(orders, most, asked.dtype) for most in left]
    columns = list(np.ascontiguousarray(asked.T))
    funded = np.zeros(size, dtype=np.int64)
    for may_take in _groups(question, refs):
        # Rank by rank, all orders side by side: what is left in one order depends on its own ranks
        # alone, so a row of numbers a limit is all that has to be remembered.
        for row in order:
            who = row.astype(np.intp)
            requests = [column[who] for column in columns]
            fits = may_take[who]
            for request, amount in zip(requests, remaining, strict=True):
                fits &= request <= amount
            for request, amount in zip(requests, remaining, strict=True):
                np.subtract(amount, request * fits, out=amount)
            funded += np.bincount(who[fits], minlength=size)
    return funded


def _groups(question: Question, refs: Sequence[str]) -> list[npt.NDArray[np.bool_]]:
    """Return who takes money first, and who after them."""
    must_fund, excluded = question.conditions.must_fund, question.conditions.excluded
    takers = {one.ref for one in question.candidates} - excluded
    groups = [takers & must_fund, takers - must_fund]
    return [np.array([ref in group for ref in refs], dtype=bool) for group in groups if group]


def _limits(question: Question, refs: Sequence[str]) -> tuple[Whole, list[int]]:
    """Return what each ref takes of each limit and what is left of it, in one unit.

    The unit rounds no request. What is left is rounded down to it, which refuses nobody who fits;
    it is at least 0, as a request of nothing fits whatever is left; and at most what all ask for
    together, which is as good as any larger sum and cannot run over the 64 bits.
    """
    ledger = question.ledger()
    takes: Mapping[str, Amounts] = {
        one.ref: ledger.takes(one.request_kusd, one.component) for one in question.candidates
    }
    limits: list[Limit] = list(dict.fromkeys(limit for one in takes.values() for limit in one))
    amounts = [
        [Fraction(takes.get(ref, {}).get(limit, Decimal(0))) for limit in limits] for ref in refs
    ]
    scale = lcm(*(amount.denominator for row in amounts for amount in row))
    asked = [[int(amount * scale) for amount in row] for row in amounts]
    totals = [sum(column) for column in zip(*asked, strict=True)] or [0] * len(limits)
    left = [floor(Fraction(ledger.left.get(limit, Decimal(0))) * scale) for limit in limits]
    bounded = [max(0, min(kusd, total)) for kusd, total in zip(left, totals, strict=True)]
    dtype = np.int64 if max(totals, default=0) < _MOST else object
    return np.array(asked, dtype=dtype).reshape(len(refs), len(limits)), bounded
